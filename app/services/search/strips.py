"""The strips of rooms and days, off the masks that search reads."""

import uuid
from collections.abc import Mapping
from datetime import date, timedelta

from app.services.availability.day_states import DayState, around, state_of
from app.services.search import repository

_ONE = timedelta(days=1)


def read(days: Mapping[uuid.UUID, date]) -> dict[uuid.UUID, DayState]:
    """The state of each room on a day of its own. One query."""
    known = repository.masks_around(days)
    return {
        room_id: state_of(day, {on: known[room_id, on] for on in around(day) if (room_id, on) in known})
        for room_id, day in days.items()
    }


def read_days(room_id: uuid.UUID, first: date, last: date) -> dict[date, DayState]:
    """The states of many days of one room, both included, as a calendar shows them. One query."""
    known = repository.masks_between(room_id, first - _ONE, last + _ONE)
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    return {day: state_of(day, known) for day in days}
