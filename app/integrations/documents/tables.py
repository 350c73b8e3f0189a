"""A sheet as rows of cells, whatever kind of file it came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from app.integrations.documents.timetable_values import Fault, Place

CellValue = str | float | datetime | date | time | timedelta | None
_LETTERS = 26


@dataclass(frozen=True, slots=True)
class Cell:
    """A value, or what keeps one from being read."""

    value: CellValue
    fault: Fault | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing stands there."""
        return self.fault is None and (self.value is None or self.value == "")


EMPTY = Cell(None)


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: its rows that hold anything, by the number a spreadsheet gives them, and what was noted while reading."""

    name: str
    rows: Mapping[int, tuple[Cell, ...]]
    notes: tuple[tuple[Place, Fault, str], ...] = field(default=())


def column_letters(index: int) -> str:
    """The name of a column: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters
