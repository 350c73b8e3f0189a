"""What one plan asks for a time under one set of changes: the cheapest cover, then its minimum, then its cap."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.core.money import divide_rounded
from app.models.pricing import RateUnit
from app.services.pricing.cover import Piece, cheapest_cover, cover_cost
from app.services.pricing.discounts import NO_CHANGES, Changes
from app.services.pricing.errors import NoRateError
from app.services.pricing.offers import Offers, make_offers
from app.services.pricing.quarters import QUARTER_MINUTES
from app.services.pricing.tariff import Plan


class RoomCharge(NamedTuple):
    """`time_cents` for the cover with its changes; `floor_cents` is the least and `cap_cents` the most it may come to."""

    plan: Plan
    changes: Changes
    offers: Offers
    pieces: tuple[Piece, ...]
    time_cents: int
    floor_cents: int
    cap_cents: int | None

    @property
    def at_least_cents(self) -> int:
        """With the minimum."""
        return max(self.time_cents, self.floor_cents)

    @property
    def total_cents(self) -> int:
        """What the room comes to."""
        return self.at_least_cents if self.cap_cents is None else min(self.at_least_cents, self.cap_cents)


class Cover(NamedTuple):
    """A cheapest cover with what it was chosen from."""

    offers: Offers
    pieces: tuple[Piece, ...]

    @property
    def cents(self) -> int:
        """Whole cents, rounded once."""
        return divide_rounded(cover_cost(self.pieces), self.offers.fraction)


def charge_room(plan: Plan, changes: Changes, start: int, end: int, zone: ZoneInfo) -> RoomCharge:
    """What `plan` asks for quarters `[start, end)`.

    Raises:
        NoRateError: the plan has no price for some of them.
    """
    cover = cover_time(plan, changes, start, end, zone)
    return RoomCharge(
        plan=plan,
        changes=changes,
        offers=cover.offers,
        pieces=cover.pieces,
        time_cents=cover.cents,
        floor_cents=_floor(plan, changes, start, end, zone),
        cap_cents=_cap(plan, start, end, zone) if plan.cap_at_day else None,
    )


def cover_time(plan: Plan, changes: Changes, start: int, end: int, zone: ZoneInfo) -> Cover:
    """The cheapest way through a plan.

    Raises:
        NoRateError: the plan has no price for some of it.
    """
    offers = make_offers(plan, changes, start, end, zone)
    return Cover(offers, tuple(cheapest_cover(offers.all, start, end)))


def cover_with(
    plan: Plan, units: Sequence[RateUnit], changes: Changes, start: int, end: int, zone: ZoneInfo
) -> Cover | None:
    """The same with nothing but these units; None when those do not cover all of it."""
    try:
        return cover_time(
            replace(plan, rates=tuple(rate for rate in plan.rates if rate.unit in units)), changes, start, end, zone
        )
    except NoRateError:
        return None


def _floor(plan: Plan, changes: Changes, start: int, end: int, zone: ZoneInfo) -> int:
    """The minimum amount, or what the minimum time costs; that begins when the hire does, else ends when it does."""
    least = -(-plan.minimum_minutes // QUARTER_MINUTES)
    if end - start < least:
        for longer in ((start, start + least), (end - least, end)):
            try:
                return max(plan.minimum_cents, cover_time(plan, changes, *longer, zone).cents)
            except NoRateError:
                continue
    return plan.minimum_cents


def _cap(plan: Plan, start: int, end: int, zone: ZoneInfo) -> int | None:
    days = cover_with(plan, (RateUnit.DAY,), NO_CHANGES[0], start, end, zone)
    return days.cents if days else None
