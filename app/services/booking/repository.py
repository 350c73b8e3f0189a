"""Reading and locking bookings."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.orm import joinedload, selectinload

from app.core.db import session
from app.core.time_ranges import TimeRange
from app.models.accounts import Organisation
from app.models.add_ons import AddOn
from app.models.booking import Booking, BookingAddOn, BookingStatus
from app.models.listing import LayoutKind, Room, RoomLayout, Venue
from app.models.pricing import CancellationPolicy, HirerCategory, RatePlan


def _with_everything(query: Select[Booking]) -> Select[Booking]:
    """Room, venue, seller, lines and extras: what a page, a mail or a calendar shows."""
    return query.options(
        joinedload(Booking.room).joinedload(Room.venue).joinedload(Venue.municipality),
        joinedload(Booking.venue),
        joinedload(Booking.organisation),
        selectinload(Booking.lines),
        selectinload(Booking.add_ons),
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


def due_deposit_ids(ended_by: datetime, limit: int) -> list[uuid.UUID]:
    """Bookings that had ended by then with a deposit about which nothing was decided, oldest first."""
    query = (
        select(Booking.id)
        .where(
            Booking.status == BookingStatus.CONFIRMED,
            Booking.deposit_cents > 0,
            Booking.deposit_settled_at.is_(None),
            Booking.ends_at <= ended_by,
        )
        .order_by(Booking.ends_at)
        .limit(limit)
    )
    return list(session().scalars(query))


def find_organisation(organisation_id: uuid.UUID) -> Organisation | None:
    """The seller."""
    return session().get(Organisation, organisation_id)


def lock_add_ons(add_on_ids: Iterable[uuid.UUID]) -> None:
    """Whoever else takes one of these waits; always in the same order, so that nobody waits in a circle."""
    query = select(AddOn.id).where(AddOn.id.in_(list(add_on_ids))).order_by(AddOn.id).with_for_update(key_share=True)
    session().execute(query).all()


def add_ons_left(add_on_ids: Collection[uuid.UUID], span: TimeRange) -> dict[uuid.UUID, int]:
    """How many of each are left during all of `span`, by the function that also guards it; without a limit: left out."""
    remaining = func.add_on_left(AddOn.id, func.tstzrange(span.starts_at, span.ends_at))
    query = select(AddOn.id, remaining).where(AddOn.id.in_(add_on_ids), AddOn.stock.is_not(None))
    return {add_on_id: int(left) for add_on_id, left in session().execute(query)}


def insert_add_ons(booking: Booking, rows: Iterable[BookingAddOn]) -> None:
    """One by one, in the order given."""
    for row in rows:
        booking.add_ons.append(row)
        session().flush()


def list_add_ons(booking_id: uuid.UUID) -> Sequence[BookingAddOn]:
    """What comes, or came, with a booking."""
    query = select(BookingAddOn).where(BookingAddOn.booking_id == booking_id).order_by(BookingAddOn.add_on_id)
    return session().scalars(query).all()


def set_add_ons_active(booking_id: uuid.UUID, *, active: bool) -> None:
    """Whether the extras of a booking count against their stock."""
    session().execute(
        update(BookingAddOn)
        .where(BookingAddOn.booking_id == booking_id, BookingAddOn.is_active.is_not(active))
        .values(is_active=active)
    )


def categories_in_tariff(room_id: uuid.UUID, on: date) -> set[HirerCategory]:
    """The categories of hirer that some plan of the room names on that day."""
    query = select(RatePlan.categories).where(
        RatePlan.room_id == room_id,
        RatePlan.valid_from <= on,
        or_(RatePlan.valid_until.is_(None), RatePlan.valid_until > on),
    )
    return {HirerCategory(code) for codes in session().scalars(query) for code in codes}


def layout_capacities(room_id: uuid.UUID) -> dict[LayoutKind, int]:
    """How many people fit in a room, per way to set it up."""
    query = select(RoomLayout.kind, RoomLayout.capacity).where(RoomLayout.room_id == room_id)
    return {LayoutKind(kind): capacity for kind, capacity in session().execute(query)}
