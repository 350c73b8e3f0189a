"""Where links lead: the results of a question, a room with what was asked filled in, its checkout."""

from typing import Any

from flask import request, url_for

from app.core.clock import AMSTERDAM
from app.core.time_ranges import TimeRange
from app.models.listing import Room
from app.models.pricing import HirerCategory
from app.services.search.query import SearchQuery
from app.web.asked_time import time_arguments
from app.web.search_address import address_of
from app.web.search_form import WITHOUT_VAT


def shows_without_vat() -> bool:
    """Whether this reader looks at prices without VAT: a way of looking, no part of the question."""
    return request.args.get("vat") == WITHOUT_VAT


def results_values(query: SearchQuery) -> dict[str, Any]:
    """The values of the address of a question, with the reader's way of looking."""
    return {**address_of(query), **({"vat": WITHOUT_VAT} if shows_without_vat() else {})}


def results_address(query: SearchQuery) -> str:
    """The page of results for this question."""
    return url_for("search.results", **results_values(query))


def room_address(room: Room, query: SearchQuery, span: TimeRange | None = None) -> str:
    """The room's page, with what was asked filled in; `span` is a time that was found for it."""
    values = _kept(room, query)
    chosen = span or (query.asked.span() if query.asked else None)
    day = query.weekly.first_on if query.weekly else query.day
    if chosen:
        values = time_arguments(chosen, AMSTERDAM) | values
    elif day:
        values = {"week": day.isoformat()} | values
    return url_for("search.room", slug=room.slug, **values)


def checkout_address(room: Room, query: SearchQuery, span: TimeRange) -> str:
    """Straight to the checkout of this room, with the time filled in."""
    values: dict[str, Any] = time_arguments(span, AMSTERDAM) | _kept(room, query)
    return url_for("booking.checkout", slug=room.slug, **values)


def _kept(room: Room, query: SearchQuery) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if query.persons:
        values["persons"] = str(query.persons)
    purpose = query.purpose_of_use
    if purpose and purpose.value in room.purposes:
        values["purpose"] = purpose.value
    if query.layout:
        values["layout"] = query.layout.value
    if query.category is not HirerCategory.PRIVATE:
        values["category"] = query.category.value
    return values
