"""The addresses of calendars that a member lets its rooms follow: added, paused, resumed, removed.

Reading them is `feed_reading_service`. A removed feed takes its lessons to come along; those of the past stay.
"""

import random
import uuid
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from app.core.db import session
from app.core.jobs import defer
from app.core.paging import PAGE_SIZE, Page
from app.integrations.calendar.feed_addresses import parse_address
from app.integrations.calendar.feed_values import FeedTroubleError
from app.models.calendars import CalendarFeed, CalendarImport, ImportStatus
from app.models.listing import Room
from app.models.tasks import TaskKind
from app.services.audit import audit_service
from app.services.audit.audit_service import Actor, Subject
from app.services.calendars import clash_service, feed_repository, feed_rules, repository
from app.services.calendars.feed_errors import (
    FeedAddressError,
    FeedJustReadError,
    FeedKnownError,
    FeedNameError,
    FeedNotFoundError,
    FeedPausedError,
    TooManyFeedsError,
)
from app.services.tasks import task_service

MOST_PER_ROOM = 10
LONGEST_NAME = 80
# So that a few slow addresses never keep all workers from other work: feeds are read in this many lanes.
LANES = 2


def add(room: Room, *, name: str, address: str, actor: Actor, now: datetime) -> CalendarFeed:
    """Let a room (loaded with its venue) follow an address; it is read at once, by a worker.

    Raises:
        FeedAddressError: it is no address of a calendar.
        FeedKnownError: the room follows it already.
        FeedNameError: there is no name, or too long a one.
        TooManyFeedsError: the room follows ten already.
    """
    address = address.strip()
    try:
        parse_address(address)
    except FeedTroubleError as error:
        raise FeedAddressError(error.failure) from error
    if not name or len(name) > LONGEST_NAME:
        raise FeedNameError(LONGEST_NAME)
    repository.lock_room(room.id)
    known = feed_repository.addresses_of_room(room.id)
    if address in known:
        raise FeedKnownError
    if len(known) >= MOST_PER_ROOM:
        raise TooManyFeedsError(MOST_PER_ROOM)
    feed = CalendarFeed(
        organisation_id=room.venue.organisation_id,
        room_id=room.id,
        name=name,
        address=address,
        created_by_id=actor.user_id,
        next_read_at=now,
    )
    session().add(feed)
    session().flush()
    _record("added", feed, actor)
    ask_for_reading(feed.id)
    return feed


def ask_for_reading(feed_id: uuid.UUID) -> None:
    """Have a worker read an address soon; asked twice, read once."""
    lane = f"feeds-{feed_id.int % LANES}"
    defer("calendars.read_feed", unique=f"feed-{feed_id}", lane=lane, feed_id=str(feed_id))


def get(feed_id: uuid.UUID, organisation_id: uuid.UUID) -> CalendarFeed:
    """One feed of this organisation.

    Raises:
        FeedNotFoundError: there is none.
    """
    feed = feed_repository.find(feed_id, organisation_id)
    if feed is None:
        raise FeedNotFoundError
    return feed


def find_pending(feed_id: uuid.UUID) -> CalendarImport | None:
    """What a feed said that waits until a person has looked at it."""
    return feed_repository.find_pending(feed_id)


def list_feeds(organisation_id: uuid.UUID, page: int) -> Page[CalendarFeed]:
    """A member's feeds: those with trouble first, then by name."""
    rows = feed_repository.list_feeds(organisation_id, PAGE_SIZE, (page - 1) * PAGE_SIZE)
    return Page(rows, page, PAGE_SIZE, feed_repository.count_feeds(organisation_id))


def count_lessons(feeds: Page[CalendarFeed], *, now: datetime) -> Mapping[uuid.UUID, int]:
    """How many lessons to come each of these feeds brought."""
    return feed_repository.count_lessons([feed.id for feed in feeds.items], now)


def count_feed_lessons(feed_id: uuid.UUID, *, now: datetime) -> int:
    """How many lessons to come one feed brought."""
    return feed_repository.count_lessons([feed_id], now).get(feed_id, 0)


