"""Nonsense over HTTP: a clear answer with the right status, nothing written, and never a page of ours that breaks."""

from datetime import timedelta
from typing import Any

import pytest
import requests
from flask import Flask
from sqlalchemy import text

from app.core import clock
from app.core.db import db, session
from app.core.tokens import booking_token
from app.models.listing import Room
from tests.conftest import LiveServer, Visitor
from tests.factories.booking import BookingFactory
from tests.factories.listing import RoomFactory
from tests.factories.payments import PaymentAccountFactory

NUL = "\x00"
FORM = {
    "from": "19:00",
    "until": "22:00",
    "persons": "12",
    "purpose": "rehearsal",
    "name": "Marit de Vries",
    "email": "marit@nevenstem.example",
    "phone": "06-12345678",
    "accept_terms": "1",
}


@pytest.fixture
def room(app: Flask) -> Room:
    found: Room = RoomFactory()
    PaymentAccountFactory(organisation_id=found.venue.organisation_id)
    session().commit()
    return found


def form(**values: str) -> dict[str, str]:
    day = clock.today() + timedelta(days=7)
    return {"date": day.isoformat(), **FORM, **values}


def rows() -> int:
    tables = ("booking", "claim", "mail", "procrastinate_jobs", "audit_event")
    return sum(session().execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in tables)  # noqa: S608 - names of ours


def test_a_good_form_is_what_the_others_differ_from(client: Visitor, room: Room) -> None:
    answer = client.submit(f"/boeken/{room.slug}", form())
    assert answer.status_code == 303
    assert "/betalen?token=" in answer.headers["Location"]


def test_a_form_without_its_token_is_refused_and_writes_nothing(client: Visitor, room: Room) -> None:
    for path, data in ((f"/boeken/{room.slug}", form()), ("/mijn-boeking", {}), ("/inloggen", {}), ("/taal", {})):
        for token in ({}, {"csrf_token": "made-up"}):
            answer = client.post(path, data={**data, **token})
            assert answer.status_code == 400
            assert "text/html" in answer.headers["Content-Type"]
    assert rows() == 0


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        ({"name": ""}, "06-12345678"),
        ({"name": "x" * 10_000}, "06-12345678"),
        ({"email": "marit@"}, "marit@"),
        ({"phone": "bel maar"}, "bel maar"),
        ({"persons": "veel"}, "veel"),
        ({"persons": "-1"}, "-1"),
        ({"persons": "9" * 5000}, "06-12345678"),
        ({"persons": "٣"}, "06-12345678"),
        ({"persons": "61"}, "61"),
        ({"purpose": "burglary"}, "06-12345678"),
        ({"purpose": "private_party"}, "06-12345678"),
        ({"accept_terms": ""}, "06-12345678"),
        ({"from": "22:00", "until": "19:00"}, "Marit de Vries"),
        ({"from": "19:00", "until": "19:00"}, "Marit de Vries"),
        ({"from": "19:05"}, "Marit de Vries"),
        ({"from": "06:00", "until": "09:00"}, "Marit de Vries"),
        ({"date": "2020-01-01"}, "Marit de Vries"),
        ({"date": "2199-12-31"}, "Marit de Vries"),
        ({"date": "9999-12-31"}, "Marit de Vries"),
        ({"date": "0001-01-01"}, "Marit de Vries"),
        ({"date": "gisteren", "from": "", "until": "x"}, "Marit de Vries"),
    ],
)
def test_a_mistake_in_the_checkout_is_told_with_everything_typed_still_there(
    client: Visitor, room: Room, values: dict[str, str], kept: str
) -> None:
    answer = client.submit(f"/boeken/{room.slug}", form(**values))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert kept in page
    assert 'aria-invalid="true"' in page or 'role="alert"' in page
    assert rows() == 0


def test_a_nul_in_a_form_is_left_out_and_script_and_emoji_are_text(client: Visitor, room: Room) -> None:
    name = f"🎺 <script>alert(1)</script>{NUL}"
    answer = client.submit(f"/boeken/{room.slug}", form(name=name, organisation=name, persons=f"1{NUL}2"))
    assert answer.status_code == 303
    kept = session().execute(text("SELECT contact_name, persons FROM booking")).one()
    assert tuple(kept) == ("🎺 <script>alert(1)</script>", 12)


def test_script_that_was_typed_is_shown_and_not_run(client: Visitor, room: Room) -> None:
    evil = '"><script>alert(1)</script>'
    page = client.submit(f"/boeken/{room.slug}", form(name=evil, email=evil, phone=evil, persons=evil)).get_data(
        as_text=True
    )
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


PUBLIC_PATHS = (
    "/",
    "/zoeken",
    "/ruimtes/{slug}",
    "/boeken/{slug}",
    "/mijn-boeking",
    "/inloggen",
    "/boekingen/{reference}",
    "/boekingen/{reference}/annuleren",
    "/boekingen/{reference}/betalen",
    "/boekingen/{reference}/agenda.ics",
    "/api/v1/rooms",
    "/api/v1/rooms/{room_id}",
    "/api/v1/rooms/{room_id}/availability",
    "/api/v1/bookings/{reference}",
    "/hoe-wij-sorteren",
)
NAMES = (
    "date",
    "from",
    "until",
    "near",
    "where",
    "persons",
    "page",
    "type",
    "radius_km",
    "token",
    "next",
    "week",
    "sort",
    "kind",
    "x",
)
NONSENSE = (
    NUL,
    "a\x00b",
    "-1",
    "9" * 400,
    "9999-12-31",
    "0001-01-01",
    "24:00",
    "' OR 1=1 --",
    "%",
    "\ud83d\ude00",
    "../../etc",
    "🎺" * 500,
    "NaN",
    "[]",
)


@pytest.fixture
def paths(client: Visitor, room: Room) -> list[str]:
    booking = BookingFactory(room=room)
    session().commit()
    named = {"slug": room.slug, "reference": booking.reference, "room_id": str(room.id)}
    return [path.format(**named) for path in PUBLIC_PATHS]


@pytest.mark.parametrize("nonsense", NONSENSE, ids=[str(number) for number in range(len(NONSENSE))])
def test_nonsense_in_an_address_is_answered_without_breaking(client: Visitor, paths: list[str], nonsense: str) -> None:
    value = nonsense.encode("utf-8", "surrogatepass")
    broken = []
    for path in paths:
        for name in NAMES:
            answer = client.get(path, query_string={name: value})
            if answer.status_code >= 500:
                broken.append((path, name, answer.status_code))
        answer = client.get(path, query_string=dict.fromkeys(NAMES, value))
        if answer.status_code >= 500:
            broken.append((path, "all", answer.status_code))
    assert broken == []


@pytest.mark.parametrize(
    "path",
    [
        "/ruimtes/%00",
        "/boeken/%00",
        "/boekingen/%00",
        "/boekingen/a%00b/betalen",
        "/api/v1/bookings/%00?token=x",
        "/fotos/%00",
        "/ruimtes/%ff%fe",
        "/%00",
        "/fotos/..%2f..%2fetc%2fpasswd",
    ],
)
def test_a_name_that_cannot_exist_is_not_found(client: Visitor, room: Room, path: str) -> None:
    assert client.get(path).status_code in {400, 404}


def test_a_nul_in_other_forms_breaks_nothing(client: Visitor, room: Room) -> None:
    for path, data in (
        ("/mijn-boeking", {"reference": "K7P\x002MXQ", "email": "marit\x00@nevenstem.example"}),
        ("/inloggen", {"email": "marit\x00@nevenstem.example", "password": "x\x00"}),
        ("/taal", {"locale": "nl\x00", "next": "/\x00"}),
        (f"/boeken/{room.slug}", form(once="\x00", purpose="rehearsal\x00")),
    ):
        assert client.submit(path, data).status_code < 500


def test_other_peoples_tokens_open_nothing(client: Visitor, room: Room) -> None:
    booking, other = BookingFactory(room=room), BookingFactory(room=room)
    session().commit()
    token = booking_token(other.id)
    for tail in ("", "/annuleren", "/betalen", "/agenda.ics"):
        for wrong in (token, "", "x" * 5000, NUL):
            answer = client.get(f"/boekingen/{booking.reference}{tail}", query_string={"token": wrong})
            assert answer.status_code == 404
            assert booking.contact_name not in answer.get_data(as_text=True)
    answer = client.submit(f"/boekingen/{booking.reference}/annuleren", {"token": token, "refund_cents": "0"})
    assert answer.status_code == 404
    answer = client.post(f"/api/v1/bookings/{booking.reference}/cancel", json={"token": token})
    assert answer.status_code == 404
    assert session().execute(text("SELECT count(*) FROM booking WHERE status <> 'confirmed'")).scalar_one() == 0


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/zoeken", {"GET", "HEAD", "OPTIONS"}),
        ("POST", "/zoeken", {"GET", "HEAD", "OPTIONS"}),
        ("PUT", "/inloggen", {"GET", "HEAD", "OPTIONS", "POST"}),
        ("PATCH", "/api/v1/bookings", {"POST", "OPTIONS"}),
        ("GET", "/webhooks/stripe/connect", {"POST", "OPTIONS"}),
    ],
)
def test_an_odd_method_is_told_which_are_taken(client: Visitor, method: str, path: str, allowed: set[str]) -> None:
    page = client.get("/mijn-boeking").get_data(as_text=True)
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    answer = client.open(path, method=method, headers={"X-CSRFToken": token})
    assert answer.status_code == 405
    assert {name.strip() for name in answer.headers["Allow"].split(",")} == allowed


@pytest.mark.parametrize("path", ["/zoeken", "/", "/mijn-boeking", "/hoe-wij-sorteren"])
def test_unknown_words_in_the_address_of_a_page_are_ignored(client: Visitor, room: Room, path: str) -> None:
    words = {"utm_source": "nieuwsbrief", "fbclid": "x"}
    # The results lead to their one address, without them.
    assert client.get(path, query_string=words, follow_redirects=True).status_code == 200


def test_a_form_of_another_kind_is_a_form_without_its_token(client: Visitor, room: Room) -> None:
    answer = client.post(f"/boeken/{room.slug}", data="{}", content_type="application/json")
    assert answer.status_code == 400
    assert rows() == 0


def test_a_form_that_is_far_too_large_is_refused(client: Visitor, room: Room) -> None:
    answer = client.submit(f"/boeken/{room.slug}", form(name="x" * 13_000_000))
    assert answer.status_code == 413
    assert "text/html" in answer.headers["Content-Type"]
    assert rows() == 0


@pytest.mark.commits
def test_an_upload_of_fifty_megabytes_is_refused_over_a_real_connection(live_server: LiveServer) -> None:
    with live_server.app.app_context():
        slug = RoomFactory().slug
        db.session.commit()
    with requests.Session() as browser:
        browser.trust_env = False
        answer: Any = browser.post(
            f"{live_server.url}/boeken/{slug}", files={"file": ("groot.bin", b"\x00" * 50_000_000)}, timeout=60
        )
    assert answer.status_code == 413
