"""Postings and what they are made from."""

import uuid
from collections.abc import Mapping

from sqlalchemy import func, select
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
