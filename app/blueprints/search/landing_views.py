"""Pages of real rooms by place, kind and region: what there is to hire, said in facts."""

from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.blueprints.search.cards import make_cards
from app.blueprints.search.filters import short_money
from app.core import clock
from app.core.paging import PAGE_SIZE, page_number
from app.services.listing.words import ROOM_TYPES
from app.services.search import landing_service
from app.services.search.landing_rules import TYPE_SLUGS, slug_of
from app.services.search.landing_service import Facts, Landing, Subject
from app.services.search.query import SearchQuery
from app.web.access import public
from app.web.i18n import translate
from app.web.structured_data import breadcrumb_list, item_list, json_ld

MOST_NEIGHBOURS = 24


@dataclass(frozen=True, slots=True)
class Link:
    """A neighbouring page and how many rooms it has."""

    text: str
    href: str
    rooms: int


@public
def in_city(city: str) -> str:
    """Everything to hire in a place."""
    return _show(city=city)


@public
def of_type(type_slug: str) -> str:
    """Every room of a kind."""
    return _show(type_slug=type_slug)


@public
def of_type_in_city(type_slug: str, city: str) -> str:
    """The rooms of a kind in a place."""
    return _show(type_slug=type_slug, city=city)


@public
def in_region(region: str) -> str:
    """Everything to hire in a region."""
    return _show(region=region)


def _show(**words: str) -> str:
    page = page_number(request.args.get("page"))
    landing = landing_service.find_page(**words, page=page, now=clock.now())
    cards, shown = make_cards(landing.hits, SearchQuery(), first_number=(landing.page - 1) * PAGE_SIZE + 1)
    endpoint, values = address_of_subject(landing.subject)
    paged: dict[str, Any] = values | ({"page": landing.page} if landing.page > 1 else {})
    here = url_for(endpoint, _external=True, **paged)
    trail = _trail(landing)
    heading = heading_of(landing.subject)
    return render_template(
        "search/landing.html",
        heading=heading,
        title=heading if landing.page == 1 else _("%(title)s, page %(page)s", title=heading, page=landing.page),
        intro=intro_of(landing.facts),
        landing=landing,
        cards=cards,
        shown=shown,
        trail=trail,
        canonical=here,
        endpoint=endpoint,
        values=values,
        types=_types(landing),
        cities=_cities(landing),
        search=_search(landing.subject),
        data=json_ld(
            breadcrumb_list([(text, _whole(href)) for text, href in trail], here),
            item_list([(card.name, _whole(card.href) or "") for card in cards]),
        ),
    )


def address_of_subject(subject: Subject) -> tuple[str, dict[str, Any]]:
    """Endpoint and values of a page."""
    if subject.region is not None:
        return "search.in_region", {"region": subject.region}
    city = {"city": slug_of(subject.city)} if subject.city else {}
    if subject.type is None:
        return "search.in_city", city
    return ("search.of_type_in_city" if city else "search.of_type"), {"type_slug": TYPE_SLUGS[subject.type], **city}


def heading_of(subject: Subject) -> str:
    """`Koor- en ensemblezaal huren in Zeist`."""
    kind = translate(ROOM_TYPES[subject.type]).lower() if subject.type else ""
    if subject.region is not None:
        return str(_("Hire a room in the %(region)s region", region=subject.region_name))
    if not kind:
        return str(_("Hire a room in %(city)s", city=subject.city))
    told = (
        _("Hire a %(kind)s in %(city)s", kind=kind, city=subject.city)
        if subject.city
        else _("Hire a %(kind)s", kind=kind)
    )
    return f"{told[:1].upper()}{told[1:]}"


def intro_of(facts: Facts) -> str:
    """Only what is so: how many, for how many people, from what price, how many without steps."""
    rooms = ngettext("%(num)d room", "%(num)d rooms", facts.rooms)
    venues = ngettext("%(num)d building", "%(num)d buildings", facts.venues)
    told = [str(_("%(rooms)s in %(venues)s.", rooms=rooms, venues=venues))]
    if facts.smallest < facts.largest:
        told.append(
            str(
                _(
                    "The smallest takes at most %(least)s people, the largest %(most)s.",
                    least=facts.smallest,
                    most=facts.largest,
                )
            )
        )
    else:
        told.append(str(_("For at most %(most)s people.", most=facts.largest)))
    if facts.lowest_cents is not None:
        told.append(str(_("From %(price)s per hour, including VAT.", price=short_money(facts.lowest_cents))))
    if facts.accessible:
        told.append(
            str(ngettext("%(num)d is wheelchair accessible.", "%(num)d are wheelchair accessible.", facts.accessible))
        )
    told.append(str(_("See what is free and what it costs, and book at once.")))
    return " ".join(told)


def _trail(landing: Landing) -> list[tuple[str, str | None]]:
    subject = landing.subject
    region_slug, region_name = landing.region
    trail: list[tuple[str, str | None]] = [(_("Home"), url_for("search.home"))]
    if subject.region is not None:
        return [*trail, (_("%(region)s region", region=region_name), None)]
    if subject.city is not None:
        trail.append((_("%(region)s region", region=region_name), url_for("search.in_region", region=region_slug)))
        trail.append((subject.city, url_for("search.in_city", city=slug_of(subject.city)) if subject.type else None))
    if subject.type is not None:
        trail.append((translate(ROOM_TYPES[subject.type]), None))
    return trail


def _whole(href: str | None) -> str | None:
    return href and url_for("search.home", _external=True).rstrip("/") + href


def _types(landing: Landing) -> list[Link]:
    city = landing.subject.city
    found = [(kind, rooms) for kind, rooms in landing.types if kind is not landing.subject.type]
    return [
        Link(translate(ROOM_TYPES[kind]), _href(Subject(city=city, type=kind)), rooms)
        for kind, rooms in found[:MOST_NEIGHBOURS]
    ]


def _cities(landing: Landing) -> list[Link]:
    kind = landing.subject.type
    found = [(city, rooms) for city, rooms in landing.cities if city != landing.subject.city]
    return [Link(city, _href(Subject(city=city, type=kind)), rooms) for city, rooms in found[:MOST_NEIGHBOURS]]


def _href(subject: Subject) -> str:
    endpoint, values = address_of_subject(subject)
    return url_for(endpoint, **values)


def _search(subject: Subject) -> str:
    """The same as a question, to which a time can be added."""
    near = {"near": subject.city} if subject.city else {}
    kind = {"type": subject.type.value} if subject.type else {}
    region = {"region": subject.region} if subject.region else {}
    values: dict[str, Any] = {**near, **kind, **region}
    return url_for("search.results", **values)
