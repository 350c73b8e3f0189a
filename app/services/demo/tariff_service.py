"""The tariffs of the demo world beyond one price for everybody."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from app.core.db import session
from app.core.ids import new_id
from app.models.accounts import VatProfile
from app.models.add_ons import AddOn, AddOnRoom, VatChoice
from app.models.listing import Purpose, Room
from app.models.openings import CaretakerHours
from app.models.pricing import AddOnUnit, PriceRule, PriceRuleKind, Rate, RatePlan, RateUnit
from app.services.demo.catalogue import notation
from app.services.demo.catalogue.tariffs import TARIFFS, AddOnSheet, PlanSheet, VenueTariff
from app.services.demo.catalogue.types import VenueSpec


def add_tariffs(
    organisation_id: uuid.UUID,
    venue_id: uuid.UUID,
    venue: VenueSpec,
    rooms: Mapping[str, Room],
    day_parts: Mapping[str, uuid.UUID],
    *,
    since: date,
) -> None:
    """Plans, rules, extras, VAT and deposits of one venue, as the catalogue has them; the rows are flushed."""
    tariff = TARIFFS.get(venue.slug)
    if tariff is None:
        return
    for slug, sheets in tariff.plans.items():
        for sheet in sheets:
            _add_plan(rooms[slug].id, sheet, venue, day_parts, since)
    _add_rules(venue_id, tariff, rooms, since)
    for weekday, from_minute, until_minute in tariff.caretaker:
        session().add(
            CaretakerHours(
                venue_id=venue_id,
                weekday=weekday,
                from_minute=from_minute,
                until_minute=until_minute,
                valid_from=since,
            )
        )
    _add_add_ons(venue_id, tariff.add_ons, rooms, since)
    for (slug, purpose), profile in tariff.vat.items():
        session().add(
            VatChoice(
                organisation_id=organisation_id,
                room_id=rooms[slug].id,
                purpose=Purpose(purpose),
                profile=VatProfile(profile),
                valid_from=since,
            )
        )
    for slug, cents in tariff.deposits.items():
        rooms[slug].deposit_cents = cents
    session().flush()


def _add_rules(venue_id: uuid.UUID, tariff: VenueTariff, rooms: Mapping[str, Room], since: date) -> None:
    owned: list[tuple[uuid.UUID | None, Mapping[str, Any]]] = [(None, rule) for rule in tariff.rules]
    owned += [(rooms[slug].id, rule) for slug, rules in tariff.room_rules.items() for rule in rules]
    for room_id, rule in owned:
        columns = {**rule, "kind": PriceRuleKind(rule["kind"])}
        session().add(PriceRule(venue_id=venue_id, room_id=room_id, valid_from=since, **columns))


def _add_plan(
    room_id: uuid.UUID, sheet: PlanSheet, venue: VenueSpec, day_parts: Mapping[str, uuid.UUID], since: date
) -> None:
    plan = RatePlan(
        id=new_id(),
        room_id=room_id,
        name=sheet.name,
        categories=list(sheet.categories),
        purposes=list(sheet.purposes),
        prorata=sheet.prorata,
        minimum_minutes=sheet.minimum_minutes,
        valid_from=since,
    )
    session().add(plan)
    session().flush()
    for ordinal, text in enumerate((sheet.rates, *sheet.ladder), start=1):
        for rate in notation.rates(text, venue.opening, venue.day_parts):
            session().add(
                Rate(
                    room_id=room_id,
                    plan_id=plan.id,
                    unit=RateUnit(rate.unit),
                    day_part_id=day_parts[rate.day_part_code] if rate.day_part_code else None,
                    ordinal=ordinal,
                    weekdays=list(rate.weekdays),
                    price_cents=rate.amount_cents,
                    valid_from=since,
                )
            )


def _add_add_ons(venue_id: uuid.UUID, sheets: tuple[AddOnSheet, ...], rooms: Mapping[str, Room], since: date) -> None:
    ids = {sheet.name: new_id() for sheet in sheets}
    for sheet in sorted(sheets, key=lambda sheet: bool(sheet.needs)):
        session().add(
            AddOn(
                id=ids[sheet.name],
                venue_id=venue_id,
                name=sheet.name,
                note=sheet.note,
                unit=AddOnUnit(sheet.unit),
                price_cents=sheet.cents,
                next_price_cents=sheet.next_cents,
                stock=sheet.stock,
                requires_add_on_id=ids[sheet.needs] if sheet.needs else None,
                vat_profile=VatProfile(sheet.vat) if sheet.vat else None,
                valid_from=since,
            )
        )
        session().flush()
        for slug in sheet.rooms:
            session().add(AddOnRoom(add_on_id=ids[sheet.name], room_id=rooms[slug].id))
