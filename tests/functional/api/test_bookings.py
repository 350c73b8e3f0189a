"""Booking by machine, as the issue fixes it: what goes in, what comes out, and what is said when it cannot be."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.core import clock
from app.core.clock import AMSTERDAM
from app.core.db import session
from app.core.ids import new_id
from app.core.time_ranges import at_minute
from app.core.tokens import booking_token
from app.models.booking import Booking, BookingStatus
from app.models.listing import Room
from tests.conftest import Visitor
from tests.factories.booking import BookingFactory, paid_booking
from tests.factories.listing import RateFactory, RoomFactory, RoomLayoutFactory
from tests.factories.occupancy import occupy
from tests.factories.payments import PaymentAccountFactory
from tests.factories.tariff import AddOnFactory

CONTACT = {"name": "Marit de Vries", "email": "marit@nevenstem.example", "phone": "06-12345678"}


@pytest.fixture
def room(app: Flask) -> Room:
    found: Room = RoomFactory()
    PaymentAccountFactory(organisation_id=found.venue.organisation_id)
    session().commit()
    return found


def day() -> date:
    return clock.today() + timedelta(days=7)


def moment(minute: int, on: date | None = None) -> str:
    return at_minute(on or day(), minute, AMSTERDAM).astimezone(AMSTERDAM).isoformat()


def body(room: Room, **values: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    asked = {
        "room_id": str(room.id),
        "start": moment(1140),
        "end": moment(1320),
        "persons": 12,
        "purpose": "rehearsal",
        "contact": CONTACT,
        "accept_terms": True,
    }
    return {name: value for name, value in {**asked, **values}.items() if value is not ...}


def post(client: Visitor, asked: Any, key: str | None = "k-1") -> TestResponse:  # noqa: ANN401 - JSON
    headers = {} if key is None else {"Idempotency-Key": key}
    return client.post("/api/v1/bookings", json=asked, headers=headers)


def nothing_written() -> bool:
    return session().query(Booking).count() == 0


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


def test_an_unknown_room_is_not_found(client: Visitor, room: Room) -> None:
    answer = post(client, body(room, room_id=str(new_id())))
    assert (answer.status_code, answer.get_json()["code"]) == (404, "room_not_found")


@pytest.mark.parametrize("key", [None, "", "x" * 256])
def test_a_request_without_a_proper_key_is_refused(client: Visitor, room: Room, key: str | None) -> None:
    assert post(client, body(room), key).status_code == 422
    assert nothing_written()


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"{", "application/json"),
        (b"", "application/json"),
        (b"[]", "application/json"),
        (b"null", "application/json"),
        (b"\xff\xfe", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b'{"persons": NaN}', "application/json"),
        (b"room_id=1", "application/x-www-form-urlencoded"),
        (b"<x/>", "text/xml"),
        (b"--x--", "multipart/form-data; boundary=x"),
    ],
)
def test_what_is_no_json_is_told_so(client: Visitor, room: Room, raw: bytes, kind: str) -> None:
    answer = client.post("/api/v1/bookings", data=raw, content_type=kind, headers={"Idempotency-Key": "k"})
    assert answer.status_code in {400, 415, 422}
    assert answer.mimetype == "application/problem+json"
    assert nothing_written()


def test_a_huge_body_is_refused(client: Visitor, room: Room) -> None:
    answer = client.post(
        "/api/v1/bookings",
        data=b'{"x": "' + b"x" * 13_000_000 + b'"}',
        content_type="application/json",
        headers={"Idempotency-Key": "k"},
    )
    assert (answer.status_code, answer.mimetype) == (413, "application/problem+json")


@pytest.mark.parametrize("token", ["", "x", "\x00", "x" * 300, None])
def test_another_token_opens_nothing(client: Visitor, room: Room, token: str | None) -> None:
    booking = BookingFactory(room=room)
    session().commit()
    query = {} if token is None else {"token": token}
    answer = client.get(f"/api/v1/bookings/{booking.reference}", query_string=query)
    assert answer.status_code in {404, 422}
    cancelled = client.post(f"/api/v1/bookings/{booking.reference}/cancel", json=query)
    assert cancelled.status_code in {404, 422}
    assert booking.contact_name not in answer.get_data(as_text=True) + cancelled.get_data(as_text=True)


def test_cancelling_tells_what_comes_back_and_does_so_once(client: Visitor, room: Room) -> None:
    booking = paid_booking(room, starts_at=clock.now() + timedelta(days=30))
    session().commit()
    asked = {"token": booking_token(booking.id), "reason": "ziek"}
    answer = client.post(f"/api/v1/bookings/{booking.reference}/cancel", json=asked)
    assert answer.status_code == 200
    found = answer.get_json()
    assert found["status"] == BookingStatus.CANCELLED.value
    assert found["refund"] == {"amount_cents": 6000, "status": "requested"}
    assert found["pay_url"] is None
    again = client.post(f"/api/v1/bookings/{booking.reference}/cancel", json=asked)
    assert (again.status_code, again.get_json()["code"]) == (409, "booking_state")


def test_a_booking_says_as_whom_set_up_how_and_with_what(client: Visitor, room: Room) -> None:
    RoomLayoutFactory(room_id=room.id)
    extra = AddOnFactory(venue_id=room.venue_id, name="Microfoon")
    session().commit()
    known = client.get(f"/api/v1/rooms/{room.id}").get_json()
    assert [(one["id"], one["price_cents"], one["stock"]) for one in known["add_ons"]] == [(str(extra.id), 500, 3)]
    asked = body(
        room,
        hirer_category="amateur",
        layout="rows",
        add_ons=[{"id": str(extra.id)}, {"id": str(extra.id), "quantity": 1}],
        expected_total_cents=7000,
    )
    found = post(client, asked).get_json()
    assert (found["hirer_category"], found["layout"], found["alcohol"]) == ("amateur", "rows", False)
    assert found["add_ons"] == [{"id": str(extra.id), "name": "Microfoon", "quantity": 2}]
    assert found["price"] == {"total_cents": 7000, "currency": "eur", "vat_cents": 0, "deposit_cents": 0}


def test_an_expected_price_that_is_not_the_price_books_nothing_and_says_what_it_is(client: Visitor, room: Room) -> None:
    answer = post(client, body(room, expected_total_cents=5999))
    assert (answer.status_code, answer.get_json()["code"], answer.get_json()["total_cents"]) == (
        409,
        "price_changed",
        6000,
    )
    assert nothing_written()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"hirer_category": "king"}, "hirer_category"),
        ({"hirer_category": "free"}, "hirer_category"),
        ({"layout": "banquet"}, "layout"),
        ({"alcohol": "yes"}, "alcohol"),
        ({"alcohol": True}, "alcohol"),
        ({"expected_total_cents": -1}, "expected_total_cents"),
        ({"add_ons": [{"id": "00000000-0000-0000-0000-000000000001"}]}, "add_on-00000000-0000-0000-0000-000000000001"),
    ],
)
def test_a_use_that_the_room_does_not_allow_is_told_at_its_field(
    client: Visitor, room: Room, values: dict[str, Any], field: str
) -> None:
    answer = post(client, body(room, **values))
    assert answer.status_code == 422
    assert list(answer.get_json()["errors"]) == [field]
    assert nothing_written()
