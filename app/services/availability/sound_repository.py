"""Reading and deleting which rooms hear each other."""

import uuid
from collections.abc import Sequence

from sqlalchemy import delete, or_, select

from app.core.db import session
from app.models.availability import Claim
from app.models.listing import RoomPart
from app.models.occupancy import SoundPair


def list_pairs(room_id: uuid.UUID) -> Sequence[SoundPair]:
    """The oldest first."""
    query = select(SoundPair).where(or_(SoundPair.loud_room_id == room_id, SoundPair.quiet_room_id == room_id))
    return session().scalars(query.order_by(SoundPair.id)).all()


def find(loud_room_id: uuid.UUID, quiet_room_id: uuid.UUID) -> SoundPair | None:
    """In this direction."""
    query = select(SoundPair).where(SoundPair.loud_room_id == loud_room_id, SoundPair.quiet_room_id == quiet_room_id)
    return session().scalars(query).one_or_none()


def delete_pair(pair: SoundPair) -> None:
    """With the sound between them, and what had been taken of it."""
    session().delete(pair)
    session().flush()
    session().execute(delete(Claim).where(Claim.part_id == pair.part_id))
    session().execute(delete(RoomPart).where(RoomPart.id == pair.part_id))
