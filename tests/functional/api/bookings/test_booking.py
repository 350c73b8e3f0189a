"""Booking by machine: held once, and every mistake at its field."""

from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from app.core import clock
from app.core.clock import AMSTERDAM
from app.core.db import session
from app.models.listing import Room
from tests.conftest import Visitor
from tests.factories.listing import RateFactory, RoomFactory
from tests.factories.occupancy import occupy
from tests.factories.payments import PaymentAccountFactory
from tests.functional.api.bookings.requests import CONTACT, body, day, moment, nothing_written, post


def test_a_booking_is_held_and_says_where_to_pay(client: Visitor, room: Room) -> None:
    answer = post(client, body(room))
    assert answer.status_code == 201
    found = answer.get_json()
    assert found["status"] == "held"
    assert found["price"] == {"total_cents": 6000, "currency": "eur", "vat_cents": 0, "deposit_cents": 0}
    assert datetime.fromisoformat(found["hold_expires_at"]) > clock.now()
    assert f"/boekingen/{found['reference']}/betalen?token={found['token']}" in found["pay_url"]
    assert f"/boekingen/{found['reference']}?token={found['token']}" in found["manage_url"]
    assert (found["start"], found["end"]) == (moment(1140), moment(1320))
    again = client.get(f"/api/v1/bookings/{found['reference']}", query_string={"token": found["token"]})
    assert (again.status_code, again.get_json()) == (200, found)


def test_the_same_request_again_gives_the_same_booking(client: Visitor, room: Room) -> None:
    assert post(client, body(room)).get_json() == post(client, body(room)).get_json()


def test_the_same_key_for_something_else_is_a_conflict(client: Visitor, room: Room) -> None:
    post(client, body(room))
    answer = post(client, body(room, persons=13))
    assert (answer.status_code, answer.get_json()["code"]) == (409, "idempotency_key_reused")
    assert answer.mimetype == "application/problem+json"


def test_taken_time_comes_with_what_else_is_free_and_its_price(client: Visitor, room: Room) -> None:
    occupy(room, day(), 1200, 1260)
    session().commit()
    answer = post(client, body(room))
    assert answer.status_code == 409
    found = answer.get_json()
    assert found["code"] == "slot_taken"
    assert len(found["alternatives"]) == 5
    assert all(each["price"]["total_cents"] == 6000 for each in found["alternatives"])
    assert nothing_written()
    first = found["alternatives"][0]
    assert post(client, body(room, start=first["start"], end=first["end"])).status_code == 201


def test_times_without_a_price_are_no_alternatives(client: Visitor, app: Flask) -> None:
    """Priced on the weekday of the asked day only: the days after it are open and free, and cost nothing that is known."""
    room = RoomFactory(rate_cents=False)
    PaymentAccountFactory(organisation_id=room.venue.organisation_id)
    RateFactory(room_id=room.id, weekdays=[day().weekday()])
    occupy(room, day(), 480, 1380)
    session().commit()
    answer = post(client, body(room))
    assert answer.status_code == 409
    starts = [datetime.fromisoformat(each["start"]) for each in answer.get_json()["alternatives"]]
    assert {start.astimezone(AMSTERDAM).weekday() for start in starts} <= {day().weekday()}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"end": moment(1080)}, "end"),
        ({"end": moment(1140)}, "end"),
        ({"start": moment(1145)}, "start"),
        ({"start": moment(360), "end": moment(480)}, "start"),
        ({"start": "2020-01-01T19:00:00+01:00", "end": "2020-01-01T22:00:00+01:00"}, "start"),
        ({"start": "0001-01-01T00:00:00+14:00"}, "start"),
        ({"end": "9999-12-31T23:59:59-12:00"}, "end"),
        ({"start": "0001-01-01T00:00:00+14:00", "end": "9999-12-31T23:59:59-12:00"}, "start"),
        ({"start": "9999-12-31T20:00:00-12:00", "end": "9999-12-31T23:59:59-12:00"}, "start"),
        ({"start": "2027-01-12T19:00:00"}, "start"),
        ({"start": "morgen"}, "start"),
        ({"start": 5}, "start"),
        ({"persons": 61}, "persons"),
        ({"persons": 0}, "persons"),
        ({"persons": -1}, "persons"),
        ({"persons": 10**30}, "persons"),
        ({"persons": "veel"}, "persons"),
        ({"persons": 1.5}, "persons"),
        ({"persons": True}, "persons"),
        ({"purpose": "burglary"}, "purpose"),
        ({"purpose": "private_party"}, "purpose"),
        ({"accept_terms": False}, "accept_terms"),
        ({"accept_terms": ...}, "accept_terms"),
        ({"room_id": "zaal-1"}, "room_id"),
        ({"room_id": None}, "room_id"),
        ({"contact": ...}, "contact"),
        ({"contact": "Marit"}, "contact"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_each_mistake_is_told_at_its_field(client: Visitor, room: Room, values: dict[str, Any], field: str) -> None:
    answer = post(client, body(room, **values))
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert any(name == field or name.endswith(f".{field}") for name in _names(answer.get_json()["errors"]))
    assert nothing_written()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("email", "marit@"),
        ("email", "🎺@nevenstem.example"),
        ("email", "marit@nevenstem.example\nBcc: x@y.nl"),
        ("name", ""),
        ("name", "x" * 10_000),
        ("name", "x" * 100_000),
        ("name", "Marit\x00"),
        ("name", "Marit\ud800"),
        ("name", None),
        ("name", 5),
        ("phone", "bel maar"),
        ("organisation", "x" * 10_000),
        ("reference", "x" * 10_000),
    ],
)
def test_each_mistake_about_who_books_is_told_at_its_field(
    client: Visitor,
    room: Room,
    name: str,
    value: Any,  # noqa: ANN401 - JSON
) -> None:
    answer = post(client, body(room, contact={**CONTACT, name: value}))
    assert answer.status_code == 422
    assert any(each.endswith(name) for each in _names(answer.get_json()["errors"]))
    assert nothing_written()


def _names(errors: Any, before: str = "") -> list[str]:  # noqa: ANN401 - JSON
    if not isinstance(errors, dict):
        return [before]
    return [before, *(name for key, value in errors.items() for name in _names(value, f"{before}.{key}".strip(".")))]


def test_script_and_emoji_are_a_name_like_any_other(client: Visitor, room: Room) -> None:
    name = "🎺 <script>alert(1)</script>"
    answer = post(client, body(room, contact={**CONTACT, "name": name}))
    assert answer.status_code == 201
    page = client.get(answer.get_json()["manage_url"].removeprefix("http://localhost")).get_data(as_text=True)
    assert "<script>alert(1)" not in page
