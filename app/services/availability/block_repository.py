"""Reading and deleting own use by hand."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select

from app.core.db import session
from app.core.time_ranges import TimeRange
from app.models.booking import Booking
from app.models.occupancy import OwnUseBlock


@dataclass(frozen=True, slots=True)
class MetBooking:
    """A booking that has time which a member wants for itself."""

    booking_id: uuid.UUID
    reference: str
    span: TimeRange


def find(block_id: uuid.UUID, organisation_id: uuid.UUID) -> OwnUseBlock | None:
    """Of this organisation only; locked until the transaction ends."""
    query = select(OwnUseBlock).where(OwnUseBlock.id == block_id, OwnUseBlock.organisation_id == organisation_id)
    return session().scalars(query.with_for_update()).one_or_none()


def list_touching(room_ids: Collection[uuid.UUID], span: TimeRange) -> Sequence[OwnUseBlock]:
    """The earliest first."""
    query = (
        select(OwnUseBlock)
        .where(
            OwnUseBlock.room_id.in_(room_ids),
            OwnUseBlock.ends_at > span.starts_at,
            OwnUseBlock.starts_at < span.ends_at,
        )
        .order_by(OwnUseBlock.starts_at, OwnUseBlock.id)
    )
    return session().scalars(query).all()


def series_from(series_id: uuid.UUID, moment: datetime) -> Sequence[OwnUseBlock]:
    """Those of a series that end at or after `moment`; locked."""
    query = select(OwnUseBlock).where(OwnUseBlock.series_id == series_id, OwnUseBlock.ends_at >= moment)
    return session().scalars(query.order_by(OwnUseBlock.id).with_for_update()).all()


def wait_for(once: uuid.UUID) -> None:
    """Whoever sends the same form at the same moment goes one after the other."""
    session().execute(select(func.pg_advisory_xact_lock(func.hashtextextended(str(once), 0))))


def delete_blocks(block_ids: Collection[uuid.UUID]) -> None:
    """Their claims are gone already."""
    session().execute(delete(OwnUseBlock).where(OwnUseBlock.id.in_(block_ids)))


def met_bookings(booking_ids: Collection[uuid.UUID]) -> list[MetBooking]:
    """What a screen says of them, the earliest first."""
    if not booking_ids:
        return []
    rows = session().execute(
        select(Booking.id, Booking.reference, Booking.starts_at, Booking.ends_at)
        .where(Booking.id.in_(booking_ids))
        .order_by(Booking.starts_at, Booking.id)
    )
    return [MetBooking(one_id, reference, TimeRange(start, end)) for one_id, reference, start, end in rows]
