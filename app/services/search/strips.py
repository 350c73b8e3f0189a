"""The strips of the rooms of a page, off the masks that search reads."""

import uuid
from collections.abc import Mapping
from datetime import date

from app.services.availability.day_states import DayState, around, state_of
from app.services.search import repository


def read(days: Mapping[uuid.UUID, date]) -> dict[uuid.UUID, DayState]:
    """The state of each room on a day of its own. One query."""
    known = repository.masks_around(days)
    return {
        room_id: state_of(day, {on: known[room_id, on] for on in around(day) if (room_id, on) in known})
        for room_id, day in days.items()
    }
