"""When rooms are open and free, and taking or giving back their time.

Rooms are passed in loaded with their venue (for its time zone). Reads take a constant number of queries for any number
of rooms and days.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.core.messages import Message
from app.core.time_ranges import TimeRange, at_minute, merged, split_at_midnight
from app.models.availability import ClaimKind
from app.models.listing import Room
from app.services.availability import lesson_return, repository, rules
from app.services.availability.errors import SlotTakenError
from app.services.availability.rules import BookingRules, Minutes

ALTERNATIVES = 5
SHIFT_MINUTES = 120
SAME_TIMES_DAYS = 28


@dataclass(frozen=True, slots=True)
class TakenMinutes:
    """Wall-clock minutes of a day that are taken, and by what."""

    start_minute: int
    end_minute: int
    kind: ClaimKind


@dataclass(frozen=True, slots=True)
class DayState:
    """One room on one day, in wall-clock minutes from that day's midnight (past 1440: the night after).

    `taken` lies within `open_spans`; neighbouring pieces of one kind are joined.
    """

    day: date
    open_spans: list[Minutes]
    taken: list[TakenMinutes]

    @property
    def taken_spans(self) -> list[Minutes]:
        """What is taken, whatever by."""
        return [(span.start_minute, span.end_minute) for span in self.taken]


@dataclass(frozen=True, slots=True)
class _Calendar:
    """What is known of rooms over some days: openings and claims as instants, per room."""

    spans: dict[uuid.UUID, dict[date, list[Minutes]]]
    opened: dict[uuid.UUID, list[TimeRange]]
    taken: dict[uuid.UUID, list[repository.TakenSpan]]


def booking_rules(room: Room) -> BookingRules:
    """What this room asks of a booking."""
    return BookingRules(
        start_grid_minutes=room.start_grid_minutes,
        min_duration_minutes=room.min_duration_minutes,
        max_duration_minutes=room.max_duration_minutes,
        notice_minutes=room.notice_minutes,
        horizon_days=room.horizon_days,
        buffer_before_minutes=room.buffer_before_minutes,
        buffer_after_minutes=room.buffer_after_minutes,
    )


def zone_of(room: Room) -> ZoneInfo:
    """The wall clock that hangs in this room."""
    return ZoneInfo(room.venue.timezone)


def open_spans(room: Room, day: date) -> list[Minutes]:
    """The openings that start on `day`, in minutes from its midnight (an evening may run past 1440)."""
    return _load([room], day, day + timedelta(days=1), with_claims=False).spans[room.id][day]


def day_states(rooms: Sequence[Room], from_on: date, until_on: date) -> dict[tuple[uuid.UUID, date], DayState]:
    """Open and taken time of every room on every day of `[from_on, until_on)`."""
    calendar = _load(rooms, from_on, until_on)
    states = {}
    for room in rooms:
        zone = zone_of(room)
        for day, spans in calendar.spans[room.id].items():
            if from_on <= day < until_on:
                states[room.id, day] = DayState(day, spans, _taken_on(day, spans, calendar.taken[room.id], zone))
    return states


def free_ranges(room: Room, from_on: date, until_on: date, *, now: datetime) -> list[TimeRange]:
    """Bookable stretches that start on a day of `[from_on, until_on)`.

    Open, not claimed, with room for buffers, notice and horizon kept, on the grid, at least the shortest booking long.
    """
    return free_ranges_of([room], from_on, until_on, now=now)[room.id]


def free_ranges_of(
    rooms: Sequence[Room], from_on: date, until_on: date, *, now: datetime
) -> dict[uuid.UUID, list[TimeRange]]:
    """The same for many rooms at once."""
    calendar = _load(rooms, from_on, until_on)
    return {room.id: _free_in(calendar, room, from_on, until_on, now) for room in rooms}


def is_free(rooms: Sequence[Room], span: TimeRange, *, now: datetime) -> dict[uuid.UUID, bool]:
    """Per room whether exactly `span` can be booked now, by every rule that does not ask who books."""
    free = {room.id: False for room in rooms}
    possible = [room for room in rooms if not _shape_problems(room, span, now)]
    if possible:
        calendar = _load_around(possible, span)
        for room in possible:
            free[room.id] = _fits(calendar, room, span, now)
    return free


def first_free(rooms: Sequence[Room], span: TimeRange, *, now: datetime) -> dict[uuid.UUID, TimeRange]:
    """Per room the next day on which the same wall-clock times can be booked, within four weeks; absent when none."""
    if not rooms or not _is_near(rooms, span, now):
        return {}
    zone = zone_of(rooms[0])
    day = span.starts_at.astimezone(zone).date()
    calendar = _load(rooms, day, day + timedelta(days=SAME_TIMES_DAYS + 2))
    found = {}
    for room in rooms:
        for candidate in rules.same_times_later(span, SAME_TIMES_DAYS, zone_of(room)):
            if _fits(calendar, room, candidate, now):
                found[room.id] = candidate
                break
    return found


def alternatives(room: Room, span: TimeRange, *, now: datetime) -> list[TimeRange]:
    """Other times of the same length in this room, nearest first: the same day, then the same times later."""
    if not _is_near([room], span, now):
        return []
    zone = zone_of(room)
    day = span.starts_at.astimezone(zone).date()
    calendar = _load([room], day - timedelta(days=1), day + timedelta(days=SAME_TIMES_DAYS + 2))
    candidates = [
        *rules.shifted_candidates(span, room.start_grid_minutes, SHIFT_MINUTES),
        *rules.same_times_later(span, SAME_TIMES_DAYS, zone),
    ]
    fitting = [candidate for candidate in candidates if _fits(calendar, room, candidate, now)]
    return fitting[:ALTERNATIVES]


def check_time(room: Room, span: TimeRange, *, now: datetime) -> dict[str, list[Message]]:
    """Why the rules of this room refuse `span`, per field `start` and `end`; empty when they do not.

    Says nothing of what others have taken: that is found out by claiming.
    """
    problems = _shape_problems(room, span, now)
    if problems:
        return problems
    calendar = _load_around([room], span, with_claims=False)
    return rules.check_time(span, calendar.opened[room.id], booking_rules(room), now=now, zone=zone_of(room))


def hold(room: Room, span: TimeRange, *, booking_id: uuid.UUID, until: datetime) -> None:
    """Take the time for a booking that waits for its payment, buffers included.

    Raises:
        SlotTakenError: somebody has (part of) it; the caller's transaction must roll back.
    """
    _claim(room, span, {"kind": ClaimKind.HOLD, "hold_until": until, "booking_id": booking_id})


def take(room: Room, span: TimeRange, *, booking_id: uuid.UUID) -> None:
    """Take the time for good.

    Raises:
        SlotTakenError: somebody has (part of) it; the caller's transaction or savepoint must roll back.
    """
    _claim(room, span, {"kind": ClaimKind.BOOKING, "hold_until": None, "booking_id": booking_id})


def confirm(booking_id: uuid.UUID) -> bool:
    """Turn the held time of a booking into booked time; False when it holds none any more."""
    return repository.confirm_booking(booking_id) > 0


def extend(booking_id: uuid.UUID, *, until: datetime) -> None:
    """Keep the held time of a booking until a later moment."""
    repository.extend_hold(booking_id, until)


def release(booking_id: uuid.UUID) -> None:
    """Give the time of a booking back, first to the own lessons that had to make way; twice changes nothing."""
    lesson_return.give_back(repository.release_booking(booking_id))


def _claim(room: Room, span: TimeRange, values: dict[str, object]) -> None:
    wide = span.widened(room.buffer_before_minutes, room.buffer_after_minutes)
    claimed = repository.insert_claims(
        venue_id=room.venue_id,
        part_ids=repository.parts_of([room.id])[room.id],
        span=wide,
        zone=zone_of(room),
        values=values,
    )
    if not claimed:
        raise SlotTakenError


def _shape_problems(room: Room, span: TimeRange, now: datetime) -> dict[str, list[Message]]:
    return rules.check_shape(span, booking_rules(room), now=now, zone=zone_of(room))


def _is_near(rooms: Sequence[Room], span: TimeRange, now: datetime) -> bool:
    """Whether a time like this can lie within anybody's horizon: no calendar is laid out for the year 9999."""
    farthest = timedelta(days=max(room.horizon_days for room in rooms) + SAME_TIMES_DAYS)
    longest = timedelta(minutes=max(room.max_duration_minutes for room in rooms))
    return abs(span.starts_at - now) <= farthest and span.ends_at - span.starts_at <= longest


