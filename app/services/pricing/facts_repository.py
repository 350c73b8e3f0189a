"""Everything that prices depend on but add-ons, of any number of rooms, told by one statement."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import TextClause, text

from app.core.db import session
from app.core.rows import read_rows
from app.models.accounts import VatProfile
from app.models.add_ons import VatChoice
from app.models.listing import Purpose
from app.models.openings import CaretakerHours
from app.models.pricing import PriceRule, RatePlan, RateUnit, VatRule
from app.services.pricing import repository
from app.services.pricing.tariff import CaretakerBlock, Plan, RatePrice, Rule, VatDecision, VatTerms

_HOLDS = "{0}.valid_from <= CAST(:until AS date) AND ({0}.valid_until > CAST(:since AS date)) IS NOT FALSE"

_OF_ROOMS = "{0}.room_id = ANY(CAST(:rooms AS uuid[]))"
_RATES = f"""(
  SELECT json_agg(json_build_array(r.room_id, r.plan_id, r.unit, r.price_cents, r.weekdays, r.valid_from, r.valid_until,
    r.ordinal, d.name, d.starts_minute, d.ends_minute) ORDER BY r.id)
  FROM rate AS r LEFT JOIN day_part AS d ON d.id = r.day_part_id
  WHERE {_OF_ROOMS.format("r")} AND {_HOLDS.format("r")}) AS rates"""  # noqa: S608 - put together from what stands here
_PLANS = f"(SELECT json_agg(p ORDER BY p.id) FROM rate_plan AS p WHERE {_OF_ROOMS.format('p')}) AS plans"  # noqa: S608

# A table each, as JSON: six round trips cost more than what they fetch. Caretakers only where a rule charges for them.
_FACTS = f"""
WITH seller AS MATERIALIZED (
  SELECT room.id, room.venue_id, venue.organisation_id, venue.timezone,
    organisation.vat_profile AS seller_vat, room.vat_profile AS room_vat, coalesce(room.deposit_cents, 0) AS deposit
  FROM room JOIN venue ON venue.id = room.venue_id JOIN organisation ON organisation.id = venue.organisation_id
  WHERE room.id = ANY(CAST(:rooms AS uuid[]))
),
house_rule AS MATERIALIZED (
  SELECT u.* FROM price_rule AS u
  WHERE u.venue_id = ANY(ARRAY(SELECT venue_id FROM seller)) AND {_HOLDS.format("u")}
)
SELECT
  (SELECT json_agg(json_build_array(s.id, s.venue_id, s.organisation_id, s.timezone, s.seller_vat, s.room_vat,
     s.deposit)) FROM seller AS s) AS sellers,
  {_RATES}, {_PLANS},
  (SELECT json_agg(u ORDER BY u.id) FROM house_rule AS u) AS rules,
  (SELECT json_agg(h) FROM caretaker_hours AS h
   WHERE h.venue_id = ANY(ARRAY(SELECT venue_id FROM house_rule WHERE kind = 'caretaker'))) AS caretaker,
  (SELECT json_agg(t) FROM vat_rule AS t WHERE {_HOLDS.format("t")}) AS vat_terms,
  (SELECT json_agg(c) FROM vat_choice AS c
   WHERE c.organisation_id = ANY(ARRAY(SELECT organisation_id FROM seller)) AND {_HOLDS.format("c")}) AS choices
