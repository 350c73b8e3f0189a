"""A booking as a calendar file. One UID for its whole life; SEQUENCE rises when it changes, so calendars follow."""

from datetime import datetime

from app.integrations.calendar.ical_writer import CalendarEntry, CalendarMethod, EventStatus, write_calendar
from app.models.booking import Booking, BookingStatus
from app.services.calendars.rules import booking_uid

PRODID = "-//Cultuurconnectie//Locatieplatform//NL"
_OVER = frozenset({BookingStatus.CANCELLED, BookingStatus.EXPIRED, BookingStatus.LOST})


def has_calendar(booking: Booking) -> bool:
    """Whether there is something to tell a calendar: what still waits for its payment is no appointment yet."""
    return booking.status in _OVER or booking.status is BookingStatus.CONFIRMED


def calendar_file(booking: Booking, *, url: str, now: datetime) -> bytes:
    """The booking for the hirer's calendar; one that does not take place takes itself out again. `url`: its own page."""
    venue = booking.venue
    cancelled = booking.status in _OVER
    entry = CalendarEntry(
        uid=booking_uid(booking.id),
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        summary=f"{booking.room.name}, {venue.name}",
        stamped_at=now,
        sequence=booking.calendar_sequence,
        status=EventStatus.CANCELLED if cancelled else EventStatus.CONFIRMED,
        location=f"{venue.name}, {venue.street} {venue.house_number}, {venue.postcode} {venue.city}",
        position=(venue.latitude, venue.longitude),
        description=f"{booking.reference}\n{venue.access_text}",
        url=url,
    )
    method = CalendarMethod.CANCEL if cancelled else CalendarMethod.PUBLISH
    return write_calendar([entry], name=booking.room.name, prodid=PRODID, method=method)
