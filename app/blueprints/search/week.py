"""A week of one room: strips, the times that can be picked under each part of the day, and the same as text."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app.core.clock import AMSTERDAM
from app.core.time_ranges import TimeRange, minute_of_day
from app.models.listing import Room
from app.services.availability.rules import BookingRules
from app.services.search.query import AskedTime
from app.services.search.room_service import RoomWeek
from app.web.filters import day_month, minute_time, weekday_short
from app.web.strip import Span, StripBlock, StripRange, build_blocks, strip_range

LONGEST_PART_MINUTES = 8 * 60
FEWEST_PARTS = 2
SHORTEST_PICK_MINUTES = 30
_NO_END = 10_000


@dataclass(frozen=True, slots=True)
class Part:
    """A column: a part of the day as this venue names it."""

    name: str
    hours: str
    start_minute: int
    until_minute: int


@dataclass(frozen=True, slots=True)
class Pick:
    """A time to choose, the chosen one, or a word that says why there is none."""

    text: str
    href: str | None = None
    spoken: str | None = None
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class WeekDay:
    """One row."""

    short: str
    long: str
    blocks: Sequence[StripBlock]
    cells: Sequence[Sequence[Pick]]


@dataclass(frozen=True, slots=True)
class WeekView:
    """Seven rows under the same columns and the same hours."""

    title: str
    days: Sequence[WeekDay]
    parts: Sequence[Part]
    shown: StripRange


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What all seven days share."""

    room: Room
    week: RoomWeek
    parts: Sequence[Part]
    shown: StripRange
    chosen: AskedTime | None
    address: Callable[[AskedTime], str]


def make_week(room: Room, week: RoomWeek, chosen: AskedTime | None, address: Callable[[AskedTime], str]) -> WeekView:
    """`address` gives the link that chooses a time; `chosen` only when it can be booked."""
    spans: list[Span] = [span for state in week.states.values() for span in state.open_spans]
    shown = strip_range(spans)
    parts = parts_of(room, shown)
    sheet = _Sheet(room, week, parts, shown, chosen, address)
    days = [_day(sheet, day) for day in week.states]
    return WeekView(_("week %(number)s", number=week.monday.isocalendar().week), days, parts, shown)


def parts_of(room: Room, shown: StripRange) -> list[Part]:
    """The venue's own parts of the day where they follow each other; else morning, afternoon and evening."""
    named: list[tuple[str, int, int]] = []
    for part in sorted(room.venue.day_parts, key=lambda part: (part.starts_minute, part.ends_minute)):
        if part.ends_minute - part.starts_minute > LONGEST_PART_MINUTES:
            continue
        if not named or part.starts_minute >= named[-1][2]:
            named.append((part.name, part.starts_minute, part.ends_minute))
    if len(named) < FEWEST_PARTS:
        named = [
            (_("Morning"), shown.start_minute, 720),
            (_("Afternoon"), 720, 1080),
            (_("Evening"), 1080, shown.end_minute),
        ]
    return [Part(name, f"{minute_time(start)}–{minute_time(end)}", start, end) for name, start, end in named]


def day_blocks(week: RoomWeek, day: date, yours: Sequence[Span], shown: StripRange) -> list[StripBlock]:
    """Yellow is only what can be booked. What is open but too short to book, or kept free for changing over, is low;
    what is too soon or too far ahead to book is as good as closed.
    """
    state = week.states[day]
    free = minutes_on(day, week.free.get(day, []))
    first = minute_of_day(week.bookable_from, day, AMSTERDAM)
    last = minute_of_day(week.bookable_until, day, AMSTERDAM)
    within = [(max(start, first), min(end, last)) for start, end in state.open_spans]
    return build_blocks(
        shown,
        free,
        taken=_without(state.taken_spans, yours),
        yours=yours,
        changeover=_without([(start, end) for start, end in within if start < end], free),
    )


def _without(spans: Sequence[Span], holes: Sequence[Span]) -> list[Span]:
    left = list(spans)
    for hole_start, hole_end in holes:
        left = [
            piece
            for start, end in left
            for piece in ((start, min(end, hole_start)), (max(start, hole_end), end))
            if piece[0] < piece[1]
        ]
    return left


def minutes_on(day: date, ranges: Sequence[TimeRange]) -> list[Span]:
    """Instants as minutes of the wall clock of `day`."""
    return [
        (minute_of_day(each.starts_at, day, AMSTERDAM), minute_of_day(each.ends_at, day, AMSTERDAM)) for each in ranges
    ]


def _day(sheet: _Sheet, day: date) -> WeekDay:
    state = sheet.week.states[day]
    free = minutes_on(day, sheet.week.free.get(day, []))
    chosen = sheet.chosen
    yours: list[Span] = [(chosen.start_minute, chosen.end_minute)] if chosen and chosen.day == day else []
    picks = _picks(sheet.week.rules, sheet.parts, _without(free, yours), yours)
    cells = [
        [_pick(day, part, span, sheet.address, chosen=span in yours) for span in picks.get(number, [])]
        or [Pick(_why_none(part, state.taken_spans, state.open_spans))]
        for number, part in enumerate(sheet.parts)
    ]
    blocks = day_blocks(sheet.week, day, yours, sheet.shown)
    return WeekDay(weekday_short(day), day_month(day), blocks, cells)


def _picks(
    rules: BookingRules, parts: Sequence[Part], free: Sequence[Span], yours: Sequence[Span]
) -> Mapping[int, list[Span]]:
    """Free time cut where the next part of the day begins. A rest too short to hire goes with its neighbour."""
    picks: dict[int, list[Span]] = {}
    shortest = max(rules.min_duration_minutes, SHORTEST_PICK_MINUTES)
    edges = [part.start_minute for part in parts[1:]] + [_NO_END]
    for start, end in free:
        at, last = start, -1
        for number, edge in enumerate(edges):
            until = min(end, edge)
            if until <= at:
                continue
            if until - at >= shortest:
                picks.setdefault(number, []).append((at, until))
                at, last = until, number
            elif until == end and last >= 0:
                before, _until = picks[last][-1]
                picks[last][-1] = (before, end)
    for span in yours:
        number = next(number for number, edge in enumerate(edges) if span[0] < edge)
        picks.setdefault(number, []).append(span)
    longest = rules.max_duration_minutes
    return {
        number: sorted((start, min(end, start + longest)) for start, end in spans) for number, spans in picks.items()
    }


def _pick(day: date, part: Part, span: Span, address: Callable[[AskedTime], str], *, chosen: bool) -> Pick:
    told = _("%(day)s %(part)s, chosen:") if chosen else _("Choose %(day)s %(part)s")
    return Pick(
        text=f"{minute_time(span[0])}–{minute_time(span[1])}",
        href=address(AskedTime(day, *span)),
        spoken=told % {"day": day_month(day), "part": part.name.lower()},
        chosen=chosen,
    )


def _why_none(part: Part, taken: Sequence[Span], opened: Sequence[Span]) -> str:
    if any(start < part.until_minute and end > part.start_minute for start, end in taken):
        return str(_("taken"))
    if any(start < part.until_minute and end > part.start_minute for start, end in opened):
        return str(_("not bookable"))
    return str(_("closed"))
