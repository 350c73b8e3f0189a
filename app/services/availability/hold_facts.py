"""What a hold has to know of the times of its room, told by one statement together with the rest of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core.messages import Message
from app.core.rows import Told
from app.core.time_ranges import TimeRange, split_at_midnight
from app.models.listing import Room
from app.services.availability import occupancy_repository, opening_repository, rule_repository, rules
from app.services.availability.booking_rules import RuleBook
from app.services.availability.day_calendar import zone_of
from app.services.availability.errors import SlotTakenError
from app.services.availability.openings import OpeningBook
from app.services.availability.rules import BookingRules

# Expressions over `room` and `venue`, for days from `:since` up to `:until`; `taken` for the time `[:starts, :ends)` itself.
TOLD: Mapping[str, str] = {
    "openings": opening_repository.TOLD,
    "rules": rule_repository.TOLD,
    "taken": occupancy_repository.TAKEN,
}


@dataclass(frozen=True, slots=True)
class RoomTimes:
    """When a room is open around the time asked about, and what it asks of bookings."""

    room: Room
    rules: RuleBook
    openings: OpeningBook

    def asked_of(self, span: TimeRange) -> BookingRules:
        """What the room asks of a booking of this time."""
        return self.rules.at(span.starts_at, zone_of(self.room))


def read(room: Room, told: Told) -> RoomTimes:
    """From what `TOLD` told."""
    return RoomTimes(
        room,
        rule_repository.told_rule_book(room, told["rules"]),
        opening_repository.told_book(room, told["openings"]),
    )


def refuse_what_is_taken(told: Told) -> None:
    """Who comes after somebody else hears so before anything is priced or written.

    It only spares work: somebody may still be quicker than what comes next, and only that decides.

    Raises:
        SlotTakenError: somebody has (part of) the time, for good or for longer than now.
    """
    if told["taken"]:
        raise SlotTakenError


def check_time(times: RoomTimes, span: TimeRange, *, now: datetime) -> dict[str, list[Message]]:
    """As `availability_service.check_time`, without asking the database anything."""
    zone, asked = zone_of(times.room), times.asked_of(span)
    problems = rules.check_shape(span, asked, now=now, zone=zone)
    if problems:
        return problems
    days = [day for day, _ in split_at_midnight(span, zone)]
    # The day before may run past midnight into the first; openings after the last day may join on to it.
    first, last = days[0] - timedelta(days=1), days[-1] + timedelta(days=1)
    opened = [
        opening
        for offset in range((last - first).days + 1)
        for opening in rules.as_ranges(
            first + timedelta(days=offset), times.openings.minutes_on(first + timedelta(days=offset)), zone
        )
    ]
    return rules.check_opened(span, opened)
