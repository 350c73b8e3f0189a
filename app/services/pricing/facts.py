"""Everything that the prices of some rooms depend on, read with a number of queries that no number of rooms changes."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from app.core.time_ranges import TimeRange
from app.services.pricing import facts_repository, repository
from app.services.pricing.facts_repository import Choice, Seller, VenueRule
from app.services.pricing.tariff import Rule, Tariff, VatFacts, VatTerms


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """One room's tariff, clock and VAT."""

    tariff: Tariff
    zone: ZoneInfo
    vat: VatFacts


def load(
    room_ids: Collection[uuid.UUID], spans: Collection[TimeRange], *, with_add_ons: bool
) -> dict[uuid.UUID, RoomFacts]:
    """The facts of each room for times within these. One query; one more for add-ons when needed."""
    known = facts_repository.read(room_ids, *_days(spans))
    add_ons = repository.list_add_ons(room_ids) if with_add_ons else {}
    return {
        room_id: RoomFacts(
            Tariff(
                plans=known.plans.get(room_id, ()),
                rules=_rules_of(room_id, known.rules.get(seller.venue_id, ())),
                caretaker=known.caretaker.get(seller.venue_id, ()),
                add_ons=add_ons.get(room_id, {}),
                deposit_cents=seller.deposit_cents,
            ),
            ZoneInfo(seller.timezone),
            _vat_of(room_id, seller, known.choices.get(seller.organisation_id, ()), known.vat_terms),
        )
        for room_id, seller in known.sellers.items()
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
