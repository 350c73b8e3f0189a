"""When nothing is free, what is offered instead works."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask

from app.core import clock
from app.core.db import session
from app.models.listing import RoomType, Venue
from app.services.search import alternatives_service, search_service
from app.services.search.query import Alternative, AlternativeKind, SearchQuery
from tests.factories.listing import RoomAmenityFactory, RoomFactory
from tests.factories.market import ZEIST, room_on_offer, venue_on_offer
from tests.factories.occupancy import fill_masks, occupy

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
DAY = date(2027, 1, 12)
EVENING = {"day": DAY, "start_minute": 19 * 60, "end_minute": 22 * 60}


@pytest.fixture(autouse=True)
def _now(app: Flask) -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def venue(app: Flask) -> Venue:
    return venue_on_offer()


def suggest(**asked: Any) -> dict[AlternativeKind, Alternative]:  # noqa: ANN401 - any field of a query
    """The suggestions by kind; each is searched, and must give what it says."""
    fill_masks(DAY, 30)
    session().expunge_all()
    found = alternatives_service.suggest(SearchQuery(**{**EVENING, **asked}), now=clock.now())
    for each in found:
        result = search_service.search(each.query, now=clock.now())
        assert result.free == each.rooms
        prices = [hit.quote.total_cents for hit in result.hits if hit.is_free and hit.quote]
        assert min(prices) == each.lowest_cents
    return {each.kind: each for each in found}


def test_half_an_hour_later_when_that_is_free(venue: Venue) -> None:
    occupy(RoomFactory(venue=venue), DAY, 18 * 60, 19 * 60 + 15)

    other = suggest()[AlternativeKind.OTHER_TIME]

    assert (other.query.start_minute, other.query.end_minute) == (19 * 60 + 30, 22 * 60 + 30)


def test_an_hour_earlier_when_only_that_is_free(venue: Venue) -> None:
    occupy(RoomFactory(venue=venue), DAY, 21 * 60, 23 * 60)

    assert suggest()[AlternativeKind.OTHER_TIME].query.start_minute == 18 * 60


def test_the_first_day_with_the_same_time(venue: Venue) -> None:
    room = RoomFactory(venue=venue)
    occupy(room, DAY, 0, 1440)
    occupy(room, date(2027, 1, 13), 0, 1440)

    found = suggest()

    assert AlternativeKind.OTHER_TIME not in found
    assert found[AlternativeKind.OTHER_DAY].query.day == date(2027, 1, 14)


def test_the_smallest_circle_with_something_free(venue: Venue) -> None:
    occupy(RoomFactory(venue=venue), DAY, 0, 1440)
    room_on_offer(venue=venue_on_offer(**ZEIST))

    farther = suggest(near="Utrecht", radius_km=5)[AlternativeKind.FARTHER]

    assert farther.query.radius_km == 10
    assert farther.best.room.venue.city == "Zeist"


def test_another_kind_of_room(venue: Venue) -> None:
    occupy(RoomFactory(venue=venue, type=RoomType.DANCE_STUDIO), DAY, 0, 1440)
    RoomFactory(venue=venue, type=RoomType.CLASSROOM)

    other = suggest(types=frozenset({RoomType.DANCE_STUDIO}))[AlternativeKind.OTHER_TYPE]

    assert other.query.types == {RoomType.CLASSROOM}


def test_one_wish_less_and_the_one_that_brings_most(venue: Venue) -> None:
    RoomAmenityFactory(room_id=RoomFactory(venue=venue).id, code="piano")

    fewer = suggest(amenities=frozenset({"piano", "kiln"}))[AlternativeKind.WITHOUT_AMENITY]

    assert fewer.query.amenities == {"piano"}


def test_a_higher_price(venue: Venue) -> None:
    RoomFactory(venue=venue, rate_cents=3000)

    assert suggest(max_price_cents=5000)[AlternativeKind.ANY_PRICE].lowest_cents == 9000


def test_all_filters_go_when_one_is_not_enough(venue: Venue) -> None:
    RoomFactory(venue=venue, type=RoomType.CLASSROOM)

    found = suggest(types=frozenset({RoomType.FOYER}), amenities=frozenset({"kiln"}))

    assert list(found) == [AlternativeKind.NO_FILTERS]


def test_other_times_are_looked_for_farther_away_when_there_is_nothing_near(venue: Venue) -> None:
    occupy(room_on_offer(venue=venue_on_offer(**ZEIST)), DAY, 0, 1440)

    assert suggest(near="Woerden", radius_km=5)[AlternativeKind.OTHER_DAY].query.radius_km == 50


def test_nothing_is_made_up(venue: Venue) -> None:
    assert suggest() == {}
