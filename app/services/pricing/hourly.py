"""The short way for what most rooms are: one price by the hour for everybody, for a time within one day.

A search prices hundreds of rooms at once. The result is the same as the long way's (a test compares them).
"""

from datetime import date
from zoneinfo import ZoneInfo

from app.core.money import divide_rounded, included_vat_cents
from app.core.time_ranges import MINUTES_PER_DAY, TimeRange
from app.models.pricing import RateUnit
from app.services.pricing.quarters import QUARTER_MINUTES, QUARTERS_PER_HOUR, quarters_of, quarters_on
from app.services.pricing.quotes import Hire, LineKind, Quote, QuoteLine, VatAmount
from app.services.pricing.tariff import Plan, RatePrice, Tariff, VatTerms


def is_hourly(tariff: Tariff, hire: Hire) -> bool:
    """Whether the short way is open: nothing but hours of the basic plan."""
    if len(tariff.plans) != 1 or tariff.rules or tariff.deposit_cents or hire.add_ons:
        return False
    plan = tariff.plans[0]
    return _is_basic(plan) and all(rate.unit is RateUnit.HOUR for rate in plan.rates)


def _is_basic(plan: Plan) -> bool:
    return not (plan.name or plan.categories or plan.purposes or plan.minimum_cents or plan.minimum_minutes)


def hourly_quote(plan: Plan, span: TimeRange, zone: ZoneInfo, day: date, vat: VatTerms) -> Quote | None:
    """The price of a time within `day`; None when the long way has to say (another day, or no price at all)."""
    start, end = quarters_of(span)
    rate = _in_force(plan.rates, day)
    if rate is None or end > quarters_on(day, 0, MINUTES_PER_DAY, zone)[1] or not plan.period.holds_on(day):
        return None
    total = divide_rounded(rate.price_cents * (end - start), QUARTERS_PER_HOUR)
    vat_cents = included_vat_cents(total, vat.rate_bps)
    line = QuoteLine(
        kind=LineKind.HOUR,
        label="",
        quantity_minutes=(end - start) * QUARTER_MINUTES,
        unit_price_cents=rate.price_cents,
        amount_cents=total,
        vat_bps=vat.rate_bps,
        vat_cents=vat_cents,
        vat_reason=vat.reason,
    )
    return Quote((line,), total, vat_cents, vat_by_rate=(VatAmount(vat.rate_bps, total, vat_cents),))


def _in_force(rates: tuple[RatePrice, ...], day: date) -> RatePrice | None:
    """The same choice as offers.in_force makes, of hours alone."""
    found: RatePrice | None = None
    weekday = day.weekday()
    for rate in rates:
        if weekday not in rate.weekdays or day < rate.valid_from:
            continue
        if rate.valid_until is not None and day >= rate.valid_until:
            continue
        if found is None or (rate.valid_from, -rate.price_cents) > (found.valid_from, -found.price_cents):
            found = rate
    return found
