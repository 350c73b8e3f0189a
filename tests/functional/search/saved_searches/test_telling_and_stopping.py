"""What comes free is told once, and stopping leaves nothing."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

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
from app.services.search.saved_search_service import STOP
from tests.conftest import Visitor
from tests.factories.market import room_on_offer
from tests.factories.occupancy import fill_masks, occupy
from tests.functional.search.saved_searches.asking import DAY, EMAIL, NOW, ask, confirmed, mails, rows, text_of
from tests.page_reader import Page
from worker.tasks import search as tasks

Run = Callable[..., list[str]]


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
