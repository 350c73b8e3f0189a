"""What the association earned, from the ledger: per month, region and member. All amounts in cents, excluding VAT
unless a name says otherwise; what was given back with refunds is taken off in the month in which it was.
"""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.core.paging import PAGE_SIZE, Page
from app.services.reporting import ledger_repository, rules
from app.services.reporting.csv_files import Cell, Cents
from app.services.reporting.ledger_repository import MonthMember, MonthRegion, Selection

__all__ = [
    "CommissionOverview",
    "MonthMember",
    "RegionColumn",
    "Selection",
    "last_months",
    "list_by_member",
    "overview",
]


@dataclass(frozen=True, slots=True)
class RegionColumn:
    """A region that earned something in the period; without id: of venues outside every region."""

    id: uuid.UUID | None
    name: str | None
    total_cents: int


@dataclass(frozen=True, slots=True)
class MonthTotal:
    """All regions together in a month."""

    bookings: int = 0
    paid_cents: int = 0
    refunded_cents: int = 0
    commission_cents: int = 0
    vat_cents: int = 0

    @property
    def turnover_cents(self) -> int:
        """What hirers paid and did not get back."""
        return self.paid_cents - self.refunded_cents

    @property
    def average_bps(self) -> int | None:
        """Commission as a share of turnover."""
        return rules.share_bps(self.commission_cents, self.turnover_cents)


@dataclass(frozen=True, slots=True)
class CommissionOverview:
    """Commission per month and region. Months oldest first, also those without any; regions by size."""

    months: list[date]
    regions: list[RegionColumn]
    cents: dict[tuple[date, uuid.UUID | None], int]
    months_total: dict[date, MonthTotal]
    total: MonthTotal

    def amount(self, month: date, region_id: uuid.UUID | None) -> int:
        """The commission of one cell."""
        return self.cents.get((month, region_id), 0)


def last_months(today: date, count: int = rules.MONTHS_PER_YEAR) -> Selection:
    """The months up to and including the present one."""
    until = rules.months_later(today, 1)
    return Selection(rules.months_later(until, -count), until)


def years(today: date) -> list[int]:
    """The calendar years with money in the ledger, the latest first; this year always."""
    first = ledger_repository.first_day()
    return list(range(today.year, min(first.year if first else today.year, today.year) - 1, -1))


def overview(selection: Selection) -> CommissionOverview:
    """Commission per month and region with totals, in one query."""
    rows = ledger_repository.sum_by_month_and_region(selection)
    months = rules.months_between(selection.from_month, selection.until_month)
    by_region: dict[tuple[uuid.UUID | None, str | None], int] = defaultdict(int)
    for row in rows:
        by_region[row.region_id, row.region_name] += row.commission_cents
    regions = [
        RegionColumn(region_id, name, cents)
        for (region_id, name), cents in sorted(by_region.items(), key=lambda item: (-item[1], item[0][1] or ""))
    ]
    return CommissionOverview(
        months=months,
        regions=regions,
        cents={(row.month, row.region_id): row.commission_cents for row in rows},
        months_total={month: _total([row for row in rows if row.month == month]) for month in months},
        total=_total(rows),
    )


def list_by_member(selection: Selection, page: int) -> Page[MonthMember]:
    """One row for each month, region and member, the latest month first, in pages."""
    rows = ledger_repository.sum_by_month_and_member(selection, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
    return Page(rows, page, PAGE_SIZE, ledger_repository.count_by_month_and_member(selection))


def rows_for_csv(selection: Selection) -> list[list[Cell]]:
    """Month, region, member, bookings, paid, refunded, commission, VAT on commission: every row of the selection."""
    return [
        [
            f"{row.month:%Y-%m}",
            row.region_name or "",
            row.organisation_name,
            row.bookings,
            Cents(row.paid_cents),
            Cents(row.refunded_cents),
            Cents(row.commission_cents),
            Cents(row.vat_cents),
        ]
        for row in ledger_repository.sum_by_month_and_member(selection)
    ]


def _total(rows: Sequence[MonthRegion]) -> MonthTotal:
    return MonthTotal(
        bookings=sum(row.bookings for row in rows),
        paid_cents=sum(row.paid_cents for row in rows),
        refunded_cents=sum(row.refunded_cents for row in rows),
        commission_cents=sum(row.commission_cents for row in rows),
        vat_cents=sum(row.vat_cents for row in rows),
    )