"""  # noqa: S608 - put together from what stands here
# On one line: of a statement longer than 4096 characters the driver does not keep what it found in it.
_TOLD = text(" ".join(_FACTS.split()))
_TARIFFS_TOLD = text(
    f"""
    SELECT {_RATES}, {_PLANS},
      (SELECT json_agg(json_build_array(room.id, room.purposes)) FROM room
       WHERE room.id = ANY(CAST(:rooms AS uuid[]))) AS purposes
    """  # noqa: S608 - put together from what stands here
)


class Seller(NamedTuple):
    """What the price of a room depends on besides its tariff."""

    venue_id: uuid.UUID
    organisation_id: uuid.UUID
    timezone: str
    organisation_vat: VatProfile
    room_vat: VatProfile | None
    deposit_cents: int


class VenueRule(NamedTuple):
    """A rule, and the room that it is for; None: all rooms of its venue."""

    room_id: uuid.UUID | None
    rule: Rule


class Choice(NamedTuple):
    """A decision on VAT, and the room that it is for; None: all of its organisation."""

    room_id: uuid.UUID | None
    decision: VatDecision


@dataclass(frozen=True, slots=True)
class Known:
    """What was told: sellers and plans by room, rules and caretakers by venue, choices by organisation."""

    sellers: Mapping[uuid.UUID, Seller]
    plans: Mapping[uuid.UUID, tuple[Plan, ...]]
    rules: Mapping[uuid.UUID, Sequence[VenueRule]]
    caretaker: Mapping[uuid.UUID, tuple[CaretakerBlock, ...]]
    vat_terms: tuple[VatTerms, ...]
    choices: Mapping[uuid.UUID, Sequence[Choice]]


def read(room_ids: Collection[uuid.UUID], from_on: date, until_on: date) -> Known:
    """What holds on some day of `[from_on, until_on]`."""
    told = _ask(_TOLD, room_ids, from_on, until_on)
    return Known(
        sellers={uuid.UUID(room_id): _seller(*rest) for room_id, *rest in told.sellers or ()},
        plans=_plans(told.rates or (), read_rows(RatePlan, told.plans)),
        rules=_rules(read_rows(PriceRule, told.rules)),
        caretaker=_caretaker(read_rows(CaretakerHours, told.caretaker)),
        vat_terms=tuple(map(repository.vat_terms_of, read_rows(VatRule, told.vat_terms))),
        choices=_choices(read_rows(VatChoice, told.choices)),
    )


def read_plans(
    room_ids: Collection[uuid.UUID], from_on: date, until_on: date
) -> tuple[dict[uuid.UUID, tuple[Plan, ...]], dict[uuid.UUID, tuple[Purpose, ...]]]:
    """The plans of each room with the rates that hold on some day of `[from_on, until_on]`; what each is let for."""
    told = _ask(_TARIFFS_TOLD, room_ids, from_on, until_on)
    purposes = {uuid.UUID(room_id): tuple(map(Purpose, codes)) for room_id, codes in told.purposes or ()}
    return _plans(told.rates or (), read_rows(RatePlan, told.plans)), purposes


def _ask(statement: TextClause, room_ids: Collection[uuid.UUID], from_on: date, until_on: date) -> Any:  # noqa: ANN401 - a row
    session().flush()
    return session().execute(statement, {"rooms": list(room_ids), "since": from_on, "until": until_on}).one()


def _seller(
    venue_id: str, organisation_id: str, timezone: str, seller_vat: str, room_vat: str | None, deposit_cents: int
) -> Seller:
    return Seller(
        uuid.UUID(venue_id),
        uuid.UUID(organisation_id),
        timezone,
        VatProfile(seller_vat),
        VatProfile(room_vat) if room_vat else None,
        deposit_cents,
    )


def _plans(rates: Sequence[Sequence[Any]], rows: Sequence[RatePlan]) -> dict[uuid.UUID, tuple[Plan, ...]]:
    """The basic plan of each room first, then the others, each with its rates."""
    prices: dict[tuple[str, str | None], list[RatePrice]] = defaultdict(list)
    for room_id, plan_id, *rate in rates:
        prices[room_id, plan_id].append(_rate_price(*rate))
    plans: dict[uuid.UUID, tuple[Plan, ...]] = {
        uuid.UUID(room_id): (Plan(tuple(found)),) for (room_id, plan_id), found in prices.items() if plan_id is None
    }
    for row in rows:
        plan = repository.plan_of(row, prices.get((str(row.room_id), str(row.id)), []))
        plans[row.room_id] = (*plans.get(row.room_id, ()), plan)
    return plans


def _rate_price(
    unit: str,
    price_cents: int,
    weekdays: Sequence[int],
    valid_from: str,
    valid_until: str | None,
    ordinal: int,
    *part: Any,  # noqa: ANN401 - the columns of its day part, if it has one
) -> RatePrice:
    return RatePrice(
        RateUnit(unit),
        price_cents,
        repository.weekday_set(tuple(weekdays)),
        date.fromisoformat(valid_from),
        date.fromisoformat(valid_until) if valid_until else None,
        repository.part_block(*part) if unit == RateUnit.DAY_PART else None,
        ordinal,
    )


def _rules(rows: Sequence[PriceRule]) -> dict[uuid.UUID, list[VenueRule]]:
    found: dict[uuid.UUID, list[VenueRule]] = defaultdict(list)
    for row in rows:
        found[row.venue_id].append(VenueRule(row.room_id, repository.rule_of(row)))
    return found


def _caretaker(rows: Sequence[CaretakerHours]) -> dict[uuid.UUID, tuple[CaretakerBlock, ...]]:
    found: dict[uuid.UUID, tuple[CaretakerBlock, ...]] = {}
    for row in rows:
        found[row.venue_id] = (*found.get(row.venue_id, ()), repository.caretaker_block(row))
    return found


def _choices(rows: Sequence[VatChoice]) -> dict[uuid.UUID, list[Choice]]:
    found: dict[uuid.UUID, list[Choice]] = defaultdict(list)
    for row in rows:
        found[row.organisation_id].append(Choice(row.room_id, repository.decision_of(row)))
    return found
