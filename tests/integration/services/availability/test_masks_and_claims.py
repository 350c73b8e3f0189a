"""Whatever happens to a room's time, masks and claims say the same; and what they say about a time is one answer."""

import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from app.core import clock
from app.core.clock import AMSTERDAM
from app.core.db import session
from app.core.ids import new_id
from app.core.time_ranges import TimeRange, at_minute, split_at_midnight
from app.models.availability import Claim
from app.models.calendars import CalendarImport, CalendarOccurrence, ImportStatus
from app.models.listing import Room
from app.models.occupancy import OwnUseBlock, RoomDay
from app.services.audit.audit_service import SYSTEM
from app.services.availability import availability_service as availability
from app.services.availability import block_service, mask_service, masks, own_use_service
from app.services.availability.errors import SlotTakenError
from app.services.availability.own_use_service import OwnUse
from app.services.availability.take_service import TimeAsked
from tests.factories.booking import BookingFactory
from tests.factories.listing import RoomFactory, RoomPartFactory, VenueFactory
from tests.query_count import counted_queries

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
DAY, MARCH, OCTOBER = date(2027, 1, 12), date(2027, 3, 28), date(2027, 10, 31)
OVERLAPS = "SELECT count(*) FROM claim a JOIN claim b ON a.part_id = b.part_id AND a.id < b.id AND a.during && b.during"
Hall = list[Room]


@pytest.fixture(autouse=True)
def _now(app: Flask) -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def hall(app: Flask) -> Hall:
    """A hall that never closes, its two halves, and a room beside them with a changeover."""
    venue = VenueFactory(opening=(0, 1440))
    left, right = RoomPartFactory(venue_id=venue.id), RoomPartFactory(venue_id=venue.id)
    return [
        RoomFactory(venue=venue, parts=[left, right]),
        RoomFactory(venue=venue, parts=[left]),
        RoomFactory(venue=venue, parts=[right]),
        RoomFactory(venue=venue, buffer_before_minutes=10, buffer_after_minutes=20),
    ]


def right(rooms: Hall) -> bool:
    found = mask_service.check([room.id for room in rooms], date(2026, 1, 1))
    return not found.taken and not found.closed and session().scalar(text(OVERLAPS)) == 0


class House:
    """What people do with the rooms, one thing after the other."""

    def __init__(self, rooms: Hall) -> None:
        self.rooms = rooms
        self.bookings = list[uuid.UUID]()
        self.lessons = list[uuid.UUID]()
        self.blocks: list[tuple[OwnUseBlock, Room]] = []
        seller = rooms[0].venue.organisation_id
        self.brought = {
            room.id: CalendarImport(
                id=new_id(),
                organisation_id=seller,
                room_id=room.id,
                filename="x",
                content=b"",
                status=ImportStatus.APPLIED,
            )
            for room in rooms
        }
        session().add_all(self.brought.values())
        session().flush()

    def hold(self, room: Room, span: TimeRange) -> None:
        booking = BookingFactory(room=room)
        try:
            with session().begin_nested():
                availability.hold(room, span, booking_id=booking.id, until=NOW + timedelta(minutes=15))
        except SlotTakenError:
            return
        self.bookings.append(booking.id)

    def confirm(self, room: Room, span: TimeRange) -> None:  # noqa: ARG002 - as every act
        for booking_id in self.bookings[:1]:
            availability.confirm(booking_id)

    def release(self, room: Room, span: TimeRange) -> None:  # noqa: ARG002 - as every act
        if self.bookings:
            availability.release(self.bookings.pop())

    def lesson(self, room: Room, span: TimeRange) -> None:
        one = CalendarOccurrence(
            id=new_id(),
            room_id=room.id,
            import_id=self.brought[room.id].id,
            uid=str(new_id()),
            recurrence_key="",
            starts_at=span.starts_at,
            ends_at=span.ends_at,
            summary="",
        )
        session().add(one)
        session().flush()
        own_use_service.take(room, [OwnUse(one.id, span)])
        self.lessons.append(one.id)

    def drop_lesson(self, room: Room, span: TimeRange) -> None:  # noqa: ARG002 - as every act
        if self.lessons:
            own_use_service.release([self.lessons.pop(0)])

    def block(self, room: Room, span: TimeRange) -> None:
        outcome = block_service.block(room, [span], note="", actor=SYSTEM)
        self.blocks += [(one, room) for one in outcome.blocked]

    def unblock(self, room: Room, span: TimeRange) -> None:  # noqa: ARG002 - as every act
        if self.blocks:
            block, its_room = self.blocks.pop(0)
            block_service.remove(block, its_room, actor=SYSTEM)

    def many(self, room: Room, span: TimeRange) -> None:
        asked = [
            TimeAsked(room, TimeRange(span.starts_at + step, span.ends_at + step), BookingFactory(room=room).id)
            for step in (timedelta(0), timedelta(minutes=50), timedelta(days=1))
        ]
        refused = availability.hold_each(asked, until=NOW + timedelta(minutes=15))
        self.bookings += [one.booking_id for position, one in enumerate(asked) if position not in refused]


