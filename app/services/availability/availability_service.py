"""When rooms are open and free, and taking or giving back their time.

Rooms are passed in loaded with their venue (for its time zone). Reads take a constant number of queries for any number
of rooms and days.
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from app.core.messages import Message
from app.core.time_ranges import MINUTES_PER_DAY, TimeRange, at_minute, merged, minute_of_day, subtracted
from app.models.availability import ClaimKind
from app.models.listing import AccessMode, Purpose, Room, Venue
from app.services.availability import day_calendar, opening_repository, repository, rule_repository, rules
from app.services.availability.booking_rules import RuleBook
from app.services.availability.day_calendar import Calendar, zone_of
from app.services.availability.day_states import DayState, TakenMinutes
from app.services.availability.mask_service import fill_days, refresh_openings, retake
from app.services.availability.openings import DayOpening, OpeningBook
from app.services.availability.rules import BookingRules, Minutes
from app.services.availability.take_service import TimeAsked, confirm, extend, hold, hold_each, release, take

__all__ = [
    "TimeAsked",
    "access_modes",
    "access_modes_of",
    "alternatives",
    "booking_rules",
    "check_time",
    "confirm",
    "day_states",
    "days_of",
    "extend",
    "fill_days",
    "free_ranges",
    "free_ranges_of",
    "hold",
    "hold_each",
    "is_free",
    "look_at",
    "open_spans",
    "opening_book",
    "openings_of",
    "refresh_openings",
    "release",
    "retake",
    "rule_book_of_venue",
    "rule_books",
    "take",
    "zone_of",
]

ALTERNATIVES = 5
SHIFT_MINUTES = 120
SAME_TIMES_DAYS = 28


def _rules_for(book: RuleBook, room: Room, span: TimeRange) -> BookingRules:
    return book.at(span.starts_at, zone_of(room))


def booking_rules(room: Room, on: date) -> BookingRules:
    """What this room asks of a booking that starts on day `on`, whoever says so (`booking_rules.py` has the order)."""
    return rule_repository.rule_books([room])[room.id].on(on)


def rule_books(rooms: Sequence[Room]) -> dict[uuid.UUID, RuleBook]:
    """Per room what it asks of bookings on any day. One query (two when some notice counts in caretaker hours)."""
    return rule_repository.rule_books(rooms)


def rule_book_of_venue(venue_id: uuid.UUID) -> RuleBook:
    """What a venue itself asks of bookings on any day."""
    return RuleBook(own={}, dated=rule_repository.venue_rules(venue_id))


def open_spans(room: Room, day: date) -> list[Minutes]:
    """The openings that start on `day`, in minutes from its midnight (an evening may run past 1440)."""
    return day_calendar.load([room], day, day + timedelta(days=1), with_claims=False).spans[room.id][day]


def openings_of(room: Room, from_on: date, until_on: date) -> list[DayOpening]:
    """The openings that start on each day of `[from_on, until_on)`, and what decided about them. Three queries."""
    # Closures of the days around may reach in past midnight.
    book = opening_repository.opening_books([room], from_on - timedelta(days=1), until_on + timedelta(days=1))[room.id]
    return [book.on(from_on + timedelta(days=offset)) for offset in range((until_on - from_on).days)]


def opening_book(venue: Venue, room: Room | None, from_on: date, until_on: date) -> OpeningBook:
    """All that is written about the openings of a room, or (None) of the building itself, on these days."""
    if room is None:
        return opening_repository.venue_book(venue, from_on, until_on)
    return opening_repository.opening_books([room], from_on, until_on)[room.id]


def access_modes(room: Room, span: TimeRange) -> list[AccessMode]:
    """How a hirer gets in at this time, in order of the clock: one way, or several when it changes in between."""
    return access_modes_of([(room, span)])[0]


def access_modes_of(asked: Sequence[tuple[Room, TimeRange]]) -> list[list[AccessMode]]:
    """The same for many times at once, in three queries."""
    if not asked:
        return []
    days = [span.starts_at.astimezone(zone_of(room)).date() for room, span in asked]
    first, last = min(days) - timedelta(days=1), max(days) + timedelta(days=1)
    books = opening_repository.opening_books([room for room, _ in asked], first, last)
    found = []
    for (room, span), day in zip(asked, days, strict=True):
        book, zone = books[room.id], zone_of(room)
        start, end = minute_of_day(span.starts_at, day, zone), minute_of_day(span.ends_at, day, zone)
        if any(opens < end and closes > start for opens, closes in book.minutes_on(day)):
            found.append(book.access_on(day, start, end))
        else:  # a time after midnight belongs to the evening before
            found.append(book.access_on(day - timedelta(days=1), start + MINUTES_PER_DAY, end + MINUTES_PER_DAY))
    return found


def day_states(rooms: Sequence[Room], from_on: date, until_on: date) -> dict[tuple[uuid.UUID, date], DayState]:
    """Open and taken time of every room on every day of `[from_on, until_on)`."""
    return _states_in(day_calendar.load(rooms, from_on, until_on), rooms, from_on, until_on)


def _states_in(
    calendar: Calendar, rooms: Sequence[Room], from_on: date, until_on: date
) -> dict[tuple[uuid.UUID, date], DayState]:
    states = {}
    for room in rooms:
        zone = zone_of(room)
        for day, spans in calendar.spans[room.id].items():
            if from_on <= day < until_on:
                states[room.id, day] = DayState(day, spans, _taken_on(day, spans, calendar.taken[room.id], zone))
    return states


def free_ranges(
    room: Room, from_on: date, until_on: date, *, now: datetime, purpose: Purpose | None = None
) -> list[TimeRange]:
    """Bookable stretches that start on a day of `[from_on, until_on)`.

    Open, not claimed, with room for buffers, notice and horizon kept, on the grid, at least the shortest booking long;
    with `purpose` also not beside a use of another room that does not go with it.
    """
    return free_ranges_of([room], from_on, until_on, now=now, purpose=purpose)[room.id]


def free_ranges_of(
    rooms: Sequence[Room], from_on: date, until_on: date, *, now: datetime, purpose: Purpose | None = None
) -> dict[uuid.UUID, list[TimeRange]]:
    """The same for many rooms at once."""
    books = rule_repository.rule_books(rooms)
    calendar = day_calendar.load(rooms, from_on, until_on, purpose=purpose)
    return {room.id: _free_of(calendar, books[room.id], room, (from_on, until_on), now) for room in rooms}


def days_of(
    room: Room, from_on: date, until_on: date, *, now: datetime, book: RuleBook, purpose: Purpose | None = None
) -> tuple[dict[date, DayState], list[TimeRange]]:
    """What `day_states` and `free_ranges` say of one room, in one look; `book` is its rule book.

    The stretches are also those of the day before: its evening may run past midnight into the first day.
    """
    before = from_on - timedelta(days=1)
    calendar = day_calendar.load([room], before, until_on, purpose=purpose)
    states = _states_in(calendar, [room], from_on, until_on)
    return {day: state for (_room_id, day), state in states.items()}, _free_of(
        calendar, book, room, (before, until_on), now
    )


def _free_of(calendar: Calendar, book: RuleBook, room: Room, days: tuple[date, date], now: datetime) -> list[TimeRange]:
    from_on, until_on = days
    edges = [from_on, *book.changes_within(from_on, until_on), until_on]
    return [
        span
        for first, last in pairwise(edges)
        for span in _free_in(calendar, room, (first, last, until_on), book.on(first), now)
    ]


def is_free(
    rooms: Sequence[Room], span: TimeRange, *, now: datetime, purpose: Purpose | None = None
) -> dict[uuid.UUID, bool]:
    """Per room whether exactly `span` can be booked now, by every rule that does not ask who books.

    With `purpose` a room that hears another is not free for a use that does not go with what happens there.
    """
    free = {room.id: False for room in rooms}
    books = rule_repository.rule_books(rooms)
    possible = [room for room in rooms if not _shape_problems(books[room.id], room, span, now)]
    if possible:
        calendar = day_calendar.load_around(possible, span, purpose=purpose)
        for room in possible:
            free[room.id] = _fits(calendar, books[room.id], room, span, now)
    return free


def alternatives(room: Room, span: TimeRange, *, now: datetime, purpose: Purpose | None = None) -> list[TimeRange]:
    """Other times of the same length in this room, nearest first: the same day, then the same times later."""
    books = rule_repository.rule_books([room])
    book = books[room.id]
    if not _is_near([room], books, span, now):
        return []
    zone = zone_of(room)
    day = span.starts_at.astimezone(zone).date()
    calendar = day_calendar.load(
        [room], day - timedelta(days=1), day + timedelta(days=SAME_TIMES_DAYS + 2), purpose=purpose
    )
    candidates = [
        *rules.shifted_candidates(span, _rules_for(book, room, span).start_grid_minutes, SHIFT_MINUTES),
        *rules.same_times_later(span, SAME_TIMES_DAYS, zone),
    ]
    fitting = [candidate for candidate in candidates if _fits(calendar, book, room, candidate, now)]
    return fitting[:ALTERNATIVES]


def check_time(room: Room, span: TimeRange, *, now: datetime) -> dict[str, list[Message]]:
    """Why the rules of this room refuse `span`, per field `start` and `end`; empty when they do not.

    Says nothing of what others have taken: that is found out by claiming.
    """
    book = rule_repository.rule_books([room])[room.id]
    problems = _shape_problems(book, room, span, now)
    if problems:
        return problems
    calendar = day_calendar.load_around([room], span, with_claims=False)
    asked = _rules_for(book, room, span)
    return rules.check_time(span, calendar.opened[room.id], asked, now=now, zone=zone_of(room))


def look_at(
    room: Room, span: TimeRange, *, now: datetime, book: RuleBook, purpose: Purpose | None = None
) -> tuple[dict[str, list[Message]], bool]:
    """What `check_time` and `is_free` say of one room, in one look; `book` is its rule book."""
    problems = _shape_problems(book, room, span, now)
    if problems:
        return problems, False
    calendar = day_calendar.load_around([room], span, purpose=purpose)
    asked = _rules_for(book, room, span)
    problems = rules.check_time(span, calendar.opened[room.id], asked, now=now, zone=zone_of(room))
    return problems, not problems and _fits(calendar, book, room, span, now)


def _shape_problems(book: RuleBook, room: Room, span: TimeRange, now: datetime) -> dict[str, list[Message]]:
    return rules.check_shape(span, _rules_for(book, room, span), now=now, zone=zone_of(room))


def _is_near(rooms: Sequence[Room], books: Mapping[uuid.UUID, RuleBook], span: TimeRange, now: datetime) -> bool:
    """Whether a time like this can lie within anybody's horizon: no calendar is laid out for the year 9999."""
    asked = [_rules_for(books[room.id], room, span) for room in rooms]
    farthest = timedelta(days=max(one.horizon_days for one in asked) + SAME_TIMES_DAYS)
    longest = timedelta(minutes=max(one.max_duration_minutes for one in asked))
    return abs(span.starts_at - now) <= farthest and span.ends_at - span.starts_at <= longest


