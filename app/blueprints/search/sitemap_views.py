"""What search engines are told: which pages there are, when they changed, and where they have nothing to look for."""

from collections.abc import Iterable
from datetime import datetime
from xml.etree import ElementTree as ET

from flask import Response, url_for

from app.blueprints.search.landing_views import address_of_subject
from app.core import clock
from app.core.clock import AMSTERDAM
from app.core.errors import NotFoundError
from app.core.messages import message
from app.services.search import landing_service
from app.web.access import public

_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_PAGES = (
    *("search.home", "search.results", "pages.how_it_works", "pages.for_members", "pages.cancellation", "pages.terms"),
    *("pages.ranking", "pages.contact", "pages.accessibility", "pages.privacy"),
)
# Desks and steps of a booking: nothing to find. Results with filters are let in, so that their `noindex` is read.
_CLOSED = ("/api/", "/bureau", "/verhuur/", "/boeken/", "/boekingen/", "/betalen/", "/zoekopdrachten", "/inloggen")
_DAY_SECONDS = 24 * 60 * 60

Entry = tuple[str, datetime | None]


@public
def index() -> Response:
    """The parts: one with pages, and as many as it takes with rooms."""
    parts = landing_service.room_parts(clock.today())
    root = ET.Element("sitemapindex", xmlns=_SPACE)
    addresses = [
        url_for("search.sitemap_pages", _external=True),
        *(url_for("search.sitemap_rooms", part=part, _external=True) for part in range(1, parts + 1)),
    ]
    for address in addresses:
        ET.SubElement(ET.SubElement(root, "sitemap"), "loc").text = address
    return _xml(root)


@public
def sitemap_pages() -> Response:
    """Pages that tell, and every page by place, kind and region that has rooms."""
    entries: list[Entry] = [(url_for(endpoint, _external=True), None) for endpoint in _PAGES]
    for subject, newest in landing_service.list_pages(clock.today()):
        endpoint, values = address_of_subject(subject)
        entries.append((url_for(endpoint, _external=True, **values), newest))
    return _entries(entries)


@public
def sitemap_rooms(part: int) -> Response:
    """A part of the rooms on offer."""
    today = clock.today()
    if not 1 <= part <= landing_service.room_parts(today):
        raise NotFoundError(message("This page does not exist."))
    rooms = landing_service.list_rooms(today, part)
    return _entries((url_for("search.room", slug=slug, _external=True), changed) for slug, changed in rooms)


@public
def robots() -> Response:
    """For machines that ask first."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in _CLOSED),
        "",
        f"Sitemap: {url_for('search.index', _external=True)}",
    ]
    return _kept(Response("\n".join(lines) + "\n", mimetype="text/plain"))


def _entries(entries: Iterable[Entry]) -> Response:
    root = ET.Element("urlset", xmlns=_SPACE)
    for address, changed in entries:
        url = ET.SubElement(root, "url")
        ET.SubElement(url, "loc").text = address
        if changed is not None:
            ET.SubElement(url, "lastmod").text = changed.astimezone(AMSTERDAM).isoformat(timespec="seconds")
    return _xml(root)


def _xml(root: ET.Element) -> Response:
    text = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return _kept(Response(text, mimetype="application/xml"))


def _kept(response: Response) -> Response:
    response.headers["Cache-Control"] = f"public, max-age={_DAY_SECONDS // 24}"
    return response
