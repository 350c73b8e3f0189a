"""Questions about tariffs and the VAT that goes with them; each answers for any number of rooms at once."""

import uuid
from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, or_, select

from app.core.db import session
from app.models.accounts import Organisation, VatProfile
from app.models.listing import DayPart, Room, Venue
from app.models.pricing import Rate, RateUnit, VatRule
from app.services.pricing.rules import PartBlock, RatePrice, VatTerms


class Seller(NamedTuple):
    """What the price of a room depends on besides its rates."""

    timezone: str
    vat_profile: VatProfile


def list_rates(room_ids: Collection[uuid.UUID], from_on: date, until_on: date) -> dict[uuid.UUID, list[RatePrice]]:
    """The rates that hold on some day of `[from_on, until_on]`, per room."""
    # Plain columns: a search prices every free room of a region, and rows are far cheaper than objects.
    query = (
        select(
            Rate.room_id,
            Rate.unit,
            Rate.price_cents,
            Rate.weekdays,
            Rate.valid_from,
            Rate.valid_until,
            DayPart.name,
            DayPart.starts_minute,
            DayPart.ends_minute,
        )
        .outerjoin(DayPart, DayPart.id == Rate.day_part_id)
        .where(
            Rate.room_id.in_(room_ids),
            Rate.valid_from <= until_on,
            or_(Rate.valid_until.is_(None), Rate.valid_until > from_on),
        )
        .order_by(Rate.id)
    )
    found: dict[uuid.UUID, list[RatePrice]] = defaultdict(list)
    for room_id, unit, cents, weekdays, valid_from, valid_until, name, starts, ends in session().execute(query):
        part = PartBlock(name, starts, ends) if unit is RateUnit.DAY_PART else None
        found[room_id].append(RatePrice(unit, cents, frozenset(weekdays), valid_from, valid_until, part))
    return found


def list_sellers(room_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Seller]:
    """The clock and the VAT profile of each room; the organisation's profile where the room has none of its own."""
    query = (
        select(Room.id, Venue.timezone, func.coalesce(Room.vat_profile, Organisation.vat_profile))
        .join(Venue, Venue.id == Room.venue_id)
        .join(Organisation, Organisation.id == Venue.organisation_id)
        .where(Room.id.in_(room_ids))
    )
    return {room_id: Seller(zone, VatProfile(profile)) for room_id, zone, profile in session().execute(query)}


def list_vat_terms(from_on: date, until_on: date) -> list[VatTerms]:
    """What every profile means on the days of `[from_on, until_on]`."""
    query = select(VatRule).where(
        VatRule.valid_from <= until_on, or_(VatRule.valid_until.is_(None), VatRule.valid_until > from_on)
    )
    return [
        VatTerms(rule.profile, rule.rate_bps, rule.reason, rule.valid_from, rule.valid_until)
        for rule in session().scalars(query)
    ]