ACTS = ("hold", "confirm", "release", "lesson", "drop_lesson", "block", "unblock", "many")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(ACTS),
        st.integers(0, 3),
        st.sampled_from([DAY, MARCH, OCTOBER]),
        st.integers(0, 287).map(lambda five: five * 5),
        st.integers(3, 80).map(lambda five: five * 5),
    ),
    min_size=1,
    max_size=14,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_after_any_sequence_the_masks_say_what_the_claims_say(
    hall: Hall, steps: list[tuple[str, int, date, int, int]]
) -> None:
    attempt = session().begin_nested()
    house = House(hall)
    for act, room, day, start, length in steps:
        starts_at = at_minute(day, start, AMSTERDAM)
        getattr(house, act)(hall[room], TimeRange(starts_at, starts_at + timedelta(minutes=length)))
        assert right(hall), act
    attempt.rollback()


def test_masks_and_claims_give_one_answer_to_eight_hundred_questions(hall: Hall) -> None:
    """On quarters: for each room, day and time, whether it is free."""
    chance = Random(11)  # noqa: S311 - a reproducible spread, not a secret
    house = House(hall)
    days = [DAY + timedelta(days=offset) for offset in range(5)]
    for _ in range(60):
        act: Callable[[Room, TimeRange], None] = getattr(
            house, chance.choice(["hold", "hold", "lesson", "block", "release"])
        )
        starts_at = at_minute(chance.choice(days), chance.randrange(96) * 15, AMSTERDAM)
        act(chance.choice(hall[:3]), TimeRange(starts_at, starts_at + timedelta(minutes=15 * chance.randrange(1, 20))))
    mask_service.fill(hall, [day + timedelta(days=more) for day in days for more in (0, 1)])
    rows = session().execute(select(RoomDay.room_id, RoomDay.day, RoomDay.taken_lo, RoomDay.taken_hi))
    words = {(room_id, day): (low, high) for room_id, day, low, high in rows}
    answers = []
    for _ in range(800):
        room = chance.choice(hall[:3])
        starts_at = at_minute(chance.choice(days), chance.randrange(96) * 15, AMSTERDAM)
        span = TimeRange(starts_at, starts_at + timedelta(minutes=15 * chance.randrange(4, 16)))
        by_mask = all(
            not (words[room.id, day][0] & asked[0] or words[room.id, day][1] & asked[1])
            for day, piece in split_at_midnight(span, AMSTERDAM)
            for asked in [masks.mask_of([piece], day, AMSTERDAM)]
        )
        answers.append(by_mask)
        assert availability.is_free([room], span, now=NOW)[room.id] is by_mask
    assert 100 < sum(answers) < 700


