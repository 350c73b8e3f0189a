"""Reading and locking bookings."""

import uuid
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.core.db import session
from app.models.accounts import Organisation
from app.models.booking import Booking, BookingStatus
from app.models.listing import Room, Venue
from app.models.pricing import CancellationPolicy


def _with_everything(query: Select[Booking]) -> Select[Booking]:
    """Room, venue, seller and lines: what a page, a mail or a calendar shows."""
    return query.options(
        joinedload(Booking.room).joinedload(Room.venue).joinedload(Venue.municipality),
        joinedload(Booking.venue),
        joinedload(Booking.organisation),
        selectinload(Booking.lines),
    )


def find_by_reference(reference: str) -> Booking | None:
    """With all that is shown of it."""
    return session().scalars(_with_everything(select(Booking).where(Booking.reference == reference))).one_or_none()


def find_by_id(booking_id: uuid.UUID) -> Booking | None:
    """With all that is shown of it."""
    return session().scalars(_with_everything(select(Booking).where(Booking.id == booking_id))).one_or_none()


def wait_for_key(key: str) -> None:
    """One request with this key at a time, until the transaction ends: the next one sees what the first made."""
    session().execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))


def find_by_idempotency_key(key: str) -> Booking | None:
    """The booking that an earlier request with this key made."""
    return session().scalars(_with_everything(select(Booking).where(Booking.idempotency_key == key))).one_or_none()


def lock(booking_id: uuid.UUID) -> Booking | None:
    """The row for writing, fresh from the database; whoever else wants it waits."""
    query = select(Booking).where(Booking.id == booking_id).with_for_update().execution_options(populate_existing=True)
    return session().scalars(query).one_or_none()


def get_cancellation_policy(code: str) -> CancellationPolicy:
    """The terms that a room names."""
    return session().get_one(CancellationPolicy, code)


def overdue_hold_ids(now: datetime, limit: int) -> list[uuid.UUID]:
    """Holds whose time is over, oldest first."""
    query = (
        select(Booking.id)
        .where(Booking.status == BookingStatus.HELD, Booking.hold_expires_at <= now)
        .order_by(Booking.hold_expires_at)
        .limit(limit)
    )
    return list(session().scalars(query))


def find_organisation(organisation_id: uuid.UUID) -> Organisation | None:
    """The seller."""
    return session().get(Organisation, organisation_id)
