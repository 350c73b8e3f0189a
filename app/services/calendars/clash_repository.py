"""Which lessons to come stand where an agreed booking stands."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.core.db import session
from app.models.booking import Booking, BookingStatus
from app.models.calendars import CalendarFeed, CalendarOccurrence
from app.models.listing import Room, RoomPartUse, Venue

_AGREED = (BookingStatus.PROCESSING, BookingStatus.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Clash:
    """One lesson and one booking that want the same part at the same time; the lesson's own room and times."""

    organisation_id: uuid.UUID
    room_id: uuid.UUID
    occurrence_id: uuid.UUID
    booking_id: uuid.UUID
    starts_at: datetime
    ends_at: datetime
    summary: str
    feed_id: uuid.UUID | None
    feed_name: str


def clashes(now: datetime, room_id: uuid.UUID | None) -> list[Clash]:
    """Of one room's lessons, or of all. One query, over the few lessons that did not get all of their time."""
    of_lesson, of_booking = aliased(RoomPartUse), aliased(RoomPartUse)
    query = (
        select(
            Venue.organisation_id,
            CalendarOccurrence.room_id,
            CalendarOccurrence.id,
            Booking.id,
            CalendarOccurrence.starts_at,
            CalendarOccurrence.ends_at,
            CalendarOccurrence.summary,
            CalendarFeed.id,
            CalendarFeed.name,
        )
        .select_from(CalendarOccurrence)
        .join(Room, Room.id == CalendarOccurrence.room_id)
        .join(Venue, Venue.id == Room.venue_id)
        .join(of_lesson, of_lesson.room_id == CalendarOccurrence.room_id)
        .join(of_booking, of_booking.part_id == of_lesson.part_id)
        .join(Booking, Booking.room_id == of_booking.room_id)
        .outerjoin(CalendarFeed, CalendarFeed.id == CalendarOccurrence.feed_id)
        .where(
            CalendarOccurrence.overlaps_booking,
            CalendarOccurrence.ends_at > now,
            Booking.status.in_(_AGREED),
            Booking.starts_at < CalendarOccurrence.ends_at,
            Booking.ends_at > CalendarOccurrence.starts_at,
        )
        .distinct()
        .order_by(CalendarOccurrence.starts_at, CalendarOccurrence.id, Booking.id)
    )
    if room_id is not None:
        query = query.where(CalendarOccurrence.room_id == room_id)
    return [Clash(*row[:8], feed_name=row[8] or "") for row in session().execute(query)]
