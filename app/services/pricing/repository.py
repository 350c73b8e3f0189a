"""Questions about tariffs and the VAT that goes with them; each answers for any number of rooms at once."""

import uuid
from collections import defaultdict
from collections.abc import Collection
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, not_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.core.db import session
from app.models.add_ons import AddOn, AddOnRoom, VatChoice
from app.models.listing import DayPart, Purpose, Room
from app.models.openings import CaretakerHours
from app.models.pricing import HirerCategory, PriceRule, Rate, RatePlan, RateUnit, VatRule
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


def _holds_within(table: type[Rate], from_on: date, until_on: date) -> ColumnElement[bool]:
    """Rows that hold on some day of `[from_on, until_on]`."""
    valid_until: InstrumentedAttribute[date | None] = table.valid_until
    return and_(table.valid_from <= until_on, or_(valid_until.is_(None), valid_until > from_on))


def list_plans(room_ids: Collection[uuid.UUID], from_on: date, until_on: date) -> dict[uuid.UUID, tuple[Plan, ...]]:
    """The plans of each room, with the rates that hold on some day of `[from_on, until_on]`. Two queries."""
    rates = _list_rates(room_ids, from_on, until_on)
    found: dict[uuid.UUID, list[Plan]] = defaultdict(list)
    for (room_id, plan_id), prices in rates.items():
        if plan_id is None:
            found[room_id].append(Plan(tuple(prices)))
    for row in session().scalars(select(RatePlan).where(RatePlan.room_id.in_(room_ids)).order_by(RatePlan.id)):
        found[row.room_id].append(plan_of(row, rates.get((row.room_id, row.id), [])))
    return {room_id: tuple(plans) for room_id, plans in found.items()}


def _list_rates(
    room_ids: Collection[uuid.UUID], from_on: date, until_on: date
) -> dict[tuple[uuid.UUID, uuid.UUID | None], list[RatePrice]]:
    # Plain columns: a search prices every free room of a region, and rows are far cheaper than objects.
    query = (
        select(
            Rate.room_id,
            Rate.plan_id,
            Rate.unit,
            Rate.price_cents,
            Rate.weekdays,
            Rate.valid_from,
            Rate.valid_until,
            Rate.ordinal,
            DayPart.name,
            DayPart.starts_minute,
            DayPart.ends_minute,
        )
        .outerjoin(DayPart, DayPart.id == Rate.day_part_id)
        .where(Rate.room_id.in_(room_ids), _holds_within(Rate, from_on, until_on))
        .order_by(Rate.id)
    )
    rates: dict[tuple[uuid.UUID, uuid.UUID | None], list[RatePrice]] = defaultdict(list)
    for room_id, plan_id, unit, cents, days, valid_from, valid_until, ordinal, *block in session().execute(query):
        part = part_block(*block) if unit is RateUnit.DAY_PART else None
        price = RatePrice(unit, cents, weekday_set(tuple(days)), valid_from, valid_until, part, ordinal)
        rates[room_id, plan_id].append(price)
    return rates


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


def list_purposes(room_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, tuple[Purpose, ...]]:
    """What each room is let for."""
    rows = session().execute(select(Room.id, Room.purposes).where(Room.id.in_(room_ids)))
    return {room_id: tuple(map(Purpose, purposes)) for room_id, purposes in rows}


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
