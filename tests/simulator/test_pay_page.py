"""The pay page without script: what it shows, what its buttons do, and what it says when there is nothing to pay."""

import re
from html.parser import HTMLParser

import pytest
import requests

from tests.simulator.scenes import ACCOUNT_PARAMS, World, line, on

TITLE = "<title>Betaalsimulator - er wordt geen geld overgemaakt</title>"


class Outline(HTMLParser):
    """Texts of the page, and its buttons with their values."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text = ""
        self.buttons: list[str] = []
        self.feed(page)
        self.text = re.sub(r"\s+", " ", self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "button":
            self.buttons.append(str(dict(attrs)["value"]))

    def handle_data(self, data: str) -> None:
        self.text += data


def press(url: str, action: str) -> requests.Response:
    return requests.post(url, data={"action": action}, timeout=10, allow_redirects=False)


def test_the_page_shows_seller_lines_and_total(world: World, seller: str) -> None:
    session = world.open_session(seller, line_items=[line(123_400, "Grote zaal <b>"), line(50, "Koffie", 3)])
    page = requests.get(session.url, timeout=5)
    outline = Outline(page.text)
    assert TITLE in page.text
    assert "Betaal aan Muziekschool De Toon" in outline.text
    assert "Grote zaal <b>" in outline.text
    assert "<b>" not in page.text.replace("<body>", "")
    assert "€ 1.235,50" in outline.text
    assert outline.buttons == ["ideal", "card", "bancontact", "later", "fail", "cancel"]
    assert "stripe" not in page.text.lower()
    assert 'lang="nl"' in page.text


def test_the_page_runs_no_script_and_no_inline_style(world: World, seller: str) -> None:
    page = requests.get(world.open_session(seller).url, timeout=5)
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "<script" not in page.text
    assert "style=" not in page.text
    sheet = requests.get(f"{world.base_url}/static/simulator.css", timeout=5)
    assert (sheet.status_code, sheet.headers["Content-Type"].split(";")[0]) == (200, "text/css")


def test_only_methods_of_the_session_are_offered(world: World, seller: str) -> None:
    session = world.open_session(seller, allowed_payment_method_types=["ideal"], cancel_url=None)
    assert Outline(requests.get(session.url, timeout=5).text).buttons == ["ideal", "fail"]
    assert press(session.url, "card").status_code == 400
    assert press(session.url, "cancel").status_code == 400
    assert world.sessions.retrieve(session.id, options=on(seller)).status == "open"


@pytest.mark.parametrize(
    ("action", "payment_status", "method"),
    [
        ("ideal", "paid", "ideal"),
        ("card", "paid", "card"),
        ("bancontact", "paid", "bancontact"),
        ("later", "unpaid", "sepa_debit"),
    ],
)
def test_a_button_completes_the_session_and_leads_back(
    world: World, seller: str, action: str, payment_status: str, method: str
) -> None:
    session = world.open_session(seller)
    answer = press(session.url, action)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"http://127.0.0.1/klaar?s={session.id}")
    found = world.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge"]}, on(seller))
    assert (found.status, found.payment_status) == ("complete", payment_status)
    assert found.payment_intent.latest_charge.payment_method_details.type == method


def test_cancelling_leads_back_and_leaves_the_session_open(world: World, seller: str) -> None:
    session = world.open_session(seller)
    answer = press(session.url, "cancel")
    assert (answer.status_code, answer.headers["Location"]) == (303, "http://127.0.0.1/terug")
    assert world.sessions.retrieve(session.id, options=on(seller)).status == "open"


def test_a_failed_payment_can_be_tried_again_on_the_same_page(world: World, seller: str) -> None:
    session = world.open_session(seller)
    answer = press(session.url, "fail")
    assert answer.status_code == 303
    page = requests.get(world.base_url + answer.headers["Location"], timeout=5)
    assert "De betaling is mislukt. Er is niets betaald." in Outline(page.text).text
    assert world.events(seller)[-1] == "payment_intent.payment_failed"
    assert press(session.url, "ideal").status_code == 303
    assert world.sessions.retrieve(session.id, options=on(seller)).payment_status == "paid"


def test_pressing_twice_pays_once(world: World, seller: str) -> None:
    session = world.open_session(seller)
    press(session.url, "ideal")
    second = press(session.url, "ideal")
    assert second.status_code == 409
    assert "Deze betaling is al gedaan" in second.text
    assert len(world.v1.charges.list({}, on(seller)).data) == 1


def test_a_paid_session_says_so_and_leads_back(world: World, seller: str) -> None:
    session = world.paid(seller)
    page = requests.get(f"{world.base_url}/pay/{session.id}", timeout=5)
    assert (page.status_code, "Deze betaling is al gedaan" in page.text) == (200, True)
    assert f"http://127.0.0.1/klaar?s={session.id}" in page.text
    assert Outline(page.text).buttons == []


@pytest.mark.parametrize(
    ("action", "heading", "event"),
    [
        ("arrived", "Deze betaling is al gedaan", "checkout.session.async_payment_succeeded"),
        ("bounced", "Deze betaling is niet gelukt", "checkout.session.async_payment_failed"),
    ],
)
def test_a_promised_payment_is_under_way_until_the_bank_decides(
    world: World, seller: str, action: str, heading: str, event: str
) -> None:
    session = world.open_session(seller)
    press(session.url, "later")
    page = requests.get(session.url, timeout=5)
    assert "Deze betaling is onderweg" in page.text
    assert Outline(page.text).buttons == ["arrived", "bounced"]
    decided = press(session.url, action)
    assert (decided.status_code, decided.headers["Location"]) == (303, f"/pay/{session.id}")
    assert heading in requests.get(session.url, timeout=5).text
    assert event in world.events(seller)
    assert press(session.url, action).status_code == 409


def test_the_banks_buttons_do_nothing_before_anything_was_promised(world: World, seller: str) -> None:
    session = world.open_session(seller)
    assert press(session.url, "arrived").status_code == 400
    assert world.sessions.retrieve(session.id, options=on(seller)).status == "open"


def test_an_expired_session_says_so_and_takes_no_money(world: World, seller: str) -> None:
    session = world.open_session(seller)
    world.control("clock/advance", {"seconds": 32 * 60})
    page = requests.get(session.url, timeout=5)
    assert (page.status_code, "De tijd om te betalen is voorbij" in page.text) == (410, True)
    assert press(session.url, "ideal").status_code == 409
    assert world.v1.charges.list({}, on(seller)).data == []


def test_an_unknown_session_and_page_are_told_in_dutch(world: World) -> None:
    unknown = requests.get(f"{world.base_url}/pay/cs_test_x", timeout=5)
    assert (unknown.status_code, "Deze betaling kennen we niet" in unknown.text) == (404, True)
    nothing = requests.get(f"{world.base_url}/zomaar", timeout=5)
    assert (nothing.status_code, TITLE in nothing.text) == (404, True)
    assert requests.get(world.base_url, timeout=5).status_code == 200


def test_the_onboarding_page_is_for_the_member_by_name(world: World) -> None:
    account = world.core.accounts.create(ACCOUNT_PARAMS)
    onboarding = {"refresh_url": "http://127.0.0.1/opnieuw"}
    use_case = {"type": "account_onboarding", "account_onboarding": onboarding}
    link = world.core.account_links.create({"account": account.id, "use_case": use_case})
    page = requests.get(link.url, timeout=5)
    outline = Outline(page.text)
    assert "Meld Muziekschool De Toon aan" in outline.text
    assert outline.buttons == ["complete", "incomplete", "rejected"]
    assert TITLE in page.text
    gone = requests.get(f"{world.base_url}/onboarding/zomaar", timeout=5)
    assert (gone.status_code, "Deze link kennen we niet" in gone.text) == (404, True)


def test_without_a_return_url_the_member_reads_that_it_is_done(world: World) -> None:
    account = world.core.accounts.create(ACCOUNT_PARAMS)
    use_case = {"type": "account_onboarding", "account_onboarding": {"refresh_url": "http://127.0.0.1/opnieuw"}}
    link = world.core.account_links.create({"account": account.id, "use_case": use_case})
    visit = re.search(r'name="visit" value="(\w+)"', requests.get(link.url, timeout=5).text)
    assert visit
    answer = requests.post(link.url, data={"visit": visit[1], "outcome": "complete"}, timeout=5)
    assert (answer.status_code, "Je kunt dit venster sluiten." in answer.text) == (200, True)
