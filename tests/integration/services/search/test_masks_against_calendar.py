"""What search reads off the masks is what the calendar says, room by room and quarter by quarter: no differences."""

import random
import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.clock import AMSTERDAM
from app.core.db import session
from app.core.time_ranges import TimeRange, at_minute
from app.models.listing import Room, Venue
from app.models.openings import BookingRule, CaretakerHours
from app.services.availability import availability_service, rule_repository
from app.services.search import repository
from app.services.search.asking import SLOTS_SHOWN
from app.services.search.query import SearchQuery, SlotWish, WeeklyWish
from tests.factories.listing import RoomFactory, RoomPartFactory
from tests.factories.market import venue_on_offer
from tests.factories.occupancy import fill_masks, occupy

NOW = datetime(2027, 1, 4, 9, 20, tzinfo=UTC)
TODAY = date(2027, 1, 4)
DAYS = 21
OPENINGS = ((480, 1380), (600, 1500), (0, 1440), (960, 1560), (495, 1215))
WORLDS = settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def _now(app: Flask) -> Iterator[None]:
    with clock.frozen(NOW):
        yield


class World:
    """A few buildings with rooms that ask different things, and time that is taken."""

    def __init__(self, seed: int, first: date = TODAY) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - the same worlds every time, no secret
        self.first = first
        for _each in range(2):
            venue = venue_on_offer(opening=self.chance.choice(OPENINGS))
            self._rules_of(venue)
            shared = [RoomPartFactory(venue_id=venue.id) for _part in range(2)]
            for parts in ([shared[0]], shared, None, None):
                self._room(venue, parts)
        fill_masks(first - timedelta(days=1), DAYS + 3)
        session().expire_all()

    def _rules_of(self, venue: Venue) -> None:
        chance = self.chance
        if chance.random() < 0.5:
            session().add(
                BookingRule(
                    venue_id=venue.id,
                    valid_from=self.first + timedelta(days=chance.randrange(1, 9)),
                    notice_minutes=chance.choice((0, 2880)),
                    start_grid_minutes=chance.choice((15, 60)),
                    buffer_after_minutes=chance.choice((0, 30)),
                )
            )
        for weekday in chance.sample(range(7), 3):
            session().add(
                CaretakerHours(
                    venue_id=venue.id, weekday=weekday, from_minute=540, until_minute=1080, valid_from=date(2020, 1, 1)
                )
            )

    def _room(self, venue: Venue, parts: object) -> None:
        chance = self.chance
        room = RoomFactory(
            venue=venue,
            parts=parts,
            start_grid_minutes=chance.choice((15, 30, 60, None)),
            min_duration_minutes=chance.choice((15, 60, 90)),
            max_duration_minutes=chance.choice((180, 600, 900)),
            notice_minutes=chance.choice((0, 120, 1440, None)),
            notice_in_caretaker_hours=chance.choice((None, True)),
            horizon_days=chance.choice((7, 730)),
            buffer_before_minutes=chance.choice((0, 0, 15, 20, 60)),
            buffer_after_minutes=chance.choice((0, 0, 30, None)),
            buffers_shared=chance.choice((None, True)),
        )
        for _each in range(chance.randrange(6)):
            day = self.first + timedelta(days=chance.randrange(DAYS))
            start = chance.randrange(480, 1380, 15)
            occupy(room, day, start, start + chance.choice((30, 90, 180)))

    def rooms(self) -> Sequence[Room]:
        return session().scalars(select(Room).options(joinedload(Room.venue)).order_by(Room.id)).all()


@WORLDS
@given(seed=st.integers(0, 10_000))
def test_an_exact_time_is_free_when_the_calendar_says_so(app: Flask, seed: int) -> None:
    with session().begin_nested() as example:
        world = World(seed)
        rooms = world.rooms()
        for _each in range(6):
            day = TODAY + timedelta(days=world.chance.randrange(DAYS))
            start = world.chance.randrange(0, 1440, 15)
            end = start + world.chance.choice((15, 60, 120, 240))
            asked = SearchQuery(day=day, start_minute=start, end_minute=end, page_size=50)
            span = TimeRange(at_minute(day, start, AMSTERDAM), at_minute(day, end, AMSTERDAM))

            found = {row.room_id: row.is_free for row in repository.find(asked, None, now=NOW).rows}

            assert found == availability_service.is_free(rooms, span, now=NOW), (day, start, end)
        example.rollback()


