"""The calendar as it is drawn: columns of time, hour by hour, and a week in strips."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.blueprints.member import calendar_words
from app.blueprints.member.calendar_rows import time_of
from app.blueprints.member.calendar_words import KINDS
from app.blueprints.member.strips import hours
from app.core.time_ranges import TimeRange, minute_of_day
from app.models.listing import Room
from app.services.availability import rules
from app.services.availability.day_calendar import zone_of
from app.services.reporting.calendar_entries import Column, Entry, EntryKind
from app.web.filters import clock_time, day_month, weekday_short
from app.web.i18n import translate
from app.web.strip import StripBlock, StripKind, StripRange, build_blocks, describe_strip, strip_range

# One quarter of an hour is so many pixels high.
QUARTER_PX = 12
_QUARTER = 15
_STANDING = frozenset({EntryKind.BOOKING, EntryKind.HOLD, EntryKind.LESSON, EntryKind.OWN_USE})
_LOOK_ALIKE = {EntryKind.BOOKING: "yours", EntryKind.HOLD: "yours", EntryKind.CHANGEOVER: "changeover"}


@dataclass(frozen=True, slots=True)
class Box:
    """A piece of a column: pixels down, and its share of the width (`left` and `width` in hundredths)."""

    kind: EntryKind
    top: int
    height: int
    left: float
    width: float
    time: str = ""
    name: str = ""
    spoken: str = ""
    href: str | None = None


@dataclass(frozen=True, slots=True)
class DrawnColumn:
    """One room on one day, drawn. `free`: minutes that can still be kept, as `480-720 780-900`."""

    room: Room
    day: date
    head: str
    head_href: str
    label: str
    boxes: Sequence[Box]
    free: str
    now_px: int | None
    clock_note: str


def shown_range(columns: Iterable[Column]) -> StripRange:
    """The hours that all columns of a view share."""
    return strip_range(
        span for column in columns for span in _minutes(column, [*column.opened, *(one.span for one in column.entries)])
    )


def draw(column: Column, shown: StripRange, may: Mapping[str, bool], now: datetime, *, by_room: bool) -> DrawnColumn:
    """A column of the grid; `by_room`: its head is the room, because the columns are the rooms of one day."""
    zone = zone_of(column.room)
    view = "week" if by_room else "day"
    label = f"{column.room.name}, {day_month(column.day)}"
    now_minute = minute_of_day(now, column.day, zone)
    ahead = _minutes(column, _after(column.free, _quarter_up(now)))
    return DrawnColumn(
        column.room,
        column.day,
        column.room.name if by_room else weekday_short(column.day),
        url_for(
            "member.calendar",
            view=view,
            room=column.room.id if by_room else None,
            venue=column.room.venue_id,
            date=column.day.isoformat(),
        ),
        label,
        [*_ground(column, shown), *_entries(column, shown, may)],
        " ".join(f"{start}-{end}" for start, end in ahead) if may["desk"] else "",
        _px(now_minute, shown) if shown.start_minute <= now_minute <= shown.end_minute else None,
        clock_note(column),
    )


def clock_note(column: Column) -> str:
    """What to know of a night in which the clock is turned."""
    zone = zone_of(column.room)
    before, after = (moment.astimezone(zone).utcoffset() for moment in (column.window.starts_at, column.window.ends_at))
    if before == after or before is None or after is None:
        return ""
    if after > before:
        return str(_("Summer time: the clock goes from 2 to 3 in this night."))
    return str(_("Winter time: the hour from 2 to 3 comes twice in this night."))


def strip_of(column: Column, shown: StripRange) -> list[StripBlock]:
    """The same as a strip."""
    layers: dict[str, list[tuple[int, int]]] = {"yours": [], "taken": [], "changeover": []}
    for entry in column.entries:
        layers[_LOOK_ALIKE.get(entry.kind, "taken")] += _minutes(column, [entry.span])
    return build_blocks(
        shown,
        _minutes(column, column.opened),
        taken=layers["taken"],
        yours=layers["yours"],
        changeover=layers["changeover"],
    )


def strip_spoken(column: Column, blocks: Sequence[StripBlock], words: Mapping[str, str]) -> str:
    """What a strip says."""
    return f"{column.room.name} {day_month(column.day)}: {describe_strip(blocks, words=words)}"


def summary(column: Column, blocks: Sequence[StripBlock]) -> str:
    """`1 let, 8 h empty`, under a strip."""
    let = sum(entry.kind is EntryKind.BOOKING for entry in column.entries)
    if not column.opened and not column.entries:
        return str(_("closed"))
    idle = sum(block.end_minute - block.start_minute for block in blocks if block.kind is StripKind.FREE)
    empty = _("%(hours)s h empty", hours=hours(idle))
    return f"{ngettext('%(num)s let', '%(num)s let', let)}, {empty}" if let else str(empty)


def _ground(column: Column, shown: StripRange) -> list[Box]:
    opened, free = rules.joined(_minutes(column, column.opened)), _minutes(column, column.free)
    edges = [shown.start_minute, *(minute for span in opened for minute in span), shown.end_minute]
    closed = [(start, end) for start, end in list(pairwise(edges))[::2] if end > start]
    return [
        *(_box(EntryKind.CLOSED, span, shown) for span in closed),
        *(_box(EntryKind.FREE, span, shown) for span in free),
    ]


def _entries(column: Column, shown: StripRange, may: Mapping[str, bool]) -> list[Box]:
    standing: list[tuple[Entry, tuple[int, int]]] = []
    boxes = []
    for entry in column.entries:
        minutes = _minutes(column, [entry.span])
        if not minutes:
            continue
        span = (minutes[0][0], max(minutes[-1][1], minutes[0][0] + _QUARTER))
        if entry.kind in _STANDING:
            standing.append((entry, span))
        else:
            boxes.append(_box(entry.kind, span, shown))
    for (entry, span), (lane, lanes) in zip(standing, _lanes([minutes for _entry, minutes in standing]), strict=True):
        name = calendar_words.name_of(entry, column.room.id)
        what = translate(KINDS[entry.kind])
        starts = clock_time(entry.span.starts_at, zone_of(column.room))
        told = f"{what} {time_of(entry.span, column)}, {column.room.name}, {day_month(column.day)}"
        boxes.append(
            replace(
                _box(entry.kind, span, shown),
                left=100 * lane / lanes,
                width=100 / lanes,
                time=starts,
                name=name or what,
                # Begins with what is to be read in it, so that who speaks to the machine can name it.
                spoken=f"{starts} {name or what}, {told}",
                href=calendar_words.address_of(entry, may),
            )
        )
    return boxes


def _lanes(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """For each span (in order of start) the lane it stands in, and how many there are where it stands."""
    placed: list[tuple[int, int]] = []
    group: list[int] = []
    ends: list[int] = []
    for start, end in spans:
        if ends and start >= max(ends):
            placed[-len(group) :] = [(lane, len(ends)) for lane in group]
            group, ends = [], []
        lane = next((number for number, until in enumerate(ends) if until <= start), len(ends))
        ends[lane : lane + 1] = [end]
        group.append(lane)
        placed.append((lane, 1))
    if group:
        placed[-len(group) :] = [(lane, len(ends)) for lane in group]
    return placed


def _box(kind: EntryKind, span: tuple[int, int], shown: StripRange) -> Box:
    start, end = max(span[0], shown.start_minute), min(span[1], shown.end_minute)
    top = _px(start, shown)
    return Box(kind, top, max(_px(end, shown) - top, 1), 0, 100)


def _px(minute: int, shown: StripRange) -> int:
    return (minute - shown.start_minute) * QUARTER_PX // _QUARTER


def _minutes(column: Column, spans: Sequence[TimeRange]) -> list[tuple[int, int]]:
    zone = zone_of(column.room)
    window = (
        minute_of_day(column.window.starts_at, column.day, zone),
        minute_of_day(column.window.ends_at, column.day, zone),
    )
    return rules.in_minutes(spans, column.day, [window], zone)


def _after(spans: Sequence[TimeRange], moment: datetime) -> list[TimeRange]:
    return [TimeRange(max(span.starts_at, moment), span.ends_at) for span in spans if span.ends_at > moment]


def _quarter_up(moment: datetime) -> datetime:
    past = timedelta(minutes=moment.minute % _QUARTER, seconds=moment.second, microseconds=moment.microsecond)
    return moment - past + (timedelta(minutes=_QUARTER) if past else timedelta())
