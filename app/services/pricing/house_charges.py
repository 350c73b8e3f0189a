"""What a building asks beside the room: its caretaker outside the fixed hours, and what staying too long costs."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from app.core.messages import message
from app.core.time_ranges import TimeRange, at_minute, subtracted
from app.models.pricing import PriceRuleKind
from app.services.pricing.discounts import Occasion, fits
from app.services.pricing.quotes import LineKind, OverrunPrice
from app.services.pricing.room_lines import Draft
from app.services.pricing.tariff import CaretakerBlock, Rule

_MINUTES_PER_HOUR = 60


def caretaker_lines(
    rules: Sequence[Rule], blocks: Sequence[CaretakerBlock], span: TimeRange, zone: ZoneInfo, occasion: Occasion
) -> list[Draft]:
    """Each started hour of the hire in which nobody of the house is there anyway.

    A building that has not said when its caretaker is there charges none.
    """
    rule = _best(rules, PriceRuleKind.CARETAKER, occasion)
    if rule is None or not blocks:
        return []
    outside = sum(left.minutes for left in subtracted([span], _present(blocks, span, zone)))
    if not outside:
        return []
    hours = -(-outside // _MINUTES_PER_HOUR)
    return [
        Draft(
            kind=LineKind.CARETAKER,
            label=rule.name,
            amount_cents=hours * rule.amount_cents,
            unit_price_cents=rule.amount_cents,
            quantity=hours,
            why=message("Caretaker outside the fixed hours"),
        )
    ]


def overrun_price(rules: Sequence[Rule], occasion: Occasion) -> OverrunPrice | None:
    """What each started step after the booked end costs; None when the building asks nothing."""
    rule = _best(rules, PriceRuleKind.OVERRUN, occasion)
    return OverrunPrice(rule.step_minutes, rule.amount_cents) if rule else None


def overrun_cents(price: OverrunPrice, minutes_over: int) -> int:
    """What leaving so many minutes late costs; nothing for who leaves in time."""
    return price.amount_cents * -(-max(minutes_over, 0) // price.step_minutes)


def _best(rules: Iterable[Rule], kind: PriceRuleKind, occasion: Occasion) -> Rule | None:
    """The room's own rule goes before the venue's; then the cheaper for the hirer."""
    held = [
        rule for rule in rules if rule.kind is kind and fits(rule, occasion.hire) and rule.period.holds_on(occasion.day)
    ]
    return min(held, key=lambda rule: (not rule.of_room, rule.amount_cents / rule.step_minutes), default=None)


def _present(blocks: Iterable[CaretakerBlock], span: TimeRange, zone: ZoneInfo) -> list[TimeRange]:
    day = span.starts_at.astimezone(zone).date() - timedelta(days=1)  # an evening past midnight reaches into today
    last = span.ends_at.astimezone(zone).date()
    found = []
    while day <= last:
        for block in blocks:
            if block.weekday == day.weekday() and block.period.holds_on(day):
                start, end = at_minute(day, block.from_minute, zone), at_minute(day, block.until_minute, zone)
                if start < end:
                    found.append(TimeRange(start, end))
        day += timedelta(days=1)
    return found
