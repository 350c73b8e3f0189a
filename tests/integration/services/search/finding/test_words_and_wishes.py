"""Words, places, layouts, needs and purposes: which rooms suit."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from app.core.db import session
from app.core.errors import InvalidError
from app.models.listing import LayoutKind, Purpose, RoomType, Venue
from app.services.search import (
    places_service,
    ranking,
    repository,
    text_search,
)
from app.services.search.query import SearchQuery, SlotWish, Sort, WeeklyWish
from tests.factories.listing import (
    RoomAmenityFactory,
    RoomFactory,
    RoomLayoutFactory,
    RoomPhotoFactory,
)
from tests.factories.market import ZEIST, venue_on_offer
from tests.factories.occupancy import fill_masks, occupy
from tests.integration.services.search.finding.asking import DAY, EVENING, NOW, UTRECHT_AND_AROUND, find, names


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
