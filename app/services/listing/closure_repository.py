"""Reading closures: what they close, and what stands in the time that they take away."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.core.db import session
from app.models.availability import Claim, OpeningException
from app.models.booking import Booking
from app.models.listing import Room, RoomPartUse, Venue
from app.models.openings import Closure


def chosen(
    organisation_id: uuid.UUID, venue_ids: Collection[uuid.UUID], room_ids: Collection[uuid.UUID]
) -> tuple[Sequence[Venue], Sequence[Room]]:
    """These venues with their rooms, and these rooms with their venue, as far as they are this member's."""
    venues = session().scalars(
        select(Venue)
        .where(Venue.organisation_id == organisation_id, Venue.id.in_(venue_ids))
        .options(selectinload(Venue.rooms))
        .order_by(Venue.name)
    )
    rooms = session().scalars(
        select(Room)
        .join(Room.venue)
        .where(Venue.organisation_id == organisation_id, Room.id.in_(room_ids))
        .options(joinedload(Room.venue))
        .order_by(Venue.name, Room.name)
    )
    return venues.all(), rooms.all()


def sharing_parts(room_ids: Sequence[uuid.UUID]) -> Sequence[Room]:
    """Other rooms that have a physical part in common with one of these, with their venue."""
    other, own = aliased(RoomPartUse), aliased(RoomPartUse)
    query = (
        select(Room)
        .where(
            Room.id.not_in(room_ids),
            Room.id.in_(select(other.room_id).join(own, own.part_id == other.part_id).where(own.room_id.in_(room_ids))),
        )
        .options(joinedload(Room.venue))
        .order_by(Room.name)
    )
    return session().scalars(query).all()


def bookings_on(room_ids: Collection[uuid.UUID], from_on: date, until_on: date) -> Sequence[Booking]:
    """Bookings that hold time of (a part of) these rooms on these days or the night after, with room and venue."""
    parts = select(RoomPartUse.part_id).where(RoomPartUse.room_id.in_(room_ids))
    standing = select(Claim.booking_id).where(
        Claim.part_id.in_(parts),
        Claim.day >= from_on,
        Claim.day < until_on + timedelta(days=1),
        Claim.booking_id.is_not(None),
    )
    query = (
        select(Booking)
        .where(Booking.id.in_(standing))
        .options(joinedload(Booking.room), joinedload(Booking.venue))
        .order_by(Booking.starts_at, Booking.id)
    )
    return session().scalars(query).all()


def list_closures(organisation_id: uuid.UUID, today: date) -> Sequence[Closure]:
    """Not over yet, the first first."""
    query = (
        select(Closure)
        .where(Closure.organisation_id == organisation_id, Closure.until_on > today)
        .order_by(Closure.from_on, Closure.created_at)
    )
    return session().scalars(query).all()


def names_of(closure_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """Per closure the venues and rooms it closes, by name."""
    rows = session().execute(
        select(OpeningException.closure_id, Venue.name, Room.name)
        .join(Venue, Venue.id == OpeningException.venue_id)
        .outerjoin(Room, Room.id == OpeningException.room_id)
        .where(OpeningException.closure_id.in_(closure_ids))
        .order_by(Venue.name, Room.name)
    )
    names: dict[uuid.UUID, list[str]] = defaultdict(list)
    for closure_id, venue, room in rows:
        if closure_id is not None:
            names[closure_id].append(f"{room}, {venue}" if room else venue)
    return names


def room_ids_of(closure_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """Every room that it closes, those of whole venues included."""
    query = (
        select(Room.id)
        .join(
            OpeningException,
            or_(
                OpeningException.room_id == Room.id,
                OpeningException.room_id.is_(None) & (OpeningException.venue_id == Room.venue_id),
            ),
        )
        .where(OpeningException.closure_id == closure_id)
        .distinct()
    )
    return session().scalars(query).all()
