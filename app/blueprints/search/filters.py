"""What can be chosen beside the list, with how many rooms each choice gives; and which choices are on."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from app.blueprints.search.addresses import results_address
from app.models.listing import LayoutKind, Purpose, RoomType
from app.models.pricing import HirerCategory
from app.services.booking.words import HIRER_CATEGORIES
from app.services.listing.words import AMENITIES, LAYOUTS, PURPOSES, ROOM_TYPES
from app.services.search.query import Facets, SearchQuery, SearchResult
from app.services.search.rules import RADIUS_CHOICES_KM
from app.web.filters import money
from app.web.i18n import translate
from app.web.search_address import ACCESSIBILITY, CATEGORIES

MAX_PRICE_CHOICES_EUR = (25, 50, 75, 100, 150, 250, 500)
MOST_AMENITIES = 6
# What people ask for most comes first; the rest is folded away until it is wanted.
ASKED_FIRST = (
    "piano",
    "grand_piano",
    "parking",
    "pa_system",
    "sprung_floor",
    "stage_lighting",
    "projector",
)

Option = tuple[str, str, int | None]
Choice = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on, and the address without it."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Filters:
    """Everything that can be chosen beside the list. `groups`: legend, name, shown, folded away, chosen, its summary."""

    types: Sequence[Option]
    groups: Sequence[tuple[str, str, Sequence[Option], Sequence[Option], frozenset[str], str]]
    instant: int
    purposes: Sequence[Choice]
    layouts: Sequence[Choice]
    categories: Sequence[Choice]
    radii: Sequence[Choice]
    prices: Sequence[Choice]
    chips: Sequence[Chip]
    show: str


def make_filters(result: SearchResult, query: SearchQuery) -> Filters:
    """From the counts of what was found."""
    facets = result.facets
    around = query.near or query.position
    return Filters(
        types=[
            (kind.value, translate(ROOM_TYPES[kind]), facets.types.get(kind, 0))
            for kind in sorted(RoomType, key=lambda kind: -facets.types.get(kind, 0))
            if facets.types.get(kind) or kind in query.types
        ],
        groups=_groups(facets, query),
        instant=facets.instant,
        purposes=[("", _("Anything")), *_purposes(facets)],
        layouts=[("", _("Any")), *((kind.value, translate(LAYOUTS[kind])) for kind in LayoutKind)],
        categories=[(category.value, translate(HIRER_CATEGORIES[category])) for category in CATEGORIES],
        radii=[(str(km), _("%(radius)s km", radius=km)) for km in RADIUS_CHOICES_KM]
        if around and query.box is None
        else [],
        prices=[("", _("no limit")), *_prices(facets)],
        chips=_chips(query),
        show=ngettext("Show %(num)d room", "Show %(num)d rooms", result.total),
    )


def _groups(
    facets: Facets, query: SearchQuery
) -> list[tuple[str, str, Sequence[Option], Sequence[Option], frozenset[str], str]]:
    amenities: list[Option] = [
        (code, translate(name), facets.amenities.get(code, 0))
        for code, name in AMENITIES.items()
        if code not in ACCESSIBILITY and (facets.amenities.get(code) or code in query.amenities)
    ]
    wanted = sorted(amenities, key=lambda option: _priority(option[0], query))
    shown = wanted[: max(MOST_AMENITIES, len(query.amenities))]
    more = [option for option in amenities if option not in shown]
    needs: list[Option] = [
        (code, translate(AMENITIES[code]), facets.amenities.get(code, 0))
        for code in ACCESSIBILITY
        if facets.amenities.get(code) or code in query.accessibility
    ]
    groups = [
        (_("There is"), "amenity", shown, more, query.amenities, _("More of what is there")),
        (_("Accessibility"), "access", needs, [], query.accessibility, ""),
    ]
    return [group for group in groups if group[2]]


def _priority(code: str, query: SearchQuery) -> tuple[bool, int]:
    return code not in query.amenities, ASKED_FIRST.index(code) if code in ASKED_FIRST else len(ASKED_FIRST)


def _purposes(facets: Facets) -> list[Choice]:
    return [
        (purpose.value, _counted(translate(PURPOSES[purpose]), facets.purposes.get(purpose))) for purpose in Purpose
    ]


def _prices(facets: Facets) -> list[Choice]:
    return [
        (str(euros), _counted(short_money(euros * 100), facets.prices.get(euros * 100)))
        for euros in MAX_PRICE_CHOICES_EUR
    ]


def _counted(text: str, count: int | None) -> str:
    return text if count is None else f"{text} ({count})"


def short_money(cents: int) -> str:
    """Without cents when there are none."""
    text = money(cents)
    return text[:-3] if cents % 100 == 0 else text


def _chips(query: SearchQuery) -> list[Chip]:
    """One for each choice, in the order in which they stand beside the list."""
    chips: list[tuple[str, SearchQuery]] = []
    if query.text:
        chips.append((_("‘%(text)s’", text=query.text), query.but(text="")))
    if query.instant_only:
        chips.append((_("Instant booking"), query.but(instant_only=False)))
    chips += [(translate(ROOM_TYPES[kind]), query.but(types=query.types - {kind})) for kind in sorted(query.types)]
    for name in ("amenities", "accessibility"):
        codes: frozenset[str] = getattr(query, name)
        chips += [(translate(AMENITIES[code]), query.but(**{name: codes - {code}})) for code in sorted(codes)]
    chips += _single_chips(query)
    return [Chip(text, results_address(without)) for text, without in chips]


def _single_chips(query: SearchQuery) -> list[tuple[str, SearchQuery]]:
    chips: list[tuple[str, SearchQuery]] = []
    if query.purpose:
        chips.append((translate(PURPOSES[query.purpose]), query.but(purpose=None)))
    if query.layout:
        chips.append((_("Layout: %(layout)s", layout=translate(LAYOUTS[query.layout]).lower()), query.but(layout=None)))
    if query.max_price_cents is not None:
        text = _("at most %(price)s", price=short_money(query.max_price_cents))
        chips.append((text, query.but(max_price_cents=None)))
    if query.category is not HirerCategory.PRIVATE:
        chips.append((translate(HIRER_CATEGORIES[query.category]), query.but(category=HirerCategory.PRIVATE)))
    if query.box:
        chips.append((_("This part of the map"), query.but(box=None)))
    elif query.position and not query.near:
        chips.append((_("Near me"), query.but(position=None)))
    return chips
