"""Whether the sums kept by month are those of the ledger. Triggers keep them; this is who looks whether they did."""

from dataclasses import dataclass
from datetime import date

from app.services.ledger import repository


@dataclass(frozen=True, slots=True)
class MonthDifference:
    """A month in which a kept sum is not the ledger's: which table, and how far off each figure is, in that order:
    bookings, paid, refunded, commission, VAT on commission (cents).
    """

    table: str
    month: date
    off_by: tuple[int, ...]


def find_differences() -> list[MonthDifference]:
    """Every month, region and member whose kept sums differ from the ledger itself; empty when all agree."""
    return [MonthDifference(*row) for row in repository.month_differences()]
