"""One question, one address: three ways to say when, every mistake at its field, all without a script."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from app.core import clock
from app.core.db import session
from app.models.listing import RoomType
from app.models.pricing import HirerCategory
from tests.conftest import Visitor
from tests.factories.listing import RoomAmenityFactory, RoomLayoutFactory
from tests.factories.market import ZEIST, room_on_offer, venue_on_offer
from tests.factories.occupancy import fill_masks, occupy
from tests.page_reader import Page

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
DAY = date(2027, 1, 12)
EVENING = "date=2027-01-12&from=19:00&until=22:00"
WEEKLY = f"mode=weekly&{EVENING}"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def look(client: Visitor, address: str) -> Page:
    fill_masks(date(2027, 1, 4), 80)
    session().expunge_all()
    return Page(client.get(address, follow_redirects=True))


def values_of(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("near=&persons=&date=&from=&until=&mode=moment", "/zoeken"),
        ("near=Utrecht&radius_km=15&mode=moment&part=all&minutes=120", "/zoeken?near=Utrecht"),
        (
            "mode=block&part=all&minutes=120&date=2027-01-04&weekday=0&weekday=1&weekday=2&weekday=3&weekday=4&weekday=5&weekday=6",
            "/zoeken?mode=block",
        ),
        (f"{WEEKLY}&times=10&misses=2&near=", f"/zoeken?{WEEKLY}"),
        ("sort=free&instant=&vat=&max_price=", "/zoeken"),
        ("utm_source=nieuwsbrief&near=Zeist", "/zoeken?near=Zeist"),
    ],
)
def test_a_form_without_script_leads_to_the_one_address_of_its_question(
    client: Visitor, typed: str, address: str
) -> None:
    answer = client.get(f"/zoeken?{typed}")

    assert answer.status_code == 302
    assert answer.headers["Location"] == address
    assert client.get(address).status_code == 200


def test_an_address_of_old_still_works_and_says_what_it_is_called(client: Visitor) -> None:
    room_on_offer()

    page = look(client, f"/zoeken?near=Utrecht&{EVENING}&persons=20&vat=excl")

    assert page.status == 200
    canonical = page.one("link", rel="canonical").attributes["href"]
    assert canonical == f"http://localhost/zoeken?near=Utrecht&persons=20&{EVENING}"
    assert [each.attributes["content"] for each in page.all("meta", name="robots")] == ["noindex"]
    assert look(client, "/zoeken").all("meta", name="robots") == []


@pytest.mark.parametrize(
    ("asked", "field", "told"),
    [
        ("mode=ooit", None, "Kies uit de lijst."),
        ("box=52.2,5.0,52.0,5.3", None, "We konden niet lezen wat de kaart toont."),
        ("box=52.0,5.3,52.2,5.0", None, "We konden niet lezen wat de kaart toont."),
        ("box=52.0,5.0,52.2", None, "We konden dit deel van de kaart niet lezen."),
        ("box=nan,5.0,52.2,5.3", None, "We konden dit deel van de kaart niet lezen."),
        ("box=1e9,5.0,52.2,5.3", None, "We konden dit deel van de kaart niet lezen."),
        ("at=52.09", None, "Dit is geen plek op de kaart."),
        ("at=952.09,5.12", None, "We konden niet lezen waar je bent."),
        ("radius_km=999999", None, "Geef een afstand van hoogstens 50 kilometer."),
        ("q=" + "a" * 300, None, "Typ hoogstens"),
        ("layout=kring", None, "Kies uit de lijst."),
        ("purpose=slapen", None, "Kies uit de lijst."),
        ("access=vleugels", None, "Kies uit de lijst."),
        ("category=own", None, "Kies uit de lijst."),
        ("max_price=9999999", None, "Geef een prijs in hele euro’s."),
        ("mode=block&minutes=lang", "minutes", "Kies uit de lijst."),
        ("mode=block&minutes=0", "minutes", "kwartier"),
        ("mode=block&minutes=50000", "minutes", "kwartier"),
        ("mode=block&minutes=480&part=morning", "minutes", "Zo lang past niet tussen deze tijden."),
        ("mode=block&part=nacht", "part", "Kies uit de lijst."),
        ("mode=block&weekday=9", None, "Kies uit de lijst."),
        ("mode=block&date=2027-02-30", "date", "Dit is geen dag."),
        ("mode=block&last=2027-01-01", "last", "De laatste dag ligt niet voor de eerste."),
        ("mode=block&last=2028-12-31", "last", "dagen tegelijk"),
        ("mode=weekly", "date", "Kies ook een dag."),
        ("mode=weekly&date=2027-01-12&until=22:00", "from", "Zeg vanaf hoe laat."),
        ("mode=weekly&date=2027-01-01&from=19:00&until=22:00", "date", "Deze dag is voorbij."),
        (f"{WEEKLY}&times=1", "times", "Geef een aantal keren tussen"),
        (f"{WEEKLY}&times=9000", "times", "Geef een aantal keren tussen"),
        (f"{WEEKLY}&times=4&misses=4", "misses", "Dan blijft er geen enkele keer over."),
        (f"{WEEKLY}&misses=-1", "misses", "Geef het aantal keren als getal."),
    ],
)
def test_a_mistake_in_any_field_is_told_and_nothing_typed_is_lost(
    client: Visitor, asked: str, field: str | None, told: str
) -> None:
    page = look(
        client, f"/zoeken?{asked}&near=Utrecht" if "at=" not in asked and "box=" not in asked else f"/zoeken?{asked}"
    )

    assert page.status == 422
    assert told in page.one("div", role="alert").text
    if field:
        assert told in page.error(f"search-{field}")
    assert page.all("article") == []


def test_any_free_block_gives_first_times_that_lead_to_checkout(client: Visitor) -> None:
    room = room_on_offer(name="Koorzaal", slug="koorzaal", rate_cents=2000)
    occupy(room, date(2027, 1, 5), 18 * 60, 23 * 60)

    page = look(client, "/zoeken?mode=block&near=Utrecht&minutes=180&part=evening&weekday=1&persons=20")

    assert page.one("h1").text == "1 ruimte, 1 met een blok vrij"
    assert (
        "Een blok van 3 uur, ’s avonds, op dinsdag, van maandag 4 januari tot en met zondag 31 januari, 20 personen"
        in page.text
    )
    times = list(page.all("a", class_="pick"))
    assert "di 12 jan, 18.00–21.00" in times[0].text
    assert times[0].attributes["href"] == "/boeken/koorzaal?date=2027-01-12&from=18:00&until=21:00&persons=20"
    assert "€ 60,00" in page.one("article").text


def test_every_week_says_which_times_are_not_free(client: Visitor) -> None:
    room = room_on_offer(name="Koorzaal")
    occupy(room, date(2027, 1, 19), 18 * 60, 23 * 60)
    busy = room_on_offer(name="Vol", type=RoomType.FOYER)
    for day in (12, 19, 26):
        occupy(busy, date(2027, 1, day), 18 * 60, 23 * 60)

    page = look(client, f"/zoeken?{WEEKLY}&times=4&misses=1")

    assert page.one("h1").text.endswith("1 past bij je reeks")
    article = page.all("article")[0].text
    assert "3 van de 4 keer vrij. Niet op: di 19 jan." in article
    assert "voor 3 keer" in article
    assert "elke dinsdag 19.00–22.00 uur" in page.text.lower()


def test_the_form_carries_every_way_to_say_when(client: Visitor) -> None:
    room_on_offer()

    page = look(client, "/zoeken?mode=block&weekday=1&weekday=3&minutes=240")

    form = page.one("form", role="search")
    assert form.attributes["action"] == "/zoeken"
    names = {each.attributes.get("name") for each in page.elements if each.tag in {"input", "select"}}
    assert {"mode", "date", "last", "from", "until", "minutes", "part", "weekday", "times", "misses"} <= names
    days = list(page.all("input", name="weekday", type="checkbox"))
    assert [each.attributes["value"] for each in days if "checked" in each.attributes] == ["1", "3"]
    (mode,) = [each for each in page.all("input", name="mode", type="radio") if "checked" in each.attributes]
    assert mode.attributes["value"] == "block"


def test_what_is_typed_goes_before_a_position_and_a_position_before_the_map(client: Visitor) -> None:
    room_on_offer(name="Utrechts")
    room_on_offer(name="Zeister", venue=venue_on_offer(**ZEIST))

    in_zeist = look(client, "/zoeken?near=Zeist&radius_km=5&at=52.09,5.12&box=50.0,3.0,50.1,3.1")
    around = look(client, "/zoeken?at=52.091,5.1234&radius_km=5")
    on_map = look(client, "/zoeken?box=52.05,5.2,52.12,5.3")

    assert next(each.text for each in in_zeist.all("h2", class_="h3")).endswith("Zeister")
    assert "Utrechts" in around.one("article").text
    assert "Binnen 5 km van waar je bent." in around.text
    assert "Zeister" in on_map.one("article").text
    (chip,) = [each for each in on_map.all("a", class_="chip") if "Dit deel van de kaart" in each.text]
    assert chip.attributes["href"] == "/zoeken"


def test_a_position_is_rounded_to_a_kilometre_in_every_address(client: Visitor) -> None:
    room_on_offer()

    page = look(client, "/zoeken?at=52.08765,5.12345")

    assert "52.08765" not in page.source
    assert "at=52.09%2C5.12" in page.source or "at=52.09,5.12" in page.source


def test_filters_can_be_taken_away_one_by_one(client: Visitor) -> None:
    room = room_on_offer(name="Zaal", type=RoomType.ENSEMBLE_ROOM)
    RoomLayoutFactory(room_id=room.id, kind="rows", capacity=40)
    for code in ("piano", "wheelchair_accessible"):
        RoomAmenityFactory(room_id=room.id, code=code)
    asked = (
        f"/zoeken?q=zaal&purpose=rehearsal&persons=20&layout=rows&{EVENING}"
        "&type=ensemble_room&amenity=piano&access=wheelchair_accessible&instant=1&max_price=250"
    )

    page = look(client, asked)

    assert page.one("h1").text.startswith("1 ruimte,")
    chips = [
        each for each in page.all("a", class_="chip") if "verwijder" in each.text.lower() or "weg" in each.text.lower()
    ]
    assert len(chips) == 8
    for chip in chips:
        left = values_of(chip.attributes["href"])
        assert len(values_of(asked)) - len(left) == 1
        assert client.get(chip.attributes["href"]).status_code == 200


def test_prices_without_vat_are_shown_to_who_asks_and_go_along(client: Visitor) -> None:
    room_on_offer(name="Zaal", rate_cents=2420, vat_profile="taxed_meeting")

    page = look(client, f"/zoeken?near=Utrecht&{EVENING}&vat=excl")

    assert "€ 60,00" in page.one("article").text
    assert "exclusief btw" in page.one("article").text
    assert page.one("select", id="f-vat").text
    assert "€ 72,60" in look(client, f"/zoeken?near=Utrecht&{EVENING}").one("article").text


def test_who_hires_goes_along_to_the_room(client: Visitor) -> None:
    room_on_offer(name="Zaal", slug="zaal")

    page = look(client, f"/zoeken?{EVENING}&category={HirerCategory.AMATEUR.value}")

    assert "category=amateur" in page.link("Zaal")


def test_a_swap_is_told_the_address_of_what_it_shows(client: Visitor) -> None:
    room_on_offer()
    fill_masks(DAY)

    answer = client.get(f"/zoeken?near=&{EVENING}&max_price=&q=", headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert answer.headers["HX-Push-Url"] == f"/zoeken?{EVENING}"


def test_a_text_that_nothing_has_says_what_may_be_meant(client: Visitor) -> None:
    room_on_offer(name="Koorzaal", type=RoomType.ENSEMBLE_ROOM)

    page = look(client, "/zoeken?q=korzaal")

    assert page.status == 200
    if not page.all("article"):
        assert "Bedoel je" in page.text
