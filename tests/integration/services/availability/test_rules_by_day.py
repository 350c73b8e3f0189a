"""Rules with dates, read for many rooms at once: each day by its own rules, in a constant number of queries."""

from datetime import UTC, date, datetime

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.clock import AMSTERDAM
from app.core.db import session
from app.core.time_ranges import TimeRange, at_minute
from app.models.listing import Room
from app.models.openings import BookingRule, CaretakerHours
from app.services.availability import availability_service
from tests.factories.listing import RoomFactory, VenueFactory
from tests.query_count import counted_queries

NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)
TUESDAY, WEDNESDAY = date(2027, 1, 12), date(2027, 1, 13)


def span(day: date, start: int, end: int) -> TimeRange:
    return TimeRange(at_minute(day, start, AMSTERDAM), at_minute(day, end, AMSTERDAM))


def rooms_of_one_venue(count: int) -> list[Room]:
    venue = VenueFactory(opening=(0, 1440))
    made = [
        RoomFactory(venue=venue, min_duration_minutes=None, start_grid_minutes=None, notice_minutes=None)
        for _ in range(count)
    ]
    session().flush()
    query = select(Room).where(Room.id.in_([room.id for room in made])).options(joinedload(Room.venue))
    return list(session().scalars(query, execution_options={"populate_existing": True}))


def add_rule(room: Room, **values: object) -> None:
    session().add(BookingRule(venue_id=room.venue_id, **values))
    session().flush()


def test_a_time_is_judged_by_the_rules_of_the_day_it_starts_on(app: Flask) -> None:
    (room,) = rooms_of_one_venue(1)
    add_rule(room, valid_from=WEDNESDAY, min_duration_minutes=240)
    short = {day: span(day, 600, 720) for day in (TUESDAY, WEDNESDAY)}
    assert availability_service.check_time(room, short[TUESDAY], now=NOW) == {}
    assert list(availability_service.check_time(room, short[WEDNESDAY], now=NOW)) == ["end"]
    assert availability_service.is_free([room], short[TUESDAY], now=NOW)[room.id]
    assert not availability_service.is_free([room], short[WEDNESDAY], now=NOW)[room.id]
    assert availability_service.alternatives(room, short[TUESDAY], now=NOW)[0].starts_at.date() == TUESDAY


def test_free_stretches_follow_the_rules_of_each_day_and_meet_at_midnight(app: Flask) -> None:
    (room,) = rooms_of_one_venue(1)
    add_rule(room, valid_from=WEDNESDAY, start_grid_minutes=60, notice_minutes=60 * 24 * 60)
    found = availability_service.free_ranges(room, TUESDAY, date(2027, 1, 15), now=NOW)
    assert found == [span(TUESDAY, 0, 1440)]


def test_the_rules_of_fifty_rooms_cost_as_many_queries_as_those_of_two(app: Flask) -> None:
    for venue_rooms in (2, 50):
        rooms = rooms_of_one_venue(venue_rooms)
        add_rule(rooms[0], valid_from=date(2027, 1, 1), notice_in_caretaker_hours=True)
        session().add(
            CaretakerHours(
                venue_id=rooms[0].venue_id, weekday=0, from_minute=540, until_minute=1020, valid_from=date(2027, 1, 1)
            )
        )
        session().flush()
        with counted_queries() as said:
            books = availability_service.rule_books(rooms)
        assert len(said) == 2
        assert all(book.on(TUESDAY).caretaker for book in books.values())
