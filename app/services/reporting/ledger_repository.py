"""Sums of the ledger, read from the tables that keep them by month (Dutch months, by the local day of the movement)."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, TypeVarTuple

from sqlalchemy import BigInteger, ColumnElement, Select, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute

from app.core.db import session
from app.models.accounts import Organisation
from app.models.ledger import LedgerMonthMember, LedgerMonthRegion
from app.models.regions import Region

Columns = TypeVarTuple("Columns")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which postings count: months `[from_month, until_month)`, of one region or member when named."""

    from_month: date
    until_month: date
    region_id: uuid.UUID | None = None
    organisation_id: uuid.UUID | None = None


class MonthRegion(NamedTuple):
    """A month of a region (None: of no region)."""

    month: date
    region_id: uuid.UUID | None
    region_name: str | None
    bookings: int
    paid_cents: int
    refunded_cents: int
    commission_cents: int
    vat_cents: int


class MonthMember(NamedTuple):
    """A month of a member in a region."""

    month: date
    region_name: str | None
    organisation_id: uuid.UUID
    organisation_name: str
    bookings: int
    paid_cents: int
    refunded_cents: int
    commission_cents: int
    vat_cents: int


class MonthEarnings(NamedTuple):
    """A month of one member: what hirers paid, what went back, what the association kept, what remains."""

    month: date
    bookings: int
    gross_cents: int
    refunded_cents: int
    commission_cents: int
    commission_vat_cents: int
    net_cents: int


def _sum(column: InstrumentedAttribute[int]) -> ColumnElement[int]:
    # The database adds up wide numbers to a numeric; ours are whole cents.
    return cast(func.sum(column), BigInteger)


def _selected(
    query: Select[*Columns], sums: type[LedgerMonthRegion | LedgerMonthMember], selection: Selection
) -> Select[*Columns]:
    query = query.where(sums.month >= selection.from_month, sums.month < selection.until_month)
    if selection.region_id is not None:
        query = query.where(sums.region_id == selection.region_id)
    if selection.organisation_id is not None:
        query = query.where(LedgerMonthMember.organisation_id == selection.organisation_id)
    return query


def sum_by_month_and_region(selection: Selection) -> list[MonthRegion]:
    """One row for each month and region in which money moved."""
    # Of one member the sums stand in the finer table; those of all members together are kept per region.
    sums = LedgerMonthRegion if selection.organisation_id is None else LedgerMonthMember
    query = _selected(
        select(
            sums.month,
            sums.region_id,
            Region.name,
            sums.bookings,
            sums.paid_cents,
            sums.refunded_cents,
            sums.commission_cents,
            sums.vat_cents,
        )
        .outerjoin(Region, Region.id == sums.region_id)
        .order_by(sums.month, Region.name),
        sums,
        selection,
    )
    return [MonthRegion._make(row) for row in session().execute(query)]


def _by_member(selection: Selection) -> Select[*tuple[Any, ...]]:
    sums = LedgerMonthMember
    return _selected(
        select(
            sums.month,
            Region.name,
            sums.organisation_id,
            Organisation.name,
            sums.bookings,
            sums.paid_cents,
            sums.refunded_cents,
            sums.commission_cents,
            sums.vat_cents,
        )
        .join(Organisation, Organisation.id == sums.organisation_id)
        .outerjoin(Region, Region.id == sums.region_id)
        .order_by(sums.month.desc(), Region.name, Organisation.name, sums.organisation_id),
        sums,
        selection,
    )


def sum_by_month_and_member(selection: Selection, *, limit: int | None = None, offset: int = 0) -> list[MonthMember]:
    """One row for each month, region and member with money moved, the latest month first."""
    query = _by_member(selection).limit(limit).offset(offset)
    return [MonthMember._make(row) for row in session().execute(query)]


def count_by_month_and_member(selection: Selection) -> int:
    """How many such rows there are."""
    return session().scalar(select(func.count()).select_from(_by_member(selection).subquery())) or 0


def first_day() -> date | None:
    """The first day of the month of the first posting."""
    return session().scalar(select(func.min(LedgerMonthRegion.month)))


def sum_earnings(selection: Selection) -> list[MonthEarnings]:
    """One row for each month in which money moved, oldest first."""
    sums = LedgerMonthMember
    figures = (sums.bookings, sums.paid_cents, sums.refunded_cents, sums.commission_cents, sums.vat_cents)
    query = _selected(
        select(sums.month, *(_sum(column) for column in figures), _sum(sums.member_cents))
        .group_by(sums.month)
        .order_by(sums.month),
        sums,
        selection,
    )
    return [MonthEarnings._make(row) for row in session().execute(query)]
