"""Own lessons take what is still free. A booking always stays: what it has, a lesson does not get until it gives it up."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from app.core.time_ranges import TimeRange, split_at_midnight
from app.models.availability import ClaimKind
from app.models.listing import Room
from app.services.availability import mask_service, occupancy_repository, repository
from app.services.availability.day_calendar import zone_of
from app.services.availability.occupancy_repository import DaysMissingError

_BOOKED = frozenset({ClaimKind.BOOKING, ClaimKind.HOLD})


@dataclass(frozen=True, slots=True)
class OwnUse:
    """One time that a member uses a room itself."""

    occurrence_id: uuid.UUID
    span: TimeRange


def find_booked(room: Room, spans: Sequence[TimeRange]) -> list[bool]:
    """Per span whether a booking or a hold has part of it, on any part of the room. Two queries."""
    if not spans:
        return []
    part_ids = repository.parts_of([room.id])[room.id]
    zone = zone_of(room)
    first = min(span.starts_at for span in spans).astimezone(zone).date()
    last = max(span.ends_at for span in spans).astimezone(zone).date()
    booked: dict[object, list[TimeRange]] = {}
    for _part_id, day, span, kind in repository.claims_per_part(part_ids, first, last):
        if kind in _BOOKED:
            booked.setdefault(day, []).append(span)
    return [
        any(piece.overlaps(other) for day, piece in split_at_midnight(span, zone) for other in booked.get(day, ()))
        for span in spans
    ]


def take(room: Room, uses: Sequence[OwnUse]) -> None:
    """Claim what is still free of each, without buffers: lessons follow each other. One that meets a booking says so."""
    met = take_what_is_left(room, ClaimKind.LESSON, [(use.occurrence_id, use.span) for use in uses])
    repository.mark_overlaps({occurrence_id for occurrence_id, _ in met})


def release(occurrence_ids: Sequence[uuid.UUID]) -> None:
    """Give back the time of these lessons, before they go or move."""
    if occurrence_ids:
        occupancy_repository.release_time(occurrences=occurrence_ids)


def take_what_is_left(
    room: Room, kind: ClaimKind, uses: Sequence[tuple[uuid.UUID, TimeRange]]
) -> set[tuple[uuid.UUID, uuid.UUID]]:
    """For occurrences or blocks (by kind): claim what is free of each, per part; which of them meets which booking."""
    try:
        return occupancy_repository.take_own_use(room.id, kind, uses)
    except DaysMissingError:
        zone = zone_of(room)
        days = {day for _, span in uses for day, _ in split_at_midnight(span, zone)}
        mask_service.fill_around([room.id], days)
        return occupancy_repository.take_own_use(room.id, kind, uses)
