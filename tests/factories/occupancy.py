"""Time that is taken."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.clock import AMSTERDAM
from app.core.db import session
from app.core.time_ranges import TimeRange, at_minute
from app.models.availability import ClaimKind
from app.models.listing import Room
from app.models.occupancy import OwnUseBlock
from app.services.availability import mask_service, own_use_service


def occupy(room: Room, day: date, start_minute: int, end_minute: int) -> OwnUseBlock:
    """The member uses every part of the room itself, from one wall-clock minute of `day` to another, also in the past."""
    span = TimeRange(at_minute(day, start_minute, AMSTERDAM), at_minute(day, end_minute, AMSTERDAM))
    room = session().scalars(select(Room).options(joinedload(Room.venue)).where(Room.id == room.id)).one()
    block = OwnUseBlock(
        organisation_id=room.venue.organisation_id, room_id=room.id, starts_at=span.starts_at, ends_at=span.ends_at
    )
    session().add(block)
    session().flush()
    own_use_service.take_what_is_left(room, ClaimKind.OWN_USE, [(block.id, span)])
    return block


def fill_masks(first: date, count: int = 1) -> None:
    """What the nightly task does for every room, for these days only (and the days beside them): search reads masks."""
    session().flush()
    days = [first + timedelta(days=offset) for offset in range(-1, count + 2)]
    mask_service.fill(session().scalars(select(Room).options(joinedload(Room.venue))).all(), days)
