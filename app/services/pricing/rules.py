"""What a stretch of time costs: the cheapest way to cover all of it with hours, day parts and whole days.

- An hour is charged per quarter of real time, at the rate of the weekday in which the quarter lies.
- A day part is a fixed price for its block of the day, also when less is used; one that ends after midnight belongs
  to the weekday on which it starts. Parts may overlap; time outside them is covered by hours or the next part.
- A day is a fixed price for a calendar day and the night after it, so that an evening that ends late is one day.
- Of two rates for the same thing on the same weekday the one that began last is in force.

Time is counted in quarters since 1970: started quarters count whole, and a night on which the clock changes has as
many as really pass. Weekdays and day parts are read from the venue's own clock.
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.core.money import divide_rounded, included_vat_cents
from app.core.time_ranges import MINUTES_PER_DAY, TimeRange, at_minute
from app.models.accounts import VatProfile
from app.models.pricing import RateUnit
from app.services.pricing.errors import NoRateError, NoVatRuleError
from app.services.pricing.quotes import LineKind, LowestPrice, Quote, QuoteLine

QUARTER_MINUTES = 15
QUARTERS_PER_HOUR = 4
# Until six in the morning people call it the night of the day before.
NIGHT_ENDS_MINUTE = MINUTES_PER_DAY + 6 * 60


@dataclass(frozen=True, slots=True)
class RatePrice:
    """A price of a room as the rules need it; `part` only for a day part."""

    unit: RateUnit
    price_cents: int
    weekdays: frozenset[int]
    valid_from: date
    valid_until: date | None = None
    part: "PartBlock | None" = None


@dataclass(frozen=True, slots=True)
class PartBlock:
    """A named block of the day, in minutes of the venue's clock."""

    name: str
    starts_minute: int
    ends_minute: int


@dataclass(frozen=True, slots=True)
class VatTerms:
    """What a VAT profile means in a period."""

    profile: VatProfile
    rate_bps: int
    reason: str
    valid_from: date
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class _Piece:
    """Quarters `[start, end)` paid for by one rate."""

    start: int
    end: int
    rate: RatePrice

    @property
    def quarter_cents(self) -> int:
        """The exact cost, in quarters of a cent."""
        if self.rate.unit is RateUnit.HOUR:
            return self.rate.price_cents * (self.end - self.start)
        return self.rate.price_cents * QUARTERS_PER_HOUR


# How cheaply a moment is reached: quarters of a cent, steps, and the last step.
_Reached = tuple[int, int, _Piece | None]


def make_quote(rates: Sequence[RatePrice], span: TimeRange, zone: ZoneInfo, vat: VatTerms) -> Quote:
    """The price of `span`, line by line.

    Raises:
        NoRateError: some of it is covered by no rate.
    """
    pieces = _cheapest_cover(rates, span, zone)
    drafts = _drafts(pieces)
    amounts = _amounts(drafts)
    total = sum(amounts)
    # VAT is worked out once over everything at this rate; the lines share it.
    vat_total = included_vat_cents(total, vat.rate_bps)
    shares = _apportioned(vat_total, amounts)
    lines = tuple(
        QuoteLine(
            kind=LineKind(draft[0].rate.unit.value),
            label=draft[0].rate.part.name if draft[0].rate.part else "",
            quantity_minutes=sum(piece.end - piece.start for piece in draft) * QUARTER_MINUTES,
            unit_price_cents=draft[0].rate.price_cents,
            amount_cents=amount,
            vat_bps=vat.rate_bps,
            vat_cents=share,
            vat_reason=vat.reason,
        )
        for draft, amount, share in zip(drafts, amounts, shares, strict=True)
    )
    return Quote(lines=lines, total_cents=total, vat_cents=vat_total)


def vat_terms_on(terms: Iterable[VatTerms], profile: VatProfile, on: date) -> VatTerms:
    """What `profile` means on the day of use.

    Raises:
        NoVatRuleError: no rule of that profile holds on that day.
    """
    for term in terms:
        if term.profile is profile and term.valid_from <= on and (term.valid_until is None or on < term.valid_until):
            return term
    raise NoVatRuleError


def lowest_price(rates: Sequence[RatePrice], on: date) -> LowestPrice | None:
    """The least asked for one unit on any weekday, by the tariff of `on`: an hour, else a day part, else a day."""
    in_force = [rate for weekday in range(7) for rate in _in_force(rates, on, weekday)]
    for unit in (RateUnit.HOUR, RateUnit.DAY_PART, RateUnit.DAY):
        prices = [rate.price_cents for rate in in_force if rate.unit is unit]
        if prices:
            return LowestPrice(unit, min(prices))
    return None


def _in_force(rates: Iterable[RatePrice], on: date, weekday: int) -> list[RatePrice]:
    """One rate for each thing that has a price on that day; of two, the one that began last (then the cheaper)."""
    found: dict[tuple[RateUnit, str], RatePrice] = {}
    for rate in rates:
        if weekday not in rate.weekdays or on < rate.valid_from:
            continue
        if rate.valid_until is not None and on >= rate.valid_until:
            continue
        key = (rate.unit, rate.part.name if rate.part else "")
        other = found.get(key)
        if other is None or (rate.valid_from, -rate.price_cents) > (other.valid_from, -other.price_cents):
            found[key] = rate
    return list(found.values())