def waiting_for_decision(feeds: Page[CalendarFeed]) -> Collection[uuid.UUID]:
    """Which of these feeds said something that a person has to look at first."""
    return feed_repository.pending_among([feed.id for feed in feeds.items])


def pause(feed_id: uuid.UUID, organisation_id: uuid.UUID, *, actor: Actor, now: datetime) -> None:
    """Read the address no more until somebody resumes; its lessons stay.

    Raises:
        FeedNotFoundError: there is none of this organisation.
    """
    feed = _locked(feed_id, organisation_id)
    if feed.paused_at is None:
        feed.paused_at = now
        task_service.close_about(organisation_id, TaskKind.FEED_FAILING, str(feed.id), now=now)
        _record("paused", feed, actor)


def resume(feed_id: uuid.UUID, organisation_id: uuid.UUID, *, actor: Actor, now: datetime) -> None:
    """Read the address again, at once and from then on.

    Raises:
        FeedNotFoundError: there is none of this organisation.
    """
    feed = _locked(feed_id, organisation_id)
    if feed.paused_at is not None:
        feed.paused_at = None
        feed.failures, feed.failing_since, feed.failure = 0, None, ""
        feed.next_read_at = now
        _record("resumed", feed, actor)
        ask_for_reading(feed.id)


def read_now(feed_id: uuid.UUID, organisation_id: uuid.UUID, *, now: datetime) -> None:
    """Have the address read outside the schedule.

    Raises:
        FeedNotFoundError: there is none of this organisation.
        FeedPausedError: it is paused.
        FeedJustReadError: it was asked less than a minute ago.
    """
    feed = _locked(feed_id, organisation_id)
    if feed.paused_at is not None:
        raise FeedPausedError
    if not feed_rules.may_read_now(feed.attempted_at, now):
        raise FeedJustReadError
    feed.next_read_at = now
    ask_for_reading(feed.id)


def remove(feed_id: uuid.UUID, room: Room, *, actor: Actor, now: datetime) -> int:
    """Forget an address of this room (loaded with its venue); its lessons to come go; how many there were.

    Raises:
        FeedNotFoundError: the room follows no such address.
    """
    organisation_id = room.venue.organisation_id
    repository.lock_room(room.id)
    feed = _locked(feed_id, organisation_id)
    if feed.room_id != room.id:
        raise FeedNotFoundError
    lessons = feed_repository.lessons_to_come(feed.id, now)
    pending = feed_repository.find_pending(feed.id)
    if pending is not None:
        pending.status = ImportStatus.REFUSED
        pending.content = b""
    feed.removed_at = now
    feed.address, feed.content, feed.etag, feed.last_modified = "", None, "", ""
    session().flush()
    repository.remove(lessons)
    for kind in (TaskKind.FEED_FAILING, TaskKind.FEED_DOUBTFUL):
        task_service.close_about(organisation_id, kind, str(feed.id), now=now)
    clash_service.settle_room(room.id, now=now)
    _record("removed", feed, actor, lessons=len(lessons))
    return len(lessons)


def _locked(feed_id: uuid.UUID, organisation_id: uuid.UUID) -> CalendarFeed:
    feed = feed_repository.lock(feed_id)
    if feed is None or feed.organisation_id != organisation_id:
        raise FeedNotFoundError
    return feed


def _record(action: str, feed: CalendarFeed, actor: Actor, *, lessons: int = 0) -> None:
    subject = Subject("calendar_feed", feed.id, feed.organisation_id)
    audit_service.record(
        f"calendars:feed:{action}", actor=actor, subject=subject, room=str(feed.room_id), lessons=lessons
    )


def next_reading(now: datetime, failures: int, asked: timedelta | None = None) -> datetime:
    """When an address is read again, spread by chance so that not all are asked at the same minute."""
    jitter = random.uniform(-1, 1)  # noqa: S311 - spreading, not a secret
    return now + feed_rules.wait_after(failures, jitter=jitter, asked=asked)
