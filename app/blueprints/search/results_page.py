"""What the page of results shows around its cards: heading, filters, and what does work when nothing is free."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.blueprints.search.cards import Card, make_cards, short_money
from app.blueprints.search.forms import MAX_PRICE_CHOICES_EUR, address_of
from app.blueprints.search.words import ACTIVITIES, SORTS
from app.models.listing import RoomType
from app.services.listing.words import AMENITIES, ROOM_TYPES
from app.services.search.query import AskedTime, Facets, SearchQuery, SearchResult, Sort
from app.services.search.rules import RADIUS_CHOICES_KM
from app.web.filters import day_month, distance, time_span, weekday_short
from app.web.i18n import translate
from app.web.region_map import MapPoint
from app.web.strip import StripRange

MOST_AMENITIES = 6
# What people ask for most comes first; the rest is folded away until it is wanted.
ASKED_FIRST = (
    "piano",
    "grand_piano",
    "wheelchair_accessible",
    "hearing_loop",
    "parking",
    "pa_system",
    "sprung_floor",
    "stage_lighting",
    "projector",
)

Option = tuple[str, str, int | None]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on, and the address without it."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Filters:
    """Everything that can be chosen beside the list."""

    types: Sequence[Option]
    amenities: Sequence[Option]
    more_amenities: Sequence[Option]
    instant: int
    radii: Sequence[tuple[str, str]]
    prices: Sequence[tuple[str, str]]
    chips: Sequence[Chip]


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """One page of results, ready to draw."""

    title: str
    summary: str
    cards: Sequence[Card]
    shown: StripRange
    ask: tuple[int, int] | None
    filters: Filters
    sorts: Sequence[tuple[str, str]]
    nothing_free: bool

    @property
    def points(self) -> list[MapPoint]:
        """The buildings on the map, each with the number and price of its first room in the list."""
        first: dict[tuple[float, float], MapPoint] = {}
        for card in self.cards:
            first.setdefault((card.point.latitude, card.point.longitude), card.point)
        return list(first.values())


def make_page(result: SearchResult, query: SearchQuery) -> ResultsPage:
    """From what was found."""
    asked = query.asked
    first = (result.page - 1) * query.page_size + 1
    cards, shown = make_cards(result.hits, query, first_number=first)
    nothing_free = not result.total or (asked is not None and result.free == 0)
    return ResultsPage(
        title=_nothing_title(result) if nothing_free else _title(result, asked),
        summary=_summary(query, result),
        cards=cards,
        shown=shown,
        ask=(asked.start_minute, asked.end_minute) if asked else None,
        filters=_filters(result.facets, query),
        sorts=_sorts(query),
        nothing_free=nothing_free,
    )


def _title(result: SearchResult, asked: AskedTime | None) -> str:
    rooms = str(ngettext("%(num)d room", "%(num)d rooms", result.total))
    if result.free is None:
        return rooms
    with_time = ngettext("%(num)d with time left", "%(num)d with time left", result.free)
    free = ngettext("%(num)d free at your time", "%(num)d free at your time", result.free)
    return f"{rooms}, {with_time if asked is None else free}"


def _nothing_title(result: SearchResult) -> str:
    place = result.place.name if result.place else ""
    if result.total and place:
        return str(_("Nothing free in %(place)s at this time", place=place))
    if result.total:
        return str(_("Nothing free at this time"))
    return str(_("Nothing found in %(place)s", place=place) if place else _("Nothing found"))


def _summary(query: SearchQuery, result: SearchResult) -> str:
    """`Dinsdag 15 december, 19.00–22.00 uur, 36 personen, binnen 15 km van Utrecht.`"""
    parts = []
    if query.day:
        parts.append(day_month(query.day))
    if query.asked:
        span = query.asked.span()
        parts.append(time_span(span.starts_at, span.ends_at))
    if query.persons:
        parts.append(ngettext("%(num)d person", "%(num)d people", query.persons))
    if query.activity:
        parts.append(translate(ACTIVITIES[query.activity]).lower())
    if result.place:
        parts.append(_("within %(radius)s km of %(place)s", radius=query.radius_km, place=result.place.name))
    told = ", ".join(parts)
    return f"{told[:1].upper()}{told[1:]}." if told else ""


def short_summary(query: SearchQuery) -> str:
    """`Utrecht · di 15 dec 19.00–22.00 · 36 p.`, for the closed search form on a phone."""
    parts = [query.near]
    if query.day:
        parts.append(weekday_short(query.day))
    if query.asked:
        span = query.asked.span()
        parts.append(time_span(span.starts_at, span.ends_at))
    if query.persons:
        parts.append(_("%(persons)s p.", persons=query.persons))
    return " · ".join(part for part in parts if part) or str(_("Where and when?"))


def _filters(facets: Facets, query: SearchQuery) -> Filters:
    amenities: list[Option] = [
        (code, translate(name), facets.amenities.get(code, 0))
        for code, name in AMENITIES.items()
        if facets.amenities.get(code) or code in query.amenities
    ]
    wanted = sorted(amenities, key=lambda option: _priority(option[0], query))
    shown = wanted[: max(MOST_AMENITIES, len(query.amenities))]
    return Filters(
        types=[
            (kind.value, translate(ROOM_TYPES[kind]), facets.types.get(kind, 0))
            for kind in sorted(RoomType, key=lambda kind: -facets.types.get(kind, 0))
            if facets.types.get(kind) or kind in query.types
        ],
        amenities=shown,
        more_amenities=[option for option in amenities if option not in shown],
        instant=facets.instant,
        radii=[(str(km), _("%(radius)s km", radius=km)) for km in RADIUS_CHOICES_KM] if query.near else [],
        prices=[("", _("no limit")), *((str(euros), short_money(euros * 100)) for euros in MAX_PRICE_CHOICES_EUR)]
        if query.asked
        else [],
        chips=_chips(query),
    )


def _priority(code: str, query: SearchQuery) -> tuple[bool, int]:
    return code not in query.amenities, ASKED_FIRST.index(code) if code in ASKED_FIRST else len(ASKED_FIRST)


def _chips(query: SearchQuery) -> list[Chip]:
    chips = [(translate(ROOM_TYPES[kind]), query.but(types=query.types - {kind})) for kind in sorted(query.types)]
    chips += [
        (translate(AMENITIES[code]), query.but(amenities=query.amenities - {code})) for code in sorted(query.amenities)
    ]
    if query.instant_only:
        chips.append((_("Instant booking"), query.but(instant_only=False)))
    if query.max_price_cents is not None and query.asked:
        text = _("at most %(price)s", price=short_money(query.max_price_cents))
        chips.append((text, query.but(max_price_cents=None)))
    return [Chip(text, results_address(without)) for text, without in chips]


def _sorts(query: SearchQuery) -> list[tuple[str, str]]:
    """Only the orders that mean something for this question."""
    possible = {Sort.FREE: True, Sort.DISTANCE: bool(query.near), Sort.PRICE: query.asked is not None}
    return [(sort.value, translate(name)) for sort, name in SORTS.items() if possible[sort]]


def results_address(query: SearchQuery) -> str:
    """The page of results for this question."""
    values: dict[str, Any] = address_of(query)
    return url_for("search.results", **values)


def distance_text(km: float | None) -> str:
    """`9 km verderop`, when there is something to measure from."""
    return "" if km is None else str(_("%(distance)s away", distance=distance(km)))


def nowhere_text(query: SearchQuery) -> str:
    """What to say where there is no room at all."""
    if query.near:
        return str(
            _(
                "There is nothing of ours near %(place)s yet. Search farther away, or with fewer people.",
                place=query.near,
            )
        )
    return str(_("Ask for fewer people, or something else to do."))
