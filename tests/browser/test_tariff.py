"""A member asks what a time costs, with nothing but a keyboard; the answer comes without leaving the page."""

import pytest
from playwright.sync_api import Browser, expect

from app.core.db import db
from tests.conftest import LiveServer
from tests.factories.accounts import OrganisationFactory, OrganisationRoleFactory
from tests.factories.listing import RateFactory, RoomFactory, VenueFactory
from tests.factories.tariff import RatePlanFactory

pytestmark = pytest.mark.commits


def test_what_a_time_costs_is_asked_by_keyboard_and_answered_in_place(
    browser: Browser, live_server: LiveServer
) -> None:
    with live_server.app.app_context():
        organisation = OrganisationFactory(slug="pakhuis")
        email = OrganisationRoleFactory(organisation=organisation).user.email
        room = RoomFactory(venue=VenueFactory(organisation=organisation))
        plan = RatePlanFactory(room_id=room.id, name="Verenigingen")
        RateFactory(room_id=room.id, plan_id=plan.id, price_cents=1250)
        address = f"{live_server.url}/verhuur/pakhuis/locaties/{room.venue_id}/ruimtes/{room.id}/tarieven"
        db.session.commit()
    page = browser.new_page(locale="nl-NL")
    page.goto(f"{live_server.url}/inloggen")
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_label("Wachtwoord").fill("correct horse battery")
    page.keyboard.press("Enter")
    page.wait_for_url("**/verhuur/**")
    page.goto(address)
    panel = page.get_by_role("form", name="Wat kost dit?")
    expect(panel).to_contain_text("€\u00a060,00")
    category = panel.get_by_label("Als wie?")
    category.focus()
    page.keyboard.type("Amateur")
    page.keyboard.press("Tab")
    expect(panel).to_contain_text("€\u00a037,50")
    expect(panel).to_contain_text("Verenigingen, per uur")
    # Somebody who goes on with Tab is where they would be on a page that had not changed.
    expect(panel.get_by_label("Waarvoor?")).to_be_focused()
    assert page.url == address
    page.close()
