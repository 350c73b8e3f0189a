"""What a member should look at in a tariff: time without a price, plans that say two things, plans nobody ever gets."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.core.messages import Message, message
from app.core.time_ranges import MINUTES_PER_DAY
from app.models.listing import Purpose
from app.models.pricing import HirerCategory, RateUnit
from app.services.pricing.offers import in_force
from app.services.pricing.quarters import NIGHT_ENDS_MINUTE
from app.services.pricing.tariff import Period, Plan, RatePrice

DAYS = 7
# Two periods share a day when they share one of the days on which either begins; seasons come round within two years.
_SEASON_DAYS = 2 * 366


class FindingKind(StrEnum):
    """Gap: time without any price. Falls back: the next plan's price holds there. The others speak for themselves."""

    GAP = "gap"
    FALLS_BACK = "falls_back"
    CONTRADICTION = "contradiction"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at; with a weekday and its minutes where it is about time."""

    kind: FindingKind
    plan_name: str
    told: Message
    weekday: int | None = None
    from_minute: int = 0
    until_minute: int = 0


def check_plans(
    plans: Sequence[Plan],
    openings: Mapping[int, Sequence[tuple[int, int]]],
    purposes: Collection[Purpose],
    on: date,
) -> list[Finding]:
    """What is wrong or surprising in the plans of a room, by its tariff of `on`.

    `openings`: per weekday the stretches in which the room is open, in minutes of the venue's clock.
    """
    return [
        *_gaps(plans, openings, on),
        *_contradictions(plans, on),
        *_double_rates(plans),
        *_unreachable(plans, purposes, on),
    ]


def _gaps(plans: Sequence[Plan], openings: Mapping[int, Sequence[tuple[int, int]]], on: date) -> Iterator[Finding]:
    everyone = [plan for plan in plans if not plan.specificity and plan.period.holds_on(on)]
    others = [plan for plan in plans if plan.specificity and plan.rates and plan.period.holds_on(on)]
    for weekday in range(DAYS):
        day = on + timedelta(days=(weekday - on.weekday()) % DAYS)
        basic = [stretch for plan in everyone for stretch in _priced(plan, day)]
        for opening in openings.get(weekday, ()):
            for gap in _left(opening, basic):
                told = message("There is no basic price at this time.")
                yield Finding(FindingKind.GAP, "", told, weekday, *gap)
            for plan in others:
                for gap in _left(opening, _priced(plan, day)):
                    yield _of_plan(plan, weekday, gap, priced=not _left(gap, basic))


def _of_plan(plan: Plan, weekday: int, gap: tuple[int, int], *, priced: bool) -> Finding:
    if priced:
        told = message("%(plan)s has no price at this time: the basic rate holds.", plan=plan.name)
        return Finding(FindingKind.FALLS_BACK, plan.name, told, weekday, *gap)
    told = message("%(plan)s has no price at this time, and neither has the basic rate.", plan=plan.name)
    return Finding(FindingKind.GAP, plan.name, told, weekday, *gap)


def _priced(plan: Plan, day: date) -> list[tuple[int, int]]:
    """The minutes of a day that a plan has a price for, with what reaches over from the evening before."""
    found: list[tuple[int, int]] = []
    for offset, that_day in ((0, day), (-MINUTES_PER_DAY, day - timedelta(days=1))):
        for ladder in in_force(plan.rates, that_day, that_day.weekday()):
            start, end = _minutes_of(ladder[0])
            found.append((start + offset, end + offset))
    following = day + timedelta(days=1)  # an opening past midnight is paid for by the hours of the next day
    for ladder in in_force(plan.rates, following, following.weekday()):
        start, end = _minutes_of(ladder[0])
        found.append((start + MINUTES_PER_DAY, end + MINUTES_PER_DAY))
    return found


def _minutes_of(rate: RatePrice) -> tuple[int, int]:
    if rate.part is not None:
        return rate.part.starts_minute, rate.part.ends_minute
    return 0, NIGHT_ENDS_MINUTE if rate.unit is RateUnit.DAY else MINUTES_PER_DAY


def _left(opening: tuple[int, int], priced: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    left = [opening]
    for start, end in priced:
        left = [piece for a, b in left for piece in ((a, min(b, start)), (max(a, end), b)) if piece[0] < piece[1]]
    return left


def _contradictions(plans: Sequence[Plan], on: date) -> Iterator[Finding]:
    for number, plan in enumerate(plans):
        for other in plans[number + 1 :]:
            if plan.specificity == other.specificity and plan.specificity and _meet(plan, other, on):
                told = message(
                    "%(plan)s and %(other)s hold for the same hirers: the cheaper of the two is charged.",
                    plan=plan.name,
                    other=other.name,
                )
                yield Finding(FindingKind.CONTRADICTION, plan.name, told)


def _meet(plan: Plan, other: Plan, on: date) -> bool:
    """Whether some hirer with some purpose on some day from `on` gets both."""
    shared = (not plan.categories or not other.categories or plan.categories & other.categories) and (
        not plan.purposes or not other.purposes or plan.purposes & other.purposes
    )
    return bool(shared) and any(
        plan.period.holds_on(day) and other.period.holds_on(day) for day in _telling_days(plan.period, other.period, on)
    )


def _telling_days(period: Period, other: Period, on: date) -> Iterator[date]:
    for each in (period, other):
        first = max(each.valid_from, on)
        seasonal = period.season_from is not None or other.season_from is not None
        for offset in range(_SEASON_DAYS if seasonal else 1):
            yield first + timedelta(days=offset)


def _double_rates(plans: Sequence[Plan]) -> Iterator[Finding]:
    """Two prices for the same thing that begin on the same day."""
    for plan in plans:
        seen: dict[tuple[object, ...], int] = {}
        for rate in plan.rates:
            for weekday in rate.weekdays:
                key = (rate.unit, rate.part, rate.ordinal, rate.valid_from, weekday)
                if seen.setdefault(key, rate.price_cents) != rate.price_cents:
                    told = message("Two prices for the same thing begin on the same day: the cheaper one is charged.")
                    yield Finding(FindingKind.CONTRADICTION, plan.name, told, weekday)


def _unreachable(plans: Sequence[Plan], purposes: Collection[Purpose], on: date) -> Iterator[Finding]:
    for plan in plans:
        reason = _why_never(plan, plans, frozenset(purposes), on)
        if reason is not None:
            yield Finding(FindingKind.UNREACHABLE, plan.name, reason)


def _why_never(plan: Plan, plans: Sequence[Plan], purposes: frozenset[Purpose], on: date) -> Message | None:
    if plan.period.valid_until is not None and plan.period.valid_until <= on:
        return message("%(plan)s has ended.", plan=plan.name)
    if not plan.rates:
        return message("%(plan)s has no prices yet.", plan=plan.name) if plan.specificity or plan.name else None
    if plan.purposes and not plan.purposes & purposes:
        return message("%(plan)s is for purposes that this room is not let for.", plan=plan.name)
    earlier = True
    for other in plans:
        if other is plan:
            earlier = False
        elif _always_before(other, plan, on, earlier=earlier):
            return message(
                "%(plan)s is never charged: %(other)s goes before it and is never dearer.",
                plan=plan.name,
                other=other.name,
            )
    return None


def _always_before(other: Plan, plan: Plan, on: date, *, earlier: bool) -> bool:
    """Whether whoever gets `plan` gets `other` at no more, whatever the time; of equals the earlier one is charged."""
    wider = (
        other.specificity == plan.specificity
        and plan.specificity > 0
        and _covers(other.categories, plan.categories)
        and _covers(other.purposes, plan.purposes)
        and other.period == plan.period
        and not other.minimum_cents
        and not other.minimum_minutes
    )
    if not wider:
        return False
    compared = [_compared(other, plan, on + timedelta(days=offset)) for offset in range(DAYS)]
    return None not in compared and (earlier or any(compared))


def _covers(
    wide: frozenset[HirerCategory] | frozenset[Purpose], narrow: frozenset[HirerCategory] | frozenset[Purpose]
) -> bool:
    return not wide or (bool(narrow) and narrow <= wide)


def _compared(other: Plan, plan: Plan, day: date) -> bool | None:
    """Whether `other` sells something for less on a day; None when `plan` sells something it does not, or for less."""
    prices = {_thing(ladder[0]): ladder for ladder in in_force(other.rates, day, day.weekday())}
    cheaper = False
    for ladder in in_force(plan.rates, day, day.weekday()):
        against = prices.get(_thing(ladder[0]))
        if against is None or len(against) < len(ladder):
            return None
        for mine, theirs in zip(ladder, against, strict=False):
            if mine.price_cents < theirs.price_cents:
                return None
            cheaper = cheaper or mine.price_cents > theirs.price_cents
    return cheaper


def _thing(rate: RatePrice) -> tuple[RateUnit, str]:
    return rate.unit, rate.part.name if rate.part else ""