def _load_around(rooms: Sequence[Room], span: TimeRange, *, with_claims: bool = True) -> _Calendar:
    zone = zone_of(rooms[0]) if rooms else ZoneInfo("Europe/Amsterdam")
    days = [day for day, _ in split_at_midnight(span, zone)]
    return _load(rooms, days[0], days[-1] + timedelta(days=1), with_claims=with_claims)


def _load(rooms: Sequence[Room], from_on: date, until_on: date, *, with_claims: bool = True) -> _Calendar:
    # The day before may run past midnight into the first; openings after the last day may join on to it.
    first, last = from_on - timedelta(days=1), until_on + timedelta(days=1)
    weekly = repository.weekly_openings(rooms)
    exceptions = repository.day_exceptions(rooms, first, last)
    taken = repository.claims_of(rooms, first, last + timedelta(days=1)) if with_claims else {}
    spans: dict[uuid.UUID, dict[date, list[Minutes]]] = {}
    opened: dict[uuid.UUID, list[TimeRange]] = {}
    days = [first + timedelta(days=offset) for offset in range((last - first).days)]
    for room in rooms:
        zone = zone_of(room)
        spans[room.id] = {day: rules.open_minutes(day, weekly[room.id], exceptions[room.id]) for day in days}
        opened[room.id] = [
            span for day, of_day in spans[room.id].items() for span in rules.as_ranges(day, of_day, zone)
        ]
    return _Calendar(spans, opened, taken)


