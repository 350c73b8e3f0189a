"""What is free at the asked time, what it costs, and nights."""

from datetime import date

import pytest
from flask import Flask

from app.core.errors import InvalidError
from app.models.listing import Venue
from app.services.search.errors import UnknownPlaceError
from tests.factories.listing import RateFactory, RoomFactory, RoomPartFactory
from tests.factories.market import venue_on_offer
from tests.factories.occupancy import occupy
from tests.integration.services.search.exact_time.asking import DAY, EVENING, find, names


def test_a_hall_and_its_halves_block_each_other(venue: Venue) -> None:
    left, right = RoomPartFactory(venue_id=venue.id), RoomPartFactory(venue_id=venue.id)
    RoomFactory(venue=venue, name="Hele zaal", parts=[left, right])
    half = RoomFactory(venue=venue, name="Linkerhelft", parts=[left])
    RoomFactory(venue=venue, name="Rechterhelft", parts=[right])
    occupy(half, DAY, 19 * 60, 20 * 60)

    free = {hit.room.name: hit.is_free for hit in find(**EVENING).hits}

    assert free == {"Hele zaal": False, "Linkerhelft": False, "Rechterhelft": True}


def test_buffers_of_the_room_count_when_its_time_is_looked_at(venue: Venue) -> None:
    room = RoomFactory(venue=venue, buffer_before_minutes=30)
    occupy(room, DAY, 18 * 60, 18 * 60 + 45)

    assert find(**EVENING).free == 0
    assert find(day=DAY, start_minute=19 * 60 + 15, end_minute=22 * 60).free == 1


def test_an_evening_that_ends_after_midnight(app: Flask) -> None:
    room = RoomFactory(venue=venue_on_offer(opening=(16 * 60, 25 * 60)), name="Popruimte")
    asked = {"day": DAY, "start_minute": 22 * 60, "end_minute": 25 * 60}

    result = find(**asked)
    assert result.free == 1
    assert result.hits[0].quote is not None
    assert result.hits[0].quote.total_cents == 6000
    occupy(room, date(2027, 1, 13), 0, 30)
    assert find(**asked).free == 0


@pytest.mark.parametrize(
    ("day", "cents"),
    [(date(2027, 3, 28), 2000), (date(2027, 10, 31), 6000), (date(2027, 10, 24), 4000)],
    ids=["an hour is skipped", "an hour comes twice", "an ordinary night"],
)
def test_the_night_the_clock_changes_is_priced_by_the_hours_that_really_pass(app: Flask, day: date, cents: int) -> None:
    RoomFactory(venue=venue_on_offer(opening=(0, 1440)), rate_cents=2000)

    result = find(day=day, start_minute=2 * 60, end_minute=4 * 60)

    assert result.free == 1
    assert result.hits[0].quote is not None
    assert result.hits[0].quote.total_cents == cents


def test_a_time_that_the_clock_skips_is_told(venue: Venue) -> None:
    with pytest.raises(InvalidError) as told:
        find(day=date(2027, 3, 28), start_minute=2 * 60, end_minute=3 * 60)
    assert "skips" in str(told.value.errors["from"][0])


def test_time_without_a_price_is_not_free(venue: Venue) -> None:
    room = RoomFactory(venue=venue, rate_cents=False)
    RateFactory(room_id=room.id, weekdays=[0])

    result = find(**EVENING)

    assert (result.total, result.free) == (1, 0)
    assert result.hits[0].is_free is False
    assert result.hits[0].quote is None


def test_a_day_alone_says_which_rooms_have_time_left_that_day(venue: Venue) -> None:
    RoomFactory(venue=venue, name="Vrij", rate_cents=1200)
    occupy(RoomFactory(venue=venue, name="Vol"), DAY, 0, 1440)

    result = find(day=DAY)

    assert [(hit.room.name, hit.is_free) for hit in result.hits] == [("Vrij", True), ("Vol", False)]
    assert result.free == 1
    assert result.hits[0].from_price is not None
    assert result.hits[0].from_price.price_cents == 1200


def test_pages_end_at_the_last(venue: Venue) -> None:
    for number in range(5):
        RoomFactory(venue=venue, name=f"Zaal {number}")

    result = find(page=99, page_size=2)

    assert (result.page, result.pages, result.total) == (3, 3, 5)
    assert names(result) == ["Zaal 4"]


def test_an_unknown_place_comes_with_what_may_be_meant(venue: Venue) -> None:
    with pytest.raises(UnknownPlaceError) as unknown:
        find(near="Nieuw")
    assert unknown.value.suggestions
    assert unknown.value.errors["near"][0].params["places"].startswith(unknown.value.suggestions[0].name)
