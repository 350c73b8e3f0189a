"""Chance that always falls the same way: each throw depends on the seed and on what it is for, on nothing else.

Unlike a stream of random numbers, adding a room changes no other room, and the order of asking does not matter.
"""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")
_RANGE = 2**64


class Dice:
    """All the chance of one seed."""

    __slots__ = ("_seed",)

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def throw(self, *what_for: object) -> float:
        """A number from 0 up to 1."""
        text = "|".join(map(str, (self._seed, *what_for)))
        return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) / _RANGE

    def happens(self, chance: float, *what_for: object) -> bool:
        return self.throw(*what_for) < chance

    def between(self, low: int, high: int, *what_for: object) -> int:
        """A whole number from low up to and including high."""
        return low + int(self.throw(*what_for) * (high - low + 1))

    def pick(self, items: Sequence[Item], *what_for: object) -> Item:
        return items[int(self.throw(*what_for) * len(items))]

    def count(self, expected: float, *what_for: object) -> int:
        """A whole number that is `expected` on average: its floor, or one more."""
        return int(expected) + self.happens(expected - int(expected), *what_for)