def test_python_and_the_database_count_quarters_alike(app: Flask) -> None:
    chance = Random(3)  # noqa: S311 - a reproducible spread, not a secret
    pieces = []
    for _ in range(400):
        day = chance.choice([DAY, MARCH, OCTOBER])
        starts_at = at_minute(day, chance.randrange(1440), AMSTERDAM)
        span = TimeRange(starts_at, starts_at + timedelta(minutes=chance.randrange(1, 700)))
        pieces += list(split_at_midnight(span, AMSTERDAM))
    rows = session().execute(
        text(
            "SELECT first_quarter(f, u, d), last_quarter(f, u, d), low_bits(first_quarter(f, u, d), last_quarter(f, u, d)),"
            " high_bits(first_quarter(f, u, d), last_quarter(f, u, d))"
            " FROM unnest(CAST(:f AS timestamptz[]), CAST(:u AS timestamptz[]), CAST(:d AS date[])) AS t (f, u, d)"
        ),
        {
            "f": [piece.starts_at for _, piece in pieces],
            "u": [piece.ends_at for _, piece in pieces],
            "d": [day for day, _ in pieces],
        },
    )
    assert [tuple(row) for row in rows] == [
        (*masks.quarters(piece, day, AMSTERDAM), *masks.words(*masks.quarters(piece, day, AMSTERDAM)))
        for day, piece in pieces
    ]


# -- many dates in one call


def test_forty_dates_are_held_in_one_round_trip_and_the_conflicts_are_named(hall: Hall) -> None:
    room = hall[1]
    dates = [DAY + timedelta(weeks=week) for week in range(40)]
    spans = [TimeRange(at_minute(day, 1140, AMSTERDAM), at_minute(day, 1320, AMSTERDAM)) for day in dates]
    for week in (3, 17):
        availability.take(hall[0], spans[week], booking_id=BookingFactory(room=hall[0]).id)
    mask_service.fill(hall[:3], dates)
    asked = [TimeAsked(room, span, BookingFactory(room=room).id) for span in spans]
    session().flush()
    with counted_queries() as said:
        assert availability.hold_each(asked, until=NOW + timedelta(minutes=15)) == [3, 17]
    assert len([statement for statement in said if "take_times" in statement]) == 1
    assert len(said) <= 3
    held = session().scalars(select(Claim.booking_id).where(Claim.hold_until.is_not(None))).all()
    assert set(held) == {one.booking_id for position, one in enumerate(asked) if position not in {3, 17}}
    assert right(hall)


def test_two_dates_of_one_call_that_overlap_each_other_get_one_hold(hall: Hall) -> None:
    room = hall[1]
    first = TimeRange(at_minute(DAY, 600, AMSTERDAM), at_minute(DAY, 720, AMSTERDAM))
    second = TimeRange(at_minute(DAY, 660, AMSTERDAM), at_minute(DAY, 780, AMSTERDAM))
    asked = [TimeAsked(room, span, BookingFactory(room=room).id) for span in (first, second)]
    assert availability.hold_each(asked, until=NOW) == [1]
    assert right(hall)


def test_a_hold_takes_one_statement_once_the_room_is_known(hall: Hall) -> None:
    room = hall[3]
    mask_service.fill([room], [DAY])
    booking = BookingFactory(room=room)
    span = TimeRange(at_minute(DAY, 600, AMSTERDAM), at_minute(DAY, 720, AMSTERDAM))
    with counted_queries() as said:
        availability.hold(room, span, booking_id=booking.id, until=NOW)
    assert len([statement for statement in said if "take_time" in statement]) == 1
    assert len(said) <= 2  # and the rules of the room


def test_when_the_claims_know_more_than_a_mask_they_have_the_last_word_and_the_mask_is_put_right(hall: Hall) -> None:
    room = hall[3]
    span = TimeRange(at_minute(DAY, 600, AMSTERDAM), at_minute(DAY, 720, AMSTERDAM))
    availability.take(room, span, booking_id=BookingFactory(room=room).id)
    session().execute(text("UPDATE room_day SET taken_lo = 0, taken_hi = 0"))
    with pytest.raises(SlotTakenError):
        availability.take(room, span, booking_id=BookingFactory(room=room).id)
    assert right(hall)
