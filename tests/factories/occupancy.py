"""Time that is taken."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range

from app.core.clock import AMSTERDAM
from app.core.db import session
from app.core.time_ranges import TimeRange, at_minute, split_at_midnight
from app.models.availability import Claim, ClaimKind
from app.models.listing import Room, RoomPartUse


def occupy(room: Room, day: date, start_minute: int, end_minute: int) -> None:
    """The member uses every part of the room itself, from one wall-clock minute of `day` to another."""
    span = TimeRange(at_minute(day, start_minute, AMSTERDAM), at_minute(day, end_minute, AMSTERDAM))
    for part_id in session().scalars(select(RoomPartUse.part_id).where(RoomPartUse.room_id == room.id)):
        for local_day, piece in split_at_midnight(span, AMSTERDAM):
            session().add(
                Claim(
                    venue_id=room.venue_id,
                    part_id=part_id,
                    day=local_day,
                    during=Range(piece.starts_at, piece.ends_at, bounds="[)"),
                    kind=ClaimKind.OWN_USE,
                )
            )
    session().flush()
