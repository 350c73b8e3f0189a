"""Questions about saved searches."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, func, or_, select

from app.core.db import session
from app.models.saved_searches import SavedSearch


def find(search_id: uuid.UUID) -> SavedSearch | None:
    """By its key."""
    return session().get(SavedSearch, search_id)


def lock(search_id: uuid.UUID) -> SavedSearch | None:
    """The same, for one writer at a time."""
    query = select(SavedSearch).where(SavedSearch.id == search_id).with_for_update()
    return session().scalars(query.execution_options(populate_existing=True)).one_or_none()


def find_same(email: str, fingerprint: str) -> SavedSearch | None:
    """The same question of the same address."""
    query = select(SavedSearch).where(SavedSearch.email == email, SavedSearch.fingerprint == fingerprint)
    return session().scalars(query).one_or_none()


def lock_address(email: str) -> None:
    """One request at a time for an address, so that two at once cannot pass the count together."""
    session().execute(select(func.pg_advisory_xact_lock(func.hashtextextended(email, 0))))


def count_of_address(email: str) -> int:
    """All that an address has, confirmed or not."""
    return session().scalar(select(func.count()).where(SavedSearch.email == email)) or 0


def count_asked(email: str, since: datetime) -> int:
    """Requests for an address that nobody confirmed."""
    query = select(func.count()).where(
        SavedSearch.email == email, SavedSearch.confirmed_at.is_(None), SavedSearch.created_at >= since
    )
    return session().scalar(query) or 0


def count_from(source: str, since: datetime) -> int:
    """Requests from one place that nobody confirmed."""
    query = select(func.count()).where(SavedSearch.asked_from == source, SavedSearch.created_at >= since)
    return session().scalar(query) or 0


def list_due(before: datetime, today: date, most: int) -> Sequence[uuid.UUID]:
    """Confirmed, not over, and not looked at since; those that waited longest first."""
    query = (
        select(SavedSearch.id)
        .where(
            SavedSearch.confirmed_at.is_not(None),
            SavedSearch.ends_on >= today,
            or_(SavedSearch.checked_at.is_(None), SavedSearch.checked_at <= before),
        )
        .order_by(SavedSearch.checked_at.nulls_first())
        .limit(most)
    )
    return session().scalars(query).all()


def delete_over(today: date, unconfirmed_before: datetime) -> int:
    """What has ended, and what nobody confirmed in time; the number of rows."""
    statement = delete(SavedSearch).where(
        or_(
            SavedSearch.ends_on < today,
            (SavedSearch.confirmed_at.is_(None)) & (SavedSearch.created_at < unconfirmed_before),
        )
    )
    return len(session().execute(statement.returning(SavedSearch.id)).all())
