"""The ordinary week of rooms as it holds on a day: when the building is open, and in which of that a room is offered."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.models.listing import Room
from app.models.openings import Season
from app.services.availability import opening_repository
from app.services.availability.openings import WeeklyOpening
from app.services.availability.rules import Minutes, joined

Week = dict[int, list[Minutes]]


@dataclass(frozen=True, slots=True)
class RoomWeek:
    """Minutes per weekday (0 is Monday). `own` is None for a room that is offered whenever the building is open.

    `own_until` is the day on which its own hours end altogether, when they do.
    """

    building: Week
    own: Week | None
    own_until: date | None

    @property
    def offered(self) -> Week:
        """When it can be booked."""
        return self.building if self.own is None else self.own


def room_weeks(rooms: Sequence[Room], on: date) -> dict[uuid.UUID, RoomWeek]:
    """Per room (with its venue) its ordinary week on that day; days that differ are left aside. Three queries."""
    books = opening_repository.opening_books(rooms, on, on + timedelta(days=1))
    return {room.id: _week(books[room.id].weekly, on) for room in rooms}


def _week(weekly: Sequence[WeeklyOpening], on: date) -> RoomWeek:
    regular = [one for one in weekly if one.season is Season.REGULAR]
    valid = [one for one in regular if one.valid_from <= on and (one.valid_until is None or on < one.valid_until)]
    own = [one for one in valid if one.for_room]
    later = [one for one in regular if one.for_room and (one.valid_until is None or on < one.valid_until)]
    ends = [one.valid_until for one in later if one.valid_until is not None]
    return RoomWeek(
        building=_by_weekday(one for one in valid if not one.for_room),
        own=_by_weekday(own) if own else None,
        own_until=max(ends) if own and len(ends) == len(later) else None,
    )


def _by_weekday(openings: Iterable[WeeklyOpening]) -> Week:
    found: dict[int, list[Minutes]] = defaultdict(list)
    for one in openings:
        found[one.weekday].append((one.opens_minute, one.closes_minute))
    return {weekday: joined(spans) for weekday, spans in sorted(found.items())}
