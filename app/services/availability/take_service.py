"""Taking time for bookings and giving it back: claims and day masks in one transaction, through one door.

What the database does in that one round trip, and in which order it locks, stands in migrations/sql/day_masks.sql.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.core import clock
from app.core.time_ranges import TimeRange, split_at_midnight
from app.models.listing import Purpose, Room
from app.services.availability import mask_service, occupancy_repository, repository, rule_repository, rules, sound
from app.services.availability.day_calendar import zone_of
from app.services.availability.errors import SlotTakenError
from app.services.availability.hold_facts import RoomTimes
from app.services.availability.occupancy_repository import DaysMissingError, Refusal, Wanted
from app.services.availability.rules import BookingRules

# Takes time as part of a statement that writes the booking first; its parameters are those of `values_of`.
TAKE_TIME = occupancy_repository.TAKE_TIME


@dataclass(frozen=True, slots=True)
class TimeAsked:
    """Time of a room for a booking; its buffers come on top."""

    room: Room
    span: TimeRange
    booking_id: uuid.UUID
    purpose: Purpose | None = None


def hold(
    room: Room, span: TimeRange, *, booking_id: uuid.UUID, until: datetime, purpose: Purpose | None = None
) -> None:
    """Take the time for a booking that waits for its payment, buffers included.

    Raises:
        SlotTakenError: somebody has (part of) it; the caller's transaction must roll back.
    """
    _all_or_nothing(TimeAsked(room, span, booking_id, purpose), until)


def take(room: Room, span: TimeRange, *, booking_id: uuid.UUID, purpose: Purpose | None = None) -> None:
    """Take the time for good.

    Raises:
        SlotTakenError: somebody has (part of) it; the caller's transaction or savepoint must roll back.
    """
    _all_or_nothing(TimeAsked(room, span, booking_id, purpose), None)


def hold_each(asked: Sequence[TimeAsked], *, until: datetime) -> list[int]:
    """Hold whatever is free of many times at once; the positions (from 0) of those that are not.

    One round trip for any number of dates and rooms. A booking whose time was refused holds nothing.
    """
    if not asked:
        return []
    wanted, now = _wanted(asked), clock.now()
    refusals = _with_days(asked, wanted, lambda: occupancy_repository.take_times(wanted, hold_until=until, now=now))
    return sorted({refusal.position for refusal in refusals})


def confirm(booking_id: uuid.UUID) -> bool:
    """Turn the held time of a booking into booked time; False when it holds none any more."""
    return repository.confirm_booking(booking_id) > 0


def extend(booking_id: uuid.UUID, *, until: datetime) -> None:
    """Keep the held time of a booking until a later moment."""
    repository.extend_hold(booking_id, until)


def release(booking_id: uuid.UUID) -> None:
    """Give the time of a booking back, first to the own use that had to make way; twice changes nothing."""
    occupancy_repository.release_time(bookings=[booking_id])


def plan(times: RoomTimes, asked: TimeAsked) -> Wanted:
    """What `asked` takes by the rules of its room: for a statement of the caller's with `TAKE_TIME` in it."""
    return _wanted_by(times.asked_of(asked.span), asked)


def values_of(wanted: Wanted, *, until: datetime, now: datetime) -> dict[str, object]:
    """The parameters of `TAKE_TIME`, to hold what was planned."""
    return occupancy_repository.take_values(wanted, hold_until=until, now=now)


def settle(asked: TimeAsked, wanted: Wanted, told: Sequence[Mapping[str, Any]] | None, *, until: datetime) -> None:
    """Deal with what such a statement answered, as `hold` does.

    Raises:
        SlotTakenError: as `hold`.
    """
    try:
        refused = occupancy_repository.refusals(told)
    except DaysMissingError:
        _hold(asked, wanted, until)
    else:
        _refuse(refused)


def _all_or_nothing(asked: TimeAsked, until: datetime | None) -> None:
    (wanted,) = _wanted([asked])
    _hold(asked, wanted, until)


def _hold(asked: TimeAsked, wanted: Wanted, until: datetime | None) -> None:
    now = clock.now()
    _refuse(_with_days([asked], [wanted], lambda: occupancy_repository.take_time(wanted, hold_until=until, now=now)))


def _refuse(refusals: Sequence[Refusal]) -> None:
    if refusals:
        overdue = [refusal.overdue for refusal in refusals if refusal.overdue is not None]
        raise SlotTakenError(overdue if len(overdue) == len(refusals) else ())


def _with_days(
    asked: Sequence[TimeAsked], wanted: Sequence[Wanted], take_all: Callable[[], list[Refusal]]
) -> list[Refusal]:
    try:
        return take_all()
    except DaysMissingError:
        mask_service.fill_around({one.room.id for one in asked}, _days(asked, wanted))
        return take_all()


def _wanted(asked: Sequence[TimeAsked]) -> list[Wanted]:
    books = rule_repository.rule_books(list({one.room.id: one.room for one in asked}.values()))
    return [_wanted_by(books[one.room.id].at(one.span.starts_at, zone_of(one.room)), one) for one in asked]


def _wanted_by(rules_asked: BookingRules, one: TimeAsked) -> Wanted:
    before, after = rules.effective_buffers(rules_asked)
    loudness = sound.loudness(one.purpose, one.room.sound_level)
    return Wanted(one.room.id, one.span, before, after, one.booking_id, loudness)


def _days(asked: Sequence[TimeAsked], wanted: Sequence[Wanted]) -> set[date]:
    return {
        day
        for one, taken in zip(asked, wanted, strict=True)
        for day, _ in split_at_midnight(one.span.widened(taken.before_minutes, taken.after_minutes), zone_of(one.room))
    }
