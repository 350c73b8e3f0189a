"""Every list is paged, in one way."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")

PAGE_SIZE = 24


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page of a list: `number` counts from 1."""

    items: Sequence[Item]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.size))


def page_number(text: str | None) -> int:
    """The page asked for; nonsense is page 1."""
    if text is None or not text.isascii() or not text.isdecimal() or len(text) > 6:  # noqa: PLR2004 - a million pages
        return 1
    return max(1, int(text))
