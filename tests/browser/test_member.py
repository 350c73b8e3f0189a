"""A member: today, the week, own lessons, what came in; and from nothing to a room that strangers find."""

import io
import re
import uuid
from datetime import date, timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from app.core import clock
from tests.browser.conftest import NARROW, WIDE, Open
from tests.browser.eyes import Eyes
from tests.browser.running import Platform
from tests.browser.steps import log_in

MANAGER = "manager@stichtse-klank.example"
# A member that has nothing yet: no venue, no account to be paid on.
BEGINNER = "manager@steunpunt-kunst-midden.example"


@pytest.fixture
def desk(eyes: Eyes, page: Page) -> Page:
    """The manager of a large arts centre, logged in."""
    log_in(page, MANAGER)
    expect(page).to_have_url(re.compile("/verhuur/"))
    return page


def test_the_desk_shows_today_the_week_and_a_sheet_to_print(desk: Page, eyes: Eyes) -> None:
    eyes.look("member-today")
    desk.get_by_role("link", name="Agenda", exact=True).click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Week")
    eyes.look("member-week")
    desk.get_by_role("link", name="Dag", exact=True).click()
    eyes.look("member-rooms-of-a-day")
    desk.get_by_role("link", name="Vandaag", exact=True).first.click()
    desk.get_by_role("link", name="Dagblad").first.click()
    eyes.look("member-day-sheet")


def test_bookings_and_earnings_add_up_on_one_desk(desk: Page, eyes: Eyes) -> None:
    desk.get_by_role("link", name="Boekingen", exact=True).click()
    eyes.look("member-bookings")
    desk.get_by_role("main").get_by_role("table").get_by_role("link").first.click()
    eyes.look("member-booking")
    desk.get_by_role("link", name="Opbrengst", exact=True).first.click()
    expect(desk.locator("tfoot")).to_be_visible()
    eyes.look("member-earnings")
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Download (csv)").click()
    assert download.value.path().stat().st_size > 100


def _calendar(first: date) -> bytes:
    stamp = f"{first:%Y%m%d}"
    lines = [
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Muziekschool//Rooster//NL"),
        *("BEGIN:VEVENT", f"UID:{uuid.uuid4()}", f"DTSTAMP:{stamp}T000000Z", "SUMMARY:Blokfluit groep 2"),
        f"DTSTART;TZID=Europe/Amsterdam:{stamp}T070000",
        f"DTEND;TZID=Europe/Amsterdam:{stamp}T080000",
        *("RRULE:FREQ=WEEKLY;COUNT=4", "END:VEVENT"),
        *("BEGIN:VEVENT", f"UID:{uuid.uuid4()}", f"DTSTAMP:{stamp}T000000Z", "SUMMARY:Zonder geldige tijd"),
        *("DTSTART:morgenochtend", "END:VEVENT", "END:VCALENDAR", ""),
    ]
    return "\r\n".join(lines).encode()


def test_lessons_are_shown_before_they_are_applied_and_change_nothing_twice(
    desk: Page, eyes: Eyes, width: int, tmp_path: Path
) -> None:
    file = tmp_path / "rooster.ics"
    file.write_bytes(_calendar(clock.today() + timedelta(days=21)))
    room = {WIDE: "Muziekkamer", NARROW: "Regentenkamer"}[width]

    def bring() -> None:
        desk.get_by_role("link", name="Lessen", exact=True).click()
        desk.get_by_label("Ruimte", exact=True).select_option(label=room)
        desk.get_by_label("Agendabestand", exact=True).set_input_files(file)
        desk.get_by_role("button", name="Bekijk wat er verandert").click()

    bring()
    expect(desk.get_by_role("heading", level=1)).to_have_text(f"Wat verandert er in {room}")
    expect(desk.get_by_role("region", name="Wat niet te lezen was").first).to_contain_text("regel 16")
    expect(desk.get_by_role("region", name="Nieuw", exact=True).first).to_contain_text("Blokfluit groep 2")
    eyes.look("member-import-preview")
    desk.get_by_role("button", name="Verwerk deze veranderingen").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text(f"Wat is er veranderd in {room}")
    eyes.look("member-import-applied")
    bring()
    expect(desk.get_by_role("button", name="Er verandert niets; markeer als gedaan")).to_be_visible()


def test_a_file_that_is_no_calendar_is_refused_at_its_field(desk: Page, eyes: Eyes, tmp_path: Path) -> None:
    file = tmp_path / "rooster.ics"
    file.write_text("<html>Log in om je agenda te zien</html>")
    desk.get_by_role("link", name="Lessen", exact=True).click()
    desk.get_by_label("Ruimte", exact=True).select_option(label="Muziekkamer")
    desk.get_by_label("Agendabestand", exact=True).set_input_files(file)
    desk.get_by_role("button", name="Bekijk wat er verandert").click()
    expect(desk.get_by_role("alert").first).to_be_visible()
    eyes.look("member-import-refused")


