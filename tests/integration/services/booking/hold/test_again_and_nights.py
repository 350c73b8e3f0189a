"""The same request again, nights of the clock, and neighbours."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from app.core.clock import AMSTERDAM
from app.core.db import session
from app.core.errors import AppError
from app.core.time_ranges import TimeRange, at_minute
from app.integrations.calendar.calendar_values import CalendarLimits, DateWindow
from app.integrations.calendar.ical_reader import read_calendar
from app.models.availability import Claim
from app.models.booking import Booking, BookingStatus
from app.models.listing import ListingStatus, Purpose, Room
from app.services.availability.errors import SlotTakenError
from app.services.booking import booking_service, calendar_service
from app.services.booking.errors import IdempotencyKeyReusedError
from tests.integration.services.booking.hold.placing import CONTACT, NOW, asked, make_room, place, written

# -- the same request again


def test_the_same_key_with_the_same_request_is_the_same_booking(room: Room) -> None:
    first = place(asked(room, idempotency_key="k-1"))
    second = place(asked(room, idempotency_key="k-1"))
    assert second.id == first.id
    assert written()["booking"] == 1
    assert session().query(Booking.idempotency_key).scalar() != "k-1"  # only what recognises it is kept


@pytest.mark.parametrize(
    "change", [{"persons": 13}, {"purpose": Purpose.LESSON}, {"contact": replace(CONTACT, name="Piet")}]
)
def test_the_same_key_with_another_request_is_refused(room: Room, change: dict[str, Any]) -> None:
    place(asked(room, idempotency_key="k-1"))
    with pytest.raises(IdempotencyKeyReusedError):
        place(asked(room, idempotency_key="k-1", **change))
    assert written()["booking"] == 1


def test_a_key_of_a_refused_request_is_still_free(room: Room) -> None:
    with pytest.raises(AppError):
        place(asked(room, idempotency_key="k-1", persons=0))
    assert place(asked(room, idempotency_key="k-1")).status is BookingStatus.HELD


def test_a_room_that_was_withdrawn_since_still_answers_the_repeated_request(room: Room) -> None:
    first = place(asked(room, idempotency_key="k-1"))
    room.status = ListingStatus.WITHDRAWN
    session().commit()
    assert place(asked(room, idempotency_key="k-1")).id == first.id


# -- nights


@pytest.mark.parametrize(
    ("day", "minutes", "cents", "ends_utc"),
    [
        (date(2027, 3, 27), 240, 8000, datetime(2027, 3, 28, 2, tzinfo=UTC)),
        (date(2027, 10, 30), 360, 12_000, datetime(2027, 10, 31, 3, tzinfo=UTC)),
    ],
)
def test_a_booking_over_a_night_when_the_clock_changes_costs_and_takes_what_really_passes(
    app: Flask, day: date, minutes: int, cents: int, ends_utc: datetime
) -> None:
    """From 23.00 until 4.00 on the clock: four hours in spring, six in autumn."""
    room = make_room(opening=(1080, 1680))
    session().commit()
    booking = place(asked(room, 1380, 1680, day))
    assert booking.ends_at == ends_utc
    assert booking.total_cents == cents
    assert [line.quantity_minutes for line in booking.lines] == [minutes]
    claims = session().query(Claim.day, Claim.during).order_by(Claim.day).all()
    midnight = at_minute(day + timedelta(days=1), 0, AMSTERDAM)
    assert [(on, during.lower, during.upper) for on, during in claims] == [
        (day, booking.starts_at, midnight),
        (day + timedelta(days=1), midnight, booking.ends_at),
    ]
    read_back = read_calendar(
        calendar_service.calendar_file(booking_service.get(booking.id), url="http://localhost/x", now=NOW),
        zone=AMSTERDAM,
        window=DateWindow(day, day + timedelta(days=2)),
        limits=CalendarLimits(),
    )
    assert [(one.starts_at, one.ends_at) for one in read_back.occurrences] == [(booking.starts_at, booking.ends_at)]
    assert not read_back.problems


def test_an_evening_until_one_can_be_booked_when_the_opening_lasts_until_one(app: Flask) -> None:
    room = make_room(opening=(1080, 1500))
    session().commit()
    booking = place(asked(room, 1320, 1500))
    assert TimeRange(booking.starts_at, booking.ends_at).minutes == 180
    with pytest.raises(SlotTakenError):
        place(asked(room, 1380, 1500))


def test_neighbours_keep_the_buffers_of_the_room_between_them(app: Flask) -> None:
    room = make_room(buffer_before_minutes=15, buffer_after_minutes=30)
    session().commit()
    place(asked(room, 720, 840))
    for start, end in ((840, 960), (870, 960), (600, 720), (600, 690)):
        with pytest.raises(SlotTakenError):
            place(asked(room, start, end))
    assert place(asked(room, 885, 960)).status is BookingStatus.HELD
    assert place(asked(room, 600, 675)).status is BookingStatus.HELD
