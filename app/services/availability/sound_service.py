"""Rooms that hear each other: which loud use disturbs which quiet use. Holds for what is booked from then on."""

from collections.abc import Sequence

from app.core.db import session
from app.core.errors import InvalidError
from app.core.ids import new_id
from app.core.messages import message
from app.core.time_ranges import TimeRange, split_at_midnight
from app.models.listing import PartKind, Purpose, Room, RoomPart
from app.models.occupancy import SoundPair
from app.services.audit import audit_service
from app.services.audit.audit_service import Actor, Subject
from app.services.availability import repository, sound, sound_repository
from app.services.availability.day_calendar import zone_of


def list_pairs(room: Room) -> Sequence[SoundPair]:
    """Of which this room is one or the other."""
    return sound_repository.list_pairs(room.id)


def is_heard(room: Room, span: TimeRange, purpose: Purpose | None) -> bool:
    """Whether what happens in another room does not go with this use of this one: its own time may be free all the same.

    At most one query; none for a use that disturbs nobody and bears everything.
    """
    loudness = sound.loudness(purpose, room.sound_level)
    days = [day for day, _ in split_at_midnight(span, zone_of(room))]
    heard = repository.sound_claims({room.id: loudness}, days[0], days[-1])
    return any(span.overlaps(other) for other in heard.get(room.id, ()))


def pair(loud: Room, quiet: Room, *, actor: Actor) -> SoundPair:
    """Loud use of the one and quiet use of the other exclude each other from now on; twice changes nothing.

    Raises:
        InvalidError: one and the same room, or rooms of two venues (`quiet_room`).
    """
    if loud.id == quiet.id or loud.venue_id != quiet.venue_id:
        raise InvalidError(errors={"quiet_room": [message("Choose another room of this venue.")]})
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
    _record("paired", loud, quiet, actor)
    return made


def unpair(found: SoundPair, loud: Room, quiet: Room, *, actor: Actor) -> None:
    """They no longer hear each other; what bookings had taken of the sound between them goes with it."""
    sound_repository.delete_pair(found)
    _record("unpaired", loud, quiet, actor)


def _record(action: str, loud: Room, quiet: Room, actor: Actor) -> None:
    audit_service.record(
        f"availability:sound:{action}",
        actor=actor,
        subject=Subject("room", loud.id, loud.venue.organisation_id),
        quiet_room=str(quiet.id),
    )
