"""What a room would cost if rules held that are not there yet: for who is about to decide on them."""

from collections.abc import Sequence
from dataclasses import replace

from app.core.time_ranges import TimeRange
from app.models.listing import Room
from app.services.pricing import facts, rules
from app.services.pricing.errors import NoRateError, NoVatRuleError
from app.services.pricing.quotes import Hire, Quote
from app.services.pricing.tariff import Rule


def quote_with(room: Room, span: TimeRange, extra: Sequence[Rule], *, hire: Hire) -> Quote | None:
    """The price with these rules on top of its own, by the same engine as every other; None when there is no price."""
    known = facts.load([room.id], [span], with_add_ons=False)[room.id]
    tariff = replace(known.tariff, rules=(*known.tariff.rules, *extra))
    try:
        return rules.make_quote(tariff, span, known.zone, known.vat, hire)
    except (NoRateError, NoVatRuleError):
        return None
