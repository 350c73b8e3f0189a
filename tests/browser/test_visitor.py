"""A stranger finds, books, pays, and changes their mind: with scripts and without, at a desk and on a phone."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import WIDE, Open
from tests.browser.eyes import Eyes
from tests.browser.running import Platform
from tests.browser.steps import (
    BOOK,
    IDEAL,
    Hirer,
    book,
    expect_yours,
    fill_in,
    first_room,
    link_in,
    moments_in,
    pay,
    search,
)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_stranger_finds_books_and_pays_a_room(
    platform: Platform, open_browser: Open, width: int, script: bool
) -> None:
    slot = platform.free_slot()
    hirer = Hirer()
    eyes = open_browser(width, script=script)
    page = eyes.page

    page.goto("/")
    eyes.look("home")
    search(page, slot)
    eyes.look("results")
    first_room(page, slot.room)
    eyes.look("room")
    page.get_by_role("button", name="Verder met deze tijd").click()
    eyes.look("checkout")
    fill_in(page, hirer, slot)
    page.get_by_role("button", name=BOOK, exact=True).click()
    expect(page).to_have_title("Betaalsimulator - er wordt geen geld overgemaakt")
    eyes.look("pay")
    page.get_by_role("button", name=IDEAL).click()
    expect_yours(page, slot)
    eyes.look("confirmed")

    mail = platform.mail(hirer.email, "geboekt")
    assert moments_in(mail) == (f"{slot.day} {slot.start}", f"{slot.day} {slot.end}")
    page.goto(link_in(mail, platform))
    expect_yours(page, slot)


def test_a_time_is_picked_in_the_week_of_the_room(platform: Platform, eyes: Eyes, page: Page) -> None:
    slot = platform.free_slot()
    page.goto(f"/ruimtes/{slot.slug}?week={slot.day}")
    eyes.look("room-without-a-time")
    page.locator("a.pick").first.click()
    expect(page.locator("a.pick[aria-current]")).to_have_count(1)
    expect(page.get_by_role("table", name="Prijs, regel voor regel")).to_be_visible()
    expect(page.get_by_role("button", name="Verder met deze tijd")).to_be_visible()
    eyes.look("room-with-a-time")


# Of every day of the week: the box of its first row, of its name, its strip and its row of times.
BOXES_OF_THE_WEEK = """() => {
    const box = (element) => { const { x, y, width, height } = element.getBoundingClientRect(); return { x, y, width, height }; };
    const days = [...document.querySelectorAll(".week tr.day:not(.day--2)")];
    return { table: box(document.querySelector(".week")), days: days.map((row) => ({
        row: box(row), name: box(row.querySelector("th")), strip: box(row.querySelector("td")), times: box(row.nextElementSibling),
    })) };
}"""


def test_the_days_of_the_week_are_rows_on_a_wide_screen(platform: Platform, open_browser: Open) -> None:
    slot = platform.free_slot()
    page = open_browser(WIDE).page
    page.goto(f"/ruimtes/{slot.slug}?week={slot.day}")
    found = page.evaluate(BOXES_OF_THE_WEEK)
    table, days = found["table"], found["days"]
    assert len(days) == 7
    for day in days:
        assert abs(day["row"]["width"] - table["width"]) < 2
        assert day["strip"]["width"] > 0.8 * table["width"]
        assert day["strip"]["x"] >= day["name"]["x"] + day["name"]["width"] - 1  # beside its name, not under it
        assert day["times"]["y"] >= day["row"]["y"] + day["row"]["height"] - 1
    assert all(after["row"]["y"] > before["times"]["y"] for before, after in pairwise(days))


def test_the_price_follows_the_time_without_a_new_page(platform: Platform, eyes: Eyes, page: Page) -> None:
    slot = platform.free_slot("13:00", "16:00")
    page.goto(slot.address("ruimtes"))
    total = page.locator("#panel tfoot, #panel .price__total").first
    before = total.inner_text()
    page.evaluate("window.still_the_same_page = true")
    page.get_by_label("Tot", exact=True).fill("15:00")
    page.get_by_label("Tot", exact=True).press("Tab")
    expect(total).not_to_have_text(before)
    assert page.evaluate("window.still_the_same_page")


def test_the_booking_page_gives_a_calendar_file_and_cancels_for_the_amount_it_showed(
    platform: Platform, eyes: Eyes, page: Page
) -> None:
    slot = platform.free_slot("10:00", "12:00")
    hirer = Hirer()
    book(page, slot, hirer)
    pay(page, slot)

    with page.expect_download() as download:
        page.get_by_role("link", name="Zet in je agenda (.ics)").click()
    assert download.value.suggested_filename.endswith(".ics")
    content = download.value.path().read_bytes()
    assert content.startswith(b"BEGIN:VCALENDAR\r\n")

    page.get_by_role("link", name="Annuleren en zien wat je terugkrijgt").click()
    eyes.look("cancel")
    button = page.get_by_role("button", name=re.compile("^Annuleren en € .* terug$"))
    shown = re.search(r"€\s[\d.,]+", button.inner_text())
    assert shown is not None
    button.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Deze boeking is geannuleerd.")
    expect(page.get_by_role("region", name="Geld terug")).to_contain_text(shown.group(0))
    eyes.look("cancelled")
    platform.mail(hirer.email, "geannuleerd")
    again = platform.get(
        "/api/v1/rooms", near="Utrecht", date=slot.day.isoformat(), until=slot.end, **{"from": slot.start}
    )
    assert slot.room in [item["name"] for item in again.json()["items"] if item["available"]]


def test_a_payment_that_failed_is_tried_again(platform: Platform, eyes: Eyes, page: Page) -> None:
    slot = platform.free_slot("09:00", "11:00")
    book(page, slot, Hirer())
    page.get_by_role("button", name="Laat de betaling mislukken").click()
    expect(page.get_by_role("alert")).to_contain_text("De betaling is mislukt.")
    eyes.look("pay-failed")
    pay(page, slot, "Betaal met een kaart")


def test_who_goes_back_without_paying_can_still_pay(platform: Platform, eyes: Eyes, page: Page) -> None:
    slot = platform.free_slot("14:00", "16:00")
    book(page, slot, Hirer())
    page.get_by_role("button", name="Annuleer en ga terug").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Betaal, dan is hij van jou.")
    eyes.look("held")
    page.get_by_role("link", name=re.compile("betalen$")).click()
    pay(page, slot)


def test_a_bank_that_takes_its_time_keeps_the_booking(platform: Platform, eyes: Eyes, page: Page) -> None:
    slot = platform.free_slot("16:00", "18:00")
    book(page, slot, Hirer())
    page.get_by_role("button", name="Betaal later").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Je betaling is onderweg.", timeout=30_000)
    eyes.look("processing")


def test_a_slot_that_was_just_taken_comes_with_other_times(
    platform: Platform, open_browser: Open, eyes: Eyes, page: Page, width: int
) -> None:
    slot = platform.free_slot("19:00", "21:00")
    slow = Hirer()
    page.goto(slot.address("boeken"))
    fill_in(page, slow, slot)
    book(open_browser(width).page, slot, Hirer())
    page.get_by_role("button", name=BOOK, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Net geboekt door iemand anders")
    eyes.look("taken")
    page.get_by_role("link", name="Deze tijd nemen").first.click()
    expect(page.get_by_role("button", name=BOOK, exact=True)).to_be_visible()
    expect(page.get_by_label("Aantal personen")).to_have_value(str(slot.persons))


def test_a_mistake_at_checkout_keeps_everything_that_was_typed(platform: Platform, eyes: Eyes, page: Page) -> None:
    slot = platform.free_slot()
    page.goto(slot.address("boeken"))
    fill_in(page, Hirer(email="geen-adres", phone="12"), slot)
    page.get_by_label("Ik ben 18 jaar of ouder").uncheck()
    page.get_by_label("Kenmerk voor de penningmeester").fill("P-2027-14")
    chosen = page.get_by_label("Activiteit").input_value()
    page.get_by_role("button", name=BOOK, exact=True).click()

    summary = page.get_by_role("alert").filter(has_text="Dit klopt nog niet")
    expect(summary).to_be_visible()
    expect(summary).to_be_focused()
    eyes.look("checkout-with-mistakes")
    expect(page.get_by_label("E-mailadres")).to_have_attribute("aria-invalid", "true")
    for label, value in {
        "Naam": "Marit de Vries",
        "E-mailadres": "geen-adres",
        "Telefoon": "12",
        "Vereniging of organisatie": "Kamerkoor Nevenstem",
        "Kenmerk voor de penningmeester": "P-2027-14",
        "Activiteit": chosen,
        "Aantal personen": str(slot.persons),
    }.items():
        expect(page.get_by_label(re.compile(f"^{label}"))).to_have_value(value)
    summary.get_by_role("link").first.click()
    expect(page.locator(":focus")).to_have_attribute("aria-invalid", "true")


def test_a_search_that_cannot_be_understood_says_so_at_the_field(eyes: Eyes, page: Page) -> None:
    page.goto("/zoeken?near=Utrregt&persons=0&from=19:00")
    expect(page.get_by_role("alert").first).to_be_visible()
    eyes.look("search-refused")
    expect(page.get_by_label("Waar?").first).to_have_value("Utrregt")


def test_nothing_free_comes_with_what_does_work(platform: Platform, eyes: Eyes, page: Page) -> None:
    day = platform.free_slot().day
    page.goto(f"/zoeken?near=Rhenen&radius_km=5&date={day}&from=00:00&until=02:00&persons=5")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Niets vrij")
    eyes.look("nothing-free")


def test_choosing_beside_the_list_changes_it_and_the_address_without_a_new_page(
    platform: Platform, eyes: Eyes, page: Page, width: int
) -> None:
    slot = platform.free_slot()
    page.goto(f"/zoeken?near=Utrecht&date={slot.day}&from={slot.start}&until={slot.end}")
    page.evaluate("window.still_the_same_page = true")
    if width < 1024:
        page.get_by_role("button", name="Verfijnen").click()
    before = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("form", name="Verfijnen").get_by_role("checkbox").nth(1).check()
    expect(page.get_by_role("heading", level=1, include_hidden=True)).not_to_have_text(before)
    expect(page).to_have_url(re.compile("type="))
    eyes.look("results-refined")
    assert page.evaluate("window.still_the_same_page")


def test_the_map_moves_when_asked_and_searches_what_it_shows(eyes: Eyes, page: Page) -> None:
    page.goto("/zoeken?near=Utrecht")
    page.get_by_role("button", name="Beweeg de kaart").click()
    page.get_by_role("button", name="Dichterbij").click()
    page.get_by_role("link", name="Zoek in dit gebied").click()
    expect(page).to_have_url(re.compile(r"/zoeken\?box="))
    eyes.look("results-of-the-map")
    expect(page.get_by_role("link", name="Dit deel van de kaart")).to_be_visible()


def test_where_one_is_is_asked_by_a_button_and_rounded(platform: Platform, browser: Browser, width: int) -> None:
    context = browser.new_context(
        base_url=platform.url,
        viewport={"width": width, "height": 844},
        geolocation={"latitude": 52.08765, "longitude": 5.12345},
        permissions=["geolocation"],
    )
    page = context.new_page()
    page.goto("/")
    page.get_by_role("button", name="Bij mij in de buurt").click()
    expect(page).to_have_url(re.compile(r"at=52\.09(,|%2C)5\.12(&|$)"))
    assert "52.08765" not in page.content()
    context.close()


def test_a_mail_about_a_search_is_asked_confirmed_and_stopped(platform: Platform, eyes: Eyes, page: Page) -> None:
    hirer = Hirer()
    day = platform.free_slot().day
    page.goto(f"/zoeken?near=Rhenen&radius_km=5&date={day}&from=00:00&until=02:00&persons=5")
    page.get_by_label("E-mailadres").fill(hirer.email)
    page.get_by_role("button", name="Mail me").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kijk in je mail")
    eyes.look("search-saved")
    mail = platform.mail(hirer.email, "zullen we je mailen")
    body = mail.get_body(("plain",))
    assert body is not None
    links = re.findall(re.escape(platform.url) + r"/zoekopdrachten/\S+token=[\w.-]+=*", body.get_content())
    page.goto(links[0])
    eyes.look("search-confirm")
    page.get_by_role("button", name="Ja, mail mij").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We mailen je zodra er iets vrijkomt.")
    page.goto(links[1])
    page.get_by_role("button", name="Stop, en gooi mijn adres weg").click()
    expect(page.get_by_role("main")).to_contain_text("Je adres is weggegooid.")


@pytest.mark.parametrize("path", ["/huren/dansstudio", "/huren-in/utrecht", "/regio/utrecht"])
def test_a_page_for_who_comes_from_a_search_engine(eyes: Eyes, page: Page, path: str) -> None:
    answer = page.goto(path)
    assert answer is not None
    assert answer.ok
    eyes.look(path.strip("/").replace("/", "-"))


def test_english_is_one_button_away_and_stays(platform: Platform, eyes: Eyes, page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    eyes.look("home-in-english")
    slot = platform.free_slot()
    page.goto(slot.address("boeken"))
    expect(page.get_by_role("button", name="Book with an obligation to pay")).to_be_visible()
    eyes.look("checkout-in-english")


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/zo-werkt-het",
            "/voor-verhuurders",
            "/verhuurvoorwaarden",
            "/annuleren-en-geld-terug",
            "/privacy",
            "/toegankelijkheid",
        ),
        *("/contact", "/hoe-wij-sorteren", "/mijn-boeking", "/inloggen"),
    ],
)
def test_the_pages_that_explain_are_readable_for_everybody(eyes: Eyes, page: Page, path: str) -> None:
    answer = page.goto(path)
    assert answer is not None
    assert answer.ok
    eyes.look(path.strip("/"))


def test_an_address_that_does_not_exist_helps_along(eyes: Eyes, page: Page) -> None:
    page.goto("/ruimtes/bestaat-niet")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hier is niets te vinden")
    eyes.look("not-found")