def _free_in(
    calendar: Calendar, room: Room, days: tuple[date, date, date], asked: BookingRules, now: datetime
) -> list[TimeRange]:
    """Within `days[0]` up to `days[1]`, a night past the last day `days[2]` included: rules change at midnight."""
    claimed = [span for span, _ in calendar.taken[room.id]]
    zone = zone_of(room)
    window = TimeRange(at_minute(days[0], 0, zone), at_minute(days[1], 0, zone))
    opened = [
        TimeRange(
            max(span.starts_at, window.starts_at),
            span.ends_at if days[1] == days[2] else min(span.ends_at, window.ends_at),
        )
        for span in subtracted(merged(calendar.opened[room.id]), calendar.heard.get(room.id, ()))
        if span.starts_at < window.ends_at and span.ends_at > window.starts_at
    ]
    found = rules.free_ranges(opened, claimed, asked, now=now, zone=zone)
    return [span for span in found if span.starts_at < window.ends_at]


def _fits(calendar: Calendar, book: RuleBook, room: Room, span: TimeRange, now: datetime) -> bool:
    asked = _rules_for(book, room, span)
    if rules.check_time(span, calendar.opened[room.id], asked, now=now, zone=zone_of(room)):
        return False
    wide = span.widened(*rules.effective_buffers(asked))
    if any(span.overlaps(heard) for heard in calendar.heard.get(room.id, ())):
        return False
    return not any(wide.overlaps(taken) for taken, _ in calendar.taken[room.id])


def _taken_on(
    day: date, spans: list[Minutes], taken: Sequence[repository.TakenSpan], zone: ZoneInfo
) -> list[TakenMinutes]:
    found = []
    for kind in ClaimKind:
        of_kind = [span for span, why in taken if why is kind]
        found += [TakenMinutes(start, end, kind) for start, end in rules.in_minutes(of_kind, day, spans, zone)]
    return sorted(found, key=lambda span: span.start_minute)
