"""What rooms cost. The one place that says so: search, room page, checkout and hold all ask here."""

import uuid
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from app.core.time_ranges import TimeRange
from app.models.listing import Room
from app.services.pricing import repository, rules
from app.services.pricing.errors import NoRateError, NoVatRuleError
from app.services.pricing.quotes import LowestPrice, Quote
from app.services.pricing.repository import Seller
from app.services.pricing.rules import RatePrice, VatTerms


def quote(room: Room, span: TimeRange) -> Quote:
    """The price of `room` for exactly `span`, line by line, in cents including VAT: the cheapest its tariff allows.

    Raises:
        NoRateError: some of the time has no price.
        NoVatRuleError: what the seller's VAT profile means on that day is not known.
    """
    sellers, rates, vat = _facts([room.id], span)
    return _quote(sellers[room.id], rates.get(room.id, []), vat, span)


def quote_many(rooms: Sequence[Room], span: TimeRange) -> dict[uuid.UUID, Quote]:
    """The same for many rooms with a fixed number of queries; a room without a price for all of the time is left out."""
    return quote_each([(room, span) for room in rooms])


def quote_each(wanted: Sequence[tuple[Room, TimeRange]]) -> dict[uuid.UUID, Quote]:
    """The same for rooms that each have a time of their own."""
    quotes: dict[uuid.UUID, Quote] = {}
    if not wanted:
        return quotes
    whole = TimeRange(min(span.starts_at for _, span in wanted), max(span.ends_at for _, span in wanted))
    sellers, rates, vat = _facts([room.id for room, _ in wanted], whole)
    for room, span in wanted:
        try:
            quotes[room.id] = _quote(sellers[room.id], rates.get(room.id, []), vat, span)
        except (NoRateError, NoVatRuleError):
            continue
    return quotes


def quote_options(room: Room, spans: Sequence[TimeRange]) -> list[tuple[TimeRange, Quote]]:
    """The price of one room for each of several times, in the same order; times without a price are left out."""
    options = [(span, quote_each([(room, span)]).get(room.id)) for span in spans]
    return [(span, found) for span, found in options if found is not None]


def lowest_prices(room_ids: Collection[uuid.UUID], on: date) -> dict[uuid.UUID, LowestPrice]:
    """The "from" price of each room by the tariff of day `on`, per hour if it has hours, else per day part, else per
    day, in cents including VAT; a room without a tariff is left out. One query.
    """
    if not room_ids:
        return {}
    lowest = {
        room_id: rules.lowest_price(rates, on) for room_id, rates in repository.list_rates(room_ids, on, on).items()
    }
    return {room_id: price for room_id, price in lowest.items() if price is not None}


def _facts(
    room_ids: Collection[uuid.UUID], span: TimeRange
) -> tuple[dict[uuid.UUID, Seller], dict[uuid.UUID, list[RatePrice]], list[VatTerms]]:
    # A day more on either side: the venue's clock is not UTC, and last night's day part may reach into today.
    from_on = span.starts_at.date() - timedelta(days=2)
    until_on = span.ends_at.date() + timedelta(days=1)
    return (
        repository.list_sellers(room_ids),
        repository.list_rates(room_ids, from_on, until_on),
        repository.list_vat_terms(from_on, until_on),
    )


def _quote(seller: Seller, rates: Sequence[RatePrice], vat: Sequence[VatTerms], span: TimeRange) -> Quote:
    zone = ZoneInfo(seller.timezone)
    day_of_use = span.starts_at.astimezone(zone).date()
    return rules.make_quote(rates, span, zone, rules.vat_terms_on(vat, seller.vat_profile, day_of_use))
