"""Lists of bookings, for people who look after all of them or those of one member."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.core.db import session
from app.models.accounts import Organisation, User
from app.models.audit import AuditEvent
from app.models.booking import Booking, BookingStatus
from app.models.listing import Room, Venue
from app.models.payments import Refund, RefundStatus
from app.models.regions import Municipality


@dataclass(frozen=True, slots=True)
class BookingFilter:
    """Which bookings: nothing named means all. Use starts in `[starts_from, starts_until)`; `text` is in the booking
    number, or in what the hirer said about itself.
    """

    statuses: frozenset[BookingStatus] = frozenset()
    organisation_id: uuid.UUID | None = None
    region_id: uuid.UUID | None = None
    starts_from: datetime | None = None
    starts_until: datetime | None = None
    text: str = ""


class BookingRow(NamedTuple):
    """A booking in a list: nothing in it says who the person is."""

    id: uuid.UUID
    reference: str
    status: BookingStatus
    starts_at: datetime
    ends_at: datetime
    created_at: datetime
    room_name: str
    venue_name: str
    city: str
    organisation_name: str
    total_cents: int
    commission_cents: int
    commission_bps: int


class FailedRefundRow(NamedTuple):
    """Money that should have gone back and did not."""

    booking_id: uuid.UUID
    reference: str
    amount_cents: int
    organisation_name: str


class TrailRow(NamedTuple):
    """An audit event with the name of who did it, if that was somebody with an account."""

    event: AuditEvent
    user_name: str | None


def list_failed_refunds(limit: int) -> list[FailedRefundRow]:
    """The oldest first: who waits longest."""
    query = (
        select(Booking.id, Booking.reference, Refund.amount_cents, Organisation.name)
        .join(Refund, Refund.booking_id == Booking.id)
        .join(Organisation, Organisation.id == Booking.organisation_id)
        .where(Refund.status == RefundStatus.FAILED)
        .order_by(Refund.created_at)
        .limit(limit)
    )
    return [FailedRefundRow(*row) for row in session().execute(query)]


def list_bookings(wanted: BookingFilter, *, limit: int, offset: int) -> list[BookingRow]:
    """The latest made first."""
    query = (
        select(
            Booking.id,
            Booking.reference,
            Booking.status,
            Booking.starts_at,
            Booking.ends_at,
            Booking.created_at,
            Room.name,
            Venue.name,
            Venue.city,
            Organisation.name,
            Booking.total_cents,
            Booking.commission_cents,
            Booking.commission_bps,
        )
        .join(Room, Room.id == Booking.room_id)
        .join(Venue, Venue.id == Booking.venue_id)
        .join(Organisation, Organisation.id == Booking.organisation_id)
        .where(*_conditions(wanted))
        .order_by(Booking.created_at.desc(), Booking.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [BookingRow._make(row) for row in session().execute(query)]


def count_bookings(wanted: BookingFilter) -> int:
    """How many there are."""
    return session().scalar(select(func.count()).select_from(Booking).where(*_conditions(wanted))) or 0


def _conditions(wanted: BookingFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.statuses:
        found.append(Booking.status.in_(wanted.statuses))
    if wanted.organisation_id is not None:
        found.append(Booking.organisation_id == wanted.organisation_id)
    if wanted.region_id is not None:
        in_region = (
            select(Venue.id)
            .join(Municipality, Municipality.code == Venue.municipality_code)
            .where(Municipality.region_id == wanted.region_id)
        )
        found.append(Booking.venue_id.in_(in_region))
    if wanted.starts_from is not None:
        found.append(Booking.starts_at >= wanted.starts_from)
    if wanted.starts_until is not None:
        found.append(Booking.starts_at < wanted.starts_until)
    if wanted.text:
        said = (
            Booking.reference,
            Booking.contact_name,
            Booking.contact_email,
            Booking.contact_phone,
            Booking.hirer_organisation,
            Booking.hirer_reference,
        )
        found.append(or_(*(column.icontains(wanted.text, autoescape=True) for column in said)))
    return found


def find_booking(reference: str, organisation_id: uuid.UUID | None) -> Booking | None:
    """With room, venue, seller and lines; only of that organisation, when one is named."""
    query = (
        select(Booking)
        .where(Booking.reference == reference)
        .options(
            joinedload(Booking.room),
            joinedload(Booking.venue).joinedload(Venue.municipality).joinedload(Municipality.region),
            joinedload(Booking.organisation),
            selectinload(Booking.lines),
            selectinload(Booking.add_ons),
        )
    )
    if organisation_id is not None:
        query = query.where(Booking.organisation_id == organisation_id)
    return session().scalars(query).one_or_none()


def list_trail(subject_ids: Sequence[uuid.UUID]) -> list[TrailRow]:
    """What happened to these things, the latest first."""
    query = (
        select(AuditEvent, User.name)
        .outerjoin(User, User.id == AuditEvent.actor_user_id)
        .where(AuditEvent.subject_id.in_(subject_ids))
        .order_by(AuditEvent.occurred_at.desc(), AuditEvent.id.desc())
    )
    return [TrailRow(event, name) for event, name in session().execute(query)]


def list_organisation_names() -> list[tuple[uuid.UUID, str]]:
    """Every member by name, for a filter."""
    query = select(Organisation.id, Organisation.name).where(Organisation.is_member).order_by(Organisation.name)
    return list(session().execute(query))


def sum_to_come(now: datetime) -> tuple[int, int]:
    """How many confirmed bookings are still to come, and what they are worth together."""
    query = select(func.count(), func.coalesce(func.sum(Booking.total_cents), 0)).where(
        Booking.status == BookingStatus.CONFIRMED, Booking.starts_at >= now
    )
    count, cents = session().execute(query).one()
    return int(count), int(cents)