def _free_in(calendar: _Calendar, room: Room, from_on: date, until_on: date, now: datetime) -> list[TimeRange]:
    claimed = [span for span, _ in calendar.taken[room.id]]
    zone = zone_of(room)
    window = TimeRange(at_minute(from_on, 0, zone), at_minute(until_on, 0, zone))
    opened = [
        TimeRange(max(span.starts_at, window.starts_at), span.ends_at)
        for span in merged(calendar.opened[room.id])
        if span.starts_at < window.ends_at and span.ends_at > window.starts_at
    ]
    found = rules.free_ranges(opened, claimed, booking_rules(room), now=now, zone=zone)
    return [span for span in found if span.starts_at < window.ends_at]


def _fits(calendar: _Calendar, room: Room, span: TimeRange, now: datetime) -> bool:
    if rules.check_time(span, calendar.opened[room.id], booking_rules(room), now=now, zone=zone_of(room)):
        return False
    wide = span.widened(room.buffer_before_minutes, room.buffer_after_minutes)
    return not any(wide.overlaps(taken) for taken, _ in calendar.taken[room.id])


def _taken_on(
    day: date, spans: list[Minutes], taken: Sequence[repository.TakenSpan], zone: ZoneInfo
) -> list[TakenMinutes]:
    found = []
    for kind in ClaimKind:
        of_kind = [span for span, why in taken if why is kind]
        found += [TakenMinutes(start, end, kind) for start, end in rules.in_minutes(of_kind, day, spans, zone)]
    return sorted(found, key=lambda span: span.start_minute)
