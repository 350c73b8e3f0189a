"""Reading the addresses that rooms follow: first a note that it is tried, then the asking, then what came of it.

The asking is done between two transactions. Who dies in between has changed nothing; the address is read again.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime

from app.core import clock
from app.core.db import session
from app.core.logging import get_logger
from app.integrations.calendar.feed_client import feed_reader
from app.integrations.calendar.feed_values import FeedAnswer, FeedContent, FeedFailed, FeedRequest
from app.models.calendars import CalendarFeed, CalendarImport, ImportStatus
from app.models.listing import Room
from app.models.tasks import TaskKind
from app.services.audit.audit_service import SYSTEM
from app.services.availability import availability_service
from app.services.calendars import feed_repository, feed_rules, import_service, repository
from app.services.calendars.errors import CalendarRefusedError
from app.services.calendars.feed_service import ask_for_reading, next_reading
from app.services.calendars.import_service import Preview
from app.services.listing import public_service
from app.services.tasks import task_service
from app.services.tasks.task_service import NewTask

log = get_logger(__name__)

AT_ONCE = 200
KEPT_IMPORTS = 50
# Failures that are ours to name, beside those of the line (FeedFailure) and of the file (ProblemCode).
WEB_PAGE = "web_page"


@dataclass(frozen=True, slots=True)
class ReadOrder:
    """What to ask, and of whom."""

    feed_id: uuid.UUID
    request: FeedRequest


def ask_due(*, now: datetime) -> int:
    """Have every address read whose time has come; how many. At most 200 at a time: the rest is due the next minute."""
    due = feed_repository.find_due(now, AT_ONCE)
    for feed_id in due:
        ask_for_reading(feed_id)
    return len(due)


def begin(feed_id: uuid.UUID, *, now: datetime) -> ReadOrder | None:
    """Note that an address is tried now, so that it is not tried again at once if nobody comes back; None: do not."""
    feed = feed_repository.lock(feed_id)
    if feed is None or feed.paused_at is not None or feed.next_read_at > now:
        return None
    feed.attempted_at = now
    feed.next_read_at = next_reading(now, feed.failures)
    return ReadOrder(feed.id, FeedRequest(feed.address, feed.etag, feed.last_modified))


def fetch(order: ReadOrder) -> FeedAnswer:
    """Ask. Between two transactions, never in one."""
    return feed_reader().read(order.request)


def take_in(order: ReadOrder, answer: FeedAnswer, *, now: datetime) -> None:
    """Let the room follow what came back. Doing so twice changes nothing."""
    room_id = feed_repository.room_of(order.feed_id)
    if room_id is None:
        return
    repository.lock_room(room_id)  # before the feed, as everybody does who changes lessons
    feed = feed_repository.lock(order.feed_id, content=True)
    if feed is None or feed.paused_at is not None or feed.address != order.request.address:
        return  # somebody decided otherwise while we were asking
    if isinstance(answer, FeedFailed):
        _note_failure(feed, answer.failure.value, answer, now)
        return
    room = public_service.get_room_for_booking(feed.room_id)
    if isinstance(answer, FeedContent):
        _take_content(feed, room, answer, now)
    else:
        _take_same(feed, room, now)


def _take_content(feed: CalendarFeed, room: Room, answer: FeedContent, now: datetime) -> None:
    if feed_repository.digest_of(answer.raw) == feed.content_digest:
        feed.etag, feed.last_modified = answer.etag, answer.last_modified
        _drop_pending(feed, now)
        _take_same(feed, room, now)
        return
    try:
        preview = import_service.look(room, answer.raw, feed_id=feed.id)
    except CalendarRefusedError as error:
        _note_failure(feed, WEB_PAGE if answer.is_page else error.problem.value, None, now)
        return
    feed.etag, feed.last_modified = answer.etag, answer.last_modified
    _note_success(feed, now)
    if feed_rules.is_doubtful(preview.difference, events=preview.reading.events):
        _let_wait(feed, answer.raw, preview, now)
        return
    _drop_pending(feed, now)
    _apply(feed, room, answer.raw, preview)


def _take_same(feed: CalendarFeed, room: Room, now: datetime) -> None:
    """Nothing new; but the days move on, and with them how far ahead a weekly lesson is written down."""
    _note_success(feed, now)
    today = clock.today(availability_service.zone_of(room))
    if feed.content is None or feed.applied_on == today or feed_repository.find_pending(feed.id) is not None:
        return
    preview = import_service.look(room, feed.content, feed_id=feed.id)
    _apply(feed, room, feed.content, preview)


def _apply(feed: CalendarFeed, room: Room, raw: bytes, preview: Preview) -> None:
    if preview.difference.empty and feed.content is not None:
        feed.content, feed.content_digest = raw, feed_repository.digest_of(raw)
        feed.applied_on = clock.today(availability_service.zone_of(room))
        feed.result = import_service.summary_of(preview)
        return
    brought = _import_of(feed, raw, preview)
    session().add(brought)
    session().flush()
    import_service.write_down(brought, room, preview, actor=SYSTEM)
    feed_repository.forget_old_imports(feed.id, KEPT_IMPORTS)


def _import_of(feed: CalendarFeed, raw: bytes, preview: Preview) -> CalendarImport:
    return CalendarImport(
        organisation_id=feed.organisation_id,
        room_id=feed.room_id,
        feed_id=feed.id,
        filename=feed.name,
        content=raw,
        status=ImportStatus.PREVIEWED,
        result=import_service.summary_of(preview),
    )


def _let_wait(feed: CalendarFeed, raw: bytes, preview: Preview, now: datetime) -> None:
    """Keep it beside what holds, and ask a person."""
    pending = feed_repository.find_pending(feed.id)
    if pending is None:
        pending = _import_of(feed, raw, preview)
        session().add(pending)
    else:
        pending.content, pending.result = raw, import_service.summary_of(preview)
    session().flush()
    subject = {
        "feed_id": str(feed.id),
        "calendar": feed.name,
        "import_id": str(pending.id),
        "gone": len(preview.difference.gone),
    }
    task = NewTask(feed.organisation_id, TaskKind.FEED_DOUBTFUL, f"{feed.id}:{pending.id}", subject, feed.room_id)
    task_service.raise_task(task, now=now)
    log.warning("feed_doubtful", feed=str(feed.id), gone=len(preview.difference.gone))


def _drop_pending(feed: CalendarFeed, now: datetime) -> None:
    """It says something sensible again: nobody has to look at what it said in between."""
    pending = feed_repository.find_pending(feed.id)
    if pending is not None:
        pending.status, pending.content = ImportStatus.REFUSED, b""
        session().flush()
        task_service.close_about(feed.organisation_id, TaskKind.FEED_DOUBTFUL, str(feed.id), now=now)


def _note_success(feed: CalendarFeed, now: datetime) -> None:
    if feed.failures:
        task_service.close_about(feed.organisation_id, TaskKind.FEED_FAILING, str(feed.id), now=now)
    feed.read_at = now
    feed.failures, feed.failing_since, feed.failure = 0, None, ""
    feed.next_read_at = next_reading(now, 0)


def _note_failure(feed: CalendarFeed, failure: str, answer: FeedFailed | None, now: datetime) -> None:
    since = feed.failing_since or now
    feed.failures, feed.failing_since, feed.failure = feed.failures + 1, since, failure
    feed.next_read_at = next_reading(now, feed.failures, answer.retry_after if answer else None)
    log.info("feed_not_read", feed=str(feed.id), failure=failure, failures=feed.failures)
    if feed_rules.is_trouble(since, now):
        subject = {"feed_id": str(feed.id), "calendar": feed.name, "failure": failure, "since": since.isoformat()}
        key = f"{feed.id}:{since.isoformat()}"
        task_service.raise_task(
            NewTask(feed.organisation_id, TaskKind.FEED_FAILING, key, subject, feed.room_id), now=now
        )
