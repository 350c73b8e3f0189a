"""Lessons that stand where a booking stands: each one becomes a task, and the task goes when the two part.

A booking is never touched by a calendar. What can be done is for people: move the lesson, or cancel the booking.
"""

import uuid
from datetime import datetime

from app.models.tasks import TaskKind
from app.services.calendars import clash_repository
from app.services.calendars.clash_repository import Clash
from app.services.tasks import task_service
from app.services.tasks.task_service import NewTask


def settle_room(room_id: uuid.UUID, *, now: datetime) -> None:
    """Bring the tasks about one room's own lessons in line with what stands; within the caller's transaction."""
    _settle(room_id, now)


def settle_all(*, now: datetime) -> None:
    """The same for every room: bookings come and go without any calendar being read."""
    _settle(None, now)


def _settle(room_id: uuid.UUID | None, now: datetime) -> None:
    found = clash_repository.clashes(now, room_id)
    task_service.raise_tasks([_task(clash) for clash in found], now=now)
    task_service.close_others(TaskKind.CALENDAR_CLASH, {_key(clash) for clash in found}, now=now, room_id=room_id)


def _key(clash: Clash) -> str:
    return f"{clash.occurrence_id}:{clash.booking_id}"


def _task(clash: Clash) -> NewTask:
    return NewTask(
        organisation_id=clash.organisation_id,
        kind=TaskKind.CALENDAR_CLASH,
        key=_key(clash),
        room_id=clash.room_id,
        booking_id=clash.booking_id,
        subject={
            "lesson": clash.summary,
            "calendar": clash.feed_name,
            "feed_id": str(clash.feed_id) if clash.feed_id else "",
            "starts_at": clash.starts_at.isoformat(),
            "ends_at": clash.ends_at.isoformat(),
        },
    )
