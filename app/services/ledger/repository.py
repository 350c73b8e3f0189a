"""Postings and what they are made from."""

import uuid
from collections.abc import Mapping
from datetime import date

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert

from app.core.db import session
from app.models.ledger import Entry, LedgerAccount, Posting, PostingKind
from app.models.listing import Venue
from app.models.regions import Municipality


def add_posting(posting: Posting, entries: Mapping[LedgerAccount, int]) -> bool:
    """Write a posting with its entries; False when its source was posted before."""
    values = {
        column.key: value
        for column in Posting.__mapper__.columns
        if (value := getattr(posting, column.key)) is not None
    }
    added = session().execute(
        insert(Posting).values(values).on_conflict_do_nothing(index_elements=[Posting.source_key]).returning(Posting.id)
    )
    if added.first() is None:
        return False
    session().add_all(
        Entry(posting_id=posting.id, account=account, amount_cents=cents) for account, cents in entries.items()
    )
    session().flush()
    return True


def find_payment_posting(payment_id: uuid.UUID) -> Posting | None:
    """That of the payment itself."""
    query = select(Posting).where(Posting.payment_id == payment_id, Posting.kind == PostingKind.PAYMENT)
    return session().scalars(query).one_or_none()


def sums(payment_id: uuid.UUID, kind: PostingKind) -> dict[LedgerAccount, int]:
    """What each account received in the postings of this kind that belong to a payment."""
    query = (
        select(Entry.account, func.sum(Entry.amount_cents))
        .join(Posting, Posting.id == Entry.posting_id)
        .where(Posting.payment_id == payment_id, Posting.kind == kind)
        .group_by(Entry.account)
    )
    return {account: int(cents) for account, cents in session().execute(query)}


def region_of_venue(venue_id: uuid.UUID) -> uuid.UUID | None:
    """The region that a venue's municipality belongs to, if it does."""
    query = (
        select(Municipality.region_id)
        .join(Venue, Venue.municipality_code == Municipality.code)
        .where(Venue.id == venue_id)
    )
    return session().scalars(query).one()


# Both directions at once: a sum without postings behind it is as wrong as postings without a sum.
_DIFFERENCES = text("""
WITH ledger AS (
  SELECT date_trunc('month', p.booked_on)::date AS month, p.region_id, p.organisation_id,
    count(DISTINCT p.booking_id) FILTER (WHERE p.kind = 'payment') AS bookings,
    coalesce(-sum(e.amount_cents) FILTER (WHERE e.account = 'hirer' AND p.kind = 'payment'), 0) AS paid,
    coalesce(sum(e.amount_cents) FILTER (WHERE e.account = 'hirer' AND p.kind <> 'payment'), 0) AS refunded,
    coalesce(sum(e.amount_cents) FILTER (WHERE e.account = 'commission'), 0) AS commission,
    coalesce(sum(e.amount_cents) FILTER (WHERE e.account = 'commission_vat'), 0) AS vat
  FROM posting p JOIN entry e ON e.posting_id = p.id
  GROUP BY 1, 2, 3
), kept AS (
  SELECT 'ledger_month_member' AS kept_in, month, region_id, organisation_id, bookings, paid_cents AS paid,
    refunded_cents AS refunded, commission_cents AS commission, vat_cents AS vat, -1 AS sign
  FROM ledger_month_member
  UNION ALL
  SELECT 'ledger_month_region', month, region_id, NULL, bookings, paid_cents, refunded_cents, commission_cents,
    vat_cents, -1
  FROM ledger_month_region
  UNION ALL
  SELECT 'ledger_month_member', ledger.*, 1 FROM ledger
  UNION ALL
  SELECT 'ledger_month_region', month, region_id, NULL, sum(bookings), sum(paid), sum(refunded), sum(commission),
    sum(vat), 1
  FROM ledger GROUP BY month, region_id
), off AS (
  SELECT kept_in, month, region_id, organisation_id, -sum(sign * bookings) AS bookings, -sum(sign * paid) AS paid,
    -sum(sign * refunded) AS refunded, -sum(sign * commission) AS commission, -sum(sign * vat) AS vat
  FROM kept GROUP BY 1, 2, 3, 4
)
SELECT kept_in, month, bookings, paid, refunded, commission, vat FROM off
WHERE (bookings, paid, refunded, commission, vat) IS DISTINCT FROM (0, 0, 0, 0, 0)
ORDER BY month, kept_in
""")


def month_differences() -> list[tuple[str, date, tuple[int, ...]]]:
    """Where a kept sum is more (positive) or less than the ledger says: table, month, how much per figure."""
    return [
        (table, month, tuple(int(figure) for figure in figures))
        for table, month, *figures in session().execute(_DIFFERENCES)
    ]
