"""What one member earned with the platform, month by month, from the ledger."""

import uuid
from dataclasses import dataclass
from datetime import date

from app.services.reporting import ledger_repository, rules
from app.services.reporting.csv_files import Cell, Cents
from app.services.reporting.ledger_repository import MonthEarnings, Selection

__all__ = ["Earnings", "MonthEarnings", "earnings_of", "rows_for_csv"]


@dataclass(frozen=True, slots=True)
class Earnings:
    """The months asked for, oldest first, also those without any; and their sum (its `month` is the first)."""

    months: list[MonthEarnings]
    total: MonthEarnings


def earnings_of(organisation_id: uuid.UUID, from_month: date, until_month: date) -> Earnings:
    """Gross, refunds, commission, VAT on commission and net of one member in months `[from_month, until_month)`.

    Net is gross less refunds, commission and its VAT: what reached the member's account at Stripe before Stripe's own
    costs. A refund counts in the month in which it was made. One query.
    """
    found = {
        row.month: row
        for row in ledger_repository.sum_earnings(Selection(from_month, until_month, None, organisation_id))
    }
    months = [
        found.get(month) or MonthEarnings(month, 0, 0, 0, 0, 0, 0)
        for month in rules.months_between(from_month, until_month)
    ]
    figures = zip(*(row[1:] for row in months), strict=True)
    return Earnings(months, MonthEarnings(rules.first_of_month(from_month), *(sum(column) for column in figures)))


def rows_for_csv(earnings: Earnings) -> list[list[Cell]]:
    """Month, bookings, gross, refunds, commission, VAT on commission, net."""
    return [[f"{row.month:%Y-%m}", row.bookings, *(Cents(cents) for cents in row[2:])] for row in earnings.months]
