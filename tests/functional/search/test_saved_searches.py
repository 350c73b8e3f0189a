"""The life of a saved search: asked, confirmed from the mailbox, told once, stopped, forgotten."""

import re
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.db import session
from app.core.tokens import link_token
from app.models.listing import Room
from app.models.mail import Mail
from app.models.saved_searches import SavedSearch
from app.services.audit.audit_service import SYSTEM
from app.services.availability import block_service
from app.services.search.saved_search_service import CONFIRM, STOP
from app.web.mail_messages import build_message
from tests.conftest import Visitor
from tests.factories.market import room_on_offer
from tests.factories.occupancy import fill_masks, occupy
from tests.page_reader import Page
from worker.tasks import search as tasks

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
DAY = date(2027, 1, 12)
QUESTION = "near=Utrecht&date=2027-01-12&from=19:00&until=22:00"
EMAIL = "marit@nevenstem.example"
Run = Callable[..., list[str]]


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def ask(client: Visitor, email: str = EMAIL, question: str = QUESTION) -> Page:
    fill_masks(DAY, 8)
    return Page(client.submit(f"/zoekopdrachten?{question}", {"email": email}))


def rows() -> list[SavedSearch]:
    session().expire_all()
    return list(session().scalars(select(SavedSearch).order_by(SavedSearch.created_at, SavedSearch.id)))


def mails(template: str) -> list[EmailMessage]:
    return [
        build_message(mail)
        for mail in session().scalars(select(Mail).where(Mail.template == template).order_by(Mail.created_at))
    ]


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def path_in(mail: EmailMessage, step: str) -> str:
    found = re.search(rf"http://localhost(/zoekopdrachten/\S+/{step}\?token=\S+)", text_of(mail))
    assert found is not None, text_of(mail)
    return found.group(1)


def confirmed(client: Visitor) -> SavedSearch:
    ask(client)
    client.submit(path_in(mails("saved_search_confirm")[-1], "bevestigen"))
    return rows()[-1]


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


def test_a_room_that_comes_free_is_told_once(client: Visitor, run_jobs: Run) -> None:
    room = room_on_offer(name="Koorzaal", slug="koorzaal", rate_cents=2000)
    block = occupy(room, DAY, 18 * 60, 23 * 60)
    room_on_offer(name="Was al vrij")
    row = confirmed(client)
    assert not looked_again(row)

    # Somebody else's request, with a session of its own: what a list of results left out is loaded there.
    room_id, block_id, row_id = room.id, block.id, row.id
    session().expunge_all()
    room = session().scalars(select(Room).where(Room.id == room_id).options(joinedload(Room.venue))).one()
    block_service.remove(session().get_one(type(block), block_id), room, actor=SYSTEM)
    row = session().get_one(SavedSearch, row_id)
    with clock.frozen(NOW + timedelta(hours=1)):
        assert looked_again(row)
        assert not looked_again(row)

    (mail,) = mails("saved_search_alert")
    assert mail["Subject"] == "Er is 1 ruimte vrijgekomen"
    assert "Koorzaal" in text_of(mail)
    assert "Was al vrij" not in text_of(mail)
    assert "€ 60,00" in text_of(mail).replace("\xa0", " ")
    assert "/ruimtes/koorzaal?date=2027-01-12&from=19:00&until=22:00" in text_of(mail)


def looked_again(row: SavedSearch) -> bool:
    """Whether the task sent a mail."""
    before = session().scalar(select(func.count()).select_from(Mail).where(Mail.template == "saved_search_alert"))
    tasks.look_again(str(row.id))
    after = session().scalar(select(func.count()).select_from(Mail).where(Mail.template == "saved_search_alert"))
    return after != before


def test_a_new_room_is_news_and_at_most_once_a_day(client: Visitor) -> None:
    row = confirmed(client)
    room_on_offer(name="Eerste")
    fill_masks(DAY)
    assert looked_again(row)
    room_on_offer(name="Tweede")
    fill_masks(DAY)
    assert not looked_again(row)

    with clock.frozen(NOW + timedelta(days=1)):
        assert looked_again(row)

    first, second = map(text_of, mails("saved_search_alert"))
    assert "Eerste" in first
    assert "Tweede" in second
    assert "Eerste" not in second


