"""What rooms cost. The one place that says so: search, room page, checkout and hold all ask here.

`hire` says who books, for what and with what; left out it is a consumer who books one date today.
"""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from app.core import clock
from app.core.errors import AppError
from app.core.time_ranges import TimeRange
from app.models.listing import Room
from app.services.pricing import facts, facts_repository, plans, repository, rules, series
from app.services.pricing.errors import AddOnRefusedError, NoRateError, NoVatRuleError
from app.services.pricing.quotes import ANYONE, Explanation, Hire, LowestPrice, Quote, SeriesQuote
from app.services.pricing.tariff import AddOnTerms, Plan

_WITHOUT_PRICE: tuple[type[AppError], ...] = (NoRateError, NoVatRuleError, AddOnRefusedError)


def quote(room: Room, span: TimeRange, *, hire: Hire = ANYONE) -> Quote:
    """The price of `room` for exactly `span`, line by line, in cents including VAT: the cheapest its tariff allows.

    Raises:
        NoRateError: some of the time has no price.
        NoVatRuleError: what the seller's VAT profile means on that day is not known.
        AddOnRefusedError: an extra cannot be had like this; which, and why.
    """
    known = facts.load([room.id], [span], with_add_ons=bool(hire.add_ons))[room.id]
    return rules.make_quote(known.tariff, span, known.zone, known.vat, _today(hire))


def quote_from(known: facts.RoomFacts, span: TimeRange, *, hire: Hire) -> Quote:
    """As `quote`, from facts that the caller has.

    Raises:
        NoRateError, NoVatRuleError, AddOnRefusedError: as `quote`.
    """
    return rules.make_quote(known.tariff, span, known.zone, known.vat, _today(hire))


def quote_many(rooms: Sequence[Room], span: TimeRange, *, hire: Hire = ANYONE) -> dict[uuid.UUID, Quote]:
    """The same for many rooms with a fixed number of queries; a room without a price for all of the time is left out."""
    return quote_each([(room, span) for room in rooms], hire=hire)


def quote_each(wanted: Sequence[tuple[Room, TimeRange]], *, hire: Hire = ANYONE) -> dict[uuid.UUID, Quote]:
    """The same for rooms that each have a time of their own."""
    quotes: dict[uuid.UUID, Quote] = {}
    if not wanted:
        return quotes
    hire = _today(hire)
    known = facts.load([room.id for room, _ in wanted], [span for _, span in wanted], with_add_ons=bool(hire.add_ons))
    for room, span in wanted:
        of_room = known[room.id]
        try:
            quotes[room.id] = rules.make_quote(of_room.tariff, span, of_room.zone, of_room.vat, hire)
        except _WITHOUT_PRICE:
            continue
    return quotes


def quote_options(room: Room, spans: Sequence[TimeRange], *, hire: Hire = ANYONE) -> list[tuple[TimeRange, Quote]]:
    """The price of one room for each of several times, in the same order; times without a price are left out."""
    if not spans:
        return []
    hire = _today(hire)
    known = facts.load([room.id], spans, with_add_ons=bool(hire.add_ons))[room.id]
    found: list[tuple[TimeRange, Quote]] = []
    for span in spans:
        try:
            found.append((span, rules.make_quote(known.tariff, span, known.zone, known.vat, hire)))
        except _WITHOUT_PRICE:
            continue
    return found


class Pricer:
    """Prices of any number of times of some rooms, each with a hire of its own, from facts read once."""

    def __init__(self, rooms: Sequence[Room], within: TimeRange) -> None:
        self._known = facts.load([room.id for room in rooms], [within], with_add_ons=True)

    def quote(self, room: Room, span: TimeRange, hire: Hire) -> Quote:
        """As `quote`, for a time within what was read.

        Raises:
            NoRateError, NoVatRuleError, AddOnRefusedError: as `quote`.
        """
        known = self._known[room.id]
        return rules.make_quote(known.tariff, span, known.zone, known.vat, _today(hire))


def quote_series(room: Room, spans: Sequence[TimeRange], *, hire: Hire = ANYONE) -> SeriesQuote:
    """The price of many dates of one room: each at the step of the frequency scale that all together reach.

    Dates that have no price stand in `unpriced`. `series.settle_series` says what changes when dates do.

    Raises:
        NoVatRuleError, AddOnRefusedError: as `quote`.
    """
    if not spans:
        return SeriesQuote(())
    known = facts.load([room.id], spans, with_add_ons=bool(hire.add_ons))[room.id]
    return series.make_series(known.tariff, spans, known.zone, known.vat, _today(hire))


def quote_series_each(
    wanted: Sequence[tuple[Room, Sequence[TimeRange]]], *, hire: Hire = ANYONE
) -> dict[uuid.UUID, SeriesQuote]:
    """The same for many rooms, each with dates of its own, with a fixed number of queries; rooms without dates or
    without VAT terms are left out.
    """
    dated = [(room, spans) for room, spans in wanted if spans]
    if not dated:
        return {}
    hire = _today(hire)
    every = [span for _, spans in dated for span in spans]
    known = facts.load([room.id for room, _ in dated], every, with_add_ons=bool(hire.add_ons))
    found: dict[uuid.UUID, SeriesQuote] = {}
    for room, spans in dated:
        of_room = known[room.id]
        try:
            found[room.id] = series.make_series(of_room.tariff, spans, of_room.zone, of_room.vat, hire)
        except _WITHOUT_PRICE:
            continue
    return found


def explain(room: Room, span: TimeRange, *, hire: Hire = ANYONE) -> Explanation:
    """The price with everything that was weighed for it: by the hour, by the part, by the day, of each plan that fits.

    Raises:
        NoRateError, NoVatRuleError, AddOnRefusedError: as `quote`.
    """
    known = facts.load([room.id], [span], with_add_ons=bool(hire.add_ons))[room.id]
    return rules.explain(known.tariff, span, known.zone, known.vat, _today(hire))


def lowest_prices(room_ids: Collection[uuid.UUID], on: date) -> dict[uuid.UUID, LowestPrice]:
    """The "from" price of each room by the tariff of day `on`: what a consumer can really get for one of its purposes.

    Per hour if it has hours, else per day part, else per day, in cents including VAT; a room without a tariff is left
    out. One query.
    """
    if not room_ids:
        return {}
    tariffs, purposes = facts_repository.read_plans(room_ids, on, on)
    found: dict[uuid.UUID, LowestPrice] = {}
    for room_id, of_room in tariffs.items():
        lowest = plans.lowest_price(of_room, on, purposes.get(room_id, ()))
        if lowest is not None:
            found[room_id] = lowest
    return found


def add_ons_of(room: Room, on: date) -> list[AddOnTerms]:
    """What can be hired with a room on a day, by name."""
    offered = repository.list_add_ons([room.id]).get(room.id, {})
    return [terms for terms in offered.values() if terms.period.holds_on(on)]


def plans_of(room: Room, on: date) -> tuple[Plan, ...]:
    """The plans of a room with all rates that hold on a day or later, as `checks.check_plans` reads them."""
    return facts_repository.read_plans([room.id], on, date.max)[0].get(room.id, ())


def _today(hire: Hire) -> Hire:
    return hire if hire.booked_on is not None else replace(hire, booked_on=clock.today())
