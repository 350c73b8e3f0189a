"""Everything that the prices of some rooms depend on, read with a number of queries that no number of rooms changes."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from app.core.time_ranges import TimeRange
from app.models.pricing import PriceRuleKind
from app.services.pricing import repository
from app.services.pricing.repository import Choice, Seller, VenueRule
from app.services.pricing.tariff import CaretakerBlock, Rule, Tariff, VatFacts, VatTerms


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """One room's tariff, clock and VAT."""

    tariff: Tariff
    zone: ZoneInfo
    vat: VatFacts


def load(
    room_ids: Collection[uuid.UUID], spans: Collection[TimeRange], *, with_add_ons: bool
) -> dict[uuid.UUID, RoomFacts]:
    """The facts of each room for times within these. Six queries; one for caretakers, one for add-ons when needed."""
    from_on, until_on = _days(spans)
    sellers = repository.list_sellers(room_ids)
    plans = repository.list_plans(room_ids, from_on, until_on)
    terms = repository.list_vat_terms(from_on, until_on)
    rules = repository.list_rules({seller.venue_id for seller in sellers.values()}, from_on, until_on)
    choices = repository.list_choices({seller.organisation_id for seller in sellers.values()}, from_on, until_on)
    caretaker = _caretaker(rules)
    add_ons = repository.list_add_ons(room_ids) if with_add_ons else {}
    return {
        room_id: RoomFacts(
            Tariff(
                plans=plans.get(room_id, ()),
                rules=_rules_of(room_id, rules.get(seller.venue_id, ())),
                caretaker=caretaker.get(seller.venue_id, ()),
                add_ons=add_ons.get(room_id, {}),
                deposit_cents=seller.deposit_cents,
            ),
            ZoneInfo(seller.timezone),
            _vat_of(room_id, seller, choices.get(seller.organisation_id, ()), terms),
        )
        for room_id, seller in sellers.items()
    }


def _days(spans: Collection[TimeRange]) -> tuple[date, date]:
    # A day more on either side: the venue's clock is not UTC, and last night's day part may reach into today.
    first, last = min(span.starts_at for span in spans), max(span.ends_at for span in spans)
    return first.date() - timedelta(days=2), last.date() + timedelta(days=1)


def _rules_of(room_id: uuid.UUID, rules: Collection[VenueRule]) -> tuple[Rule, ...]:
    return tuple(rule for owner, rule in rules if owner is None or owner == room_id)


def _vat_of(room_id: uuid.UUID, seller: Seller, choices: Collection[Choice], terms: tuple[VatTerms, ...]) -> VatFacts:
    decisions = tuple(decision for owner, decision in choices if owner is None or owner == room_id)
    return VatFacts(seller.organisation_vat, terms, seller.room_vat, decisions)


def _caretaker(rules: dict[uuid.UUID, list[VenueRule]]) -> dict[uuid.UUID, tuple[CaretakerBlock, ...]]:
    venues = [
        venue_id
        for venue_id, of_venue in rules.items()
        if any(rule.kind is PriceRuleKind.CARETAKER for _, rule in of_venue)
    ]
    return repository.list_caretaker_hours(venues) if venues else {}
