"""Searching: which rooms suit, which are free at exactly that time, what exactly that costs.

Search reads `room_search` and `room_day` alone, and what a list tells of the rooms of one page by their ids; a stale read
is harmless, for a hold looks again. Every page takes the same number of queries, however many rooms there are.
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from app.core.clock import AMSTERDAM
from app.core.errors import InvalidError
from app.core.messages import Message
from app.core.time_ranges import TimeRange, at_minute
from app.integrations.geocoding.places import Place
from app.services.availability import availability_service
from app.services.listing import public_service
from app.services.pricing import quote_service
from app.services.pricing.quotes import Hire
from app.services.search import first_free, guess, places_service, repository, rules, strips
from app.services.search.asking import Prices, has_price_of_its_own
from app.services.search.errors import UnknownPlaceError
from app.services.search.query import Hit, SearchQuery, SearchResult, Sort
from app.services.search.repository import Answer, Row

# The highest price and the order by price are exact for so many rooms, the nearest ones: each costs a quote. More than
# that within one circle is a question that nobody reads to its end; what lies beyond counts as too dear, and comes last.
MOST_PRICED = 1500


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
    is taken says when the same times are free first. With a day alone: whether it has any time left that day. With a
    wish for any slot or for weekly times: the first times that fit, or the dates that do not.

    Raises:
        InvalidError: the question breaks a rule; names the fields.
        UnknownPlaceError: nobody knows where that is; has suggestions.
    """
    problems = rules.check_query(query, now=now, zone=AMSTERDAM)
    if problems:
        raise InvalidError(errors=problems)
    place = places_service.find(query.near)
    answer = look(query, place, now=now)
    return SearchResult(
        hits=describe(answer.rows, query, now=now),
        total=answer.total,
        free=answer.free,
        page=min(query.page, pages := max(1, -(-answer.total // query.page_size))),
        pages=pages,
        facets=answer.facets,
        place=place,
        did_you_mean=guess.did_you_mean(query, place, now=now) if query.text and not answer.total else None,
    )


def look(query: SearchQuery, place: Place | None, *, now: datetime) -> Answer:
    """The rooms of the page and the counts. A question about price takes a second look, with the prices in hand."""
    about_price = query.max_price_cents is not None or query.sort is Sort.PRICE
    if not about_price or not has_price_of_its_own(query):
        return repository.find(query, place, now=now)
    wide = query.but(max_price_cents=None, sort=Sort.DISTANCE, page_size=MOST_PRICED)
    rows = repository.find(wide, place, now=now).rows
    return repository.find(query, place, now=now, prices=Prices(_prices(rows, query)))


def _prices(rows: Sequence[Row], query: SearchQuery) -> dict[uuid.UUID, int]:
    """What the asked time costs in each of these rooms; the first fitting one of a wish, or one date of a series."""
    spans = {row.room_id: span for row in rows if (span := _span_of(row, query)) is not None}
    rooms = repository.rooms_by_id(spans)
    quotes = quote_service.quote_each([(rooms[room_id], span) for room_id, span in spans.items()], hire=hire_of(query))
    return {room_id: quote.total_cents for room_id, quote in quotes.items()}


def _span_of(row: Row, query: SearchQuery) -> TimeRange | None:
    if query.asked:
        return query.asked.span()
    if query.weekly:
        return next(iter(_series_spans(row, query)), None)
    return row.slots[0] if query.slot and row.slots else None


def _series_spans(row: Row, query: SearchQuery) -> Iterator[TimeRange]:
    """The dates on which it does work, as instants."""
    if query.weekly is None or query.start_minute is None or query.end_minute is None:
        return
    for day in query.weekly.days:
        starts_at = at_minute(day, query.start_minute, AMSTERDAM)
        ends_at = at_minute(day, query.end_minute, AMSTERDAM)
        if day not in row.conflicts and starts_at < ends_at:
            yield TimeRange(starts_at, ends_at)


def hire_of(query: SearchQuery) -> Hire:
    """Who hires, and for what, as prices want to know it."""
    return Hire(category=query.category, purpose=query.purpose_of_use)


def describe(rows: Sequence[Row], query: SearchQuery, *, now: datetime) -> list[Hit]:
    """What a list tells of these rooms: a fixed number of queries for all of them together."""
    rooms = public_service.load_cards([row.room_id for row in rows])
    rows = [row for row in rows if row.room_id in rooms]
    hire = hire_of(query)
    days = {row.room_id: _day_of(row, query, now) for row in rows}
    states = strips.read(days)
    spans = {row.room_id: span for row in rows if not query.weekly and (span := _span_of(row, query))}
    quotes = quote_service.quote_each([(rooms[room_id], span) for room_id, span in spans.items()], hire=hire)
    series = quote_service.quote_series_each(
        [(rooms[row.room_id], list(_series_spans(row, query))) for row in rows if query.weekly], hire=hire
    )
    taken = [row.room_id for row in rows if row.is_free is False and query.asked]
    refused = [row.room_id for row in rows if query.asked and not (row.is_free and row.room_id in quotes)]
    books = availability_service.rule_books([rooms[room_id] for room_id in refused])
    later = first_free.same_times(taken, query, now=now)
    later_quotes = quote_service.quote_each([(rooms[room_id], span) for room_id, span in later.items()], hire=hire)
    unasked = [] if spans or query.weekly else [row.room_id for row in rows]
    lowest = quote_service.lowest_prices(unasked, query.day or now.astimezone(AMSTERDAM).date())
    return [
        Hit(
            room=rooms[row.room_id],
            distance_km=row.distance_km,
            state=states[row.room_id],
            rules=books[row.room_id].on(days[row.room_id]) if row.room_id in books else None,
            # Without a price for all of it a time cannot be booked, however free it is.
            is_free=row.is_free and (query.asked is None or row.room_id in quotes),
            quote=quotes.get(row.room_id),
            next_free=later.get(row.room_id) if row.room_id in later_quotes else None,
            next_quote=later_quotes.get(row.room_id),
            from_price=lowest.get(row.room_id),
            slots=row.slots if query.slot else (),
            conflicts=row.conflicts,
            series=series.get(row.room_id),
        )
        for row in rows
    ]


def _day_of(row: Row, query: SearchQuery, now: datetime) -> date:
    """The day that the strip shows."""
    if query.weekly:
        return query.weekly.first_on
    if query.slot and row.slots:
        return row.slots[0].starts_at.astimezone(AMSTERDAM).date()
    return (query.slot.from_on if query.slot else query.day) or now.astimezone(AMSTERDAM).date()
