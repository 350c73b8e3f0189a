"""Many days of rooms as they are drawn, off the masks: cheap, and it does not say what has the time."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from app.models.listing import Room
from app.services.availability import availability_service, mask_repository
from app.services.availability.day_states import DayState, state_of

_ONE = timedelta(days=1)


def states_of(rooms: Sequence[Room], first: date, last: date) -> Mapping[tuple[uuid.UUID, date], DayState]:
    """Each room (loaded with its venue) on each day, both included; days without masks (the past, drafts) worked out.

    One query for the masks, whatever the number of rooms and days; as many as `day_states` takes for days without.
    """
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    known = mask_repository.masks_of([room.id for room in rooms], first - _ONE, last + _ONE)
    found = {(room.id, day): state_of(day, known[room.id]) for room in rooms for day in days if day in known[room.id]}
    lacking = [(room, day) for room in rooms for day in days if day not in known[room.id]]
    if lacking:
        bare = list({room.id: room for room, _ in lacking}.values())
        asked = [day for _, day in lacking]
        states = availability_service.day_states(bare, min(asked), max(asked) + _ONE)
        found |= {(room.id, day): states[room.id, day] for room, day in lacking}
    return found
