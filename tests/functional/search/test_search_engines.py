"""What search engines find: pages of real rooms, facts they can read, and a list of all of it."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest

from app.core import clock
from app.core.db import session
from app.models.listing import RoomType
from tests.conftest import Visitor
from tests.factories.listing import RoomAmenityFactory, RoomFactory
from tests.factories.market import ZEIST, room_on_offer, venue_on_offer
from tests.factories.occupancy import fill_masks
from tests.page_reader import Page
from tests.query_count import counted_queries

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def look(client: Visitor, address: str) -> Page:
    fill_masks(NOW.date(), 2)
    session().expunge_all()
    return Page(client.get(address))


def things(page: Page) -> dict[str, dict[str, Any]]:
    """The JSON-LD of a page, by type."""
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.source, re.DOTALL)
    data = json.loads(block)
    assert data["@context"] == "https://schema.org"
    return {thing["@type"]: thing for thing in data["@graph"]}


@pytest.fixture
def rooms() -> None:
    """Two kinds in Utrecht, one in Zeist."""
    utrecht = venue_on_offer()
    RoomAmenityFactory(
        room_id=RoomFactory(
            venue=utrecht, type=RoomType.ENSEMBLE_ROOM, name="Koorzaal", max_persons=60, rate_cents=2000
        ).id,
        code="wheelchair_accessible",
    )
    RoomFactory(venue=utrecht, type=RoomType.FOYER, name="Foyer", max_persons=20, rate_cents=1250)
    room_on_offer(venue=venue_on_offer(**ZEIST), type=RoomType.ENSEMBLE_ROOM, name="Aula", max_persons=80)


@pytest.mark.parametrize(
    ("path", "heading", "shown"),
    [
        ("/huren-in/utrecht", "Ruimte huren in Utrecht", {"Koorzaal", "Foyer"}),
        ("/huren-in/zeist", "Ruimte huren in Zeist", {"Aula"}),
        ("/huren/koorzaal", "Koor- en ensemblezaal huren", {"Koorzaal", "Aula"}),
        ("/huren/koorzaal/utrecht", "Koor- en ensemblezaal huren in Utrecht", {"Koorzaal"}),
        ("/regio/utrecht", "Ruimte huren in regio Utrecht", {"Koorzaal", "Foyer", "Aula"}),
    ],
)
def test_a_page_shows_the_real_rooms_of_its_subject(
    client: Visitor, rooms: None, path: str, heading: str, shown: set[str]
) -> None:
    page = look(client, path)

    assert page.status == 200
    assert page.one("h1").text == heading
    assert {each.text.strip() for each in page.all("h3", class_="h3")} == shown
    assert page.one("link", rel="canonical").attributes["href"] == f"http://localhost{path}"
    assert heading in page.one("meta", name="description").attributes["content"]
    assert [each["name"] for each in things(page)["ItemList"]["itemListElement"]] == sorted(shown, key=page.text.index)
    assert things(page)["BreadcrumbList"]["itemListElement"][-1]["item"] == f"http://localhost{path}"
    assert page.all("meta", name="robots") == []


def test_the_intro_says_only_what_is_so(client: Visitor, rooms: None) -> None:
    intro = look(client, "/huren-in/utrecht").one("p", class_="lead").text.replace("\xa0", " ")

    assert intro.startswith(
        "2 ruimtes in 1 gebouw. In de kleinste kunnen hoogstens 20 personen, in de grootste 60. Vanaf € 12,50 per uur, inclusief btw."
        " 1 is rolstoeltoegankelijk."
    )


@pytest.mark.parametrize(
    "path",
    ["/huren-in/atlantis", "/huren/kasteel", "/huren/keuken", "/huren/foyer/zeist", "/regio/nergens", "/huren-in/%00"],
)
def test_where_nothing_is_on_offer_there_is_no_page(client: Visitor, rooms: None, path: str) -> None:
    assert look(client, path).status == 404


def test_neighbours_can_be_reached_and_a_time_can_be_asked(client: Visitor, rooms: None) -> None:
    page = look(client, "/huren-in/utrecht")

    assert look(client, page.link("Koor- en ensemblezaal")).one("h1").text == "Koor- en ensemblezaal huren in Utrecht"
    assert look(client, page.link("Zeist")).one("h1").text == "Ruimte huren in Zeist"
    assert look(client, page.link("Zoek op tijd")).status == 200


def test_a_page_of_rooms_costs_as_many_queries_for_forty_as_for_four(client: Visitor) -> None:
    venue = venue_on_offer()
    counts = []
    for rooms in (4, 36):
        for number in range(rooms):
            RoomFactory(venue=venue, name=f"Zaal {rooms} {number}")
        fill_masks(NOW.date())
        session().expunge_all()
        with counted_queries() as said:
            assert client.get("/huren-in/utrecht").status_code == 200
        counts.append(len(said))

    assert counts[0] == counts[1]
    second = look(client, "/huren-in/utrecht?page=2")
    assert second.one("link", rel="canonical").attributes["href"].endswith("/huren-in/utrecht?page=2")
    assert "pagina 2" in second.source


def test_a_room_tells_machines_what_it_tells_people(client: Visitor) -> None:
    room = room_on_offer(name="Koorzaal </script><script>alert(1)", slug="koorzaal", max_persons=60, rate_cents=2250)
    RoomAmenityFactory(room_id=room.id, code="piano")

    page = look(client, "/ruimtes/koorzaal")
    found = things(page)

    assert "<script>alert" not in page.source
    place, offer = found["EventVenue"], found["Offer"]
    assert place["name"].startswith("Koorzaal </script>")
    assert place["maximumAttendeeCapacity"] == 60
    assert place["address"]["addressLocality"] == "Utrecht"
    assert {"@type": "LocationFeatureSpecification", "name": "Piano", "value": True} in place["amenityFeature"]
    assert place["image"].startswith("http://localhost/static/")
    assert offer["itemOffered"]["@id"] == place["@id"]
    assert offer["priceSpecification"]["minPrice"] == "22.50"
    assert offer["priceSpecification"]["valueAddedTaxIncluded"] is True


def _locations(client: Visitor, path: str, tag: str) -> list[ET.Element]:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "application/xml"
    root = ET.fromstring(answer.get_data())  # noqa: S314 - our own
    assert root.tag == f"{SPACE}{tag}"
    return list(root)


def test_the_sitemap_names_every_page_and_every_page_is_there(client: Visitor, rooms: None) -> None:
    fill_masks(NOW.date(), 2)
    parts = [each.findtext(f"{SPACE}loc") or "" for each in _locations(client, "/sitemap.xml", "sitemapindex")]
    assert [urlsplit(part).path for part in parts] == ["/sitemap-paginas.xml", "/sitemap-ruimtes-1.xml"]

    entries = [entry for part in parts for entry in _locations(client, urlsplit(part).path, "urlset")]
    addresses = [entry.findtext(f"{SPACE}loc") or "" for entry in entries]

    assert len(addresses) == len(set(addresses))
    assert {
        "http://localhost/huren/koorzaal/zeist",
        "http://localhost/regio/utrecht",
        "http://localhost/huren-in/zeist",
    } <= set(addresses)
    for address in addresses:
        session().expunge_all()
        page = Page(client.get(urlsplit(address).path))
        assert page.status == 200, address
        assert page.all("meta", name="robots") == [], address
    for entry in entries:
        changed = entry.findtext(f"{SPACE}lastmod")
        assert changed is None or datetime.fromisoformat(changed).tzinfo is not None


def test_a_part_of_the_sitemap_that_is_not_there_says_so(client: Visitor) -> None:
    assert client.get("/sitemap-ruimtes-2.xml").status_code == 404
    assert client.get("/sitemap-ruimtes-0.xml").status_code == 404


def test_robots_are_told_where_nothing_is_to_be_found(client: Visitor) -> None:
    text = client.get("/robots.txt").get_data(as_text=True)

    assert "Disallow: /bureau\n" in text
    assert "Disallow: /zoeken" not in text.replace("/zoekopdrachten", "")
    assert text.endswith("Sitemap: http://localhost/sitemap.xml\n")
