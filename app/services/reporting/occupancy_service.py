"""How much of a member's opening time was let, used for its own lessons, and idle."""

import uuid
from dataclasses import dataclass
from datetime import date

from app.models.availability import ClaimKind
from app.models.listing import Room
from app.services.availability import availability_service
from app.services.availability.day_states import DayState
from app.services.reporting import member_repository, rules
from app.services.reporting.rules import Occupancy

__all__ = ["Occupancy", "RoomOccupancy", "occupancy_of"]


@dataclass(frozen=True, slots=True)
class RoomOccupancy:
    """One room over the period."""

    room: Room
    occupancy: Occupancy


def occupancy_of(organisation_id: uuid.UUID, from_on: date, until_on: date) -> list[RoomOccupancy]:
    """Per room of a member the minutes open, let and used by itself on days `[from_on, until_on)`, by venue and name.

    A combined hall counts as used while any of its parts is. A fixed number of queries.
    """
    rooms = member_repository.list_rooms(organisation_id)
    states = availability_service.day_states(rooms, from_on, until_on)
    by_room: dict[uuid.UUID, list[Occupancy]] = {room.id: [] for room in rooms}
    for (room_id, _day), state in states.items():
        by_room[room_id].append(_of_day(state))
    return [RoomOccupancy(room, rules.added(by_room[room.id])) for room in rooms]


def _of_day(state: DayState) -> Occupancy:
    spans = {kind: [(t.start_minute, t.end_minute) for t in state.taken if t.kind is kind] for kind in ClaimKind}
    let = [*spans[ClaimKind.BOOKING], *spans[ClaimKind.HOLD]]
    return rules.measure(state.open_spans, let, [*spans[ClaimKind.LESSON], *spans[ClaimKind.OWN_USE]])
