"""Which rules a room asks of a booking on a day: its own, else those of its venue, else those of the platform. Pure.

The order, per field, of what holds for a booking that starts on a day (the search index follows the same order):

1. the room's dated rule (`booking_rule` with `room_id`) whose `[valid_from, valid_until)` holds the day, if not NULL;
2. the room's own column (`room.<field>`), if not NULL;
3. the venue's dated rule (`booking_rule` without `room_id`) that holds the day, if not NULL;
4. the platform's value in `DEFAULTS`.

Two dated rules of one owner never overlap (a constraint), so each step has one answer. As the steps are taken per
field, a room may ask a shortest time that is longer than the longest time of its venue: then the longest is the
shortest (`greatest(max, min)`). `notice_in_caretaker_hours` counts the notice in `caretaker_hours` of the venue only;
`notice_minutes` of ordinary time is then the least that it can be.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.models.listing import Room
from app.models.openings import BookingRule
from app.services.availability.caretaker import CaretakerSpan
from app.services.availability.rules import BookingRules

Values = Mapping[str, int | None]

DEFAULTS: Mapping[str, int] = {
    "start_grid_minutes": 30,
    "min_duration_minutes": 60,
    "max_duration_minutes": 900,
    "notice_minutes": 120,
    "notice_in_caretaker_hours": False,
    "horizon_days": 365,
    "buffer_before_minutes": 0,
    "buffer_after_minutes": 0,
    "buffers_shared": False,
}
FIELDS = tuple(DEFAULTS)


def values_of(row: Room | BookingRule) -> Values:
    """What a row says, per field; None says nothing."""
    return {field: getattr(row, field) for field in FIELDS}


class Source(StrEnum):
    """Whose word a value is."""

    ROOM_PERIOD = "room_period"
    ROOM = "room"
    VENUE = "venue"
    PLATFORM = "platform"


@dataclass(frozen=True, slots=True)
class DatedRule:
    """What a venue or a room says for days `[valid_from, valid_until)`; None says nothing."""

    for_room: bool
    valid_from: date
    valid_until: date | None
    values: Values

    def holds_on(self, day: date) -> bool:
        """Whether `day` lies in its period."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Everything that is said about the bookings of one room (or, without `own`, of a whole venue)."""

    own: Values
    dated: Sequence[DatedRule] = ()
    caretaker: tuple[CaretakerSpan, ...] = ()

    def value_on(self, field: str, day: date) -> tuple[int, Source]:
        """What holds for one field on a day, and who says so."""
        said = [(rule.for_room, rule.values[field]) for rule in self.dated if rule.holds_on(day)]
        for for_room, value in said:
            if for_room and value is not None:
                return value, Source.ROOM_PERIOD
        own = self.own.get(field)
        if own is not None:
            return own, Source.ROOM
        for for_room, value in said:
            if not for_room and value is not None:
                return value, Source.VENUE
        return DEFAULTS[field], Source.PLATFORM

    def at(self, moment: datetime, zone: ZoneInfo) -> BookingRules:
        """What is asked of a booking that starts at `moment`, by the wall clock in `zone`."""
        if MINYEAR < moment.year < MAXYEAR:  # at the ends of time a zone cannot say what its clock shows
            moment = moment.astimezone(zone)
        return self.on(moment.date())

    def on(self, day: date) -> BookingRules:
        """What is asked of a booking that starts on `day`."""
        found = {field: self.value_on(field, day)[0] for field in FIELDS}
        in_caretaker_hours = bool(found["notice_in_caretaker_hours"])
        return BookingRules(
            start_grid_minutes=found["start_grid_minutes"],
            min_duration_minutes=found["min_duration_minutes"],
            max_duration_minutes=max(found["max_duration_minutes"], found["min_duration_minutes"]),
            notice_minutes=found["notice_minutes"],
            horizon_days=found["horizon_days"],
            buffer_before_minutes=found["buffer_before_minutes"],
            buffer_after_minutes=found["buffer_after_minutes"],
            buffers_shared=bool(found["buffers_shared"]),
            notice_in_caretaker_hours=in_caretaker_hours,
            caretaker=self.caretaker if in_caretaker_hours else (),
        )

    def changes_within(self, from_on: date, until_on: date) -> list[date]:
        """The days inside `(from_on, until_on)` on which other rules begin to hold."""
        edges = {edge for rule in self.dated for edge in (rule.valid_from, rule.valid_until) if edge is not None}
        return sorted(edge for edge in edges if from_on < edge < until_on)
