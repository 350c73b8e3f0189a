"""Feeds: what is due, one under lock, and what it said last."""

import hashlib
import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import undefer

from app.core.db import session
from app.models.calendars import CalendarFeed, CalendarImport, CalendarOccurrence, ImportStatus


def digest_of(raw: bytes) -> str:
    """By which what a calendar says is recognised."""
    return hashlib.sha256(raw).hexdigest()


def find_due(now: datetime, limit: int) -> Sequence[uuid.UUID]:
    """The feeds whose time has come, the longest waiting first."""
    query = (
        select(CalendarFeed.id)
        .where(CalendarFeed.removed_at.is_(None), CalendarFeed.paused_at.is_(None), CalendarFeed.next_read_at <= now)
        .order_by(CalendarFeed.next_read_at)
        .limit(limit)
    )
    return session().scalars(query).all()


def lock(feed_id: uuid.UUID, *, content: bool = False) -> CalendarFeed | None:
    """A feed that is not removed, for writing; with what it said last when asked."""
    query = select(CalendarFeed).where(CalendarFeed.id == feed_id, CalendarFeed.removed_at.is_(None)).with_for_update()
    if content:
        query = query.options(undefer(CalendarFeed.content))
    return session().scalars(query.execution_options(populate_existing=True)).one_or_none()


def room_of(feed_id: uuid.UUID) -> uuid.UUID | None:
    """Which room a feed that is not removed is about."""
    query = select(CalendarFeed.room_id).where(CalendarFeed.id == feed_id, CalendarFeed.removed_at.is_(None))
    return session().scalars(query).one_or_none()


def find(feed_id: uuid.UUID, organisation_id: uuid.UUID) -> CalendarFeed | None:
    """Of this organisation only."""
    query = select(CalendarFeed).where(
        CalendarFeed.id == feed_id,
        CalendarFeed.organisation_id == organisation_id,
        CalendarFeed.removed_at.is_(None),
    )
    return session().scalars(query).one_or_none()


def list_feeds(organisation_id: uuid.UUID, limit: int, offset: int) -> Sequence[CalendarFeed]:
    """Those with trouble first, then by name."""
    query = (
        select(CalendarFeed)
        .where(CalendarFeed.organisation_id == organisation_id, CalendarFeed.removed_at.is_(None))
        .order_by(CalendarFeed.failing_since.asc().nulls_last(), CalendarFeed.name, CalendarFeed.id)
        .limit(limit)
        .offset(offset)
    )
    return session().scalars(query).all()


def count_feeds(organisation_id: uuid.UUID) -> int:
    """How many there are."""
    query = select(func.count()).where(
        CalendarFeed.organisation_id == organisation_id, CalendarFeed.removed_at.is_(None)
    )
    return session().scalar(query) or 0


def addresses_of_room(room_id: uuid.UUID) -> Sequence[str]:
    """Every address that is read for a room."""
    query = select(CalendarFeed.address).where(CalendarFeed.room_id == room_id, CalendarFeed.removed_at.is_(None))
    return session().scalars(query).all()


def lessons_to_come(feed_id: uuid.UUID, now: datetime) -> Sequence[uuid.UUID]:
    """What a feed brought and is not over."""
    query = select(CalendarOccurrence.id).where(CalendarOccurrence.feed_id == feed_id, CalendarOccurrence.ends_at > now)
    return session().scalars(query).all()


def count_lessons(feed_ids: Sequence[uuid.UUID], now: datetime) -> dict[uuid.UUID, int]:
    """How many lessons to come each feed brought. One query."""
    rows = session().execute(
        select(CalendarOccurrence.feed_id, func.count())
        .where(CalendarOccurrence.feed_id.in_(feed_ids), CalendarOccurrence.ends_at > now)
        .group_by(CalendarOccurrence.feed_id)
    )
    return {feed_id: count for feed_id, count in rows if feed_id is not None}


def find_pending(feed_id: uuid.UUID) -> CalendarImport | None:
    """What a feed said that waits until a person has looked."""
    query = select(CalendarImport).where(
        CalendarImport.feed_id == feed_id, CalendarImport.status == ImportStatus.PREVIEWED
    )
    return session().scalars(query).one_or_none()


def pending_among(feed_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Which of these feeds wait until a person has looked."""
    query = select(CalendarImport.feed_id).where(
        CalendarImport.feed_id.in_(feed_ids), CalendarImport.status == ImportStatus.PREVIEWED
    )
    return {feed_id for feed_id in session().scalars(query) if feed_id is not None}


def follow(brought: CalendarImport, *, on: date, now: datetime) -> None:
    """The lessons are what the feed says: remember that on the feed, and keep the calendar itself only there."""
    session().execute(
        update(CalendarFeed)
        .where(CalendarFeed.id == brought.feed_id)
        .values(
            content=brought.content,
            content_digest=digest_of(brought.content),
            applied_on=on,
            changed_at=now,
            result=brought.result,
        )
        .execution_options(synchronize_session="fetch")
    )
    brought.content = b""


def note(feed_id: uuid.UUID, values: dict[str, Any]) -> None:
    """Write down what is known of a feed now."""
    session().execute(
        update(CalendarFeed)
        .where(CalendarFeed.id == feed_id)
        .values(**values)
        .execution_options(synchronize_session="fetch")
    )


def forget_old_imports(feed_id: uuid.UUID, keep: int) -> None:
    """Changes of long ago that no lesson stems from any more."""
    recent = (
        select(CalendarImport.id)
        .where(CalendarImport.feed_id == feed_id)
        .order_by(CalendarImport.created_at.desc(), CalendarImport.id.desc())
        .limit(keep)
    )
    in_use = select(CalendarOccurrence.id).where(CalendarOccurrence.import_id == CalendarImport.id).exists()
    session().execute(
        delete(CalendarImport)
        .where(
            CalendarImport.feed_id == feed_id,
            CalendarImport.status != ImportStatus.PREVIEWED,
            CalendarImport.id.not_in(recent),
            ~in_use,
        )
        .execution_options(synchronize_session=False)
    )