def test_a_room_that_was_taken_again_is_news_when_it_comes_free_once_more(client: Visitor) -> None:
    room_on_offer(name="Koorzaal")
    row = confirmed(client)
    room = session().scalars(select(Room).options(joinedload(Room.venue))).one()
    block = occupy(room, DAY, 18 * 60, 23 * 60)
    assert not looked_again(row)

    # Somebody else's request, with a session of its own: what a list of results left out is loaded there.
    room_id, block_id, row_id = room.id, block.id, row.id
    session().expunge_all()
    room = session().scalars(select(Room).where(Room.id == room_id).options(joinedload(Room.venue))).one()
    block_service.remove(session().get_one(type(block), block_id), room, actor=SYSTEM)
    row = session().get_one(SavedSearch, row_id)

    assert looked_again(row)


def test_who_did_not_confirm_gets_nothing(client: Visitor) -> None:
    ask(client)
    room_on_offer()
    fill_masks(DAY)

    assert not looked_again(rows()[0])


def test_the_round_finds_what_is_due_and_no_more(client: Visitor, run_jobs: Run) -> None:
    confirmed(client)
    run_jobs()
    room_on_offer()
    fill_masks(DAY)

    tasks.find_due(int(NOW.timestamp()))
    assert "search.look_again" not in run_jobs()
    later = NOW + timedelta(minutes=20)
    with clock.frozen(later):
        tasks.find_due(int(later.timestamp()))
        tasks.find_due(int(later.timestamp()))
        ran = run_jobs()

    assert ran.count("search.look_again") == 1
    assert len(mails("saved_search_alert")) == 1


def test_after_its_day_it_is_forgotten_with_its_address_and_mails(client: Visitor) -> None:
    confirmed(client)
    ask(client, email="nooit@bevestigd.example")
    over = datetime(2027, 1, 7, 3, 41, tzinfo=UTC)

    tasks.forget(int(over.timestamp()))
    assert [row.email for row in rows()] == [EMAIL]
    tasks.forget(int(datetime(2027, 1, 13, 3, 41, tzinfo=UTC).timestamp()))

    assert rows() == []
    assert session().scalar(select(func.count()).select_from(Mail)) == 0


def test_without_a_day_it_lives_ninety_days(client: Visitor) -> None:
    ask(client, question="near=Utrecht&mode=moment")

    assert rows()[0].ends_on == date(2027, 4, 4)


def test_stopping_takes_one_press_and_leaves_nothing(client: Visitor) -> None:
    row = confirmed(client)
    path = f"/zoekopdrachten/{row.id}/stoppen?token={link_token(STOP, row.id)}"

    assert Page(client.get(path)).one("h1").text == "Deze zoekopdracht stoppen?"
    assert len(rows()) == 1
    done = client.submit(path, follow_redirects=True)

    assert "Je adres is weggegooid" in Page(done).text
    assert rows() == []
    assert session().scalar(select(func.count()).select_from(Mail)) == 0
    assert client.submit(path).status_code == 303


def test_a_mail_programme_unsubscribes_by_itself(client: Visitor) -> None:
    row = confirmed(client)
    room_on_offer()
    fill_masks(DAY)
    assert looked_again(row)
    (mail,) = mails("saved_search_alert")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = mail["List-Unsubscribe"].strip("<>").removeprefix("http://localhost")

    answer = client.post(path, data={"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 303
    assert rows() == []


def test_a_mail_whose_search_was_stopped_meanwhile_is_not_sent(client: Visitor, run_jobs: Run, app: Flask) -> None:
    row = confirmed(client)
    run_jobs()
    room_on_offer()
    fill_masks(DAY)
    assert looked_again(row)
    folder = app.extensions["settings"].data_dir / "mail"
    before = set(folder.glob("*.eml"))
    client.submit(f"/zoekopdrachten/{row.id}/stoppen?token={link_token(STOP, row.id)}")

    assert "mail.send" in run_jobs()
    assert set(folder.glob("*.eml")) == before
