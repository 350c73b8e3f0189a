"""Questions of a member's desk: its rooms, and what is booked in them."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.core.db import session
from app.models.booking import Booking, BookingStatus
from app.models.listing import ListingStatus, Room, RoomPartUse, Venue

STANDING = frozenset({BookingStatus.HELD, BookingStatus.PROCESSING, BookingStatus.CONFIRMED})
AGREED = frozenset({BookingStatus.PROCESSING, BookingStatus.CONFIRMED})


class BookingView(StrEnum):
    """Which of its bookings a member looks at."""

    UPCOMING = "upcoming"
    PAST = "past"
    CANCELLED = "cancelled"


def list_venues(organisation_id: uuid.UUID) -> Sequence[Venue]:
    """Every venue of a member, by name."""
    return session().scalars(select(Venue).where(Venue.organisation_id == organisation_id).order_by(Venue.name)).all()


def list_rooms(organisation_id: uuid.UUID, venue_id: uuid.UUID | None) -> Sequence[Room]:
    """Rooms of a member (of one venue), with their venue, by venue and name."""
    query = (
        select(Room)
        .join(Room.venue)
        .where(Venue.organisation_id == organisation_id)
        .options(contains_eager(Room.venue))
        .order_by(Venue.name, Room.name)
    )
    if venue_id is not None:
        query = query.where(Room.venue_id == venue_id)
    return session().scalars(query).all()


def parts_of(room_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, set[uuid.UUID]]:
    """The physical parts of each room."""
    found: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    query = select(RoomPartUse.room_id, RoomPartUse.part_id).where(RoomPartUse.room_id.in_(room_ids))
    for room_id, part_id in session().execute(query):
        found[room_id].add(part_id)
    return found


def list_between(organisation_id: uuid.UUID, from_at: datetime, until_at: datetime) -> Sequence[Booking]:
    """Bookings that stand (held ones too) with any time in a stretch, with room and venue, in order of time."""
    query = (
        select(Booking)
        .where(
            Booking.organisation_id == organisation_id,
            Booking.status.in_(STANDING),
            Booking.starts_at < until_at,
            Booking.ends_at > from_at,
        )
        .options(joinedload(Booking.room), joinedload(Booking.venue), selectinload(Booking.add_ons))
        .order_by(Booking.starts_at, Booking.id)
    )
    return session().scalars(query).all()


def _in_view(view: BookingView, now: datetime) -> ColumnElement[bool]:
    if view is BookingView.CANCELLED:
        return Booking.status == BookingStatus.CANCELLED
    standing = Booking.status.in_(AGREED)
    return standing & (Booking.ends_at > now if view is BookingView.UPCOMING else Booking.ends_at <= now)


def list_bookings(
    organisation_id: uuid.UUID,
    view: BookingView,
    room_id: uuid.UUID | None,
    now: datetime,
    *,
    limit: int,
    offset: int,
) -> Sequence[Booking]:
    """A page of a member's bookings with room and venue: what comes first in time, or what happened last."""
    order = Booking.starts_at.asc() if view is BookingView.UPCOMING else Booking.starts_at.desc()
    query = (
        select(Booking)
        .where(Booking.organisation_id == organisation_id, _in_view(view, now))
        .options(joinedload(Booking.room), joinedload(Booking.venue))
        .order_by(order, Booking.id)
        .limit(limit)
        .offset(offset)
    )
    if room_id is not None:
        query = query.where(Booking.room_id == room_id)
    return session().scalars(query).all()


def count_bookings(organisation_id: uuid.UUID, view: BookingView, room_id: uuid.UUID | None, now: datetime) -> int:
    """How many there are."""
    query = (
        select(func.count()).select_from(Booking).where(Booking.organisation_id == organisation_id, _in_view(view, now))
    )
    if room_id is not None:
        query = query.where(Booking.room_id == room_id)
    return session().scalar(query) or 0


def list_unpublished(organisation_id: uuid.UUID) -> Sequence[Room]:
    """Rooms that were begun and not published, with their venue."""
    query = (
        select(Room)
        .join(Room.venue)
        .where(Venue.organisation_id == organisation_id, Room.status == ListingStatus.DRAFT)
        .options(contains_eager(Room.venue))
        .order_by(Room.created_at)
    )
    return session().scalars(query).all()


def has_venues(organisation_id: uuid.UUID) -> bool:
    """Whether the member has made any venue yet."""
    return bool(session().scalar(select(exists().where(Venue.organisation_id == organisation_id))))
