"""A member's rooms as strips: empty, own lesson, let, closed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from app.core.clock import AMSTERDAM
from app.core.time_ranges import minute_of_day
from app.models.availability import ClaimKind
from app.models.booking import Booking, BookingStatus
from app.models.listing import Room, Venue
from app.services.reporting.desk_service import RoomDay, RoomDays
from app.web.filters import day_month, weekday_short
from app.web.strip import StripBlock, StripKind, StripRange, build_blocks, describe_strip, strip_range

_OWN = frozenset({ClaimKind.LESSON, ClaimKind.OWN_USE})


@dataclass(frozen=True, slots=True)
class DayStrip:
    """One room on one day, drawn and told."""

    day: date
    short: str
    blocks: list[StripBlock]
    spoken: str
    summary: str
    idle_minutes: int
    is_open: bool
    bookings: Sequence[Booking]


@dataclass(frozen=True, slots=True)
class RoomStrips:
    """One room with its days."""

    room: Room
    days: list[DayStrip]


def member_words() -> dict[str, str]:
    """The words of a strip for somebody who lets."""
    return {"free": _("empty"), "taken": _("own lesson"), "yours": _("let")}


def who(booking: Booking) -> str:
    """The name by which a booking is known at the desk."""
    if booking.status is BookingStatus.HELD:
        return str(_("being paid"))
    return booking.hirer_organisation or booking.contact_name


def one_range(rooms: Iterable[RoomDays]) -> StripRange:
    """The hours that all strips of a view share."""
    spans = [
        span
        for room in rooms
        for day in room.days
        for span in (*day.state.open_spans, *(_minutes(booking, day.day) for booking in day.bookings))
    ]
    return strip_range(spans)


def draw(room: RoomDays, shown: StripRange) -> RoomStrips:
    """The strips of one room."""
    return RoomStrips(room.room, [_day(room.room, day, shown) for day in room.days])


def by_venue(rooms: Sequence[RoomStrips]) -> list[tuple[Venue, list[RoomStrips]]]:
    """In the order in which they come, per venue."""
    found: dict[object, tuple[Venue, list[RoomStrips]]] = {}
    for strips in rooms:
        found.setdefault(strips.room.venue_id, (strips.room.venue, []))[1].append(strips)
    return list(found.values())


def now_minute(now: datetime, day: date) -> int:
    """Where the line of this moment stands on a strip of `day`."""
    return minute_of_day(now, day, AMSTERDAM)


def hours(minutes: int) -> str:
    """`10,5`, `66`, `2.108,3`."""
    return str(format_decimal(round(minutes / 60, 1), format="#,##0.#"))


def _minutes(booking: Booking, day: date) -> tuple[int, int]:
    return minute_of_day(booking.starts_at, day, AMSTERDAM), minute_of_day(booking.ends_at, day, AMSTERDAM)


def _day(room: Room, day: RoomDay, shown: StripRange) -> DayStrip:
    taken = day.state.taken
    blocks = build_blocks(
        shown,
        day.state.open_spans,
        taken=[(span.start_minute, span.end_minute) for span in taken if span.kind in _OWN],
        yours=[_minutes(booking, day.day) for booking in day.bookings],
        changeover=[(span.start_minute, span.end_minute) for span in taken if span.kind not in _OWN],
    )
    idle = sum(block.end_minute - block.start_minute for block in blocks if block.kind is StripKind.FREE)
    spoken = f"{room.name} {day_month(day.day)}: {describe_strip(blocks, words=member_words())}"
    return DayStrip(
        day=day.day,
        short=weekday_short(day.day),
        blocks=blocks,
        spoken=spoken,
        summary=_summary(day, idle),
        idle_minutes=idle,
        is_open=bool(day.state.open_spans),
        bookings=day.bookings,
    )


def _summary(day: RoomDay, idle: int) -> str:
    if not day.state.open_spans and not day.bookings:
        return str(_("closed"))
    empty = _("%(hours)s h empty", hours=hours(idle))
    if not day.bookings:
        return str(empty)
    let = ngettext("%(num)s let", "%(num)s let", len(day.bookings))
    return f"{let}, {empty}"
