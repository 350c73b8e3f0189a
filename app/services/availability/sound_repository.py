"""Reading, writing and deleting which rooms hear each other, and the uses of rooms that stand already."""

import uuid
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, or_, select, text
from sqlalchemy.orm import joinedload

from app.core.db import session
from app.core.time_ranges import TimeRange
from app.models.availability import Claim, ClaimKind
from app.models.booking import Booking
from app.models.calendars import CalendarOccurrence
from app.models.listing import Room
from app.models.occupancy import OwnUseBlock, SoundPair
from app.services.availability.sound import Use

_LOCK_DAYS = text(
    "SELECT lock_days(array_agg(room_id), array_agg(day)) FROM room_day"
    " WHERE room_id = ANY (CAST(:rooms AS uuid[])) AND day >= :since"
)


def list_pairs(room_id: uuid.UUID) -> Sequence[SoundPair]:
    """The oldest first."""
    query = select(SoundPair).where(or_(SoundPair.loud_room_id == room_id, SoundPair.quiet_room_id == room_id))
    return session().scalars(query.order_by(SoundPair.id)).all()


def list_of_venue(venue_id: uuid.UUID) -> Sequence[SoundPair]:
    """The oldest first."""
    query = select(SoundPair).join(Room, Room.id == SoundPair.loud_room_id).where(Room.venue_id == venue_id)
    return session().scalars(query.order_by(SoundPair.id)).all()


def find(loud_room_id: uuid.UUID, quiet_room_id: uuid.UUID) -> SoundPair | None:
    """In this direction."""
    query = select(SoundPair).where(SoundPair.loud_room_id == loud_room_id, SoundPair.quiet_room_id == quiet_room_id)
    return session().scalars(query).one_or_none()


def find_in_venue(pair_id: uuid.UUID, venue_id: uuid.UUID) -> SoundPair | None:
    """Of this venue only; locked until the transaction ends."""
    query = select(SoundPair).join(Room, Room.id == SoundPair.loud_room_id)
    query = query.where(SoundPair.id == pair_id, Room.venue_id == venue_id)
    return session().scalars(query.with_for_update(of=SoundPair)).one_or_none()


def delete_pair(pair: SoundPair) -> None:
    """With what had been taken of the sound between them.

    The sound itself stays behind, heard by nobody: a hold of this very moment may still claim it.
    """
    session().delete(pair)
    session().flush()
    clear(pair)


def clear(pair: SoundPair) -> None:
    """Nothing has any of the sound between them any more, in the past neither: nobody asks after that."""
    session().execute(delete(Claim).where(Claim.part_id == pair.part_id))


def rooms_of(pairs: Collection[SoundPair]) -> Sequence[Room]:
    """The rooms of these pairs, with their venue."""
    ids = {room_id for pair in pairs for room_id in (pair.loud_room_id, pair.quiet_room_id)}
    return session().scalars(select(Room).where(Room.id.in_(ids)).options(joinedload(Room.venue))).all()


def lock_days(room_ids: Collection[uuid.UUID], since: date) -> None:
    """Nobody takes or gives back time of these rooms until the transaction ends."""
    session().execute(_LOCK_DAYS, {"rooms": list(room_ids), "since": since})


def uses_of(room_ids: Collection[uuid.UUID], after: datetime) -> list[Use]:
    """What is not over at `after`, bookings first and then the earliest first. Three queries."""
    booked = session().execute(
        select(
            Booking.room_id,
            Booking.starts_at,
            Booking.ends_at,
            Claim.kind,
            Booking.id,
            Booking.reference,
            Booking.purpose,
            Claim.hold_until,
        )
        .join(Claim, Claim.booking_id == Booking.id)
        .where(Booking.room_id.in_(room_ids), Booking.ends_at > after)
        .distinct()
        .order_by(Booking.starts_at, Booking.id)
    )
    uses = [
        Use(room_id, TimeRange(start, end), kind, one_id, reference, purpose, hold_until)
        for room_id, start, end, kind, one_id, reference, purpose, hold_until in booked
    ]
    own: list[Use] = []
    for source, told, kind in (
        (CalendarOccurrence, CalendarOccurrence.summary, ClaimKind.LESSON),
        (OwnUseBlock, OwnUseBlock.note, ClaimKind.OWN_USE),
    ):
        rows = session().execute(
            select(source.room_id, source.starts_at, source.ends_at, source.id, told).where(
                source.room_id.in_(room_ids), source.ends_at > after
            )
        )
        own += [Use(room_id, TimeRange(start, end), kind, one_id, name) for room_id, start, end, one_id, name in rows]
    return uses + sorted(own, key=lambda use: (use.span.starts_at, use.source_id))


def insert_claims(rows: Sequence[dict[str, Any]]) -> None:
    """On a sound part of which nobody has anything: no mask says anything of it, and nothing can be in the way."""
    if rows:
        session().execute(insert(Claim), rows)
