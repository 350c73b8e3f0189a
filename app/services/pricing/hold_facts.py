"""What the price of one room depends on, told by one statement together with the rest of what a hold has to know."""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from app.core.rows import Told, read_row, read_rows
from app.models.accounts import VatProfile
from app.models.add_ons import VatChoice
from app.models.listing import DayPart, Room
from app.models.openings import CaretakerHours
from app.models.pricing import PriceRule, Rate, RatePlan, RateUnit, VatRule
from app.services.pricing import repository
from app.services.pricing.facts import RoomFacts
from app.services.pricing.tariff import AddOnTerms, Plan, RatePrice, Tariff, VatFacts

_HOLDS = "{0}.valid_from <= :until AND ({0}.valid_until > :since) IS NOT FALSE"

# An expression over `room`, `venue` and `organisation`, for days from `:since` up to `:until`.
TOLD: Mapping[str, str] = {
    "tariff": f"""json_build_object(
  'seller_vat', organisation.vat_profile,
  'rates', (
    SELECT json_agg(json_build_array(to_json(r), to_json(d)) ORDER BY r.id)
    FROM rate AS r LEFT JOIN day_part AS d ON d.id = r.day_part_id
    WHERE r.room_id = room.id AND {_HOLDS.format("r")}),
  'plans', (SELECT json_agg(to_json(p) ORDER BY p.id) FROM rate_plan AS p WHERE p.room_id = room.id),
  'rules', (
    SELECT json_agg(to_json(u) ORDER BY u.id) FROM price_rule AS u
    WHERE u.venue_id = venue.id AND coalesce(u.room_id, room.id) = room.id AND {_HOLDS.format("u")}),
  'vat_terms', (SELECT json_agg(to_json(t)) FROM vat_rule AS t WHERE {_HOLDS.format("t")}),
  'choices', (
    SELECT json_agg(to_json(c)) FROM vat_choice AS c
    WHERE c.organisation_id = organisation.id AND coalesce(c.room_id, room.id) = room.id
      AND {_HOLDS.format("c")}))"""  # noqa: S608 - put together from what stands here
}


def read(room: Room, told: Told, *, with_add_ons: bool) -> RoomFacts:
    """From what `TOLD` told of the room; one query more when something comes along.

    The hours of the caretaker, outside which some things cost more, come with the rules of bookings: told once.
    """
    tariff, caretaker = told["tariff"], told["rules"]["caretaker"]
    return RoomFacts(
        Tariff(
            plans=_plans(tariff),
            rules=tuple(map(repository.rule_of, read_rows(PriceRule, tariff["rules"]))),
            caretaker=tuple(map(repository.caretaker_block, read_rows(CaretakerHours, caretaker))),
            add_ons=_add_ons(room.id) if with_add_ons else {},
            deposit_cents=room.deposit_cents or 0,
        ),
        ZoneInfo(room.venue.timezone),
        VatFacts(
            VatProfile(tariff["seller_vat"]),
            tuple(map(repository.vat_terms_of, read_rows(VatRule, tariff["vat_terms"]))),
            room.vat_profile,
            tuple(map(repository.decision_of, read_rows(VatChoice, tariff["choices"]))),
        ),
    )


def _plans(tariff: Told) -> tuple[Plan, ...]:
    rates: dict[uuid.UUID | None, list[RatePrice]] = defaultdict(list)
    for row, part in tariff["rates"] or ():
        rate = read_row(Rate, row)
        rates[rate.plan_id].append(_rate_price(rate, read_row(DayPart, part) if part else None))
    plans = [Plan(tuple(rates[None]))] if None in rates else []
    plans += [repository.plan_of(row, rates.get(row.id, ())) for row in read_rows(RatePlan, tariff["plans"])]
    return tuple(plans)


def _rate_price(rate: Rate, part: DayPart | None) -> RatePrice:
    return RatePrice(
        rate.unit,
        rate.price_cents,
        repository.weekday_set(tuple(rate.weekdays)),
        rate.valid_from,
        rate.valid_until,
        repository.part_block(part.name, part.starts_minute, part.ends_minute)
        if part and rate.unit is RateUnit.DAY_PART
        else None,
        rate.ordinal,
    )


def _add_ons(room_id: uuid.UUID) -> dict[uuid.UUID, AddOnTerms]:
    return repository.list_add_ons([room_id]).get(room_id, {})