def test_stripe_is_connected_through_its_own_page(open_browser: Open) -> None:
    eyes = open_browser(NARROW)
    page = eyes.page
    _connect(eyes)
    eyes.look("member-paid")
    expect(page.get_by_role("main")).to_contain_text("Je kunt betaald worden")


def _connect(eyes: Eyes) -> None:
    """To the end of Stripe's page, by way of leaving it half done; nothing is left to do when it is connected already."""
    page = eyes.page
    log_in(page, BEGINNER)
    page.get_by_role("link", name="Opbrengst", exact=True).first.click()
    page.get_by_role("link", name="Betaald krijgen").click()
    eyes.look("member-not-paid-yet")
    if not page.get_by_role("button", name="Koppel Stripe").is_visible():
        return
    page.get_by_role("button", name="Koppel Stripe").click()
    expect(page).to_have_title("Betaalsimulator - er wordt geen geld overgemaakt")
    eyes.look("onboarding")
    page.get_by_role("button", name="Onvolledig: er ontbreken nog gegevens").click()
    expect(page.get_by_role("main")).to_contain_text("Stripe")
    page.get_by_role("button", name="Ga verder bij Stripe").click()
    page.get_by_role("button", name="Voltooid: alles is ingevuld en goedgekeurd").click()
    expect(page.get_by_role("main")).to_contain_text("Je kunt betaald worden")


def _picture() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (1200, 750), (90, 140, 120)).save(content, "JPEG")
    return content.getvalue()


def test_a_new_room_goes_online_step_by_step_and_is_found(platform: Platform, open_browser: Open, width: int) -> None:
    eyes = open_browser(width)
    page = eyes.page
    _connect(eyes)
    name = f"Zolder {width}"
    page.get_by_role("link", name="Locaties").first.click()
    eyes.look("member-venues")
    page.get_by_role("link", name="Voeg een locatie toe").click()
    _make_venue(eyes, f"Huis {width}")
    _make_room(eyes, name)
    page.get_by_role("button", name="Zet deze ruimte online").click()
    expect(page.get_by_role("main")).to_contain_text("Deze ruimte staat online")
    eyes.look("member-room-online")

    found = platform.get("/api/v1/rooms", near="Utrecht", persons=12, type="music_room").json()
    assert name in [item["name"] for item in found["items"]]
    page.get_by_role("link", name="Bekijk hem als huurder").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    eyes.look("new-room-for-hirers")


def _make_venue(eyes: Eyes, name: str) -> None:
    page = eyes.page
    page.get_by_role("button", name="Bewaar en ga verder").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    eyes.look("member-venue-with-mistakes")
    page.get_by_label("Naam van de locatie").fill(name)
    page.get_by_label("Straat").fill("Oudegracht")
    page.get_by_label("Huisnummer").fill("12")
    page.get_by_label("Postcode").fill("3511 AB")
    page.get_by_label("Plaats", exact=True).fill("Utrecht")
    page.get_by_role("button", name="Bewaar en ga verder").click()
    eyes.look("member-opening")
    for day in ("Maandag", "Dinsdag", "Woensdag"):
        page.get_by_label(f"{day} open van").fill("09:00")
        page.get_by_label(f"{day} open tot").fill("22:00")
    page.get_by_role("button", name="Bewaar de week").click()
    page.get_by_role("link", name="Verder naar de eerste ruimte").click()


def _make_room(eyes: Eyes, name: str) -> None:
    page = eyes.page
    eyes.look("member-room")
    page.get_by_label("Naam van de ruimte").fill(name)
    page.get_by_label("Soort ruimte").select_option("music_room")
    page.get_by_label("Hoeveel mensen hooguit?").fill("14")
    page.get_by_label("Waar is deze ruimte goed voor?").fill("Kleine zolder met een piano en veel licht.")
    page.get_by_label("Rijen", exact=True).fill("12")
    page.get_by_role("button", name="Bewaar en ga verder").click()
    eyes.look("member-rules")
    page.get_by_label("Repetitie").check()
    page.get_by_label("Wat geldt er voor de btw?").select_option(label="Kale verhuur, vrijgesteld: geen btw")
    page.get_by_label("Ik bevestig dat dit btw-profiel klopt").check()
    page.get_by_role("button", name="Bewaar en ga verder").click()
    eyes.look("member-prices")
    page.get_by_label("Prijs in euro").first.fill("17,50")
    page.get_by_role("button", name="Bewaar deze prijs").click()
    page.get_by_role("link", name="Verder naar de foto's").click()
    picture = {"name": "zolder.jpg", "mimeType": "image/jpeg", "buffer": _picture()}
    page.get_by_label("Foto", exact=True).set_input_files(picture)  # type: ignore[arg-type]  # a mapping will do
    page.get_by_label("Wat is er te zien?").fill("De zolder vanaf de trap")
    page.get_by_role("button", name="Voeg deze foto toe").click()
    expect(page.get_by_role("img", name="De zolder vanaf de trap")).to_be_visible()
    eyes.look("member-photos")
    page.get_by_role("link", name="Verder naar de laatste stap").click()
    eyes.look("member-publish")
