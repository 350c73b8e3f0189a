"""Sums from the ledger. Months are Dutch months: `booked_on` is the local day of the movement."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, TypeVarTuple

from sqlalchemy import BigInteger, ColumnElement, Date, Select, cast, func, select

from app.core.db import session
from app.models.accounts import Organisation
from app.models.ledger import Entry, LedgerAccount, Posting, PostingKind
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


def _month() -> ColumnElement[date]:
    return cast(func.date_trunc("month", Posting.booked_on), Date)


def _sum(*conditions: ColumnElement[bool], sign: int = 1) -> ColumnElement[int]:
    # The database adds up wide numbers to a numeric; ours are whole cents.
    return cast(func.coalesce(func.sum(Entry.amount_cents * sign).filter(*conditions), 0), BigInteger)


_IS_PAYMENT = Posting.kind == PostingKind.PAYMENT
_IS_BACK = Posting.kind != PostingKind.PAYMENT
_OF_HIRER = Entry.account == LedgerAccount.HIRER


def _figures() -> tuple[ColumnElement[int], ...]:
    return (
        func.count(Posting.booking_id.distinct()).filter(_IS_PAYMENT),
        _sum(_OF_HIRER, _IS_PAYMENT, sign=-1),
        _sum(_OF_HIRER, _IS_BACK),
        _sum(Entry.account == LedgerAccount.COMMISSION),
        _sum(Entry.account == LedgerAccount.COMMISSION_VAT),
    )


def _selected(query: Select[*Columns], selection: Selection) -> Select[*Columns]:
    query = query.where(Posting.booked_on >= selection.from_month, Posting.booked_on < selection.until_month)
    if selection.region_id is not None:
        query = query.where(Posting.region_id == selection.region_id)
    if selection.organisation_id is not None:
        query = query.where(Posting.organisation_id == selection.organisation_id)
    return query


def sum_by_month_and_region(selection: Selection) -> list[MonthRegion]:
    """One row for each month and region in which money moved."""
    month = _month()
    query = _selected(
        select(month, Posting.region_id, Region.name, *_figures())
        .join(Entry, Entry.posting_id == Posting.id)
        .outerjoin(Region, Region.id == Posting.region_id)
        .group_by(month, Posting.region_id, Region.name)
        .order_by(month, Region.name),
        selection,
    )
    return [MonthRegion._make(row) for row in session().execute(query)]


def _by_member(selection: Selection) -> Select[*tuple[Any, ...]]:
    month = _month()
    return _selected(
        select(month, Region.name, Posting.organisation_id, Organisation.name, *_figures())
        .join(Entry, Entry.posting_id == Posting.id)
        .join(Organisation, Organisation.id == Posting.organisation_id)
        .outerjoin(Region, Region.id == Posting.region_id)
        .group_by(month, Region.name, Posting.organisation_id, Organisation.name)
        .order_by(month.desc(), Region.name, Organisation.name, Posting.organisation_id),
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
    """The day of the first posting."""
    return session().scalar(select(func.min(Posting.booked_on)))


def sum_earnings(selection: Selection) -> list[MonthEarnings]:
    """One row for each month in which money moved, oldest first."""
    month = _month()
    query = _selected(
        select(month, *_figures(), _sum(Entry.account == LedgerAccount.MEMBER))
        .join(Entry, Entry.posting_id == Posting.id)
        .group_by(month)
        .order_by(month),
        selection,
    )
    return [MonthEarnings._make(row) for row in session().execute(query)]
