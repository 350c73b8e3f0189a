"""What can be asked beyond place and time: words, a map's box, layouts, needs, prices, series; and what is counted."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.core import clock
from app.core.db import session
from app.core.errors import InvalidError
from app.models.availability import Claim
from app.models.listing import BookingMode, LayoutKind, Purpose, RoomType, SoundLevel, Venue
from app.models.occupancy import SoundPair
from app.services.search import (
    alternatives_service,
    index_service,
    places_service,
    ranking,
    repository,
    search_service,
    text_search,
)
from app.services.search.query import AlternativeKind, SearchQuery, SearchResult, SlotWish, Sort, WeeklyWish
from app.services.search.rules import PRICE_CHOICES_CENTS
from tests.factories.listing import (
    RoomAmenityFactory,
    RoomFactory,
    RoomLayoutFactory,
    RoomPartFactory,
    RoomPhotoFactory,
)
from tests.factories.market import ZEIST, venue_on_offer
from tests.factories.occupancy import fill_masks, occupy
from tests.query_count import counted_queries

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
DAY = date(2027, 1, 12)
EVENING: dict[str, Any] = {"day": DAY, "start_minute": 19 * 60, "end_minute": 22 * 60}
TUESDAYS = SlotWish(180, frozenset({1}), 18 * 60, 23 * 60, DAY, date(2027, 1, 27))
UTRECHT_AND_AROUND = (51.9, 4.9, 52.2, 5.2)


@pytest.fixture(autouse=True)
def _now(app: Flask) -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def venue(app: Flask) -> Venue:
    return venue_on_offer()


def find(**asked: Any) -> SearchResult:  # noqa: ANN401 - any field of a query
    fill_masks(DAY, 30)
    session().expunge_all()
    return search_service.search(SearchQuery(**asked), now=clock.now())


def names(**asked: Any) -> list[str]:  # noqa: ANN401
    return [hit.room.name for hit in find(**asked).hits]


def test_a_word_is_found_by_its_stem_without_accents_and_by_its_beginning(venue: Venue) -> None:
    RoomFactory(venue=venue, name="Theatercafé De Bühne", type=RoomType.CAFE)
    RoomFactory(venue=venue, name="Grote zaal", description="Hier repeteren koren", type=RoomType.CLASSROOM)

    assert names(text="theatercafe") == ["Theatercafé De Bühne"]
    assert names(text="bühne") == names(text="BUHNE") == ["Theatercafé De Bühne"]
    assert names(text="koor") == names(text="KOREN") == ["Grote zaal"]
    assert names(text="repe") == ["Grote zaal"]


def test_another_name_for_the_same_thing_finds_it_too(venue: Venue) -> None:
    RoomFactory(venue=venue, name="Repetitieruimte 2", type=RoomType.MUSIC_ROOM)
    RoomFactory(venue=venue, name="Zaal West", type=RoomType.THEATRE_HALL)

    assert names(text="oefenruimte") == ["Repetitieruimte 2"]
    assert names(text="aula") == ["Zaal West"]


def test_a_part_of_a_long_word_finds_it(venue: Venue) -> None:
    RoomFactory(venue=venue, name="Balletzaal", type=RoomType.FOYER)

    assert names(text="zaal") == names(text="ballet") == ["Balletzaal"]


def test_all_words_must_be_there_wherever_they_stand(venue: Venue) -> None:
    here = RoomFactory(venue=venue, name="Lokaal 1", type=RoomType.CLASSROOM)
    RoomFactory(venue=venue_on_offer(**ZEIST), name="Lokaal 2", type=RoomType.CLASSROOM)
    RoomAmenityFactory(room_id=here.id, code="grand_piano")

    assert names(text="leslokaal zeist") == ["Lokaal 2"]
    assert names(text="lokaal vleugel") == ["Lokaal 1"]
    assert names(text="lokaal vleugel zeist") == []


def test_a_mistyped_word_is_guessed_when_that_has_a_room(venue: Venue) -> None:
    RoomFactory(venue=venue, name="Dansstudio Noord", type=RoomType.DANCE_STUDIO)

    assert find(text="danstsudio noord").did_you_mean == "dansstudio noord"
    assert find(text="xyzzyq").did_you_mean is None
    assert find(text="dansstudio").did_you_mean is None


@pytest.mark.parametrize(
    "typed", ["'; DROP TABLE room", "a & | !", "%00", "🎻", "()", "de", "x" * 80, "  ", "naïef \\"]
)
def test_nothing_that_is_typed_breaks_the_search(venue: Venue, typed: str) -> None:
    RoomFactory(venue=venue)
    assert find(text=typed).total in {0, 1}


def test_the_best_match_is_the_sum_of_its_published_weights(venue: Venue) -> None:
    told = RoomFactory(
        venue=venue, name="Koorzaal", description="Een lichte zaal. " * 9, description_en="A hall", area_m2=80
    )
    RoomPhotoFactory(room_id=told.id)
    RoomFactory(venue=venue_on_offer(**ZEIST), name="Zaal", description="geschikt voor een koorzaal")
    occupy(RoomFactory(venue=venue, name="Koorzaal bezet"), DAY, 0, 1440)
    fill_masks(DAY, 1)
    asked = SearchQuery(near="Utrecht", text="koorzaal", sort=Sort.BEST, **EVENING)
    place = places_service.find("Utrecht")

    rows = repository.find(asked, place, now=NOW).rows

    assert names(near="Utrecht", text="koorzaal", sort=Sort.BEST, **EVENING)[0] == "Koorzaal"
    assert [row.score for row in rows] == sorted((row.score for row in rows), reverse=True)
    free = {row.room_id: row for row in rows}[told.id]
    rank = session().execute(
        text("SELECT ts_rank(words, to_tsquery('dutch_plain', :asked)) FROM room_words WHERE room_id = :room"),
        {"asked": text_search.ts_query("koorzaal"), "room": told.id},
    )
    near = 1 - (free.distance_km or 0) / 15
    expected = ranking.score(min(1.0, rank.scalar_one()), free=True, near=near, complete=0.6)
    assert free.score == pytest.approx(expected)


def test_the_box_of_a_map_takes_the_place_of_the_circle(venue: Venue) -> None:
    RoomFactory(venue=venue, name="Utrecht")
    RoomFactory(venue=venue_on_offer(**ZEIST), name="Zeist")

    assert names(near="Utrecht", radius_km=50, box=UTRECHT_AND_AROUND) == ["Utrecht"]
    assert names(box=(51.9, 4.9, 52.2, 5.3)) == ["Utrecht", "Zeist"]


def test_near_me_is_a_circle_too(venue: Venue) -> None:
    RoomFactory(venue=venue, name="Utrecht")
    RoomFactory(venue=venue_on_offer(**ZEIST), name="Zeist")

    (hit,) = find(position=(52.09, 5.234), radius_km=3).hits

    assert hit.room.name == "Zeist"
    assert hit.distance_km == pytest.approx(0.05, abs=0.02)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"box": (52.2, 4.9, 51.9, 5.2)}, "box"),
        ({"box": (51.9, 5.2, 52.2, 4.9)}, "box"),
        ({"box": (float("nan"), 4.9, 52.2, 5.2)}, "box"),
        ({"box": (51.9, 4.9, float("inf"), 5.2)}, "box"),
        ({"position": (float("nan"), 5.0)}, "position"),
        ({"position": (90.0, 5.0)}, "position"),
        ({"position": (52.0, 1e300)}, "position"),
        ({"text": "x" * 81}, "text"),
        ({"max_price_cents": 10**12}, "max_price"),
        ({"slot": SlotWish(20, frozenset({1}), 600, 720, DAY, DAY)}, "duration"),
        ({"slot": SlotWish(180, frozenset({1}), 600, 720, DAY, DAY)}, "duration"),
        ({"slot": SlotWish(60, frozenset(), 600, 720, DAY, DAY)}, "weekdays"),
        ({"slot": SlotWish(60, frozenset({7}), 600, 720, DAY, DAY)}, "weekdays"),
        ({"slot": SlotWish(60, frozenset({1}), 600, 720, DAY, date(2027, 1, 11))}, "until_on"),
        ({"slot": SlotWish(60, frozenset({1}), 600, 720, DAY, date(2027, 6, 1))}, "until_on"),
        ({"slot": SlotWish(60, frozenset({1}), 600, 720, date(2026, 1, 1), date(2026, 1, 3))}, "until_on"),
        ({"weekly": WeeklyWish(DAY, 1), "start_minute": 600, "end_minute": 660}, "count"),
        ({"weekly": WeeklyWish(DAY, 53), "start_minute": 600, "end_minute": 660}, "count"),
        ({"weekly": WeeklyWish(DAY, 4, 4), "start_minute": 600, "end_minute": 660}, "most_conflicts"),
        ({"weekly": WeeklyWish(date(2027, 1, 3), 4), "start_minute": 600, "end_minute": 660}, "first_on"),
        ({"weekly": WeeklyWish(DAY, 4), "start_minute": 600}, "until"),
        ({"weekly": WeeklyWish(DAY, 4), "end_minute": 600}, "from"),
    ],
)
def test_each_mistake_is_told_at_its_field(app: Flask, asked: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidError) as told:
        find(**asked)
    assert list(told.value.errors) == [field]


def test_people_must_fit_in_the_layout_that_is_asked(venue: Venue) -> None:
    rows = RoomFactory(venue=venue, name="Rijen", max_persons=60)
    RoomLayoutFactory(room_id=rows.id, kind=LayoutKind.ROWS, capacity=50)
    RoomLayoutFactory(room_id=rows.id, kind=LayoutKind.U_SHAPE, capacity=20)
    RoomFactory(venue=venue, name="Zonder opstelling", max_persons=60)

    assert names(layout=LayoutKind.ROWS, persons=50) == ["Rijen"]
    assert names(layout=LayoutKind.U_SHAPE, persons=21) == []
    assert names(layout=LayoutKind.U_SHAPE) == ["Rijen"]
    assert names(layout=LayoutKind.BANQUET) == []


def test_what_somebody_needs_to_get_in_must_be_there(venue: Venue) -> None:
    room = RoomFactory(venue=venue, name="Toegankelijk")
    for code in ("wheelchair_accessible", "lift"):
        RoomAmenityFactory(room_id=room.id, code=code)
    RoomFactory(venue=venue, name="Trap")

    assert names(accessibility=frozenset({"wheelchair_accessible", "lift"})) == ["Toegankelijk"]
    assert names(accessibility=frozenset({"hearing_loop"})) == []


def test_a_purpose_is_a_filter_with_counts(venue: Venue) -> None:
    RoomFactory(venue=venue, name="Les", purposes=["lesson"])
    RoomFactory(venue=venue, name="Les en feest", purposes=["lesson", "private_party"])

    result = find(purpose=Purpose.PRIVATE_PARTY)

    assert [hit.room.name for hit in result.hits] == ["Les en feest"]
    assert result.facets.purposes == {Purpose.LESSON: 2, Purpose.PRIVATE_PARTY: 1}


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


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_count_is_what_counting_by_hand_gives(app: Flask, data: st.DataObject) -> None:
    with session().begin_nested() as example:
        venue = venue_on_offer()
        codes, kinds = ("piano", "wifi", "lift"), (RoomType.FOYER, RoomType.CLASSROOM)
        rooms = []
        for _each in range(6):
            purposes = data.draw(st.lists(st.sampled_from(["lesson", "meeting"]), min_size=1, unique=True))
            room = RoomFactory(
                venue=venue,
                type=data.draw(st.sampled_from(kinds)),
                purposes=purposes,
                booking_mode=data.draw(st.sampled_from(list(BookingMode))),
                rate_cents=data.draw(st.sampled_from([2000, 6000, 60000])),
            )
            has = data.draw(st.sets(st.sampled_from(codes)))
            for code in has:
                RoomAmenityFactory(room_id=room.id, code=code)
            price = index_price(room)
            rooms.append((room.type, set(purposes), room.booking_mode is BookingMode.INSTANT, has, price))
        wanted = data.draw(st.sets(st.sampled_from(kinds), max_size=1))
        needed = data.draw(st.sets(st.sampled_from(codes), max_size=1))
        purpose = data.draw(st.sampled_from([None, Purpose.LESSON]))
        instant, most = data.draw(st.booleans()), data.draw(st.sampled_from([None, 7500]))

        found = find(
            types=frozenset(wanted),
            amenities=frozenset(needed),
            purpose=purpose,
            instant_only=instant,
            max_price_cents=most,
        )

        def passing(without: str) -> list[tuple[Any, ...]]:
            return [
                room
                for room in rooms
                if needed <= room[3]
                and (without == "type" or not wanted or room[0] in wanted)
                and (without == "purpose" or purpose is None or purpose.value in room[1])
                and (without == "instant" or not instant or room[2])
                and (without == "price" or most is None or room[4] <= most)
            ]

        assert found.total == len(passing(""))
        assert found.facets.types == Counter(room[0] for room in passing("type"))
        assert found.facets.amenities == Counter(code for room in passing("") for code in room[3])
        assert found.facets.purposes == Counter(Purpose(each) for room in passing("purpose") for each in room[1])
        assert found.facets.instant == sum(room[2] for room in passing("instant"))
        assert found.facets.prices == {
            cents: sum(room[4] <= cents for room in passing("price")) for cents in PRICE_CHOICES_CENTS
        }
        example.rollback()


def index_price(room: Any) -> int:  # noqa: ANN401 - a room
    session().flush()
    return int(
        session()
        .execute(text("SELECT price_cents FROM room_search WHERE room_id = :room"), {"room": room.id})
        .scalar_one()
    )


KINDS: dict[str, list[dict[str, Any]]] = {
    "nothing of time": [{}, {"persons": 3, "near": "Utrecht", "sort": Sort.BEST}],
    "an exact time": [EVENING, {**EVENING, "near": "Zeist", "types": frozenset({RoomType.FOYER}), "page": 2}],
    "any slot": [{"slot": TUESDAYS}, {"slot": TUESDAYS, "amenities": frozenset({"piano"}), "box": UTRECHT_AND_AROUND}],
    "a day alone": [{"day": DAY}, {"day": DAY, "max_price_cents": 9000}],
    "weekly": [
        {"weekly": WeeklyWish(DAY, 2), "start_minute": 600, "end_minute": 660},
        {"weekly": WeeklyWish(DAY, 9, 3), "start_minute": 1320, "end_minute": 1500, "purpose": Purpose.LESSON},
    ],
    "words": [{"text": "zaal"}, {"text": "grand piano", "position": (52.1, 5.1)}],
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_statement_of_a_page_never_changes(venue: Venue, kind: str) -> None:
    """Else the database would plan it again for every question."""
    RoomFactory(venue=venue)
    fill_masks(DAY, 30)
    texts = set()
    for asked in KINDS[kind]:
        with counted_queries() as said:
            search_service.search(SearchQuery(**asked), now=clock.now())
        texts |= {each for each in said if "room_search" in each and "page" in each and "chosen" in each}
    assert len(texts) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_fifty_rooms_take_as_many_queries_as_five(venue: Venue, kind: str) -> None:
    counts = []
    for rooms in (5, 45):
        for number in range(rooms):
            occupy(RoomFactory(venue=venue, name=f"Zaal piano {number}"), DAY, 0, 1440 if number % 5 else 600)
        fill_masks(DAY, 30)
        session().expunge_all()
        with counted_queries() as said:
            search_service.search(SearchQuery(**KINDS[kind][0]), now=clock.now())
        counts.append(len(said))
    assert counts[0] == counts[1]


def test_search_reads_its_own_tables_and_what_a_page_shows(venue: Venue) -> None:
    RoomFactory(venue=venue)
    fill_masks(DAY, 2)
    session().expunge_all()
    with counted_queries() as said:
        repository.find(SearchQuery(near="", **EVENING), None, now=NOW)
    assert len(said) == 1
    assert " JOIN venue" not in said[0]
    assert index_service.check() == []
