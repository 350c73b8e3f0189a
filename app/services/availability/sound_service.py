"""Rooms that hear each other: which loud use disturbs which quiet use, for what stands and for what is booked later."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.dialects.postgresql import Range

from app.core import clock
from app.core.db import session
from app.core.errors import InvalidError, NotFoundError
from app.core.ids import new_id
from app.core.messages import Message, message
from app.core.time_ranges import TimeRange, split_at_midnight, subtracted
from app.models.availability import ClaimKind
from app.models.listing import PartKind, Purpose, Room, RoomPart
from app.models.occupancy import SoundPair
from app.services.audit import audit_service
from app.services.audit.audit_service import Actor, Subject
from app.services.availability import repository, sound, sound_repository
from app.services.availability.day_calendar import zone_of
from app.services.availability.sound import Loudness, Use

_BOOKED = (ClaimKind.BOOKING, ClaimKind.HOLD)


class PairNotFoundError(NotFoundError):
    """No such pair in this venue."""

    def __init__(self) -> None:
        super().__init__(message("These rooms do not hear each other (any more)."))


@dataclass(frozen=True, slots=True)
class Together:
    """A loud and a quiet use that overlap."""

    loud: Use
    quiet: Use


@dataclass(frozen=True, slots=True)
class StandingPair:
    """Two rooms (with their venue) that hear each other, and what does not go together but stands."""

    id: uuid.UUID
    loud: Room
    quiet: Room
    together: Sequence[Together]


def list_pairs(room: Room) -> Sequence[SoundPair]:
    """Of which this room is one or the other."""
    return sound_repository.list_pairs(room.id)


def list_of_venue(venue_id: uuid.UUID) -> Sequence[SoundPair]:
    """All pairs of a building, the oldest first."""
    return sound_repository.list_of_venue(venue_id)


def get_pair(pair_id: uuid.UUID, venue_id: uuid.UUID) -> SoundPair:
    """One pair of this building.

    Raises:
        PairNotFoundError: there is none.
    """
    found = sound_repository.find_in_venue(pair_id, venue_id)
    if found is None:
        raise PairNotFoundError
    return found


def is_heard(room: Room, span: TimeRange, purpose: Purpose | None) -> bool:
    """Whether what happens in another room does not go with this use of this one: its own time may be free all the same.

    At most one query; none for a use that disturbs nobody and bears everything.
    """
    loudness = sound.loudness(purpose, room.sound_level)
    days = [day for day, _ in split_at_midnight(span, zone_of(room))]
    heard = repository.sound_claims({room.id: loudness}, days[0], days[-1])
    return any(span.overlaps(other) for other in heard.get(room.id, ()))


def check_pair(loud: Room, quiet: Room) -> dict[str, list[Message]]:
    """Why the one cannot disturb the other, per field (`quiet_room`); empty when it can."""
    told = None
    if loud.id == quiet.id or loud.venue_id != quiet.venue_id:
        told = message("Choose another room of this venue.")
    else:
        parts = repository.parts_of([loud.id, quiet.id])
        if set(parts[loud.id]) & set(parts[quiet.id]):
            told = message("These rooms share space: they are never used at the same time anyway.")
    return {} if told is None else {"quiet_room": [told]}


def already_together(loud: Room, quiet: Room, *, now: datetime) -> list[Together]:
    """Loud use of the one and quiet use of the other that stand at the same time from now on, the earliest first.

    Three queries. They stay when the rooms become a pair.
    """
    return _together(loud, quiet, sound_repository.uses_of({loud.id, quiet.id}, now))


def standing_pairs(venue_id: uuid.UUID, *, now: datetime) -> list[StandingPair]:
    """All pairs of a building, the oldest first, with what does not go together and stands all the same.

    Five queries, however many pairs there are.
    """
    pairs = list_of_venue(venue_id)
    if not pairs:
        return []
    rooms = {one.id: one for one in sound_repository.rooms_of(pairs)}
    uses = sound_repository.uses_of(rooms.keys(), now)
    found = []
    for each in pairs:
        loud, quiet = rooms[each.loud_room_id], rooms[each.quiet_room_id]
        found.append(StandingPair(each.id, loud, quiet, _together(loud, quiet, uses)))
    return found


def pair(loud: Room, quiet: Room, *, actor: Actor) -> SoundPair:
    """Loud use of the one and quiet use of the other (both loaded with their venue) exclude each other from now on.

    What stands already stays, and keeps the other away from then on. Twice changes nothing.

    Raises:
        InvalidError: one and the same room, rooms of two venues, or rooms that share space (`quiet_room`).
    """
    problems = check_pair(loud, quiet)
    if problems:
        raise InvalidError(errors=problems)
    now = clock.now()
    sound_repository.lock_days([loud.id, quiet.id], now.astimezone(zone_of(loud)).date())
    known = sound_repository.find(loud.id, quiet.id)
    if known is not None:
        return known
    part = RoomPart(id=new_id(), venue_id=loud.venue_id, kind=PartKind.SOUND, name="")
    part.name = f"sound {part.id}"
    session().add(part)
    session().flush()
    made = SoundPair(loud_room_id=loud.id, quiet_room_id=quiet.id, part_id=part.id)
    session().add(made)
    session().flush()
    _take(made, loud, quiet, now)
    _record("paired", loud, quiet, actor)
    return made


def follow_level(room: Room) -> list[Together]:
    """What stands has of the sound between rooms what goes with how `room` (flushed) sounds now: call it when that
    changed. Returns the loud and quiet use that stands at the same time from now on; it stays, the earliest first.

    A fixed number of queries for each pair.
    """
    pairs = list_pairs(room)
    if not pairs:
        return []
    now = clock.now()
    rooms = {one.id: one for one in sound_repository.rooms_of(pairs)}
    sound_repository.lock_days(rooms.keys(), now.astimezone(zone_of(room)).date())
    found = []
    for each in pairs:
        loud, quiet = rooms[each.loud_room_id], rooms[each.quiet_room_id]
        sound_repository.clear(each)
        _take(each, loud, quiet, now)
        found += already_together(loud, quiet, now=now)
    return sorted(found, key=lambda one: (one.loud.span.starts_at, one.quiet.span.starts_at))


def unpair(found: SoundPair, loud: Room, quiet: Room, *, actor: Actor) -> None:
    """They no longer hear each other; what bookings had taken of the sound between them goes with it."""
    sound_repository.delete_pair(found)
    _record("unpaired", loud, quiet, actor)


def _counting(loud: Room, quiet: Room, uses: Sequence[Use]) -> list[tuple[Use, Loudness]]:
    """What is loud in the one and what is quiet in the other, in the order of `uses`."""
    rooms = {loud.id: (loud, Loudness.LOUD), quiet.id: (quiet, Loudness.QUIET)}
    found = []
    for use in uses:
        if use.room_id not in rooms:
            continue
        room, counts = rooms[use.room_id]
        booked = use.kind in _BOOKED
        how = sound.loudness(use.purpose, room.sound_level) if booked else sound.own_loudness(room.sound_level)
        if how is counts:
            found.append((use, how))
    return found


def _together(loud: Room, quiet: Room, uses: Sequence[Use]) -> list[Together]:
    counting = _counting(loud, quiet, uses)
    zone = zone_of(loud)
    quiet_on: dict[date, list[Use]] = defaultdict(list)
    for use, how in counting:
        if how is Loudness.QUIET:
            for day, _ in split_at_midnight(use.span, zone):
                quiet_on[day].append(use)
    found = {
        (use.source_id, other.source_id): Together(use, other)
        for use, how in counting
        if how is Loudness.LOUD
        for day, _ in split_at_midnight(use.span, zone)
        for other in quiet_on[day]
        if other.span.overlaps(use.span)
    }
    return sorted(found.values(), key=lambda one: (one.loud.span.starts_at, one.quiet.span.starts_at))


def _take(found: SoundPair, loud: Room, quiet: Room, now: datetime) -> None:
    """What stands takes its share of a sound that nothing has any of yet."""
    uses = [use for use, _ in _counting(loud, quiet, sound_repository.uses_of({loud.id, quiet.id}, now))]
    sound_repository.insert_claims(_claims(found.part_id, loud, uses))


def _claims(part_id: uuid.UUID, room: Room, uses: Sequence[Use]) -> list[dict[str, Any]]:
    """What they have of the sound: of two at one time the first has it, and the other what is left."""
    taken: dict[date, list[TimeRange]] = defaultdict(list)
    rows: list[dict[str, Any]] = []
    for use in uses:
        for day, piece in split_at_midnight(use.span, zone_of(room)):
            rows += [_claim(part_id, room, use, day, left) for left in subtracted([piece], taken[day])]
            taken[day].append(piece)
    return rows


def _claim(part_id: uuid.UUID, room: Room, use: Use, day: date, span: TimeRange) -> dict[str, Any]:
    return {
        "id": new_id(),
        "venue_id": room.venue_id,
        "part_id": part_id,
        "day": day,
        "during": Range(span.starts_at, span.ends_at),
        "kind": use.kind,
        "hold_until": use.hold_until,
        "booking_id": use.source_id if use.kind in _BOOKED else None,
        "occurrence_id": use.source_id if use.kind is ClaimKind.LESSON else None,
        "own_use_block_id": use.source_id if use.kind is ClaimKind.OWN_USE else None,
    }


def _record(action: str, loud: Room, quiet: Room, actor: Actor) -> None:
    audit_service.record(
        f"availability:sound:{action}",
        actor=actor,
        subject=Subject("room", loud.id, loud.venue.organisation_id),
        quiet_room=str(quiet.id),
    )
