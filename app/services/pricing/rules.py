"""How a price is found. Values in, a quote out; docs/adr/0011 says why it goes like this.

1. The plans that fit the hirer and the purpose on the day of use, from the most specific down: the first level that
   has a price for all of the time counts; of equally specific plans the cheapest for the hirer.
2. Inside a plan the cheapest way to cover the time with hours, day parts and days, at the prices of the season, with
   one discount: the better one of last-minute and frequency.
3. The plan's minimum, then its cap.
4. The caretaker outside the fixed hours, the extras, and the deposit, which is no part of the price.
5. VAT, rounded once for each rate.
"""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from app.core.time_ranges import TimeRange
from app.models.pricing import RateUnit
from app.services.pricing.add_ons import add_on_cents, chosen_add_ons
from app.services.pricing.discounts import Occasion, changes_for
from app.services.pricing.errors import NoRateError
from app.services.pricing.hourly import hourly_quote, is_hourly
from app.services.pricing.house_charges import caretaker_lines, overrun_price
from app.services.pricing.plans import levels
from app.services.pricing.quarters import quarters_of
from app.services.pricing.quotes import Alternative, Explanation, Hire, LineKind, Quote, QuoteLine
from app.services.pricing.room_charge import RoomCharge, charge_room, cover_with
from app.services.pricing.room_lines import Draft, room_lines
from app.services.pricing.tariff import Tariff, VatFacts, VatTerms
from app.services.pricing.vat import spread_vat, vat_terms

NO_VAT = 0


def make_quote(
    tariff: Tariff,
    span: TimeRange,
    zone: ZoneInfo,
    vat: VatFacts,
    hire: Hire,
    *,
    other_days: tuple[date, ...] = (),
) -> Quote:
    """The price of `span`, line by line; `other_days` are the other dates of the same series.

    Raises:
        NoRateError: some of it has no price in any plan that fits.
        NoVatRuleError: what a VAT profile means on that day is not known.
        AddOnRefusedError: something chosen beside the room cannot be had like this.
    """
    occasion = Occasion(hire, span.starts_at.astimezone(zone).date(), other_days)
    room_vat = vat_terms(vat, occasion.day, hire.purpose)
    if is_hourly(tariff, hire):
        short = hourly_quote(tariff.plans[0], span, zone, occasion.day, room_vat)
        if short is not None:
            return short
    charge = find_charge(tariff, span, zone, occasion)
    drafts = [(draft, room_vat) for draft in room_lines(charge, zone)]
    if tariff.rules:
        extra = caretaker_lines(tariff.rules, tariff.caretaker, span, zone, occasion)
        drafts += [(draft, room_vat) for draft in extra]
    if hire.add_ons:
        drafts += _add_on_lines(tariff, span, zone, vat, occasion)
    return _assembled(drafts, charge.plan.name, tariff, occasion)


def find_charge(tariff: Tariff, span: TimeRange, zone: ZoneInfo, occasion: Occasion) -> RoomCharge:
    """What the room comes to by the plan that holds.

    Raises:
        NoRateError: with the stretch that the plan which comes furthest has no price for.
    """
    start, end = quarters_of(span)
    changes = changes_for(tariff.rules, occasion)
    refused: list[NoRateError] = []
    for level in levels(tariff.plans, occasion.hire, occasion.day):
        charges: list[RoomCharge] = []
        for plan in level:
            try:
                charges += [charge_room(plan, change, start, end, zone) for change in changes]
            except NoRateError as error:
                refused.append(error)
        if charges:
            return min(charges, key=lambda charge: charge.total_cents) if len(charges) > 1 else charges[0]
    raise max(refused, key=lambda error: error.unpriced.starts_at, default=NoRateError(span))


def explain(
    tariff: Tariff,
    span: TimeRange,
    zone: ZoneInfo,
    vat: VatFacts,
    hire: Hire,
) -> Explanation:
    """The price, and what each plan that fits would ask by the hour, by the part and by the day.

    Raises:
        NoRateError, NoVatRuleError, AddOnRefusedError: as `make_quote`.
    """
    quote = make_quote(tariff, span, zone, vat, hire)
    occasion = Occasion(hire, span.starts_at.astimezone(zone).date())
    charge = find_charge(tariff, span, zone, occasion)
    start, end = quarters_of(span)
    units = {piece.unit for piece in charge.pieces}
    weighed: list[Alternative] = []
    for plan in (plan for level in levels(tariff.plans, hire, occasion.day) for plan in level):
        for unit in RateUnit:
            if all(rate.unit is not unit for rate in plan.rates):
                continue
            cover = cover_with(plan, (unit,), charge.changes, start, end, zone)
            chosen = plan is charge.plan and units == {unit}
            weighed.append(Alternative(plan.name, unit, cover.cents if cover else None, chosen))
        if plan is charge.plan and len(units) > 1:
            weighed.append(Alternative(plan.name, None, charge.time_cents, chosen=True))
    return Explanation(quote, tuple(weighed))


def _add_on_lines(
    tariff: Tariff, span: TimeRange, zone: ZoneInfo, vat: VatFacts, occasion: Occasion
) -> list[tuple[Draft, VatTerms]]:
    lines: list[tuple[Draft, VatTerms]] = []
    for terms, quantity in chosen_add_ons(tariff.add_ons, occasion.hire.add_ons, occasion.day):
        cents, why = add_on_cents(terms, quantity, span, zone)
        draft = Draft(
            kind=LineKind.ADD_ON,
            label=terms.name,
            amount_cents=cents,
            unit_price_cents=terms.price_cents,
            quantity=quantity,
            why=why,
        )
        lines.append((draft, vat_terms(vat, occasion.day, occasion.hire.purpose, terms)))
    return lines


def _assembled(drafts: Sequence[tuple[Draft, VatTerms]], plan_name: str, tariff: Tariff, occasion: Occasion) -> Quote:
    shares, by_rate = spread_vat([(terms.rate_bps, draft.amount_cents) for draft, terms in drafts])
    lines = [
        QuoteLine(
            kind=draft.kind,
            label=draft.label,
            quantity_minutes=draft.quantity_minutes,
            unit_price_cents=draft.unit_price_cents,
            amount_cents=draft.amount_cents,
            vat_bps=terms.rate_bps,
            vat_cents=share,
            vat_reason=terms.reason,
            quantity=draft.quantity,
            why=draft.why,
        )
        for (draft, terms), share in zip(drafts, shares, strict=True)
    ]
    total = sum(line.amount_cents for line in lines)
    deposit = tariff.deposit_cents
    if deposit:
        lines.append(QuoteLine(LineKind.DEPOSIT, "", 0, deposit, deposit, NO_VAT, NO_VAT, ""))
    return Quote(
        lines=tuple(lines),
        total_cents=total,
        vat_cents=sum(amount.vat_cents for amount in by_rate),
        deposit_cents=deposit,
        vat_by_rate=by_rate,
        plan_name=plan_name,
        overrun=overrun_price(tariff.rules, occasion) if tariff.rules else None,
    )