@WORLDS
@given(seed=st.integers(0, 10_000))
def test_the_first_fitting_times_are_those_of_the_calendar(app: Flask, seed: int) -> None:
    with session().begin_nested() as example:
        world = World(seed)
        chance = world.chance
        first = TODAY + timedelta(days=chance.randrange(5))
        last = first + timedelta(days=chance.randrange(15))
        start = chance.randrange(0, 1380, 15)
        wish = SlotWish(
            duration_minutes=chance.choice((30, 60, 120, 180)),
            weekdays=frozenset(chance.sample(range(7), 4)),
            from_minute=start,
            until_minute=start + chance.choice((180, 300, 600)),
            from_on=first,
            until_on=last,
        )
        rows = repository.find(SearchQuery(slot=wish, page_size=50), None, now=NOW).rows
        expected = _fits_of(world.rooms(), wish)
        assert {row.room_id: list(row.slots) for row in rows} == expected
        assert {row.room_id: row.is_free for row in rows} == {room_id: bool(fits) for room_id, fits in expected.items()}
        example.rollback()


def _fits_of(rooms: Sequence[Room], wish: SlotWish) -> dict[uuid.UUID, list[TimeRange]]:
    """By the calendar: every start within the wish, tried against the stretches that can be booked."""
    day_before, after = wish.from_on - timedelta(days=1), wish.until_on + timedelta(days=2)
    stretches = availability_service.free_ranges_of(rooms, day_before, after, now=NOW)
    books = rule_repository.rule_books(rooms)
    found = {}
    for room in rooms:
        fits = []
        for offset in range((wish.until_on - wish.from_on).days + 1):
            day = wish.from_on + timedelta(days=offset)
            if day.weekday() not in wish.weekdays:
                continue
            asked = books[room.id].on(day)
            grid = asked.start_grid_minutes
            if wish.duration_minutes % grid or not (
                asked.min_duration_minutes <= wish.duration_minutes <= asked.max_duration_minutes
            ):
                continue
            for start in range(wish.from_minute, wish.until_minute - wish.duration_minutes + 1, 15):
                span = TimeRange(
                    at_minute(day, start, AMSTERDAM), at_minute(day, start + wish.duration_minutes, AMSTERDAM)
                )
                if start % grid == 0 and any(whole.contains(span) for whole in stretches[room.id]):
                    fits.append(span)
                    break
        found[room.id] = fits[:SLOTS_SHOWN]
    return found


@WORLDS
@given(seed=st.integers(0, 10_000))
def test_the_conflicts_of_weekly_times_are_those_of_the_calendar(app: Flask, seed: int) -> None:
    with session().begin_nested() as example:
        world = World(seed)
        start = world.chance.randrange(480, 1380, 30)
        end = start + world.chance.choice((60, 150))
        wish = WeeklyWish(TODAY + timedelta(days=world.chance.randrange(1, 5)), count=3, most_conflicts=1)
        rooms = world.rooms()
        expected: dict[object, list[date]] = {room.id: [] for room in rooms}
        for day in wish.days:
            span = TimeRange(at_minute(day, start, AMSTERDAM), at_minute(day, end, AMSTERDAM))
            for room_id, free in availability_service.is_free(rooms, span, now=NOW).items():
                if not free:
                    expected[room_id].append(day)

        asked = SearchQuery(weekly=wish, start_minute=start, end_minute=end, page_size=50)
        rows = repository.find(asked, None, now=NOW).rows

        assert {row.room_id: list(row.conflicts) for row in rows} == expected
        assert all(row.is_free == (len(row.conflicts) <= 1) for row in rows)
        example.rollback()


@WORLDS
@given(seed=st.integers(0, 10_000))
def test_a_day_has_time_left_when_the_calendar_says_so(app: Flask, seed: int) -> None:
    with session().begin_nested() as example:
        world = World(seed)
        day = TODAY + timedelta(days=world.chance.randrange(9))
        stretches = availability_service.free_ranges_of(world.rooms(), day, day + timedelta(days=1), now=NOW)

        rows = repository.find(SearchQuery(day=day, page_size=50), None, now=NOW).rows

        assert {row.room_id: row.is_free for row in rows} == {room: bool(free) for room, free in stretches.items()}
        example.rollback()


@pytest.mark.parametrize("day", [date(2027, 3, 27), date(2027, 3, 28), date(2027, 10, 30), date(2027, 10, 31)])
def test_the_nights_on_which_the_clock_changes(app: Flask, day: date) -> None:
    world = World(5, first=day - timedelta(days=2))
    rooms = world.rooms()
    for start, end in ((60, 105), (120, 240), (180, 240), (1380, 1500), (1500, 1680), (60, 300), (600, 720)):
        try:
            span = TimeRange(at_minute(day, start, AMSTERDAM), at_minute(day, end, AMSTERDAM))
        except ValueError:
            continue
        asked = SearchQuery(day=day, start_minute=start, end_minute=end, page_size=50)

        found = {row.room_id: row.is_free for row in repository.find(asked, None, now=NOW).rows}

        assert found == availability_service.is_free(rooms, span, now=NOW), (start, end)
