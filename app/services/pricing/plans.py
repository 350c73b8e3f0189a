"""Which plans hold for a hire, in which order they are asked, and what a consumer can get at the least."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from app.models.listing import Purpose
from app.models.pricing import RateUnit
from app.services.pricing.discounts import fits
from app.services.pricing.offers import in_force
from app.services.pricing.quotes import Hire, LowestPrice
from app.services.pricing.tariff import Plan, RatePrice


def levels(plans: Sequence[Plan], hire: Hire, on: date) -> list[list[Plan]]:
    """The plans for this hire on the day of use, from the most specific to the basic one; equals together.

    The first level with a price for all of the time gives the price: a plan with only evenings leaves the mornings to
    the next one.
    """
    if len(plans) == 1 and not plans[0].specificity:
        return [list(plans)] if plans[0].period.holds_on(on) else []
    found: dict[int, list[Plan]] = {}
    for plan in plans:
        if plan.period.holds_on(on) and fits(plan, hire):
            found.setdefault(plan.specificity, []).append(plan)
    return [found[specificity] for specificity in sorted(found, reverse=True)]


def lowest_price(plans: Sequence[Plan], on: date, purposes: Collection[Purpose] = ()) -> LowestPrice | None:
    """The least a consumer pays for one unit on any weekday, for one of the purposes, by the tariff of `on`.

    An hour, else a day part, else a day. Prices of a second day part do not count: nobody gets those alone.
    """
    rates = [rate for purpose in purposes or (None,) for rate in _attainable(plans, Hire(purpose=purpose), on)]
    for unit in (RateUnit.HOUR, RateUnit.DAY_PART, RateUnit.DAY):
        prices = [rate.price_cents for rate in rates if rate.unit is unit]
        if prices:
            return LowestPrice(unit, min(prices))
    return None


def _attainable(plans: Sequence[Plan], hire: Hire, on: date) -> Iterator[RatePrice]:
    """The rates that hold on each weekday: those of the first level that has any there."""
    ordered = levels(plans, hire, on)
    for weekday in range(7):
        for level in ordered:
            found = [ladder[0] for plan in level for ladder in in_force(plan.rates, on, weekday)]
            if found:
                yield from found
                break
