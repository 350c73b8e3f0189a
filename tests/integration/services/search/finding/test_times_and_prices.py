"""Any slot, a series, and what it costs."""

from datetime import date
from typing import Any

from app.core import clock
from app.core.db import session
from app.models.availability import Claim
from app.models.listing import Purpose, SoundLevel, Venue
from app.models.occupancy import SoundPair
from app.services.search import (
    alternatives_service,
)
from app.services.search.query import AlternativeKind, SearchQuery, Sort, WeeklyWish
from app.services.search.rules import PRICE_CHOICES_CENTS
from tests.factories.listing import (
    RoomFactory,
    RoomPartFactory,
)
from tests.factories.occupancy import fill_masks, occupy
from tests.integration.services.search.finding.asking import DAY, EVENING, TUESDAYS, find, names


def test_without_a_time_the_highest_price_is_the_lowest_rate(venue: Venue) -> None:
    RoomFactory(venue=venue, name="Duur", rate_cents=5100)
    RoomFactory(venue=venue, name="Goedkoop", rate_cents=2500)

    assert names(max_price_cents=2500) == ["Goedkoop"]
    assert names(sort=Sort.PRICE) == ["Goedkoop", "Duur"]
    assert find(max_price_cents=2500).facets.prices == {
        cents: 1 if cents < 5100 else 2 for cents in PRICE_CHOICES_CENTS
    }


def test_any_slot_gives_the_first_times_and_the_price_of_the_first(venue: Venue) -> None:
    room = RoomFactory(venue=venue, name="Studio", rate_cents=1000)
    occupy(room, DAY, 18 * 60, 23 * 60)
    occupy(RoomFactory(venue=venue, name="Vol"), DAY, 18 * 60, 23 * 60)
    for day in (date(2027, 1, 19), date(2027, 1, 26)):
        occupy(room, day, 18 * 60, 19 * 60 + 30)

    result = find(slot=TUESDAYS)

    first = result.hits[0]
    assert (result.total, result.free) == (2, 2)
    assert [hit.room.name for hit in result.hits] == ["Studio", "Vol"]
    assert [f"{span.starts_at:%d %H:%M}" for span in first.slots] == ["19 18:30", "26 18:30"]
    assert first.quote is not None
    assert first.quote.total_cents == 3000
    assert first.state.day == date(2027, 1, 19)


def test_a_series_lists_its_conflicts_and_prices_the_rest(venue: Venue) -> None:
    room = RoomFactory(venue=venue, name="Een keer bezet", rate_cents=1000)
    occupy(room, date(2027, 1, 19), 19 * 60, 20 * 60)
    often = RoomFactory(venue=venue, name="Twee keer bezet")
    for day in (DAY, date(2027, 1, 19)):
        occupy(often, day, 19 * 60, 20 * 60)
    wish = WeeklyWish(DAY, count=4, most_conflicts=1)

    result = find(weekly=wish, start_minute=19 * 60, end_minute=21 * 60)

    first, second = result.hits
    assert (first.room.name, first.is_free, list(first.conflicts)) == ("Een keer bezet", True, [date(2027, 1, 19)])
    assert (second.is_free, len(second.conflicts)) == (False, 2)
    assert first.series is not None
    assert (len(first.series.dates), first.series.total_cents) == (3, 6000)


def test_a_price_asked_of_a_slot_or_a_series_is_that_of_one_time(venue: Venue) -> None:
    RoomFactory(venue=venue, name="Duur", rate_cents=3000)
    RoomFactory(venue=venue, name="Goedkoop", rate_cents=1000)

    assert names(slot=TUESDAYS, max_price_cents=3000) == ["Goedkoop"]
    assert names(weekly=WeeklyWish(DAY, 2), start_minute=600, end_minute=720, max_price_cents=2000) == ["Goedkoop"]
    assert names(sort=Sort.PRICE, slot=TUESDAYS) == ["Goedkoop", "Duur"]


def test_loud_use_beside_quiet_use_is_not_free(venue: Venue) -> None:
    loud = RoomFactory(venue=venue, name="Popzaal", sound_level=SoundLevel.AMPLIFIED)
    quiet = RoomFactory(venue=venue, name="Leeszaal", sound_level=SoundLevel.QUIET)
    between = RoomPartFactory(venue_id=venue.id, kind="sound")
    session().add(SoundPair(loud_room_id=loud.id, quiet_room_id=quiet.id, part_id=between.id))
    session().flush()
    occupy(quiet, DAY, 19 * 60, 22 * 60)
    assert session().query(Claim).filter_by(part_id=between.id).count() == 1

    assert {hit.room.name: hit.is_free for hit in find(purpose=Purpose.REHEARSAL, **EVENING).hits}["Popzaal"] is False
    assert {hit.room.name: hit.is_free for hit in find(**EVENING).hits}["Popzaal"] is True


def test_a_free_part_of_a_taken_hall_is_offered_to_fewer_people(venue: Venue) -> None:
    left, right = RoomPartFactory(venue_id=venue.id), RoomPartFactory(venue_id=venue.id)
    RoomFactory(venue=venue, name="Hele zaal", parts=[left, right], max_persons=80)
    RoomFactory(venue=venue, name="Linkerhelft", parts=[left], max_persons=40)
    occupy(RoomFactory(venue=venue, name="Rechterhelft", parts=[right], max_persons=30), DAY, 0, 1440)
    fill_masks(DAY, 30)
    session().expunge_all()

    asked = SearchQuery(persons=60, **EVENING)
    offered = {each.kind: each for each in search_alternatives(asked)}

    split = offered[AlternativeKind.SPLIT_ROOM]
    assert (split.query.persons, split.best.room.name) == (40, "Linkerhelft")


def search_alternatives(asked: SearchQuery) -> Any:  # noqa: ANN401 - the suggestions
    return alternatives_service.suggest(asked, now=clock.now())