def _quarter(moment: datetime) -> int:
    return int(moment.timestamp()) // (QUARTER_MINUTES * 60)


def _quarter_up(moment: datetime) -> int:
    return -(-int(moment.timestamp()) // (QUARTER_MINUTES * 60))


@lru_cache(maxsize=8192)
def _use(day: date, opens_minute: int, closes_minute: int, zone: ZoneInfo) -> tuple[int, int]:
    """The quarters between two minutes of a day's clock; remembered, as a search asks the same for every room."""
    return _quarter(at_minute(day, opens_minute, zone)), _quarter_up(at_minute(day, closes_minute, zone))


def _moment(quarter: int) -> datetime:
    return datetime.fromtimestamp(quarter * QUARTER_MINUTES * 60, UTC)


def _offers(rates: Sequence[RatePrice], start: int, end: int, zone: ZoneInfo) -> list[_Piece]:
    """Everything that can pay for some of quarters `[start, end)`, sorted by when it begins."""
    offers: list[_Piece] = []
    day = _moment(start).astimezone(zone).date() - timedelta(days=1)  # last night's parts may reach into today
    last_day = _moment(end - 1).astimezone(zone).date()
    while day <= last_day:
        for rate in _in_force(rates, day, day.weekday()):
            start_of_use, end_of_use = _use(day, *_minutes_of(rate), zone)
            if start_of_use < end and end_of_use > start:
                offers.append(_Piece(start_of_use, end_of_use, rate))
        day += timedelta(days=1)
    return sorted(offers, key=lambda offer: offer.start)


def _minutes_of(rate: RatePrice) -> tuple[int, int]:
    """From when until when a rate can be used on a day where it is in force."""
    if rate.part is not None:
        return rate.part.starts_minute, rate.part.ends_minute
    return 0, MINUTES_PER_DAY if rate.unit is RateUnit.HOUR else NIGHT_ENDS_MINUTE


def _cheapest_cover(rates: Sequence[RatePrice], span: TimeRange, zone: ZoneInfo) -> list[_Piece]:
    """The cheapest pieces that together cover the span, in order of time, each cut to the time it is needed for.

    A shortest path through the moments at which anything begins or ends: from each moment one goes on by the hour to
    the next, or through a block to the block's end. Equal prices: the fewer steps.

    Raises:
        NoRateError: some moment lies in nothing that has a price.
    """
    start, end = _quarter(span.starts_at), _quarter_up(span.ends_at)
    offers = _offers(rates, start, end, zone)
    edges = {edge for offer in offers for edge in (offer.start, offer.end) if start < edge < end}
    best: dict[int, _Reached] = {start: (0, 0, None)}
    usable: list[_Piece] = []
    begun = 0
    for here, following in itertools.pairwise([start, *sorted(edges), end]):
        while begun < len(offers) and offers[begun].start <= here:
            usable.append(offers[begun])
            begun += 1
        usable = [offer for offer in usable if offer.end > here]
        if not usable:
            raise NoRateError(TimeRange(_moment(here), _moment(following)))
        if here in best:  # a moment that only blocks pass over is no place to change
            _go_on(best, here, following, end, usable)
    return _walk_back(best, end)


def _go_on(best: dict[int, _Reached], here: int, following: int, end: int, usable: list[_Piece]) -> None:
    cost, steps, _ = best[here]
    for offer in usable:
        until = following if offer.rate.unit is RateUnit.HOUR else min(offer.end, end)
        piece = _Piece(here, until, offer.rate)
        candidate = (cost + piece.quarter_cents, steps + 1)
        if until not in best or candidate < best[until][:2]:
            best[until] = (*candidate, piece)


def _walk_back(best: dict[int, _Reached], end: int) -> list[_Piece]:
    path: list[_Piece] = []
    at = end
    while (piece := best[at][2]) is not None:
        path.append(piece)
        at = piece.start
    return path[::-1]


def _drafts(pieces: list[_Piece]) -> list[list[_Piece]]:
    """Pieces per line: hours at one price are one line, each block is its own."""
    drafts: list[list[_Piece]] = []
    by_price: dict[int, list[_Piece]] = {}
    for piece in pieces:
        if piece.rate.unit is RateUnit.HOUR and piece.rate.price_cents in by_price:
            by_price[piece.rate.price_cents].append(piece)
            continue
        draft = [piece]
        drafts.append(draft)
        if piece.rate.unit is RateUnit.HOUR:
            by_price[piece.rate.price_cents] = draft
    return drafts


def _amounts(drafts: list[list[_Piece]]) -> list[int]:
    """Whole cents per line, rounded once over the exact total, so that a dearer cover never comes out cheaper."""
    exact = [sum(piece.quarter_cents for piece in draft) for draft in drafts]
    return _apportioned(divide_rounded(sum(exact), QUARTERS_PER_HOUR), exact)


def _apportioned(total: int, weights: Sequence[int]) -> list[int]:
    """`total` in whole parts in proportion to `weights`; cents left over go to the largest remainders."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    shares = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda index: -(total * weights[index] % whole))
    for index in by_remainder[: total - sum(shares)]:
        shares[index] += 1
    return shares
