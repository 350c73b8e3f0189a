"""What the page of results shows around its cards: heading, filters, order, map."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.blueprints.search.cards import Card, make_cards
from app.blueprints.search.filters import Filters, make_filters
from app.services.search.query import SearchQuery, SearchResult, Sort
from app.web.i18n import translate
from app.web.region_map import MapPoint
from app.web.search_summary import question_text, title_of
from app.web.search_words import SORTS
from app.web.strip import StripRange


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """One page of results, ready to draw."""

    title: str
    summary: str
    cards: Sequence[Card]
    shown: StripRange
    asks_time: bool
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
    first = (result.page - 1) * query.page_size + 1
    cards, shown = make_cards(result.hits, query, first_number=first)
    asks_time = bool(query.asked or query.slot or query.weekly)
    nothing_free = not result.total or (asks_time and result.free == 0)
    summary = question_text(query, result.place)
    if query.asked and result.total and summary:
        bracket = _("The bracket above each strip is your time.")
        summary = f"{summary} {bracket}"
    return ResultsPage(
        title=title_of(result, query, nothing=nothing_free),
        summary=summary,
        cards=cards,
        shown=shown,
        asks_time=asks_time,
        filters=make_filters(result, query),
        sorts=_sorts(query),
        nothing_free=nothing_free,
    )


def _sorts(query: SearchQuery) -> list[tuple[str, str]]:
    """Only the orders that mean something for this question."""
    around = bool(query.near or query.position)
    possible = {Sort.DISTANCE: around, Sort.FREE: True, Sort.BEST: True, Sort.PRICE: True}
    return [(sort.value, translate(name)) for sort, name in SORTS.items() if possible[sort]]
