"""Every count is what counting by hand gives, with a text that never changes and as many queries."""

from collections import Counter
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.core import clock
from app.core.db import session
from app.models.listing import BookingMode, Purpose, RoomType, Venue
from app.services.search import (
    index_service,
    repository,
    search_service,
)
from app.services.search.query import SearchQuery, Sort, WeeklyWish
from app.services.search.rules import PRICE_CHOICES_CENTS
from tests.factories.listing import (
    RoomAmenityFactory,
    RoomFactory,
)
from tests.factories.market import venue_on_offer
from tests.factories.occupancy import fill_masks, occupy
from tests.integration.services.search.finding.asking import DAY, EVENING, NOW, TUESDAYS, UTRECHT_AND_AROUND, find
from tests.query_count import counted_queries


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
