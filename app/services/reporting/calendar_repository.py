"""What stands in a member's calendar: bookings, lessons, own use, and the masks of many days."""

import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import select

from app.core.db import session
from app.core.time_ranges import TimeRange
from app.models.booking import Booking
from app.models.calendars import CalendarOccurrence
from app.models.occupancy import OwnUseBlock
from app.services.reporting.calendar_entries import Lesson
from app.services.reporting.desk_repository import STANDING


def bookings_touching(room_ids: Collection[uuid.UUID], span: TimeRange) -> Sequence[Booking]:
    """Those that stand (held ones too), the earliest first."""
    query = (
        select(Booking)
        .where(
            Booking.room_id.in_(room_ids),
            Booking.status.in_(STANDING),
            Booking.starts_at < span.ends_at,
            Booking.ends_at > span.starts_at,
        )
        .order_by(Booking.starts_at, Booking.id)
    )
    return session().scalars(query).all()


def lessons_touching(room_ids: Collection[uuid.UUID], span: TimeRange) -> list[Lesson]:
    """The earliest first."""
    one = CalendarOccurrence
    rows = session().execute(
        select(one.room_id, one.import_id, one.feed_id, one.starts_at, one.ends_at, one.summary)
        .where(one.room_id.in_(room_ids), one.ends_at > span.starts_at, one.starts_at < span.ends_at)
        .order_by(one.starts_at, one.id)
    )
    return [
        Lesson(room_id, import_id, feed_id, TimeRange(start, end), summary)
        for room_id, import_id, feed_id, start, end, summary in rows
    ]


def find_block(block_id: uuid.UUID, organisation_id: uuid.UUID) -> OwnUseBlock | None:
    """Of this organisation only, to look at."""
    query = select(OwnUseBlock).where(OwnUseBlock.id == block_id, OwnUseBlock.organisation_id == organisation_id)
    return session().scalars(query).one_or_none()


def list_series(series_id: uuid.UUID, organisation_id: uuid.UUID) -> Sequence[OwnUseBlock]:
    """All blocks of one series, the earliest first."""
    query = (
        select(OwnUseBlock)
        .where(OwnUseBlock.series_id == series_id, OwnUseBlock.organisation_id == organisation_id)
        .order_by(OwnUseBlock.starts_at)
    )
    return session().scalars(query).all()
