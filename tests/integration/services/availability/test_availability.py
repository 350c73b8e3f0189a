"""Openings and claims in the database: what is open, free, taken, and what else there is."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from app.core import clock
from app.core.clock import AMSTERDAM
from app.core.db import session
from app.core.ids import new_id
from app.core.time_ranges import TimeRange, at_minute
from app.models.availability import Claim, ClaimKind, OpeningException
from app.models.listing import Room, Venue
from app.services.availability import availability_service as availability
from app.services.availability.errors import SlotTakenError
from tests.factories.booking import BookingFactory
from tests.factories.listing import OpeningHoursFactory, RoomFactory, RoomPartFactory, VenueFactory
from tests.factories.occupancy import occupy
from tests.query_count import counted_queries

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
DAY = date(2027, 1, 12)
NEXT = DAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _now(app: Flask) -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def venue(app: Flask) -> Venue:
    found: Venue = VenueFactory()
    return found


def span(start: int, end: int, day: date = DAY) -> TimeRange:
    return TimeRange(at_minute(day, start, AMSTERDAM), at_minute(day, end, AMSTERDAM))


def free(room: Room, day: date = DAY, now: datetime = NOW) -> list[tuple[int, int]]:
    found = availability.free_ranges(room, day, day + timedelta(days=1), now=now)
    midnight = at_minute(day, 0, AMSTERDAM)
    return [
        (
            TimeRange(midnight - timedelta(days=9), each.starts_at).minutes - 9 * 1440,
            round((each.ends_at - midnight) / timedelta(minutes=1)),
        )
        for each in found
    ]


def test_a_day_shows_its_opening_and_what_takes_it(venue: Venue) -> None:
    room = RoomFactory(venue=venue)
    occupy(room, DAY, 600, 720)
    occupy(room, DAY, 720, 780)
    state = availability.day_states([room], DAY, NEXT)[room.id, DAY]
    assert state.open_spans == [(480, 1380)]
    assert [(each.start_minute, each.end_minute, each.kind) for each in state.taken] == [(600, 780, ClaimKind.OWN_USE)]


def test_free_time_is_open_time_minus_what_is_taken(venue: Venue) -> None:
    room = RoomFactory(venue=venue)
    occupy(room, DAY, 600, 720)
    assert free(room) == [(480, 600), (720, 1380)]


def test_buffers_keep_bookings_of_one_room_apart_on_both_sides(venue: Venue) -> None:
    room = RoomFactory(venue=venue, buffer_before_minutes=15, buffer_after_minutes=30)
    availability.take(room, span(600, 720), booking_id=BookingFactory(room=room).id)
    # Taken 9.45-12.30. Before it another's 30 minutes after, after it another's 15 minutes before.
    assert free(room) == [(480, 555), (765, 1380)]
    assert availability.is_free([room], span(480, 555), now=NOW)[room.id]
    assert not availability.is_free([room], span(480, 570), now=NOW)[room.id]
    assert availability.is_free([room], span(765, 900), now=NOW)[room.id]
    assert not availability.is_free([room], span(750, 900), now=NOW)[room.id]
    availability.take(room, span(765, 900), booking_id=BookingFactory(room=room).id)
    with pytest.raises(SlotTakenError), session().begin_nested():
        availability.take(room, span(480, 570), booking_id=BookingFactory(room=room).id)


def test_a_buffer_reaches_over_midnight_into_the_night_before(venue: Venue) -> None:
    room = RoomFactory(venue=VenueFactory(opening=(0, 1440)), buffer_before_minutes=60)
    availability.take(room, span(30, 120, NEXT), booking_id=BookingFactory(room=room).id)
    rows = session().query(Claim.day, Claim.during).order_by(Claim.day).all()
    assert [day for day, _ in rows] == [DAY, NEXT]
    assert not availability.is_free([room], span(1320, 1425), now=NOW)[room.id]
    assert availability.is_free([room], span(1320, 1410), now=NOW)[room.id]


def test_an_evening_past_midnight_is_one_stretch_that_belongs_to_its_own_day(venue: Venue) -> None:
    room = RoomFactory(venue=VenueFactory(opening=(1080, 1500)))
    assert availability.open_spans(room, DAY) == [(1080, 1500)]
    assert availability.is_free([room], span(1320, 1500), now=NOW)[room.id]
    availability.take(room, span(1320, 1500), booking_id=BookingFactory(room=room).id)
    assert not availability.is_free([room], span(1380, 1500), now=NOW)[room.id]
    states = availability.day_states([room], DAY, NEXT + timedelta(days=1))
    assert states[room.id, DAY].taken_spans == [(1320, 1500)]
    assert states[room.id, NEXT].taken_spans == []
    rows = session().query(Claim.day, Claim.during).order_by(Claim.day).all()
    midnight = at_minute(NEXT, 0, AMSTERDAM)
    assert [(day, during.lower, during.upper) for day, during in rows] == [
        (DAY, at_minute(DAY, 1320, AMSTERDAM), midnight),
        (NEXT, midnight, at_minute(NEXT, 60, AMSTERDAM)),
    ]


def test_a_room_that_never_closes_is_free_across_midnight(venue: Venue) -> None:
    room = RoomFactory(venue=VenueFactory(opening=(0, 1440)))
    assert availability.is_free([room], span(1380, 1500), now=NOW)[room.id]


def test_exceptions_and_own_weeks_are_read_per_room(venue: Venue) -> None:
    plain, own, excepted = RoomFactory(venue=venue), RoomFactory(venue=venue), RoomFactory(venue=venue)
    OpeningHoursFactory(venue_id=venue.id, room_id=own.id, weekday=DAY.weekday(), opens_minute=600, closes_minute=700)
    session().add(OpeningException(venue_id=venue.id, from_on=NEXT, until_on=NEXT + timedelta(days=1)))
    session().add(
        OpeningException(
            venue_id=venue.id,
            room_id=excepted.id,
            from_on=NEXT,
            until_on=NEXT + timedelta(days=1),
            opens_minute=900,
            closes_minute=960,
        )
    )
    session().flush()
    states = availability.day_states([plain, own, excepted], DAY, NEXT + timedelta(days=1))
    assert {
        (name, day): states[room.id, day].open_spans
        for name, room in (("plain", plain), ("own", own), ("excepted", excepted))
        for day in (DAY, NEXT)
    } == {
        ("plain", DAY): [(480, 1380)],
        ("plain", NEXT): [],
        ("own", DAY): [(600, 700)],
        ("own", NEXT): [],
        ("excepted", DAY): [(480, 1380)],
        ("excepted", NEXT): [(900, 960)],
    }


# -- a hall and its parts


@pytest.fixture
def hall(venue: Venue) -> tuple[Room, Room, Room]:
    """A hall, and its left and right half."""
    left, right = RoomPartFactory(venue_id=venue.id), RoomPartFactory(venue_id=venue.id)
    return (
        RoomFactory(venue=venue, parts=[left, right]),
        RoomFactory(venue=venue, parts=[left]),
        RoomFactory(venue=venue, parts=[right]),
    )


def test_a_booked_hall_takes_its_parts(hall: tuple[Room, Room, Room]) -> None:
    whole, left, right = hall
    availability.take(whole, span(600, 720), booking_id=BookingFactory(room=whole).id)
    assert availability.is_free(hall, span(660, 780), now=NOW) == {whole.id: False, left.id: False, right.id: False}
    for room in (left, right):
        with pytest.raises(SlotTakenError), session().begin_nested():
            availability.hold(room, span(660, 780), booking_id=BookingFactory(room=room).id, until=NOW)


def test_a_booked_part_takes_the_hall_and_leaves_the_other_part(hall: tuple[Room, Room, Room]) -> None:
    whole, left, right = hall
    availability.take(left, span(600, 720), booking_id=BookingFactory(room=left).id)
    assert availability.is_free(hall, span(660, 780), now=NOW) == {whole.id: False, left.id: False, right.id: True}
    with pytest.raises(SlotTakenError), session().begin_nested():
        availability.hold(whole, span(660, 780), booking_id=BookingFactory(room=whole).id, until=NOW)
    assert session().query(Claim).count() == 1
    availability.hold(right, span(660, 780), booking_id=BookingFactory(room=right).id, until=NOW)


def test_a_released_hall_frees_its_parts(hall: tuple[Room, Room, Room]) -> None:
    whole, left, _right = hall
    booking_id = BookingFactory(room=whole).id
    availability.take(whole, span(600, 720), booking_id=booking_id)
    availability.release(booking_id)
    availability.release(booking_id)
    assert availability.is_free([left], span(600, 720), now=NOW)[left.id]


# -- both nights on which the clock changes


def test_claims_of_both_clock_change_nights_are_split_at_local_midnight_and_as_long_as_they_really_are(
    app: Flask,
) -> None:
    room = RoomFactory(venue=VenueFactory(opening=(0, 1440)))
    for day, minutes in ((date(2027, 3, 28), 300), (date(2027, 10, 31), 420)):
        asked = span(-60, 300, day)
        assert availability.is_free([room], asked, now=NOW)[room.id]
        booking = BookingFactory(room=room)
        availability.take(room, asked, booking_id=booking.id)
        rows = session().query(Claim).where(Claim.booking_id == booking.id).order_by(Claim.day).all()
        assert [row.day for row in rows] == [day - timedelta(days=1), day]
        assert rows[0].during.upper == rows[1].during.lower == at_minute(day, 0, AMSTERDAM)
        assert rows[0].during.lower == asked.starts_at
        assert rows[1].during.upper == asked.ends_at
        assert asked.minutes == minutes
        assert not availability.is_free([room], span(240, 300, day), now=NOW)[room.id]
        assert availability.is_free([room], span(300, 360, day), now=NOW)[room.id]


# -- what else there is


def test_alternatives_are_near_free_and_in_order(venue: Venue) -> None:
    room = RoomFactory(venue=venue, start_grid_minutes=60)
    occupy(room, DAY, 1140, 1200)
    occupy(room, NEXT, 1140, 1200)
    found = availability.alternatives(room, span(1140, 1260), now=NOW)
    assert found == [span(1200, 1320), span(1260, 1380), span(1020, 1140)] + [
        span(1140, 1260, DAY + timedelta(days=offset)) for offset in (2, 3)
    ]
    assert all(availability.is_free([room], each, now=NOW)[room.id] for each in found)


def test_a_time_at_the_end_of_the_calendar_is_answered_without_laying_one_out(venue: Venue) -> None:
    room = RoomFactory(venue=venue)
    endless = TimeRange(datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 31, 23, tzinfo=UTC))
    far = TimeRange(datetime(9999, 12, 31, 22, tzinfo=UTC), datetime(9999, 12, 31, 23, tzinfo=UTC))
    session().flush()
    with counted_queries() as said:
        for asked in (endless, far):
            assert set(availability.check_time(room, asked, now=NOW)) >= {"start"}
            assert availability.is_free([room], asked, now=NOW) == {room.id: False}
            assert availability.alternatives(room, asked, now=NOW) == []
    assert all("FROM booking_rule" in one for one in said)


def test_fifty_rooms_cost_as_many_queries_as_five(venue: Venue) -> None:
    rooms = [RoomFactory(venue=venue) for _ in range(25)] + [RoomFactory() for _ in range(25)]
    for room in rooms[::7]:
        occupy(room, DAY, 600, 720)

    def cost(some: Sequence[Room]) -> list[int]:
        asked = span(600, 720)
        counts = []
        for question in (
            lambda: availability.day_states(some, DAY, DAY + timedelta(days=7)),
            lambda: availability.free_ranges_of(some, DAY, DAY + timedelta(days=7), now=NOW),
            lambda: availability.is_free(some, asked, now=NOW),
        ):
            with counted_queries() as said:
                question()
            counts.append(len(said))
        return counts

    session().flush()
    assert cost(rooms) == cost(rooms[:5])
    assert max(cost(rooms)) <= 5


def test_no_rooms_are_no_work(app: Flask) -> None:
    assert availability.is_free([], span(600, 720), now=NOW) == {}
    assert availability.day_states([], DAY, NEXT) == {}


def test_a_hold_becomes_a_booking_once(venue: Venue) -> None:
    room = RoomFactory(venue=venue)
    booking_id = BookingFactory(room=room).id
    availability.hold(room, span(600, 720), booking_id=booking_id, until=NOW)
    availability.extend(booking_id, until=NOW + timedelta(hours=1))
    assert session().query(Claim.hold_until).scalar() == NOW + timedelta(hours=1)
    assert availability.confirm(booking_id) is True
    assert session().query(Claim.kind, Claim.hold_until).one() == (ClaimKind.BOOKING, None)
    assert availability.confirm(new_id()) is False


def test_one_look_at_a_time_says_what_two_would(venue: Venue) -> None:
    room = RoomFactory(venue=venue)
    occupy(room, DAY, 600, 720)
    book = availability.rule_books([room])[room.id]
    for start, end in ((0, 120), (600, 720), (690, 780), (780, 900), (785, 900), (1380, 1500), (720, 3000)):
        asked = span(start, end)
        problems, is_free = availability.look_at(room, asked, now=NOW, book=book)
        assert problems == availability.check_time(room, asked, now=NOW), (start, end)
        assert is_free == availability.is_free([room], asked, now=NOW)[room.id], (start, end)


def test_one_look_at_some_days_says_what_two_would(venue: Venue) -> None:
    room = RoomFactory(venue=venue)
    occupy(room, DAY, 600, 720)
    occupy(room, DAY - timedelta(days=1), 1320, 1440)
    until = DAY + timedelta(days=3)
    book = availability.rule_books([room])[room.id]

    states, ranges = availability.days_of(room, DAY, until, now=NOW, book=book)

    assert states == {day: state for (_room, day), state in availability.day_states([room], DAY, until).items()}
    assert ranges == availability.free_ranges(room, DAY - timedelta(days=1), until, now=NOW)
    assert list(states) == [DAY, NEXT, NEXT + timedelta(days=1)]
