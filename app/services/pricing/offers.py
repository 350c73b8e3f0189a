"""Everything that can pay for some of a time: each rate in force on each day it touches, as quarters and exact costs.

- An hour is charged per quarter of real time, at the rate of the weekday in which the quarter lies.
- A day part is a fixed price for its block of the day, also when less is used; with `prorata` only for what is used.
  One that ends after midnight belongs to the weekday on which it starts. Parts may overlap.
- A day is a fixed price for a calendar day and the night after it, so that an evening that ends late is one day.
- Of two rates for the same thing on the same weekday the one that began last is in force.
"""

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.core.money import BPS
from app.core.time_ranges import MINUTES_PER_DAY
from app.models.pricing import RateUnit
from app.services.pricing.discounts import Changes, Reduction
from app.services.pricing.quarters import NIGHT_ENDS_MINUTE, QUARTERS_PER_HOUR, day_of, quarters_on
from app.services.pricing.tariff import Plan, RatePrice, Rule

_ONE_DAY = timedelta(days=1)
_WHOLE_DAY = ((0, MINUTES_PER_DAY),)
_DAY_AND_NIGHT = ((0, NIGHT_ENDS_MINUTE),)


class Price(NamedTuple):
    """What one rate asks: for a quarter when its offer is metered, else for the block. In fractions of a cent."""

    rate: RatePrice
    base: int
    cost: int
    season: Rule | None = None
    season_change: int = 0
    reduction: Reduction | None = None

    @property
    def reduction_change(self) -> int:
        """What the discount makes of it, below zero."""
        return self.cost - self.base - self.season_change


class Offer(NamedTuple):
    """Quarters `[start, end)` that can be had at a price; `prices` by whether it is the 1st, 2nd, 3rd part taken."""

    start: int
    end: int
    metered: bool
    prices: tuple[Price, ...]

    @property
    def unit(self) -> RateUnit:
        """What it is."""
        return self.prices[0].rate.unit


class Offers(NamedTuple):
    """Sorted by when they begin. `fraction` is how many of the units that costs are counted in make a cent."""

    all: tuple[Offer, ...]
    fraction: int


class _Raw(NamedTuple):
    """An offer before its costs are known."""

    start: int
    end: int
    day: date
    minute: int | None
    rates: tuple[RatePrice, ...]


def make_offers(plan: Plan, changes: Changes, start: int, end: int, zone: ZoneInfo) -> Offers:
    """All that can pay for some of quarters `[start, end)`."""
    raw = sorted(_raw_offers(plan.rates, changes.edges(), start, end, zone), key=lambda offer: offer.start)
    blocks = [offer.end - offer.start for offer in raw if plan.prorata and offer.rates[0].unit is RateUnit.DAY_PART]
    # A whole number of units for every cost that can come up: a quarter of an hour, a share of a block, two changes.
    fraction = QUARTERS_PER_HOUR * math.lcm(*blocks)
    if changes.season or changes.reductions:
        fraction *= BPS * BPS
    return Offers(tuple(_offer(offer, plan.prorata, changes, fraction) for offer in raw), fraction)


def in_force(rates: Iterable[RatePrice], on: date, weekday: int) -> list[tuple[RatePrice, ...]]:
    """What has a price on that day, each with its 1st, 2nd, 3rd price; of two, the one that began last, then the cheaper."""
    found: dict[tuple[RateUnit, str], dict[int, RatePrice]] = {}
    for rate in rates:
        if weekday not in rate.weekdays or on < rate.valid_from:
            continue
        if rate.valid_until is not None and on >= rate.valid_until:
            continue
        ladder = found.setdefault((rate.unit, rate.part.name if rate.part else ""), {})
        other = ladder.get(rate.ordinal)
        if other is None or (rate.valid_from, -rate.price_cents) > (other.valid_from, -other.price_cents):
            ladder[rate.ordinal] = rate
    return [_steps(ladder) for ladder in found.values()]


def _steps(ladder: dict[int, RatePrice]) -> tuple[RatePrice, ...]:
    """One rate for each step; a step without a price of its own costs what the one before it does."""
    if len(ladder) == 1:
        return tuple(ladder.values())
    steps: list[RatePrice] = []
    for ordinal in range(1, max(ladder) + 1):
        steps.append(ladder.get(ordinal) or (steps[-1] if steps else ladder[min(ladder)]))
    return tuple(steps)


def _raw_offers(
    rates: Sequence[RatePrice], edges: frozenset[int], start: int, end: int, zone: ZoneInfo
) -> Iterator[_Raw]:
    hours = tuple(itertools.pairwise([0, *sorted(edges), MINUTES_PER_DAY])) if edges else _WHOLE_DAY
    day = day_of(start, zone)
    last_day = day_of(end - 1, zone)
    # Last night's parts and days may reach into today; its hours never do.
    yield from _on_day([rate for rate in rates if _reaches_over(rate)], day - _ONE_DAY, hours, (start, end), zone)
    while day <= last_day:
        yield from _on_day(rates, day, hours, (start, end), zone)
        day += _ONE_DAY


def _on_day(
    rates: Sequence[RatePrice],
    day: date,
    hours: Sequence[tuple[int, int]],
    asked: tuple[int, int],
    zone: ZoneInfo,
) -> Iterator[_Raw]:
    """What is in force on a day and can be used for some of the asked quarters; hours are cut where a change begins."""
    start, end = asked
    for ladder in in_force(rates, day, day.weekday()) if rates else ():
        rate = ladder[0]
        is_day = rate.unit is RateUnit.DAY
        spans = (
            _DAY_AND_NIGHT if is_day else ((rate.part.starts_minute, rate.part.ends_minute),) if rate.part else hours
        )
        for from_minute, until_minute in spans:
            first, after = quarters_on(day, from_minute, until_minute, zone)
            if first < end and after > start and first < after:
                yield _Raw(first, after, day, None if is_day else from_minute, ladder)


def _reaches_over(rate: RatePrice) -> bool:
    return rate.unit is RateUnit.DAY or (rate.part is not None and rate.part.ends_minute > MINUTES_PER_DAY)


def _offer(raw: _Raw, prorata: bool, changes: Changes, fraction: int) -> Offer:  # noqa: FBT001 - a value of the plan
    unit = raw.rates[0].unit
    if unit is RateUnit.HOUR:
        scale = fraction // QUARTERS_PER_HOUR
    elif prorata and unit is RateUnit.DAY_PART:
        scale = fraction // (raw.end - raw.start)
    else:
        scale = fraction
    metered = scale != fraction or unit is RateUnit.HOUR
    return Offer(raw.start, raw.end, metered, tuple(_price(rate, raw, changes, scale) for rate in raw.rates))


def _price(rate: RatePrice, raw: _Raw, changes: Changes, scale: int) -> Price:
    base = rate.price_cents * scale
    if not changes.season and not changes.reductions:
        return Price(rate, base, base)
    season = changes.season_at(raw.day, raw.minute)
    season_bps = season.change_bps if season else 0
    reduction = changes.reduction_at(raw.day, raw.minute, rate)
    reduced = reduction.reduced(rate.price_cents, rate.unit) if reduction else rate.price_cents * BPS
    return Price(
        rate,
        base,
        cost=reduced * (BPS + season_bps) * (scale // (BPS * BPS)),
        season=season,
        season_change=base // BPS * season_bps,
        reduction=reduction,
    )
