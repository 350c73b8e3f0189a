"""One room: its week, and what stands in the way of a time in it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from app.core import clock
from app.core.clock import AMSTERDAM
from app.core.errors import InvalidError, NotFoundError
from app.core.time_ranges import TimeRange, at_minute
from app.models.listing import ListingStatus, Purpose, Room
from app.services.search import room_service
from tests.factories.listing import RateFactory
from tests.factories.market import room_on_offer, venue_on_offer
from tests.factories.occupancy import occupy

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
DAY = date(2027, 1, 12)


@pytest.fixture(autouse=True)
def _now(app: Flask) -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def span(start: int, end: int, day: date = DAY) -> TimeRange:
    return TimeRange(at_minute(day, start, AMSTERDAM), at_minute(day, end, AMSTERDAM))


def fields(room: Room, asked: TimeRange, persons: int | None = None, purpose: Purpose | None = None) -> set[str]:
    chosen = room_service.look_at_time(room, asked, persons=persons, purpose=purpose, now=clock.now())
    assert (chosen.quote is None) == bool(set(chosen.errors) & {"from", "until"})
    return set(chosen.errors)


def test_a_free_time_has_a_price_and_a_ladder_of_refunds() -> None:
    chosen = room_service.look_at_time(
        room_on_offer(), span(19 * 60, 22 * 60), persons=30, purpose=Purpose.REHEARSAL, now=clock.now()
    )

    assert chosen.errors == {}
    assert chosen.quote is not None
    assert chosen.quote.total_cents == 6000
    assert [step.refund_cents for step in chosen.refund_steps] == [6000, 3000, 0]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    room = room_on_offer(max_persons=20, purposes=["lesson"])
    occupy(room, DAY, 20 * 60, 21 * 60)

    assert fields(room, span(19 * 60, 22 * 60), 21, Purpose.REHEARSAL) == {"from", "persons", "purpose"}


def test_a_taken_time_comes_with_others_near_it() -> None:
    room = room_on_offer()
    occupy(room, DAY, 18 * 60, 19 * 60 + 15)

    chosen = room_service.look_at_time(room, span(19 * 60, 22 * 60), persons=None, purpose=None, now=clock.now())

    assert span(19 * 60 + 15, 22 * 60 + 15) in chosen.alternatives


@pytest.mark.parametrize(
    "asked",
    [
        span(19 * 60, 22 * 60, date(2027, 1, 3)),
        span(6 * 60, 9 * 60),
        span(19 * 60 + 10, 22 * 60),
        span(19 * 60, 19 * 60 + 15),
        span(19 * 60, 22 * 60, date(2029, 6, 1)),
    ],
    ids=["past", "closed", "off the grid", "too short", "beyond the horizon"],
)
def test_the_rules_of_the_room_are_told(asked: TimeRange) -> None:
    assert fields(room_on_offer(), asked)


def test_time_without_a_price_cannot_be_booked() -> None:
    room = room_on_offer(rate_cents=False)
    RateFactory(room_id=room.id, weekdays=[0])

    assert fields(room, span(19 * 60, 22 * 60)) == {"from"}


def test_a_week_runs_from_monday_and_names_every_day() -> None:
    room = room_on_offer()
    occupy(room, DAY, 12 * 60, 18 * 60)

    week = room_service.week_of(room, DAY, now=clock.now())

    assert week.monday == date(2027, 1, 11)
    assert len(week.states) == 7
    assert week.free[DAY] == [span(8 * 60, 12 * 60), span(18 * 60, 23 * 60)]


def test_an_evening_past_midnight_stands_under_its_own_day_only() -> None:
    room = room_on_offer(venue=venue_on_offer(opening=(16 * 60, 25 * 60)))

    week = room_service.week_of(room, DAY, now=clock.now())

    assert {day: list(free) for day, free in week.free.items()} == {
        day: [span(16 * 60, 25 * 60, day)] for day in week.states
    }


@pytest.mark.parametrize(("day", "hours"), [(date(2027, 3, 28), 23), (date(2027, 10, 31), 25)])
def test_a_day_on_which_the_clock_changes_has_its_real_length(day: date, hours: int) -> None:
    room = room_on_offer(venue=venue_on_offer(opening=(0, 1440)))

    (free,) = room_service.week_of(room, day, now=clock.now()).free[day]

    assert free.minutes == hours * 60


def test_free_days_name_every_day_from_the_first_to_the_last() -> None:
    room = room_on_offer()
    occupy(room, date(2027, 1, 13), 0, 1440)

    days = room_service.free_days(room.id, DAY, date(2027, 1, 14), now=clock.now())

    assert {day: len(free) for day, free in days.items()} == {DAY: 1, date(2027, 1, 13): 0, date(2027, 1, 14): 1}


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (date(2027, 1, 3), DAY, "from"),
        (date(2029, 1, 20), date(2029, 1, 21), "from"),
        (DAY, date(2027, 1, 11), "until"),
        (DAY, date(2027, 3, 15), "until"),
        (date.min, date.max, "from"),
    ],
)
def test_a_question_about_days_has_bounds(first: date, last: date, field: str) -> None:
    with pytest.raises(InvalidError) as told:
        room_service.free_days(room_on_offer().id, first, last, now=clock.now())
    assert field in told.value.errors


def test_a_draft_is_not_there() -> None:
    room = room_on_offer(status=ListingStatus.DRAFT)

    with pytest.raises(NotFoundError):
        room_service.get_room(room.slug)
    with pytest.raises(NotFoundError):
        room_service.get_room_by_id(room.id)
    with pytest.raises(NotFoundError):
        room_service.free_days(room.id, DAY, DAY, now=clock.now())
