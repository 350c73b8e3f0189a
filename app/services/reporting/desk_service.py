"""What happens in a member's house: its rooms, who comes when, and what asks for attention."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.core.clock import AMSTERDAM
from app.core.errors import NotFoundError
from app.core.messages import message
from app.core.paging import PAGE_SIZE, Page
from app.core.time_ranges import at_minute
from app.models.booking import Booking, BookingStatus
from app.models.listing import Room, Venue
from app.services.availability import availability_service
from app.services.availability.day_states import DayState
from app.services.reporting import booking_repository, desk_repository
from app.services.reporting.desk_repository import BookingView

__all__ = ["BookingView", "RoomDay", "RoomDays", "Tasks", "list_bookings", "list_rooms", "list_venues", "look_at_days"]

# An evening that ends after midnight belongs to its own day.
NIGHT_HOURS = 6


@dataclass(frozen=True, slots=True)
class RoomDay:
    """One room on one day: open and taken minutes, and the bookings that take it, or a part of it."""

    day: date
    state: DayState
    bookings: Sequence[Booking]


@dataclass(frozen=True, slots=True)
class RoomDays:
    """One room over the days asked for."""

    room: Room
    days: Sequence[RoomDay]


@dataclass(frozen=True, slots=True)
class Tasks:
    """What a member has not finished yet. What comes up by itself is in `services/tasks`."""

    drafts: Sequence[Room]
    has_venues: bool


def list_venues(organisation_id: uuid.UUID) -> Sequence[Venue]:
    """The member's venues, by name."""
    return desk_repository.list_venues(organisation_id)


def list_rooms(organisation_id: uuid.UUID, venue_id: uuid.UUID | None = None) -> Sequence[Room]:
    """The member's rooms (of one venue) with their venue, by venue and name, drafts too."""
    return desk_repository.list_rooms(organisation_id, venue_id)


def look_at_days(
    organisation_id: uuid.UUID, from_on: date, until_on: date, *, venue_id: uuid.UUID | None = None
) -> list[RoomDays]:
    """Every room on days `[from_on, until_on)`. A fixed number of queries.

    A booking of a combined hall stands with each room that shares a part with it.
    """
    rooms = desk_repository.list_rooms(organisation_id, venue_id)
    states = availability_service.day_states(rooms, from_on, until_on)
    bookings = desk_repository.list_between(
        organisation_id,
        at_minute(from_on, 0, AMSTERDAM),
        at_minute(until_on, NIGHT_HOURS * 60, AMSTERDAM),
    )
    parts = desk_repository.parts_of({room.id for room in rooms} | {booking.room_id for booking in bookings})
    days = [from_on + timedelta(days=offset) for offset in range((until_on - from_on).days)]
    return [
        RoomDays(
            room,
            [
                RoomDay(
                    day,
                    states[room.id, day],
                    [one for one in bookings if day_of(one) == day and parts[one.room_id] & parts[room.id]],
                )
                for day in days
            ],
        )
        for room in rooms
    ]


def day_of(booking: Booking) -> date:
    """The local day on which a booking starts."""
    return booking.starts_at.astimezone(AMSTERDAM).date()


def bookings_on(organisation_id: uuid.UUID, day: date, *, venue_id: uuid.UUID | None = None) -> list[Booking]:
    """The agreed bookings that start on a day, in order of time, with room and venue."""
    found = desk_repository.list_between(
        organisation_id, at_minute(day, 0, AMSTERDAM), at_minute(day + timedelta(days=1), 0, AMSTERDAM)
    )
    return [
        booking
        for booking in found
        if booking.status is not BookingStatus.HELD
        and day_of(booking) == day
        and (venue_id is None or booking.venue_id == venue_id)
    ]


def list_bookings(
    organisation_id: uuid.UUID, view: BookingView, room_id: uuid.UUID | None, page: int, *, now: datetime
) -> Page[Booking]:
    """A page of the member's bookings with room and venue; to come: the first first, else the last first."""
    rows = desk_repository.list_bookings(
        organisation_id, view, room_id, now, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE
    )
    return Page(rows, page, PAGE_SIZE, desk_repository.count_bookings(organisation_id, view, room_id, now))


def get_booking(reference: str, organisation_id: uuid.UUID) -> Booking:
    """One booking of this member with room, venue and lines.

    Raises:
        NotFoundError: there is none with this number here.
    """
    booking = booking_repository.find_booking(reference.strip().upper(), organisation_id)
    if booking is None:
        raise NotFoundError(message("There is no booking with this number."))
    return booking


def tasks(organisation_id: uuid.UUID) -> Tasks:
    """What was begun and not finished: rooms that are not published, a member without a venue."""
    return Tasks(
        desk_repository.list_unpublished(organisation_id),
        desk_repository.has_venues(organisation_id),
    )


def bookings_meeting(room: Room, from_at: datetime, until_at: datetime) -> list[Booking]:
    """Bookings that stand in this room (loaded with its venue), or in one that shares a part with it, in a stretch."""
    found = desk_repository.list_between(room.venue.organisation_id, from_at, until_at)
    parts = desk_repository.parts_of({room.id} | {booking.room_id for booking in found})
    return [booking for booking in found if parts[booking.room_id] & parts[room.id]]


def count_standing(venue: Venue, from_at: datetime, until_at: datetime, *, room_id: uuid.UUID | None = None) -> int:
    """How many bookings stand in a venue, or in one room of it, with any time in a stretch."""
    found = desk_repository.list_between(venue.organisation_id, from_at, until_at)
    return sum(booking.venue_id == venue.id and room_id in {None, booking.room_id} for booking in found)
