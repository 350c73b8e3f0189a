"""Own lessons take what is still free. A booking always stays: what it has, a lesson does not get."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from app.core.time_ranges import TimeRange, split_at_midnight, subtracted
from app.models.availability import ClaimKind
from app.models.listing import Room
from app.services.availability import availability_service, repository
from app.services.availability.errors import SlotTakenError

_BOOKED = frozenset({ClaimKind.BOOKING, ClaimKind.HOLD})


@dataclass(frozen=True, slots=True)
class OwnUse:
    """One time that a member uses a room itself."""

    occurrence_id: uuid.UUID
    span: TimeRange


def find_booked(room: Room, spans: Sequence[TimeRange]) -> list[bool]:
    """Per span whether a booking or a hold has part of it, on any part of the room. Two queries."""
    taken = _taken_by_day(room, spans)
    zone = availability_service.zone_of(room)
    return [
        any(
            piece.overlaps(other) and kind in _BOOKED
            for day, piece in split_at_midnight(span, zone)
            for of_part in taken.values()
            for other, kind in of_part[day]
        )
        for span in spans
    ]


def take(room: Room, uses: Sequence[OwnUse]) -> None:
    """Claim what is still free of each, without buffers: lessons follow each other.

    Raises:
        SlotTakenError: something was booked in this very moment; the caller's transaction must roll back.
    """
    zone = availability_service.zone_of(room)
    taken = _taken_by_day(room, [use.span for use in uses])
    rows: list[repository.ClaimRow] = []
    for part_id, by_day in taken.items():
        for use in sorted(uses, key=lambda use: use.span):
            rows += _free_pieces(part_id, by_day, use, zone)
    if not repository.insert_rows(room.venue_id, rows, {"kind": ClaimKind.LESSON}):
        raise SlotTakenError


def _free_pieces(
    part_id: uuid.UUID,
    by_day: dict[date, list[tuple[TimeRange, ClaimKind]]],
    use: OwnUse,
    zone: ZoneInfo,
) -> Iterable[repository.ClaimRow]:
    for day, piece in split_at_midnight(use.span, zone):
        for free in subtracted([piece], [span for span, _ in by_day[day]]):
            # Taken from now on: the next lesson of this file does not get it twice.
            by_day[day].append((free, ClaimKind.LESSON))
            yield repository.ClaimRow(part_id, day, free, use.occurrence_id)


def _taken_by_day(
    room: Room, spans: Sequence[TimeRange]
) -> dict[uuid.UUID, dict[date, list[tuple[TimeRange, ClaimKind]]]]:
    """What is taken per part and day, over all the time that the spans cover."""
    part_ids = repository.parts_of([room.id])[room.id]
    found: dict[uuid.UUID, dict[date, list[tuple[TimeRange, ClaimKind]]]] = {
        part_id: defaultdict(list) for part_id in part_ids
    }
    if spans:
        zone = availability_service.zone_of(room)
        first = min(span.starts_at for span in spans).astimezone(zone).date()
        last = max(span.ends_at for span in spans).astimezone(zone).date()
        for part_id, day, span, kind in repository.claims_per_part(part_ids, first, last):
            found[part_id][day].append((span, kind))
    return found
