"""Finding rooms by machine."""

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.core import clock
from app.core.db import session
from app.models.accounts import VatProfile
from app.models.listing import ListingStatus, RoomType
from tests.conftest import Visitor
from tests.factories.listing import RoomAmenityFactory, RoomFactory, RoomLayoutFactory, RoomPhotoFactory
from tests.factories.market import ZEIST, room_on_offer, venue_on_offer
from tests.factories.occupancy import fill_masks, occupy
from tests.query_count import counted_queries

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
DAY = date(2027, 1, 12)
ASKED = "date=2027-01-12&from=19:00&until=22:00"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def ask(client: Visitor, address: str, status: int = 200) -> Any:  # noqa: ANN401 - any JSON
    fill_masks(DAY, 30)
    session().expunge_all()
    answer = client.get(f"/api/v1{address}")
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert answer.mimetype == ("application/json" if status == 200 else "application/problem+json")
    return answer.get_json()


def test_a_room_in_the_list_is_exactly_this(client: Visitor) -> None:
    venue = venue_on_offer(**ZEIST, name="De Eikelaar")
    room = room_on_offer(
        venue=venue,
        name="Studio 1",
        slug="studio-1",
        type=RoomType.DANCE_STUDIO,
        max_persons=45,
        rate_cents=2750,
        vat_profile=VatProfile.TAXED_MEETING,
    )

    found = ask(client, f"/rooms?near=Utrecht&radius_km=10&{ASKED}&persons=30&type=dance_studio&page=1")

    assert found == {
        "items": [
            {
                "id": str(room.id),
                "name": "Studio 1",
                "type": "dance_studio",
                "capacity": 45,
                "venue": {
                    "id": str(venue.id),
                    "name": "De Eikelaar",
                    "city": "Zeist",
                    "lat": 52.09,
                    "lon": 5.23333,
                },
                "distance_km": 7.59,
                "available": True,
                "price": {"total_cents": 8250, "currency": "eur", "vat_cents": 1432},
                "next_available": None,
                "url": "http://localhost/ruimtes/studio-1?date=2027-01-12&from=19:00&until=22:00",
            }
        ],
        "total": 1,
        "page": 1,
        "pages": 1,
    }


def test_a_taken_room_says_when_the_same_time_is_free_next(client: Visitor) -> None:
    occupy(room_on_offer(), DAY, 20 * 60, 21 * 60)

    (room,) = ask(client, f"/rooms?{ASKED}")["items"]

    assert room["available"] is False
    assert room["price"]["total_cents"] == 6000
    assert room["next_available"] == {"start": "2027-01-13T19:00:00+01:00", "end": "2027-01-13T22:00:00+01:00"}


def test_without_a_whole_time_there_is_no_availability_and_no_price(client: Visitor) -> None:
    room_on_offer()

    for asked in ("", "?date=2027-01-12"):
        (room,) = ask(client, f"/rooms{asked}")["items"]
        assert (room["available"], room["price"], room["distance_km"]) == (None, None, None)


def test_several_types_and_amenities_may_be_asked(client: Visitor) -> None:
    studio = room_on_offer(type=RoomType.DANCE_STUDIO)
    room_on_offer(type=RoomType.FOYER)
    room_on_offer(type=RoomType.KITCHEN)
    RoomAmenityFactory(room_id=studio.id, code="piano")

    assert ask(client, "/rooms?type=dance_studio&type=foyer")["total"] == 2
    assert ask(client, "/rooms?type=dance_studio&type=foyer&amenity=piano")["total"] == 1


def test_pages(client: Visitor) -> None:
    venue = venue_on_offer()
    for number in range(5):
        RoomFactory(venue=venue, name=f"Zaal {number}")

    second = ask(client, "/rooms?page=2&page_size=2")

    assert (second["total"], second["page"], second["pages"]) == (5, 2, 3)
    assert ask(client, "/rooms?page=9&page_size=2")["page"] == 3


def test_the_list_costs_as_many_queries_for_fifty_rooms_as_for_five(client: Visitor) -> None:
    counts = []
    venue = venue_on_offer()
    for rooms in (5, 45):
        for number in range(rooms):
            occupy(RoomFactory(venue=venue, name=f"Zaal {rooms} {number}"), DAY, 0, 1440 if number % 5 else 600)
        session().flush()
        session().expunge_all()
        with counted_queries() as said:
            assert client.get(f"/api/v1/rooms?near=Utrecht&{ASKED}").status_code == 200
        counts.append(len(said))

    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("asked", "field", "told"),
    [
        ("near=Xyzzyqrst", "near", "We kennen deze plaats niet."),
        ("near=Utrecht%00", "near", "In deze tekst staan tekens die we niet kunnen bewaren."),
        ("near=" + "a" * 81, "near", "Deze tekst is te lang."),
        ("radius_km=51", "radius_km", "Dit getal is te klein of te groot."),
        ("radius_km=1.5", "radius_km", "Dit moet een heel getal zijn."),
        ("persons=veel", "persons", "Dit moet een heel getal zijn."),
        ("persons=0", "persons", "Dit getal is te klein of te groot."),
        ("date=2027-02-30", "date", "Dit moet een dag zijn"),
        ("date=20270112", "date", "Dit moet een dag zijn"),
        ("date=2027-W02-2", "date", "Dit moet een dag zijn"),
        ("date=2026-01-12", "date", "Deze dag is voorbij."),
        ("date=9999-12-31", "date", "Je kunt tot twee jaar vooruit kijken."),
        ("date=2027-01-12&from=7pm&until=22:00", "from", "Dit moet een tijd zijn"),
        ("date=2027-01-12&from=19:00", "until", "Zeg tot hoe laat."),
        ("date=2027-01-12&from=19:00&until=18:00", "until", "Het einde ligt na het begin."),
        ("date=2027-01-12&from=19:05&until=22:00", "from", "Kies een heel kwartier"),
        ("from=19:00&until=22:00", "date", "Kies ook een dag."),
        ("type=castle", "type", "Dit is niet een van de keuzes."),
        ("type=foyer&type=castle", "type", "Dit is niet een van de keuzes."),
        ("amenity=slide", "amenity", "Dit is niet een van de keuzes."),
        ("instant=yes", "instant", "Dit moet true of false zijn."),
        ("sort=beauty", "sort", "Dit is niet een van de keuzes."),
        ("page=0", "page", "Dit getal is te klein of te groot."),
        ("colour=red", "colour", "Dit veld kennen we niet."),
    ],
)
def test_a_mistake_is_told_at_its_field_with_one_message(client: Visitor, asked: str, field: str, told: str) -> None:
    problem = ask(client, f"/rooms?{asked}", 422)

    errors = problem["errors"]
    assert list(errors) == [field]
    (message,) = errors[field]
    assert message.startswith(told)
    assert problem["code"] in {"invalid", "unknown_place"}


