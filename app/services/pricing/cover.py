"""The cheapest way to pay for all of a time with hours, day parts and whole days.

A shortest path through the moments at which anything begins or ends: from each moment one goes on by the hour to the
next, or through a block to the block's end. Equal prices: the fewer steps. Where a second day part costs something else
than the first, a moment is told apart by how many parts were taken before it.
"""

import itertools
from collections.abc import Sequence
from typing import NamedTuple

from app.models.pricing import RateUnit
from app.services.pricing.errors import NoRateError
from app.services.pricing.offers import Offer, Price
from app.services.pricing.quarters import time_of


class Piece(NamedTuple):
    """Quarters `[start, end)` paid for by one offer."""

    start: int
    end: int
    offer: Offer
    price: Price

    def times(self, cost: int) -> int:
        """A cost of its price over what is used of it."""
        return cost * (self.end - self.start) if self.offer.metered else cost

    @property
    def unit(self) -> RateUnit:
        """What it is."""
        return self.price.rate.unit


class _Reached(NamedTuple):
    """How cheaply a moment is reached: cost and steps so far, parts taken (as far as told apart), and the last step."""

    cost: int
    steps: int
    parts: int
    parts_before: int
    piece: Piece | None


_Best = dict[int, dict[int, _Reached]]


def cheapest_cover(offers: Sequence[Offer], start: int, end: int) -> list[Piece]:
    """The cheapest pieces that together cover quarters `[start, end)`, in order of time, each cut to what is needed.

    Raises:
        NoRateError: some moment lies in nothing that has a price.
    """
    edges = {edge for offer in offers for edge in (offer.start, offer.end) if start < edge < end}
    moments = [start, *sorted(edges), end]
    told_apart = max((len(offer.prices) for offer in offers), default=1) - 1
    best: _Best = {start: {0: _Reached(0, 0, 0, 0, None)}}
    usable: list[Offer] = []
    begun = 0
    for here, following in itertools.pairwise(moments):
        while begun < len(offers) and offers[begun].start <= here:
            usable.append(offers[begun])
            begun += 1
        usable = [offer for offer in usable if offer.end > here]
        if not usable:
            raise NoRateError(time_of(here, following))
        for reached in best.get(here, {}).values():  # a moment that only blocks pass over is no place to change
            for offer in usable:
                for until in _ends(offer, following, end, moments):
                    _go_on(best, here, until, offer, reached, told_apart)
    return _walk_back(best, end)


def cover_cost(pieces: Sequence[Piece]) -> int:
    """What the pieces cost together, in the fractions that their prices are counted in."""
    return sum(piece.times(piece.price.cost) for piece in pieces)


def _ends(offer: Offer, following: int, end: int, moments: Sequence[int]) -> Sequence[int]:
    if offer.unit is RateUnit.HOUR:
        return (following,)
    if offer.metered:  # a part by proportion may be left at any moment
        return [moment for moment in moments if following <= moment <= offer.end]
    return (min(offer.end, end),)


def _go_on(best: _Best, here: int, until: int, offer: Offer, reached: _Reached, told_apart: int) -> None:
    is_part = offer.unit is RateUnit.DAY_PART
    price = offer.prices[min(reached.parts, len(offer.prices) - 1)] if is_part else offer.prices[0]
    piece = Piece(here, until, offer, price)
    parts = min(reached.parts + is_part, told_apart)
    cost, steps = reached.cost + piece.times(price.cost), reached.steps + 1
    there = best.setdefault(until, {})
    known = there.get(parts)
    if known is None or (cost, steps) < (known.cost, known.steps):
        there[parts] = _Reached(cost, steps, parts, reached.parts, piece)


def _walk_back(best: _Best, end: int) -> list[Piece]:
    path: list[Piece] = []
    reached = min(best[end].values(), key=lambda found: (found.cost, found.steps))
    while reached.piece is not None:
        path.append(reached.piece)
        reached = best[reached.piece.start][reached.parts_before]
    return path[::-1]
