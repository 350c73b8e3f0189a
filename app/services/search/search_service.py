"""Searching: which rooms suit, which are free at exactly that time, what exactly that costs.

Every page of results takes the same number of queries, however many rooms there are.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from app.core.clock import AMSTERDAM
from app.core.errors import InvalidError
from app.core.messages import Message
from app.core.time_ranges import TimeRange
from app.integrations.geocoding.places import Place
from app.models.listing import Room
from app.services.availability import availability_service
from app.services.listing import public_service
from app.services.pricing import quote_service
from app.services.pricing.quotes import Quote
from app.services.search import places_service, repository, rules
from app.services.search.errors import UnknownPlaceError
from app.services.search.query import Candidate, Hit, SearchQuery, SearchResult, Sort


@dataclass(frozen=True, slots=True)
class _Found:
    """All rooms that suit, with what had to be known of every one of them."""

    candidates: Sequence[Candidate]
    free: Mapping[uuid.UUID, bool] | None
    quotes: Mapping[uuid.UUID, Quote] = field(default_factory=dict)


def check(query: SearchQuery, *, now: datetime) -> Mapping[str, list[Message]]:
    """What is wrong with a question, per field of the address; empty when nothing is. Asks no database."""
    problems = rules.check_query(query, now=now, zone=AMSTERDAM)
    if "near" not in problems:
        try:
            places_service.find(query.near)
        except UnknownPlaceError as error:
            problems.update(error.errors)
    return problems


def search(query: SearchQuery, *, now: datetime) -> SearchResult:
    """One page of the rooms that suit. A page past the last is the last.

    With an asked time every room says whether it is free then and what it costs, in cents including VAT; a room that
    is taken says when the same times are free first. With a day alone: whether it has any time left that day.

    Raises:
        InvalidError: the question breaks a rule; names the fields.
        UnknownPlaceError: nobody knows where that is; has suggestions.
    """
    problems = rules.check_query(query, now=now, zone=AMSTERDAM)
    if problems:
        raise InvalidError(errors=problems)
    place = places_service.find(query.near)
    found = look(query, place, query.radius_km, now=now)
    chosen, facets = rules.choose(found.candidates, query, found.quotes)
    ranked = rules.ordered(chosen, query.sort, free=found.free, quotes=found.quotes)
    pages = max(1, -(-len(ranked) // query.page_size))
    page = min(query.page, pages)
    shown = ranked[(page - 1) * query.page_size : page * query.page_size]
    return SearchResult(
        hits=describe(shown, query, found.free, now=now),
        total=len(ranked),
        free=None if found.free is None else sum(found.free[each.room.id] for each in ranked),
        page=page,
        pages=pages,
        facets=facets,
        place=place,
    )


def look(query: SearchQuery, place: Place | None, radius_km: float, *, now: datetime) -> _Found:
    """The rooms that suit before the filters that are counted, and what of them must be known to filter and order."""
    candidates = repository.list_candidates(query, place, radius_km)
    rooms = [candidate.room for candidate in candidates]
    asked = query.asked
    if asked is None:
        return _Found(candidates, _free_that_day(rooms, query.day, now) if query.day else None)
    span = asked.span()
    free = availability_service.is_free(rooms, span, now=now)
    all_prices = query.max_price_cents is not None or query.sort is Sort.PRICE
    quotes = quote_service.quote_many([room for room in rooms if all_prices or free[room.id]], span)
    # Without a price for all of it a time cannot be booked, however free it is.
    return _Found(candidates, {room_id: is_free and room_id in quotes for room_id, is_free in free.items()}, quotes)


def describe(
    shown: Sequence[Candidate], query: SearchQuery, free: Mapping[uuid.UUID, bool] | None, *, now: datetime
) -> list[Hit]:
    """What a list tells of these rooms: a fixed number of queries for all of them together."""
    rooms = list(public_service.load_cards([each.room.id for each in shown]).values())
    today = now.astimezone(AMSTERDAM).date()
    day = query.day or today
    states = availability_service.day_states(rooms, day, day + timedelta(days=1))
    rules = availability_service.booking_rules_of(rooms, day)
    asked = query.asked
    quotes = quote_service.quote_many(rooms, asked.span()) if asked else {}
    later, later_quotes = _next_free(rooms, asked.span(), free, now) if asked and free is not None else ({}, {})
    lowest = quote_service.lowest_prices([room.id for room in rooms], day) if asked is None else {}
    return [
        Hit(
            room=each.room,
            distance_km=each.distance_km,
            state=states[each.room.id, day],
            is_free=None if free is None else free[each.room.id],
            rules=rules[each.room.id],
            quote=quotes.get(each.room.id),
            next_free=later.get(each.room.id),
            next_quote=later_quotes.get(each.room.id),
            from_price=lowest.get(each.room.id),
        )
        for each in shown
    ]


def _free_that_day(rooms: Sequence[Room], day: date, now: datetime) -> dict[uuid.UUID, bool]:
    ranges = availability_service.free_ranges_of(rooms, day, day + timedelta(days=1), now=now)
    return {room_id: bool(of_room) for room_id, of_room in ranges.items()}


def _next_free(
    rooms: Sequence[Room], span: TimeRange, free: Mapping[uuid.UUID, bool], now: datetime
) -> tuple[dict[uuid.UUID, TimeRange], dict[uuid.UUID, Quote]]:
    taken = [room for room in rooms if not free[room.id]]
    later = availability_service.first_free(taken, span, now=now)
    quotes = quote_service.quote_each([(room, later[room.id]) for room in taken if room.id in later])
    return {room_id: time for room_id, time in later.items() if room_id in quotes}, quotes
