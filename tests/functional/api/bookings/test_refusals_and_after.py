"""What is refused whole, and what becomes of a booking."""

from datetime import timedelta
from typing import Any

import pytest

from app.core import clock
from app.core.db import session
from app.core.ids import new_id
from app.core.tokens import booking_token
from app.models.booking import BookingStatus
from app.models.listing import Room
from tests.conftest import Visitor
from tests.factories.booking import BookingFactory, paid_booking
from tests.factories.listing import RoomLayoutFactory
from tests.factories.tariff import AddOnFactory
from tests.functional.api.bookings.requests import body, nothing_written, post


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