def test_mistakes_are_told_together(client: Visitor) -> None:
    errors = ask(client, "/rooms?persons=0&date=morgen&type=castle", 422)["errors"]

    assert set(errors) == {"persons", "date", "type"}


def test_everything_about_one_room(client: Visitor) -> None:
    room = room_on_offer(
        name="Koorzaal",
        slug="koorzaal",
        description="Hoge zaal.",
        area_m2=112,
        house_rules=[{"kind": "deny", "text": "Geen versterkte muziek."}],
    )
    RoomAmenityFactory(room_id=room.id, code="piano")
    RoomLayoutFactory(room_id=room.id, kind="choir_arc", capacity=60)
    photo = RoomPhotoFactory(room_id=room.id)

    found = ask(client, f"/rooms/{room.id}")

    assert found["name"] == "Koorzaal"
    assert found["area_m2"] == 112
    assert found["amenities"] == ["piano"]
    assert found["layouts"] == [{"kind": "choir_arc", "capacity": 60}]
    assert found["house_rules"] == [{"kind": "deny", "text": "Geen versterkte muziek."}]
    assert found["photos"][0]["url"] == f"http://localhost/fotos/{photo.storage_key}"
    assert found["seller"]["kvk_number"] == "90000102"
    assert found["url"] == "http://localhost/ruimtes/koorzaal"


def test_availability_names_every_day_and_its_free_time_in_the_venues_zone(client: Visitor) -> None:
    room = room_on_offer()
    occupy(room, DAY, 12 * 60, 18 * 60)
    occupy(room, date(2027, 1, 13), 0, 1440)

    found = ask(client, f"/rooms/{room.id}/availability?from=2027-01-11&until=2027-01-13")

    assert found == {
        "timezone": "Europe/Amsterdam",
        "days": [
            {
                "date": "2027-01-11",
                "free": [{"start": "2027-01-11T08:00:00+01:00", "end": "2027-01-11T23:00:00+01:00"}],
            },
            {
                "date": "2027-01-12",
                "free": [
                    {"start": "2027-01-12T08:00:00+01:00", "end": "2027-01-12T12:00:00+01:00"},
                    {"start": "2027-01-12T18:00:00+01:00", "end": "2027-01-12T23:00:00+01:00"},
                ],
            },
            {"date": "2027-01-13", "free": []},
        ],
    }


def test_availability_over_the_night_the_clock_goes_forward(client: Visitor) -> None:
    room = room_on_offer(venue=venue_on_offer(opening=(0, 1440)))

    found = ask(client, f"/rooms/{room.id}/availability?from=2027-03-28&until=2027-03-28")

    assert found["days"] == [
        {
            "date": "2027-03-28",
            "free": [{"start": "2027-03-28T00:00:00+01:00", "end": "2027-03-29T00:00:00+02:00"}],
        }
    ]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ("from=2027-01-11", "until"),
        ("until=2027-01-11", "from"),
        ("from=2027-01-12&until=2027-01-11", "until"),
        ("from=2027-01-01&until=2027-01-11", "from"),
        ("from=2027-01-12&until=2027-06-11", "until"),
        ("from=0001-01-01&until=9999-12-31", "from"),
    ],
)
def test_availability_has_bounds(client: Visitor, asked: str, field: str) -> None:
    problem = ask(client, f"/rooms/{room_on_offer().id}/availability?{asked}", 422)

    assert field in problem["errors"]


def test_what_is_not_on_offer_is_not_found(client: Visitor) -> None:
    draft = room_on_offer(status=ListingStatus.DRAFT)

    for address in (f"/rooms/{draft.id}", f"/rooms/{uuid.uuid4()}", "/rooms/nonsense", "/nonsense"):
        assert ask(client, address, 404)["status"] == 404
    assert (
        ask(client, f"/rooms/{draft.id}/availability?from=2027-01-11&until=2027-01-12", 404)["code"] == "room_not_found"
    )


def test_another_method_says_which_are_allowed(client: Visitor) -> None:
    answer = client.post("/api/v1/rooms")

    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert answer.mimetype == "application/problem+json"


def test_the_document_is_open_to_all(client: Visitor) -> None:
    document = ask(client, "/openapi.json")

    assert document["openapi"] == "3.1.0"
    assert {"/api/v1/rooms", "/api/v1/rooms/{room_id}", "/api/v1/rooms/{room_id}/availability"} <= set(
        document["paths"]
    )
