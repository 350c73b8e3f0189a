"""The idle page as people use it: look, decide once, book what came online, and take it back."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask

from app.core import clock
from app.core.db import session
from app.models.accounts import OrganisationRoleName
from app.models.idle import IdleOffer
from app.models.listing import Room
from app.services.availability import availability_service
from tests.conftest import Visitor
from tests.factories.accounts import OrganisationFactory, OrganisationRoleFactory
from tests.factories.listing import DayPartFactory, OpeningHoursFactory, RoomFactory, VenueFactory
from tests.factories.payments import PaymentAccountFactory

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
HOME = "/verhuur/pakhuis/leegstand"
LONG = "Grote theaterzaal met schuifwand, vleugel en uitzicht over de Vecht (achterzijde)"


@pytest.fixture
def room(app: Flask) -> Iterator[Room]:
    """A studio that is offered on Tuesday evenings, in a house that is open every day 9.00-22.00."""
    with clock.frozen(NOW):
        organisation = OrganisationFactory(slug="pakhuis")
        PaymentAccountFactory(organisation_id=organisation.id)
        venue = VenueFactory(organisation=organisation, opening=(540, 1320))
        for name, start in (("Ochtend", 540), ("Avond", 1080)):
            DayPartFactory(venue_id=venue.id, name=name, starts_minute=start, ends_minute=start + 240)
        made: Room = RoomFactory(venue=venue, name=LONG, slug="grote-zaal")
        OpeningHoursFactory(venue_id=venue.id, room_id=made.id, weekday=1, opens_minute=1080, closes_minute=1320)
        yield made


def log_in(client: Visitor, room: Room, role: OrganisationRoleName = OrganisationRoleName.MANAGER) -> None:
    person = OrganisationRoleFactory(organisation=room.venue.organisation, role=role)
    session().commit()
    client.log_in(person.user.email)


def page(client: Visitor, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.get_data(as_text=True)


def hidden(text: str) -> dict[str, str]:
    """The fields of the form that takes the decision."""
    form = text[text.index('leegstand/aanbieden"') :]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[: form.index("</form>")]))


def test_the_page_says_in_words_what_it_draws(client: Visitor, room: Room) -> None:
    log_in(client, room)
    text = page(client, HOME)
    assert "Waar staat het leeg?" in text
    assert f"{LONG}, dinsdag: ochtend 100% leeg, waarvan 100% niet te boeken, avond 100% leeg" in text
    assert "Bied alles aan" in text
    assert "geen belofte" in text
    assert "Van 1 ruimte kennen we nog geen rooster" in text
    assert page(client, f"{HOME}?weeks=holiday").count("Waar staat het leeg?") >= 1


def test_the_figures_come_as_a_file(client: Visitor, room: Room) -> None:
    log_in(client, room)
    answer = client.get(f"{HOME}.csv")
    assert answer.mimetype == "text/csv"
    lines = answer.get_data().decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 2 * 7 * 2
    assert "dinsdag;Avond;" in lines[4]


def test_one_decision_puts_hours_online_that_everybody_can_book_and_back(client: Visitor, room: Room) -> None:
    log_in(client, room)
    question = f"{HOME}/aanbieden?venue={room.venue_id}&cell=2-0&starts_on=2026-11-24&off=20&days=3"
    shown = page(client, question)
    assert "wo 9.00–18.00" in shown
    assert "Zet 9 uur per week online" in shown
    assert "€\N{NO-BREAK SPACE}64,00" in shown
    form = hidden(shown) | {"cell": "2-0"}
    for _ in range(2):  # a double click
        answer = client.submit(f"{HOME}/aanbieden", form)
        assert answer.status_code == 303
    assert session().query(IdleOffer).count() == 1
    assert "wo 9.00" not in page(client, question)
    offer = session().query(IdleOffer).one()
    assert answer.headers["Location"].endswith("#offers")
    assert "Haal deze uren offline" in page(client, HOME)
    client.submit(f"{HOME}/aanbod/{offer.id}/intrekken", {})
    assert "teruggehaald op" in page(client, HOME)
    assert "Zet 9 uur per week online" in page(client, question)


def test_search_finds_the_room_at_hours_that_were_offered(client: Visitor, room: Room) -> None:
    log_in(client, room)
    availability_service.fill_days([room.id], NOW.date())  # as publishing does
    session().commit()
    search = "/zoeken?near=Utrecht&date=2026-12-02&from=10:00&until=12:00"
    assert "1 vrij op jouw tijd" not in page(client, search)
    shown = page(client, f"{HOME}/aanbieden?venue={room.venue_id}&everything=1")
    client.submit(f"{HOME}/aanbieden", hidden(shown))
    assert "1 vrij op jouw tijd" in page(client, search)


def test_nothing_ticked_is_told_at_the_boxes_with_the_rest_kept(client: Visitor, room: Room) -> None:
    log_in(client, room)
    text = page(client, f"{HOME}/aanbieden?venue={room.venue_id}&starts_on=2027-02-01&off=20", 422)
    assert "Kies minstens één dagdeel." in text
    assert 'value="2027-02-01"' in text
    for nonsense in ("cell=9-9", "cell=x", "starts_on=nooit", "cell=1-0&off=99", "cell=1-0&off=20&days=zes"):
        page(client, f"{HOME}/aanbieden?venue={room.venue_id}&{nonsense}", 422)


def test_only_a_manager_decides_and_only_about_rooms_of_its_own(client: Visitor, room: Room) -> None:
    other = RoomFactory(venue=VenueFactory(organisation=OrganisationFactory(slug="elders")))
    log_in(client, room, OrganisationRoleName.FRONT_DESK)
    assert "Een manager van je organisatie beslist" in page(client, HOME)
    page(client, f"{HOME}/aanbieden?venue={room.venue_id}&everything=1", 403)
    page(client, f"{HOME}?venue={other.venue_id}", 404)
    page(client, "/verhuur/elders/leegstand", 404)


def test_a_member_without_rooms_is_told_what_to_do(client: Visitor, app: Flask) -> None:
    person = OrganisationRoleFactory(organisation=OrganisationFactory(slug="nieuw"))
    session().commit()
    client.log_in(person.user.email)
    text = page(client, "/verhuur/nieuw/leegstand")
    assert "Nog geen ruimtes" in text
    assert "Maak een locatie" in text
