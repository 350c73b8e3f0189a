"""What changes a price: the season, and one discount, the better of last-minute and frequency.

A change holds for the time it names: an hour is changed when it lies in it, a day part when the part begins in it, a
day when the change names no hours. Of two changes of the season the room's own goes before the venue's, then the lower.
Discounts are never added up, and never raise.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.messages import Message, message
from app.core.money import BPS
from app.core.time_ranges import MINUTES_PER_DAY
from app.models.pricing import PriceRuleKind, RateUnit
from app.services.pricing.quotes import Hire
from app.services.pricing.tariff import SEASON_START, Plan, RatePrice, Rule


@dataclass(frozen=True, slots=True)
class Occasion:
    """A hire on a day; `other_days` are the other dates of the same series."""

    hire: Hire
    day: date
    other_days: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Reduction:
    """What a rule takes off: a share, or down to a price of one unit. `dates` for a step of the frequency scale."""

    rule: Rule
    change_bps: int
    unit: RateUnit | None = None
    price_cents: int = 0
    dates: int = 0

    def reduced(self, price_cents: int, unit: RateUnit) -> int:
        """The price in ten-thousandths of a cent."""
        if self.unit is not None:
            return BPS * (min(price_cents, self.price_cents) if unit is self.unit else price_cents)
        return price_cents * (BPS + min(self.change_bps, 0))

    @property
    def why(self) -> Message:
        """`10% discount: 12 dates this season`."""
        if self.rule.kind is PriceRuleKind.LAST_MINUTE:
            return message(
                "%(discount_bps)s discount: booked %(days)s days ahead or less",
                discount_bps=-self.change_bps,
                days=self.rule.days_before,
            )
        if self.unit is None:
            return message(
                "%(discount_bps)s discount: %(dates)s dates this season",
                discount_bps=-self.change_bps,
                dates=self.dates,
            )
        return message(
            "%(dates)s dates this season: %(price_cents)s each", dates=self.dates, price_cents=self.price_cents
        )


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes of the season and the reductions of one discount that a hire may get."""

    season: tuple[Rule, ...] = ()
    reductions: tuple[Reduction, ...] = ()

    def edges(self) -> frozenset[int]:
        """Minutes of a day at which some change begins or ends."""
        found: set[int] = set()
        for rule in (*self.season, *(reduction.rule for reduction in self.reductions)):
            if rule.minutes is not None:
                from_minute, until_minute = rule.minutes
                found |= {from_minute, until_minute, until_minute - MINUTES_PER_DAY}
        return frozenset(minute for minute in found if 0 < minute < MINUTES_PER_DAY)

    def season_at(self, day: date, minute: int | None) -> Rule | None:
        """The change of the season for what begins at that minute (None: for a whole day)."""
        held = [rule for rule in self.season if _holds(rule, day, minute)]
        return min(held, key=lambda rule: (not rule.of_room, rule.change_bps), default=None)

    def reduction_at(self, day: date, minute: int | None, rate: RatePrice) -> Reduction | None:
        """The reduction that brings a price down most there; None when none does."""
        held = [reduction for reduction in self.reductions if _holds(reduction.rule, day, minute)]
        best = min(held, key=lambda reduction: reduction.reduced(rate.price_cents, rate.unit), default=None)
        if best is None or best.reduced(rate.price_cents, rate.unit) >= rate.price_cents * BPS:
            return None
        return best


NO_CHANGES = (Changes(),)


def fits(thing: Plan | Rule, hire: Hire) -> bool:
    """Whether a plan or a rule is for this hirer and this purpose."""
    return (not thing.categories or hire.category in thing.categories) and (
        not thing.purposes or hire.purpose in thing.purposes
    )


def changes_for(rules: Sequence[Rule], occasion: Occasion) -> tuple[Changes, ...]:
    """The sets of changes that a hire chooses the best of: at least one, without discount when there is none."""
    if not rules:
        return NO_CHANGES
    fitting = [rule for rule in rules if fits(rule, occasion.hire)]
    season = tuple(rule for rule in fitting if rule.kind is PriceRuleKind.SEASON)
    discounts = (tuple(_frequency(fitting, occasion)), tuple(_last_minute(fitting, occasion)))
    found = tuple(Changes(season, reductions) for reductions in discounts if reductions)
    return found or (Changes(season),)


def _last_minute(rules: Iterable[Rule], occasion: Occasion) -> Iterable[Reduction]:
    if occasion.hire.booked_on is None:
        return
    ahead = (occasion.day - occasion.hire.booked_on).days
    for rule in rules:
        if rule.kind is PriceRuleKind.LAST_MINUTE and 0 <= ahead <= rule.days_before:
            yield Reduction(rule, rule.change_bps)


def _frequency(rules: Iterable[Rule], occasion: Occasion) -> Iterable[Reduction]:
    for rule in rules:
        if rule.kind is PriceRuleKind.FREQUENCY:
            dates = dates_in_season(rule, occasion)
            for step in rule.steps:
                if step.min_dates <= dates:
                    yield Reduction(rule, step.change_bps, step.unit, step.price_cents, dates)


def dates_in_season(rule: Rule, occasion: Occasion) -> int:
    """How many dates count for a frequency scale: those the hirer names, and the others of the series."""
    first = rule.period.season_from or SEASON_START
    season = _season_of(occasion.day, first)
    others = {day for day in occasion.other_days if _season_of(day, first) == season} - {occasion.day}
    return occasion.hire.dates_in_season + len(others)


def _season_of(day: date, first: int) -> int:
    """The year in which the season of a day began."""
    return day.year - (day.month * 100 + day.day < first)


def _holds(rule: Rule, day: date, minute: int | None) -> bool:
    if rule.minutes is None:
        return _on_day(rule, day)
    if minute is None:
        return False
    from_minute, until_minute = rule.minutes
    if from_minute <= minute < until_minute and _on_day(rule, day):
        return True
    return minute + MINUTES_PER_DAY < until_minute and _on_day(rule, day - timedelta(days=1))


def _on_day(rule: Rule, day: date) -> bool:
    return (not rule.weekdays or day.weekday() in rule.weekdays) and rule.period.holds_on(day)
