"""Own lessons that had to make way for a booking get their time back when the booking gives it up."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from app.core import clock
from app.core.clock import AMSTERDAM
from app.core.db import session
from app.core.time_ranges import TimeRange, at_minute
from app.models.availability import Claim, ClaimKind
from app.models.booking import Booking
from app.models.calendars import CalendarOccurrence
from app.models.listing import Room
from app.services.audit.audit_service import SYSTEM
from app.services.availability import availability_service as availability
from app.services.calendars import import_service
from tests.factories.booking import BookingFactory
from tests.factories.listing import RoomFactory, RoomPartFactory, VenueFactory

DAY = date(2027, 1, 12)


@pytest.fixture(autouse=True)
def _now(app: Flask) -> Iterator[None]:
    with clock.frozen(datetime(2027, 1, 4, 9, 0, tzinfo=UTC)):
        yield


def booked(room: Room, start: int, end: int) -> Booking:
    booking: Booking = BookingFactory(room=room)
    span = TimeRange(at_minute(DAY, start, AMSTERDAM), at_minute(DAY, end, AMSTERDAM))
    availability.take(room, span, booking_id=booking.id)
    return booking


def lessons(room: Room, *times: tuple[str, str]) -> None:
    events = "".join(
        f"BEGIN:VEVENT\r\nUID:les-{number}\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:Les {number}\r\n"
        f"DTSTART:20270112T{start}00\r\nDTEND:20270112T{end}00\r\nEND:VEVENT\r\n"
        for number, (start, end) in enumerate(times)
    )
    raw = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//NL\r\n{events}END:VCALENDAR\r\n".encode()
    import_service.bring_and_apply(room, filename="lessen.ics", raw=raw, actor=SYSTEM)


def taken(room: Room, kind: ClaimKind) -> list[tuple[int, int]]:
    state = availability.day_states([room], DAY, date(2027, 1, 13))[room.id, DAY]
    return [(each.start_minute, each.end_minute) for each in state.taken if each.kind is kind]


def overlaps() -> list[bool]:
    return [each for (each,) in session().query(CalendarOccurrence.overlaps_booking).order_by(CalendarOccurrence.uid)]


@pytest.fixture
def room(app: Flask) -> Room:
    found: Room = RoomFactory()
    return found


def test_a_lesson_has_its_whole_time_again_when_the_booking_is_gone(room: Room) -> None:
    booking = booked(room, 660, 780)
    lessons(room, ("1000", "1200"), ("1500", "1600"))
    assert taken(room, ClaimKind.LESSON) == [(600, 660), (900, 960)]
    assert overlaps() == [True, False]
    availability.release(booking.id)
    assert taken(room, ClaimKind.LESSON) == [(600, 720), (900, 960)]
    assert taken(room, ClaimKind.BOOKING) == []
    assert overlaps() == [False, False]


def test_time_outside_the_lesson_is_free_again(room: Room) -> None:
    booking = booked(room, 660, 780)
    lessons(room, ("1000", "1200"))
    availability.release(booking.id)
    later = TimeRange(at_minute(DAY, 720, AMSTERDAM), at_minute(DAY, 780, AMSTERDAM))
    assert availability.is_free([room], later, now=clock.now())[room.id]


def test_a_lesson_between_two_bookings_gets_back_what_each_gives_up(room: Room) -> None:
    first, second = booked(room, 600, 660), booked(room, 720, 780)
    lessons(room, ("1000", "1300"))
    availability.release(second.id)
    assert taken(room, ClaimKind.LESSON) == [(660, 780)]
    assert overlaps() == [True]
    availability.release(first.id)
    assert taken(room, ClaimKind.LESSON) == [(600, 780)]
    assert overlaps() == [False]


def test_of_two_lessons_at_one_time_one_gets_it(room: Room) -> None:
    booking = booked(room, 600, 720)
    lessons(room, ("1000", "1200"), ("1030", "1230"))
    availability.release(booking.id)
    assert taken(room, ClaimKind.LESSON) == [(600, 750)]


def test_only_the_part_that_the_lesson_uses_is_taken_again(app: Flask) -> None:
    venue = VenueFactory()
    left, right = RoomPartFactory(venue_id=venue.id), RoomPartFactory(venue_id=venue.id)
    hall, left_room, right_room = (
        RoomFactory(venue=venue, parts=[left, right]),
        RoomFactory(venue=venue, parts=[left]),
        RoomFactory(venue=venue, parts=[right]),
    )
    booking = booked(hall, 600, 720)
    lessons(left_room, ("1000", "1100"))
    assert taken(left_room, ClaimKind.LESSON) == []
    availability.release(booking.id)
    assert taken(left_room, ClaimKind.LESSON) == [(600, 660)]
    assert taken(right_room, ClaimKind.LESSON) == []


def test_a_booking_without_a_lesson_in_its_way_just_ends(room: Room) -> None:
    booking = booked(room, 600, 720)
    lessons(room, ("1300", "1400"))
    availability.release(booking.id)
    assert session().query(Claim).count() == 1
