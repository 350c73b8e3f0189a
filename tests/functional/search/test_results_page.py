"""The page of results, as somebody without a script sees it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from app.blueprints.search.addresses import RoomAddresses
from app.core import clock
from app.core.db import session
from app.models.listing import BookingMode, RoomType
from app.services.search.query import Activity, SearchQuery
from tests.conftest import Visitor
from tests.factories.listing import RoomAmenityFactory, RoomFactory, RoomPhotoFactory
from tests.factories.market import ZEIST, room_on_offer, venue_on_offer
from tests.factories.occupancy import fill_masks, occupy
from tests.page_reader import Page
from tests.query_count import counted_queries

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
DAY = date(2027, 1, 12)
EVENING = "date=2027-01-12&from=19:00&until=22:00"
# Four; and three more when rooms of the page are taken: their rules, when they are free first, what that costs.
MOST_QUERIES = 7


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def look(client: Visitor, address: str) -> Page:
    fill_masks(DAY, 30)
    session().expunge_all()
    return Page(client.get(address))


def test_a_free_room_says_its_price_for_the_asked_time_and_its_distance(client: Visitor) -> None:
    room = room_on_offer(name="Koorzaal", rate_cents=2250, max_persons=60, venue=venue_on_offer(**ZEIST))
    RoomAmenityFactory(room_id=room.id, code="piano")

    page = look(client, f"/zoeken?near=Utrecht&persons=36&{EVENING}")

    assert page.status == 200
    assert page.one("h1").text == "1 ruimte, 1 vrij op jouw tijd"
    assert "Dinsdag 12 januari, 19.00–22.00 uur, 36 personen, binnen 15 km van Utrecht." in page.text
    hit = page.one("article").text
    assert "€ 67,50" in hit
    assert "3 uur à € 22,50" in hit
    assert "Zeist · 7,6 km" in hit
    assert "tot 60 personen, piano" in hit


def test_a_taken_room_says_until_when_and_when_it_is_free_first(client: Visitor) -> None:
    occupy(room_on_offer(name="Aula", rate_cents=1500), DAY, 17 * 60, 20 * 60)
    room_on_offer(name="Vrij")

    page = look(client, f"/zoeken?{EVENING}")

    taken = page.all("article")[1].text
    assert "Bezet tot 20.00 uur. Eerste keer wel vrij: woensdag 13 januari, 19.00–22.00 uur" in taken
    assert "€ 45,00 op woensdag 13 januari" in taken


def test_the_link_to_a_room_carries_what_was_asked(client: Visitor) -> None:
    room_on_offer(name="Koorzaal", slug="koorzaal")

    page = look(client, f"/zoeken?{EVENING}&persons=20&activity=choir")

    assert (
        page.link("Koorzaal") == "/ruimtes/koorzaal?date=2027-01-12&from=19:00&until=22:00&persons=20&purpose=rehearsal"
    )


def test_only_rooms_that_are_let_for_it_have_the_purpose_in_their_link(app: Flask) -> None:
    asked_for = SearchQuery(activity=Activity.CHOIR, day=DAY, start_minute=19 * 60, end_minute=22 * 60)
    with app.test_request_context():
        addresses = RoomAddresses(asked_for)
        links = [
            addresses.of(room_on_offer(slug=slug, purposes=purposes))
            for slug, purposes in (("een", ["rehearsal"]), ("twee", ["lesson"]), ("drie", ["lesson", "rehearsal"]))
        ]

    asked = "date=2027-01-12&from=19:00&until=22:00"
    assert links == [
        f"/ruimtes/een?{asked}&purpose=rehearsal",
        f"/ruimtes/twee?{asked}",
        f"/ruimtes/drie?{asked}&purpose=rehearsal",
    ]


def test_a_day_alone_and_nothing_at_all_give_lowest_rates(client: Visitor) -> None:
    room_on_offer(rate_cents=1250)

    assert look(client, "/zoeken?date=2027-01-12").one("h1").text == "1 ruimte, 1 met tijd vrij"
    plain = look(client, "/zoeken")
    assert plain.one("h1").text == "1 ruimte"
    assert "€ 12,50 laagste tarief, per uur" in plain.one("article").text


def test_every_strip_is_read_aloud(client: Visitor) -> None:
    occupy(room_on_offer(), DAY, 12 * 60, 18 * 60)

    strips = [each for each in look(client, f"/zoeken?{EVENING}").all("svg") if each.attributes.get("role") == "img"]

    assert [each.attributes["aria-label"] for each in strips] == [
        "vrij 8.00 tot 12.00, bezet 12.00 tot 18.00, vrij 18.00 tot 23.00"
    ]


@pytest.mark.parametrize(
    ("asked", "field", "told"),
    [
        ("persons=veel", "persons", "Geef het aantal personen als getal."),
        ("persons=0", "persons", "Geef een aantal personen tussen 1 en 5000."),
        ("persons=-3", "persons", "Geef het aantal personen als getal."),
        ("persons=9999999", "persons", "Geef het aantal personen als getal."),
        ("persons=%D9%A3", "persons", "Geef het aantal personen als getal."),
        ("date=2027-02-30", "date", "Dit is geen dag."),
        ("date=morgen", "date", "Dit is geen dag."),
        ("date=2027-01-03", "date", "Deze dag is voorbij."),
        ("date=2031-01-03", "date", "Je kunt tot twee jaar vooruit kijken."),
        ("from=19:00&until=22:00", "date", "Kies ook een dag."),
        ("date=2027-01-12&from=25:00", "from", "Dit is geen tijd."),
        ("date=2027-01-12&from=19:00", "until", "Zeg tot hoe laat."),
        ("date=2027-01-12&until=19:00", "from", "Zeg vanaf hoe laat."),
        ("date=2027-01-12&from=19:00&until=17:00", "until", "Het einde ligt na het begin."),
        ("date=2027-01-12&from=19:00&until=19:00", "until", "Het einde ligt na het begin."),
        ("date=2027-01-12&from=19:07&until=22:00", "from", "Kies een heel kwartier"),
        ("date=2027-01-04&from=09:00&until=11:00", "from", "Deze tijd is voorbij."),
        ("activity=slapen", "activity", "Kies uit de lijst."),
        ("near=3511A", "near", "Een postcode heeft vier cijfers en twee letters, zoals 3511 AB."),
        ("near=9999%20ZZ", "near", "We weten niet waar deze postcode ligt."),
        ("near=Xyzzyqrst", "near", "We kennen deze plaats niet."),
        ("near=" + "a" * 81, "near", "Typ een plaats of een postcode, in hoogstens 80 tekens."),
    ],
)
def test_a_mistake_is_told_at_its_field_and_what_was_typed_stays(
    client: Visitor, asked: str, field: str, told: str
) -> None:
    page = look(client, f"/zoeken?{asked}&type=foyer")

    assert page.status == 422
    assert told in page.error(f"search-{field}")
    assert told in page.one("div", role="alert").text
    kept = dict(part.split("=") for part in asked.split("&"))
    for name, value in kept.items():
        if name != "activity":
            assert page.value(name) in {value, "9999 ZZ", "٣"}
    assert page.value("type") == "foyer"
    assert page.all("article") == []


def test_mistakes_in_the_filters_are_told_too(client: Visitor) -> None:
    page = look(client, "/zoeken?type=kasteel&amenity=glijbaan&radius_km=ver&max_price=duur&sort=mooi")

    assert page.status == 422
    told = page.one("div", role="alert").text
    assert "5 dingen kloppen nog niet" in told
    assert "Geef een afstand in hele kilometers." in told


def test_a_place_that_is_not_known_comes_with_links_to_what_may_be_meant(client: Visitor) -> None:
    room_on_offer()

    page = look(client, f"/zoeken?near=Nieuw&{EVENING}")

    assert page.status == 422
    (chip,) = [each for each in page.all("a", class_="chip") if "Nieuwegein" in each.text]
    found = look(client, chip.attributes["href"])
    assert found.status == 200
    assert found.value("date") == "2027-01-12"


@pytest.mark.parametrize(
    "near",
    [
        "9999-12-31",
        "0001-01-01",
        "%00",
        "Utrecht%00",
        "%F0%9F%8E%BB",
        "%3Cscript%3Ealert(1)%3C/script%3E",
        "a" * 10_000,
        "%ED%A0%80",
        "%25s%28",
    ],
)
def test_nothing_that_is_typed_breaks_the_page(client: Visitor, near: str) -> None:
    page = look(
        client, f"/zoeken?near={near}&persons={near}&date={near}&from=19:00&until=22:00&type={near}&page={near}"
    )

    assert page.status == 422
    assert "<script>alert" not in page.source


def test_the_filters_are_a_form_that_keeps_the_question(client: Visitor) -> None:
    room = room_on_offer(type=RoomType.DANCE_STUDIO)
    RoomAmenityFactory(room_id=room.id, code="piano")
    room_on_offer(type=RoomType.FOYER, booking_mode=BookingMode.REQUEST)

    page = look(client, f"/zoeken?near=Utrecht&{EVENING}")

    form = page.one("form", aria_label="Verfijnen")
    assert form.attributes["action"] == "/zoeken"
    assert "Dansstudio1" in form.text.replace(" ", "")
    for name in ("near", "date", "from", "until"):
        assert [each.attributes["value"] for each in page.all("input", type="hidden", name=name)]
    only = look(client, f"/zoeken?near=Utrecht&{EVENING}&type=dance_studio&amenity=piano&instant=1&max_price=100")
    assert only.one("h1").text.startswith("1 ruimte,")


def test_a_filter_can_be_taken_away_again(client: Visitor) -> None:
    room_on_offer(type=RoomType.DANCE_STUDIO)
    room_on_offer(type=RoomType.FOYER)

    page = look(client, f"/zoeken?{EVENING}&type=foyer")
    assert page.one("h1").text.startswith("1 ruimte,")
    (chip,) = [each for each in page.all("a", class_="chip") if "Foyer" in each.text]

    assert look(client, chip.attributes["href"]).one("h1").text.startswith("2 ruimtes,")


def test_pages_keep_the_question(client: Visitor) -> None:
    venue = venue_on_offer()
    for number in range(30):
        RoomFactory(venue=venue, name=f"Zaal {number:02}", type=RoomType.FOYER)

    first = look(client, f"/zoeken?near=Utrecht&{EVENING}&type=foyer")
    second = look(client, first.link("Volgende"))

    assert [len(page.all("article")) for page in (first, second)] == [24, 6]
    assert second.one("h1").text == "30 ruimtes, 30 vrij op jouw tijd"
    assert "room-25" in second.ids()
    assert look(client, f"/zoeken?{EVENING}&page=99").all("article") != []


def test_every_marker_on_the_map_leads_to_its_room_in_the_list(client: Visitor) -> None:
    here = venue_on_offer()
    RoomFactory(venue=here)
    RoomFactory(venue=here)
    room_on_offer(venue=venue_on_offer(**ZEIST))

    page = look(client, f"/zoeken?near=Utrecht&{EVENING}")

    markers = [each for each in page.all("a") if "data-lat" in each.attributes]
    assert len(markers) == 2
    assert {each.attributes["href"].removeprefix("#") for each in markers} <= set(page.ids())


def test_nothing_free_offers_what_does_work(client: Visitor) -> None:
    occupy(room_on_offer(name="Koorzaal"), DAY, 18 * 60, 19 * 60 + 15)

    page = look(client, f"/zoeken?near=Utrecht&{EVENING}")

    assert page.one("h1").text == "Niets vrij in Utrecht op deze tijd"
    assert "19.30–22.30 uur in plaats van 19.00–22.00 uur" in page.text
    for title in ("Een half uur later", "Een andere dag"):
        assert look(client, page.link(title)).one("h1").text == "1 ruimte, 1 vrij op jouw tijd"


def test_a_place_where_nothing_is_yet_says_so(client: Visitor) -> None:
    room_on_offer()

    page = look(client, f"/zoeken?near=Groningen&{EVENING}")

    assert page.one("h1").text == "Niets gevonden in Groningen"
    assert "Bij Groningen hebben we nog niets dat past." in page.text
    assert look(client, page.link("Bekijk alle ruimtes")).one("h1").text == "1 ruimte"


def test_a_photo_goes_before_the_drawing(client: Visitor) -> None:
    photo = RoomPhotoFactory(room_id=room_on_offer(name="Met foto").id)
    room_on_offer(name="Zonder foto", type=RoomType.KITCHEN)

    images = [each.attributes["src"] for each in look(client, "/zoeken").all("img")]

    assert images[0] == f"/fotos/{photo.storage_key}"
    assert images[1].startswith("/static/illustrations/kitchen-")


def test_a_page_costs_as_many_queries_for_fifty_rooms_as_for_five(client: Visitor) -> None:
    counts = {}
    venue = venue_on_offer()
    for rooms in (5, 45):
        for number in range(rooms):
            occupy(RoomFactory(venue=venue, name=f"Zaal {rooms} {number}"), DAY, 0, 1440 if number % 5 else 600)
        fill_masks(DAY, 30)
        session().expunge_all()
        with counted_queries() as said:
            page = Page(client.get(f"/zoeken?near=Utrecht&{EVENING}"))
        counts[page.one("h1").text.split()[0]] = len(said)

    assert list(counts) == ["5", "50"]
    assert counts["5"] == counts["50"] <= MOST_QUERIES


def test_the_page_needs_no_script_and_no_style_of_its_own(client: Visitor) -> None:
    room_on_offer()

    page = look(client, f"/zoeken?near=Utrecht&{EVENING}")

    assert all("src" in each.attributes for each in page.all("script"))
    assert page.all("style") == []
    assert not any("style" in each.attributes or "onclick" in each.attributes for each in page.elements)
    assert len(page.ids()) == len(set(page.ids()))


def test_the_page_speaks_english_to_who_asks(client: Visitor) -> None:
    room_on_offer()
    client.set_cookie("locale", "en")

    page = look(client, f"/zoeken?near=Utrecht&{EVENING}")

    assert page.one("h1").text == "1 room, 1 free at your time"
    assert "19:00–22:00" in page.text
