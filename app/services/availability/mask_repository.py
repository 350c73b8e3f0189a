"""Reading the masks of many days."""

import uuid
from collections.abc import Collection
from datetime import date

from app.core.db import session
from app.services.availability.day_states import DayMasks, masks_of_words
from app.services.availability.mask_sql import MASKS_OF_ROOMS


def masks_of(room_ids: Collection[uuid.UUID], first: date, last: date) -> dict[uuid.UUID, dict[date, DayMasks]]:
    """The masks of these rooms on these days, both included. One query; a day that has none is left out."""
    found: dict[uuid.UUID, dict[date, DayMasks]] = {room_id: {} for room_id in room_ids}
    values = {"rooms": list(room_ids), "first": first, "last": last}
    for room_id, day, *words in session().execute(MASKS_OF_ROOMS, values):
        found[room_id][day] = masks_of_words(*words)
    return found
