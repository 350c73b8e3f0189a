"""Everything that a mouse can do, Tab, Enter and Space can do; and one sees where one is."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Open
from tests.browser.running import Platform
from tests.browser.steps import BOOK, IDEAL, expect_yours

MOST_STOPS = 120


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until `target` has the focus, which must then be visible."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            _assert_visible_focus(page)
            return
    raise AssertionError(f"{target} is not reached within {MOST_STOPS} stops")


def _assert_visible_focus(page: Page) -> None:
    drawn = page.evaluate(
        """() => {
            const active = document.activeElement;
            // A card whose link covers all of it draws the ring with the link's own ::after.
            const shown = [[active, null], [active, '::after'], [active.nextElementSibling ?? active, null]];
            return shown.some(([element, pseudo]) => {
                const style = getComputedStyle(element, pseudo);
                return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none';
            });
        }"""
    )
    assert drawn, f"no ring around {page.evaluate('document.activeElement.outerHTML')[:200]}"


def _type_into(page: Page, label: str, text: str) -> None:
    tab_to(page, page.get_by_label(label).first)
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type(text)


def test_the_first_stop_skips_to_the_content(open_browser: Open) -> None:
    page = open_browser().page
    page.goto("/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Naar de inhoud")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()


def test_every_stop_on_the_home_page_shows_where_one_is(open_browser: Open, width: int) -> None:
    page = open_browser(width).page
    page.goto("/")
    seen = set()
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        _assert_visible_focus(page)
        seen.add(page.evaluate("document.activeElement.textContent || document.activeElement.name"))
    assert len(seen) > 20


def test_a_room_is_found_booked_and_paid_without_a_mouse(platform: Platform, open_browser: Open) -> None:
    slot = platform.free_slot("17:00", "19:00")
    eyes = open_browser()
    page = eyes.page
    page.goto("/")
    form = page.get_by_role("search")
    _type_into(page, "Waar?", "Utrecht")
    _type_into(page, "Personen", str(slot.persons))
    # Their parts stand in the order of the language of this browser: the value is given, the way there is by keyboard.
    for label, value in {"Welke dag": slot.day.isoformat(), "Van": slot.start, "Tot": slot.end}.items():
        field = form.get_by_label(re.compile(f"^{label}"))
        tab_to(page, field)
        field.fill(value)
    page.keyboard.press("Enter")
    tab_to(page, page.locator(".hits").get_by_role("link", name=slot.room, exact=True).first)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(slot.room)
    tab_to(page, page.get_by_role("button", name="Verder met deze tijd"))
    eyes.look("room-by-keyboard")
    page.keyboard.press("Enter")

    _type_into(page, "Naam", "Marit de Vries")
    _type_into(page, "Telefoon", "06-12345678")
    _type_into(page, "E-mailadres", "toetsenbord@nevenstem.example")
    tab_to(page, page.get_by_label("Activiteit"))
    page.keyboard.press("ArrowDown")
    _type_into(page, "Aantal personen", str(slot.persons))
    tab_to(page, page.get_by_label("Ik ben 18 jaar of ouder"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name=BOOK, exact=True))
    eyes.look("checkout-by-keyboard")
    page.keyboard.press("Enter")

    tab_to(page, page.get_by_role("button", name=IDEAL))
    page.keyboard.press("Enter")
    expect_yours(page, slot)


def test_any_free_block_is_found_and_taken_to_checkout_without_a_mouse(platform: Platform, open_browser: Open) -> None:
    slot = platform.free_slot("17:00", "19:00")
    eyes = open_browser()
    page = eyes.page
    page.goto("/zoeken")
    form = page.get_by_role("search")
    tab_to(page, form.get_by_role("radio", name="Eén moment"))
    page.keyboard.press("ArrowRight")
    expect(form.get_by_role("radio", name="Een vrij blok")).to_be_checked()
    expect(form.get_by_label("Tot", exact=True)).to_be_hidden()
    _type_into(page, "Waar?", "Utrecht")
    _type_into(page, "Personen", str(slot.persons))
    tab_to(page, form.get_by_label("Dagdeel"))
    page.keyboard.type("'s avonds")
    for day in ("Zaterdag", "Zondag"):
        tab_to(page, form.get_by_role("checkbox", name=day))
        page.keyboard.press("Space")
    eyes.look("block-form-by-keyboard")
    tab_to(page, form.get_by_role("button", name="Ruimte zoeken"))
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"mode=block.*weekday=0&weekday=1&weekday=2&weekday=3&weekday=4$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("met een blok vrij")
    eyes.look("block-results")
    time = page.get_by_role("list", name="Eerste vrije tijden").first.get_by_role("link").first
    tab_to(page, time)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/boeken/"))
    expect(page.get_by_label("Aantal personen")).to_have_value(str(slot.persons))
    eyes.look("block-checkout")
