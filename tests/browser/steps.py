"""What a hirer does, in steps that the journeys share. Everything is found by the words on the screen."""

import re
import uuid
from dataclasses import dataclass, field
from email.message import EmailMessage

from icalendar import Calendar
from playwright.sync_api import Page, expect

from app.core.clock import AMSTERDAM
from tests.browser.running import PASSWORD, Platform, Slot

BOOK = "Boeken met betalingsverplichting"
IDEAL = "Betaal met iDEAL"
PATIENCE_MS = 30_000  # the payment is told by a webhook, a job and a page that looks again every four seconds


@dataclass(frozen=True, slots=True)
class Hirer:
    """Who fills in the form."""

    name: str = "Marit de Vries"
    email: str = field(default_factory=lambda: f"marit-{uuid.uuid4().hex[:12]}@nevenstem.example")
    phone: str = "06-12345678"
    organisation: str = "Kamerkoor Nevenstem"


def search(page: Page, slot: Slot, *, place: str = "Utrecht") -> None:
    """From the home page to the results."""
    form = page.get_by_role("search")
    form.get_by_label("Waar?").fill(place)
    form.get_by_label("Personen").fill(str(slot.persons))
    form.get_by_label("Welke dag?").fill(slot.day.isoformat())
    form.get_by_label("Van").fill(slot.start)
    form.get_by_label("Tot").fill(slot.end)
    form.get_by_role("button", name="Ruimte zoeken").click()
    expect(page).to_have_url(re.compile("/zoeken"))


def first_room(page: Page, name: str) -> None:
    """Open the card of this room."""
    page.locator(".hits").get_by_role("link", name=name, exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def fill_in(page: Page, hirer: Hirer, slot: Slot) -> None:
    """The checkout form."""
    page.get_by_label("Naam", exact=True).fill(hirer.name)
    page.get_by_label("Telefoon").fill(hirer.phone)
    page.get_by_label("E-mailadres").fill(hirer.email)
    page.get_by_label("Vereniging of organisatie").fill(hirer.organisation)
    purpose = page.get_by_label("Activiteit")
    purpose.select_option(index=1)
    page.get_by_label("Aantal personen").fill(str(slot.persons))
    page.get_by_label("Ik ben 18 jaar of ouder").check()


def book(page: Page, slot: Slot, hirer: Hirer) -> None:
    """From the checkout page of a slot to the payment page."""
    page.goto(slot.address("boeken"))
    fill_in(page, hirer, slot)
    page.get_by_role("button", name=BOOK, exact=True).click()
    expect(page.get_by_role("button", name=IDEAL)).to_be_visible()


def pay(page: Page, slot: Slot, button: str = IDEAL) -> None:
    """From the payment page to the confirmation."""
    page.get_by_role("button", name=button).click()
    expect_yours(page, slot)


def expect_yours(page: Page, slot: Slot) -> None:
    """The booking's own page says that it is confirmed."""
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{slot.room} is van jou.", timeout=PATIENCE_MS)


def moments_in(mail: EmailMessage) -> tuple[str, str]:
    """From when until when, in Amsterdam, says the calendar file that hangs on a mail."""
    parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert len(parts) == 1, [part.get_content_type() for part in mail.walk()]
    events = Calendar.from_ical(parts[0].get_content()).walk("VEVENT")
    assert len(events) == 1
    start, end = (events[0].decoded(name).astimezone(AMSTERDAM) for name in ("dtstart", "dtend"))
    return f"{start:%Y-%m-%d %H:%M}", f"{end:%Y-%m-%d %H:%M}"


def link_in(mail: EmailMessage, platform: Platform) -> str:
    """The link to the booking's own page in the mail's text."""
    body = mail.get_body(("plain",))
    assert body is not None
    found = re.search(re.escape(platform.url) + r"/boekingen/\S+token=[\w.-]+", body.get_content())
    assert found is not None, body.get_content()
    return found.group(0)


def log_in(page: Page, email: str) -> None:
    """With the password of all demo accounts."""
    page.goto("/inloggen")
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Inloggen").click()
    expect(page).not_to_have_url(re.compile("/inloggen"))
