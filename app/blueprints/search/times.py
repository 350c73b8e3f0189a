"""The times on a card: what was asked as a bracket over the strip, the first that fit as links, the weeks of a series."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.blueprints.search.addresses import checkout_address
from app.core.clock import AMSTERDAM
from app.core.time_ranges import TimeRange, minute_of_day
from app.models.listing import Room
from app.services.search.query import Hit, SearchQuery
from app.web.filters import clock_time, day_month, time_span, weekday_short
from app.web.strip import Span

MOST_TIMES = 4


@dataclass(frozen=True, slots=True)
class FirstTime:
    """A time that can be booked, with the link to its checkout; `spoken` is read before it."""

    text: str
    href: str
    spoken: str


def ask_of(hit: Hit, query: SearchQuery) -> Span | None:
    """The minutes of the strip's day that the bracket stands over."""
    if query.slot:
        return _minutes(hit.slots[0]) if hit.slots else None
    if query.weekly and query.start_minute is not None and query.end_minute is not None:
        return query.start_minute, query.end_minute
    return (query.asked.start_minute, query.asked.end_minute) if query.asked else None


def _minutes(span: TimeRange) -> Span:
    day = span.starts_at.astimezone(AMSTERDAM).date()
    return minute_of_day(span.starts_at, day, AMSTERDAM), minute_of_day(span.ends_at, day, AMSTERDAM)


def first_times(hit: Hit, query: SearchQuery) -> Sequence[FirstTime]:
    """Only for a free block: one time a day, the first ones."""
    return [_first_time(hit.room, query, span) for span in hit.slots[:MOST_TIMES]] if query.slot else []


def _first_time(room: Room, query: SearchQuery, span: TimeRange) -> FirstTime:
    times = f"{clock_time(span.starts_at)}–{clock_time(span.ends_at)}"
    day = weekday_short(span.starts_at.astimezone(AMSTERDAM).date())
    spoken = _("Book %(room)s on %(day)s:", room=room.name, day=day_month(span.starts_at))
    return FirstTime(f"{day}, {times}", checkout_address(room, query, span), spoken)


def weeks_of(hit: Hit, query: SearchQuery) -> list[tuple[str, str, str]]:
    """One block for each time of a series: state, day, and the state in words; none when it never works."""
    if not query.weekly or len(hit.conflicts) == query.weekly.count:
        return []
    conflicts = set(hit.conflicts)
    told = {True: ("taken", _("not free")), False: ("fixed", _("free"))}
    return [
        (told[day in conflicts][0], f"{day.day}-{day.month}", told[day in conflicts][1]) for day in query.weekly.days
    ]


def moment_text(span: TimeRange) -> str:
    """`dinsdag 15 december, 19.00–22.00 uur`."""
    return f"{day_month(span.starts_at)}, {time_span(span.starts_at, span.ends_at)}"
