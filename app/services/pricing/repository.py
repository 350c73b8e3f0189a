"""Questions about tariffs and the VAT that goes with them; each answers for any number of rooms at once."""

import uuid
from collections import defaultdict
from collections.abc import Collection
from functools import lru_cache
from typing import Any

from sqlalchemy import not_, or_, select
from sqlalchemy.orm import aliased

from app.core.db import session
from app.models.add_ons import AddOn, AddOnRoom, VatChoice
from app.models.listing import Purpose, Room
from app.models.openings import CaretakerHours
from app.models.pricing import HirerCategory, PriceRule, RatePlan, RateUnit, VatRule
from app.services.pricing.tariff import (
    AddOnTerms,
    CaretakerBlock,
    PartBlock,
    Period,
    Plan,
    RatePrice,
    Rule,
    Step,
    VatDecision,
    VatTerms,
)


@lru_cache(maxsize=256)
def weekday_set(days: tuple[int, ...]) -> frozenset[int]:
    """One object for each set of days that rates name."""
    return frozenset(days)


@lru_cache(maxsize=4096)
def part_block(name: str, starts_minute: int, ends_minute: int) -> PartBlock:
    """One object for each day part that rates name."""
    return PartBlock(name, starts_minute, ends_minute)


def plan_of(row: RatePlan, rates: Collection[RatePrice]) -> Plan:
    """A plan with its rates."""
    return Plan(
        rates=tuple(rates),
        name=row.name,
        categories=frozenset(map(HirerCategory, row.categories)),
        purposes=frozenset(map(Purpose, row.purposes)),
        period=Period(row.valid_from, row.valid_until, row.season_from, row.season_until),
        prorata=row.prorata,
        cap_at_day=row.cap_at_day,
        minimum_cents=row.minimum_cents,
        minimum_minutes=row.minimum_minutes,
    )


def vat_terms_of(row: VatRule) -> VatTerms:
    """What one profile means in one period."""
    return VatTerms(row.profile, row.rate_bps, row.reason, row.valid_from, row.valid_until)


def decision_of(row: VatChoice) -> VatDecision:
    """One decision on VAT."""
    period = Period(row.valid_from, row.valid_until)
    return VatDecision(row.profile, row.room_id is not None, row.purpose, row.add_on_id, period)


def rule_of(row: PriceRule) -> Rule:
    """One change or surcharge."""
    minutes = None if row.from_minute is None or row.until_minute is None else (row.from_minute, row.until_minute)
    return Rule(
        kind=row.kind,
        name=row.name,
        of_room=row.room_id is not None,
        categories=frozenset(map(HirerCategory, row.categories)),
        purposes=frozenset(map(Purpose, row.purposes)),
        weekdays=frozenset(row.weekdays),
        minutes=minutes,
        period=Period(row.valid_from, row.valid_until, row.season_from, row.season_until),
        change_bps=row.change_bps or 0,
        days_before=row.days_before or 0,
        amount_cents=row.amount_cents or 0,
        step_minutes=row.step_minutes or 60,
        steps=tuple(map(_step, row.steps)),
    )


def _step(step: dict[str, Any]) -> Step:
    unit = step.get("unit")
    return Step(
        min_dates=int(step["min_dates"]),
        change_bps=int(step.get("change_bps", 0)),
        unit=RateUnit(unit) if unit else None,
        price_cents=int(step.get("price_cents", 0)),
    )


def caretaker_block(row: CaretakerHours) -> CaretakerBlock:
    """One time of the week at which somebody is there."""
    return CaretakerBlock(row.weekday, row.from_minute, row.until_minute, Period(row.valid_from, row.valid_until))


def list_add_ons(room_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, dict[uuid.UUID, AddOnTerms]]:
    """What can be hired with each room: what its venue has, but for what stands in other rooms alone."""
    required = aliased(AddOn)
    somewhere = select(AddOnRoom.add_on_id).where(AddOnRoom.add_on_id == AddOn.id).exists()
    here = select(AddOnRoom.add_on_id).where(AddOnRoom.add_on_id == AddOn.id, AddOnRoom.room_id == Room.id).exists()
    query = (
        select(Room.id, AddOn, required.name)
        .join(AddOn, AddOn.venue_id == Room.venue_id)
        .outerjoin(required, required.id == AddOn.requires_add_on_id)
        .where(Room.id.in_(room_ids), or_(here, not_(somewhere)))
        .order_by(AddOn.name, AddOn.valid_from)
    )
    found: dict[uuid.UUID, dict[uuid.UUID, AddOnTerms]] = defaultdict(dict)
    for room_id, row, requires_name in session().execute(query):
        found[room_id][row.id] = AddOnTerms(
            id=row.id,
            name=row.name,
            unit=row.unit,
            price_cents=row.price_cents,
            next_price_cents=row.next_price_cents,
            stock=row.stock,
            requires=row.requires_add_on_id,
            requires_name=requires_name or "",
            vat_profile=row.vat_profile,
            period=Period(row.valid_from, row.valid_until),
            note=row.note,
        )
    return found
