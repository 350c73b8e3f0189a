"""The front page says what is true now."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from app.core import clock
from app.core.db import session
from app.models.listing import RoomType
from tests.conftest import Visitor
from tests.factories.listing import RoomFactory
from tests.factories.market import room_on_offer, venue_on_offer
from tests.factories.occupancy import fill_masks, occupy
from tests.page_reader import Page
from tests.query_count import counted_queries

MORNING = datetime(2027, 1, 12, 8, 0, tzinfo=UTC)
TODAY = date(2027, 1, 12)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(MORNING):
        yield


def look(client: Visitor, address: str = "/") -> Page:
    fill_masks(TODAY, 2)
    session().expunge_all()
    return Page(client.get(address))


def headline(client: Visitor) -> str:
    return look(client).one("h1").text


def test_without_rooms_it_claims_nothing(client: Visitor) -> None:
    assert headline(client) == "Vind een zaal die leegstaat."


def test_a_hall_tonight(client: Visitor) -> None:
    room_on_offer(type=RoomType.THEATRE_HALL)

    assert headline(client) == "Vanavond is er nog een zaal vrij."


def test_a_classroom_is_not_called_a_hall(client: Visitor) -> None:
    room_on_offer(type=RoomType.CLASSROOM)

    assert headline(client) == "Vanavond is er nog een ruimte vrij."


def test_a_hall_that_is_taken_tonight_is_not_promised_for_tonight(client: Visitor) -> None:
    occupy(room_on_offer(type=RoomType.THEATRE_HALL), TODAY, 17 * 60, 23 * 60)

    assert headline(client) == "Vandaag is er nog een ruimte vrij."


def test_a_hall_that_must_be_booked_days_ahead_is_not_promised_for_tonight(client: Visitor) -> None:
    room_on_offer(type=RoomType.THEATRE_HALL, notice_minutes=3 * 24 * 60)

    assert headline(client) == "Vind een zaal die leegstaat."


def test_late_in_the_evening_it_speaks_of_tomorrow(client: Visitor) -> None:
    room_on_offer(type=RoomType.THEATRE_HALL)

    with clock.frozen(datetime(2027, 1, 12, 20, 30, tzinfo=UTC)):
        page = look(client)

    assert page.one("h1").text == "Morgenavond is er een zaal vrij."
    assert "Morgen in regio Utrecht" in page.text
    assert page.value("date") == "2027-01-13"


def test_the_number_of_rooms_is_that_of_the_results_behind_it(client: Visitor) -> None:
    occupy(room_on_offer(), TODAY, 0, 1440)
    for kind in (RoomType.FOYER, RoomType.CLASSROOM):
        room_on_offer(type=kind)

    page = look(client)
    results = look(client, page.link("Alle 2 ruimtes met tijd vrij"))

    assert results.one("h1").text == "3 ruimtes, 2 met tijd vrij"


def test_the_parts_of_the_day_count_what_can_be_booked(client: Visitor) -> None:
    occupy(room_on_offer(), TODAY, 12 * 60, 18 * 60)
    room_on_offer()

    assert "2 ’s ochtends, 1 ’s middags, 2 vanavond" in look(client).text
    with clock.frozen(datetime(2027, 1, 12, 13, 0, tzinfo=UTC)):
        assert "1 ’s middags, 2 vanavond" in look(client).text
        assert "’s ochtends," not in look(client).text


def test_kinds_of_room_come_with_how_many_and_from_what_price(client: Visitor) -> None:
    room_on_offer(type=RoomType.DANCE_STUDIO, rate_cents=2750)
    room_on_offer(type=RoomType.DANCE_STUDIO, rate_cents=3000)

    page = look(client)

    assert "Dansstudio 2 ruimtes, vanaf € 27,50 per uur" in page.one("ul", class_="types").text
    kind = look(client, page.link("Dansstudio"))
    assert kind.one("h1").text == "Dansstudio huren"
    assert kind.one("p", class_="lead").text.startswith("2 ruimtes in 2 gebouwen.")


def test_the_form_starts_with_an_evening_that_can_be_searched(client: Visitor) -> None:
    room_on_offer()

    page = look(client)
    asked = "&".join(f"{name}={page.value(name)}" for name in ("near", "date", "from", "until"))

    assert look(client, f"/zoeken?{asked}").one("h1").text == "1 ruimte, 1 vrij op jouw tijd"


def test_the_front_page_costs_the_same_number_of_queries_for_any_number_of_rooms(client: Visitor) -> None:
    counts = []
    venue = venue_on_offer()
    for rooms in (8, 40):
        for number in range(rooms):
            occupy(RoomFactory(venue=venue, type=list(RoomType)[number % 18]), TODAY, 600, 720)
        session().flush()
        session().expunge_all()
        with counted_queries() as said:
            assert client.get("/").status_code == 200
        counts.append(len(said))

    assert counts[0] == counts[1]
    assert counts[0] <= 22
