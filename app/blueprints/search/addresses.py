"""Where links lead: the results of a question, a room with what was asked filled in, its checkout."""

from typing import Any

from flask import request, url_for

from app.core.clock import AMSTERDAM
from app.core.time_ranges import TimeRange
from app.models.listing import Room
from app.models.pricing import HirerCategory
from app.services.search.query import SearchQuery
from app.web.asked_time import time_arguments
from app.web.price_lines import WITHOUT_VAT
from app.web.search_address import address_of


def shows_without_vat() -> bool:
    """Whether this reader looks at prices without VAT: a way of looking, no part of the question."""
    return request.args.get("vat") == WITHOUT_VAT


def results_values(query: SearchQuery) -> dict[str, Any]:
    """The values of the address of a question, with the reader's way of looking."""
    return {**address_of(query), **({"vat": WITHOUT_VAT} if shows_without_vat() else {})}


def results_address(query: SearchQuery) -> str:
    """The page of results for this question."""
    return url_for("search.results", **results_values(query))


class RoomAddresses:
    """The pages of the rooms of one list, with what was asked filled in: said once, not for each of two dozen rooms."""

    def __init__(self, query: SearchQuery) -> None:
        self._query = query
        self._known: dict[tuple[bool, TimeRange | None], tuple[str, str]] = {}

    def of(self, room: Room, span: TimeRange | None = None) -> str:
        """`span` is a time that was found for this room."""
        key = (_suits_purpose(room, self._query), span)
        if key not in self._known:
            before, _slug, after = _room_address(_SOME_SLUG, room, self._query, span).partition(_SOME_SLUG)
            self._known[key] = before, after
        return room.slug.join(self._known[key])


_SOME_SLUG = "slug-of-the-room"


def _room_address(slug: str, room: Room, query: SearchQuery, span: TimeRange | None) -> str:
    values = _kept(room, query)
    chosen = span or (query.asked.span() if query.asked else None)
    day = query.weekly.first_on if query.weekly else query.day
    if chosen:
        values = time_arguments(chosen, AMSTERDAM) | values
    elif day:
        values = {"week": day.isoformat()} | values
    return url_for("search.room", slug=slug, **values)


def checkout_address(room: Room, query: SearchQuery, span: TimeRange) -> str:
    """Straight to the checkout of this room, with the time filled in."""
    values: dict[str, Any] = time_arguments(span, AMSTERDAM) | _kept(room, query)
    return url_for("booking.checkout", slug=room.slug, **values)


def _kept(room: Room, query: SearchQuery) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if query.persons:
        values["persons"] = str(query.persons)
    purpose = query.purpose_of_use
    if purpose and _suits_purpose(room, query):
        values["purpose"] = purpose.value
    if query.layout:
        values["layout"] = query.layout.value
    if query.category is not HirerCategory.PRIVATE:
        values["category"] = query.category.value
    if shows_without_vat():
        values["vat"] = WITHOUT_VAT
    return values


def _suits_purpose(room: Room, query: SearchQuery) -> bool:
    purpose = query.purpose_of_use
    return purpose is not None and purpose.value in room.purposes
