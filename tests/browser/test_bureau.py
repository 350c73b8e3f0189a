"""The bureau: what came in, what is agreed, and which regions are open."""

import csv
import io
import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from app.core import clock
from tests.browser.eyes import Eyes
from tests.browser.steps import log_in

DIRECTOR = "directeur@bureau.example"
FINANCE = "financien@bureau.example"


@pytest.fixture
def director(eyes: Eyes, page: Page) -> Page:
    """Logged in, at the overview."""
    log_in(page, DIRECTOR)
    expect(page.get_by_role("heading", level=1)).to_have_text("De laatste 12 maanden")
    return page


def test_commission_stands_in_a_table_a_picture_and_a_file_with_the_same_figures(director: Page, eyes: Eyes) -> None:
    eyes.look("bureau-overview")
    director.get_by_role("link", name="Per lid, en als bestand").click()
    expect(director.get_by_role("heading", level=1)).to_have_text("Commissie")
    expect(director.get_by_role("img", name=re.compile("^Commissie per maand")).first).to_be_visible()
    eyes.look("bureau-commission")
    total = director.locator("tfoot td").last.inner_text()

    with director.expect_download() as download:
        director.get_by_role("link", name="Download (csv)").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert len(rows) > 12
    column = next(n for n, name in enumerate(rows[0]) if name == "Commissie, exclusief btw")
    in_file = sum(round(float(row[column].replace(",", ".")) * 100) for row in rows[1:] if row and row[0])
    assert in_file == round(float(re.sub(r"[^\d,]", "", total).replace(",", ".")) * 100)


def test_bookings_are_found_by_name_and_their_money_is_told(director: Page, eyes: Eyes) -> None:
    director.get_by_role("navigation").get_by_role("link", name="Boekingen").click()
    expect(director.get_by_role("table")).to_be_visible()
    eyes.look("bureau-bookings")
    director.get_by_role("table").get_by_role("link").first.click()
    expect(director.get_by_role("heading", name="Voor de vereniging")).to_be_visible()
    eyes.look("bureau-booking")


def test_members_are_listed_with_how_far_they_are(director: Page, eyes: Eyes) -> None:
    director.get_by_role("navigation").get_by_role("link", name="Leden").click()
    expect(director.get_by_role("table")).to_contain_text("Kunstencentrum De Stichtse Klank")
    eyes.look("bureau-members")


def test_an_agreement_is_set_with_a_start_and_withdrawn(director: Page, eyes: Eyes) -> None:
    director.get_by_role("navigation").get_by_role("link", name="Afspraken").click()
    eyes.look("bureau-agreements")
    director.get_by_role("link", name="Nieuwe afspraak").click()
    director.get_by_label("Eén lid").check()
    director.get_by_label("Lid", exact=True).select_option(label="Muziekschool Lekzang")
    director.get_by_label("Commissie, in procent").fill("acht")
    director.get_by_role("button", name="Leg de afspraak vast").click()
    expect(director.get_by_role("alert").first).to_be_visible()
    expect(director.get_by_label("Commissie, in procent")).to_have_value("acht")
    eyes.look("bureau-agreement-with-a-mistake")

    start = clock.today() + timedelta(days=40)
    director.get_by_label("Commissie, in procent").fill("7,5")
    director.get_by_label("Geldt vanaf").fill(start.isoformat())
    director.get_by_role("button", name="Leg de afspraak vast").click()
    row = director.get_by_role("row").filter(has_text="Muziekschool Lekzang").filter(has_text="7,5%")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Gepland")
    row.get_by_role("link").click()
    eyes.look("bureau-agreement")
    director.get_by_role("button", name="Trek de afspraak in").click()
    expect(row).to_have_count(0)


def test_a_region_opens_and_closes_with_a_reason(director: Page, eyes: Eyes) -> None:
    director.get_by_role("navigation").get_by_role("link", name="Regio’s").click()
    region = director.get_by_role("region", name="Gelderland")
    eyes.look("bureau-regions")
    region.get_by_role("link", name="Gelderland openen").click()
    director.get_by_role("button", name="Gelderland openen").click()
    expect(director.get_by_role("alert").first).to_be_visible()
    eyes.look("bureau-region-without-a-reason")
    director.get_by_label("Waarom nu?").fill("Tien leden staan klaar.")
    director.get_by_role("button", name="Gelderland openen").click()
    region.get_by_role("link", name="Gelderland sluiten").click()
    eyes.look("bureau-region-closing")
    director.get_by_label("Waarom?").fill("Alleen om het te proberen.")
    director.get_by_role("button", name="Gelderland sluiten").click()
    expect(region.get_by_role("link", name="Gelderland openen")).to_be_visible()


def test_who_may_only_look_sees_no_buttons_that_answer_no(eyes: Eyes, page: Page) -> None:
    log_in(page, FINANCE)
    page.goto("/bureau/afspraken")
    expect(page.get_by_role("heading", level=1)).to_have_text("Afspraken over commissie")
    expect(page.get_by_role("link", name="Nieuwe afspraak")).to_have_count(0)
