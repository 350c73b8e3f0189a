"""Outgoing calendars and the bookings in them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from app.core.db import session
from app.models.accounts import Organisation
from app.models.booking import Booking, BookingStatus
from app.models.calendars import CalendarExport
from app.models.listing import Room, RoomPartUse, Venue

_NOTE_EVERY = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class BookedTime:
    """One booking as an outgoing calendar tells it. `stamped_at`: when it last changed."""

    booking_id: uuid.UUID
    reference: str
    status: BookingStatus
    starts_at: datetime
    ends_at: datetime
    persons: int
    sequence: int
    stamped_at: datetime
    hirer: str
    room: str
    venue: str


def owns(organisation_id: uuid.UUID, venue_id: uuid.UUID | None, room_id: uuid.UUID | None) -> bool:
    """Whether what a calendar would be about belongs to the organisation."""
    if venue_id is None and room_id is None:
        return True
    query = select(Venue.id).where(Venue.organisation_id == organisation_id)
    if room_id is not None:
        query = query.join(Room, Room.venue_id == Venue.id).where(Room.id == room_id)
    if venue_id is not None:
        query = query.where(Venue.id == venue_id)
    return session().scalars(query).first() is not None


def add(export: CalendarExport) -> bool:
    """Write it down; False when there is one of the same already."""
    nested = session().begin_nested()
    session().add(export)
    try:
        session().flush()
    except IntegrityError:
        nested.rollback()
        return False
    nested.commit()
    return True


def list_exports(organisation_id: uuid.UUID) -> Sequence[CalendarExport]:
    """The oldest first."""
    query = (
        select(CalendarExport)
        .where(CalendarExport.organisation_id == organisation_id)
        .order_by(CalendarExport.created_at, CalendarExport.id)
    )
    return session().scalars(query).all()


def find(export_id: uuid.UUID) -> CalendarExport | None:
    """Whoever it belongs to: the secret in the address is what opens it."""
    return session().get(CalendarExport, export_id)


def lock(export_id: uuid.UUID, organisation_id: uuid.UUID) -> CalendarExport | None:
    """Of this organisation only, for writing."""
    query = select(CalendarExport).where(
        CalendarExport.id == export_id, CalendarExport.organisation_id == organisation_id
    )
    return session().scalars(query.with_for_update()).one_or_none()


def note_fetched(export: CalendarExport, now: datetime) -> None:
    """That it was fetched; to the quarter of an hour, so that reading seldom writes."""
    if export.fetched_at is None or now - export.fetched_at >= _NOTE_EVERY:
        export.fetched_at = now
        session().flush()


def name_of(export: CalendarExport) -> str:
    """What a calendar program calls it."""
    if export.room_id is not None:
        query = select(Room.name + ", " + Venue.name).join(Venue).where(Room.id == export.room_id)
    elif export.venue_id is not None:
        query = select(Venue.name).where(Venue.id == export.venue_id)
    else:
        query = select(Organisation.name).where(Organisation.id == export.organisation_id)
    return session().scalars(query).one()


def booked_times(
    export: CalendarExport, from_at: datetime, until_at: datetime, *, cancelled_since: datetime, limit: int
) -> list[BookedTime]:
    """What is agreed between two moments, and what was cancelled lately; when there is too much, the latest are left out.

    The calendar of a room also tells of rooms that share a part with it: a booking of the whole hall takes its half.
    """
    hirer = func.coalesce(func.nullif(Booking.hirer_organisation, ""), Booking.contact_name)
    stamped = func.coalesce(Booking.cancelled_at, Booking.confirmed_at, Booking.created_at)
    told = or_(
        Booking.status.in_((BookingStatus.CONFIRMED, BookingStatus.PROCESSING)),
        and_(Booking.status == BookingStatus.CANCELLED, Booking.cancelled_at >= cancelled_since),
    )
    query = (
        select(
            Booking.id,
            Booking.reference,
            Booking.status,
            Booking.starts_at,
            Booking.ends_at,
            Booking.persons,
            Booking.calendar_sequence,
            stamped,
            hirer,
            Room.name,
            Venue.name,
        )
        .join(Room, Room.id == Booking.room_id)
        .join(Venue, Venue.id == Booking.venue_id)
        .where(_told_by(export), Booking.starts_at >= from_at, Booking.starts_at < until_at, told)
        .order_by(Booking.starts_at, Booking.id)
        .limit(limit)
    )
    return [BookedTime(*row) for row in session().execute(query)]


def _told_by(export: CalendarExport) -> ColumnElement[bool]:
    told = [Booking.organisation_id == export.organisation_id]
    if export.room_id is not None:
        mine, theirs = aliased(RoomPartUse), aliased(RoomPartUse)
        sharing = (
            select(theirs.room_id).join(mine, mine.part_id == theirs.part_id).where(mine.room_id == export.room_id)
        )
        told.append(Booking.room_id.in_(sharing))
    if export.venue_id is not None:
        told.append(Booking.venue_id == export.venue_id)
    return and_(*told)
