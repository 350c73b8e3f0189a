"""Figures for a spreadsheet, as Dutch ones read them: semicolons, decimal commas, UTF-8 with a mark in front."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

_STARTS_A_FORMULA = (
    "=",
    "+",
    "-",
    "@",
    "\N{FULLWIDTH EQUALS SIGN}",
    "\N{FULLWIDTH PLUS SIGN}",
    "\N{FULLWIDTH HYPHEN-MINUS}",
    "\N{FULLWIDTH COMMERCIAL AT}",
)


@dataclass(frozen=True, slots=True)
class Cents:
    """An amount of money in a cell."""

    value: int


@dataclass(frozen=True, slots=True)
class Bps:
    """A percentage in a cell, in basis points."""

    value: int


Cell = str | int | date | Cents | Bps | None


def to_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A file that opens with one click. Text that a spreadsheet would run as a formula is kept from running."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([_written(cell) for cell in header])
    writer.writerows([_written(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Cents | Bps):
        sign = "-" if cell.value < 0 else ""
        whole, rest = divmod(abs(cell.value), 100)
        return f"{sign}{whole},{rest:02d}"
    if isinstance(cell, date):
        return f"{cell:%d-%m-%Y}"
    if isinstance(cell, int):
        return str(cell)
    return _harmless(cell)


def _harmless(text: str) -> str:
    """An apostrophe in front tells a spreadsheet that what follows is text."""
    clean = text.replace("\0", "")
    if clean.startswith(("\t", "\r", "\n")) or clean.lstrip().startswith(_STARTS_A_FORMULA):
        return f"'{clean}"
    return clean
