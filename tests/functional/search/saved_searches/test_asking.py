"""Who asks for mail confirms it, and nobody is flooded."""

import uuid

import pytest

from app.core.tokens import link_token
from app.services.search.saved_search_service import CONFIRM, STOP
from tests.conftest import Visitor
from tests.factories.market import room_on_offer
from tests.functional.search.saved_searches.asking import (
    DAY,
    EMAIL,
    NOW,
    QUESTION,
    ask,
    confirmed,
    mails,
    path_in,
    rows,
    text_of,
)
from tests.page_reader import Page


def test_asking_sends_one_mail_and_says_the_same_to_everybody(client: Visitor) -> None:
    first = ask(client)
    again = ask(client, email=f" {EMAIL.upper()} ")

    assert first.status == again.status == 303
    assert len(rows()) == 1
    assert rows()[0].email == EMAIL
    assert rows()[0].ends_on == DAY
    (mail,) = mails("saved_search_confirm")
    assert mail["To"] == EMAIL
    assert "dinsdag 12 januari, 19.00–22.00 uur" in text_of(mail).lower()
    page = Page(client.get("/zoekopdrachten/kijk-in-je-mail"))
    assert page.one("h1").text == "Kijk in je mail"


def test_opening_the_link_confirms_nothing_pressing_the_button_does(client: Visitor) -> None:
    ask(client)
    path = path_in(mails("saved_search_confirm")[0], "bevestigen")

    page = Page(client.get(path))
    assert page.one("h1").text == "Zullen we je mailen?"
    assert rows()[0].confirmed_at is None
    done = Page(client.submit(path))

    assert done.one("h1").text == "We mailen je zodra er iets vrijkomt."
    assert rows()[0].confirmed_at == NOW
    assert rows()[0].asked_from is None


@pytest.mark.parametrize("step", ["bevestigen", "stoppen"])
@pytest.mark.parametrize("token", ["", "x", "é", "a" * 5000, "OTHER USE", "OTHER ROW"])
def test_a_token_that_is_not_its_own_opens_nothing(client: Visitor, step: str, token: str) -> None:
    row = confirmed(client)
    wrong = {
        "OTHER USE": link_token(STOP if step == "bevestigen" else CONFIRM, row.id),
        "OTHER ROW": link_token(CONFIRM if step == "bevestigen" else STOP, uuid.uuid4()),
    }.get(token, token)

    assert client.get(f"/zoekopdrachten/{row.id}/{step}", query_string={"token": wrong}).status_code == 404
    assert client.submit(f"/zoekopdrachten/{row.id}/{step}?token={wrong[:2000]}").status_code == 404
    assert len(rows()) == 1


def test_a_search_that_does_not_exist_cannot_be_told_from_a_wrong_secret(client: Visitor) -> None:
    nobody = uuid.uuid4()

    known = client.get(f"/zoekopdrachten/{nobody}/bevestigen?token={link_token(CONFIRM, nobody)}")
    unknown = client.get(f"/zoekopdrachten/{nobody}/bevestigen?token=fout")

    assert (known.status_code, unknown.status_code) == (404, 404)
    assert Page(known).text == Page(unknown).text


@pytest.mark.parametrize(
    "email", ["", "geen-adres", "a@b", "twee@adressen.example, x@y.example", "x" * 300 + "@y.example"]
)
def test_an_address_that_is_none_is_told_at_the_field_and_stays(client: Visitor, email: str) -> None:
    room_on_offer()

    page = ask(client, email=email)

    assert page.status == 422
    assert "Vul je e-mailadres volledig in" in page.error("watch-email")
    assert page.value("email") == email[:300]
    assert rows() == []


def test_a_question_with_mistakes_is_not_saved(client: Visitor) -> None:
    assert ask(client, question="near=Utrecht&date=2020-01-01").status == 422
    assert rows() == []


def test_an_address_is_not_flooded(client: Visitor) -> None:
    for persons in range(1, 4):
        assert ask(client, question=f"{QUESTION}&persons={persons}").status == 303

    refused = ask(client, question=f"{QUESTION}&persons=4")

    assert refused.status == 429
    assert "Voor dit adres is al veel gevraagd" in refused.error("watch-email")
    assert len(mails("saved_search_confirm")) == 3
    assert ask(client, email="ander@nevenstem.example").status == 303


def test_one_visitor_cannot_write_to_many(client: Visitor) -> None:
    for number in range(10):
        assert ask(client, email=f"koor{number}@nevenstem.example").status == 303

    assert ask(client, email="nog-een@nevenstem.example").status == 429


def test_where_somebody_is_is_not_kept(client: Visitor) -> None:
    ask(client, question="at=52.09,5.12&date=2027-01-12")

    assert "at" not in rows()[0].terms
    assert rows()[0].terms["near"] == ["Utrecht (Utrecht)"]
