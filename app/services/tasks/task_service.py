"""Things to do for a member. The same thing is never raised twice, and what solves itself closes itself."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.core.ids import new_id
from app.core.paging import PAGE_SIZE, Page
from app.models.tasks import MemberTask, TaskKind
from app.services.audit import audit_service
from app.services.audit.audit_service import Actor, Subject
from app.services.tasks import repository
from app.services.tasks.errors import TaskNotFoundError


@dataclass(frozen=True, slots=True)
class NewTask:
    """Something that somebody has to look at. `key` says which one it is within its kind; `subject` is JSON-able."""

    organisation_id: uuid.UUID
    kind: TaskKind
    key: str
    subject: dict[str, Any] = field(default_factory=dict)
    room_id: uuid.UUID | None = None
    booking_id: uuid.UUID | None = None


def raise_task(task: NewTask, *, now: datetime) -> None:
    """Let a task wait for the member; `raise_tasks` for one."""
    raise_tasks([task], now=now)


def raise_tasks(tasks: Sequence[NewTask], *, now: datetime) -> None:
    """Let tasks wait, each once however often it is raised. What somebody said to have done stays done."""
    by_key = {(task.organisation_id, task.kind, task.key): task for task in tasks}
    if by_key:
        repository.write(
            [
                {
                    "id": new_id(),
                    "organisation_id": task.organisation_id,
                    "kind": task.kind,
                    "key": task.key,
                    "room_id": task.room_id,
                    "booking_id": task.booking_id,
                    "subject": task.subject,
                    "created_at": now,
                }
                for task in by_key.values()
            ]
        )


def close_about(organisation_id: uuid.UUID, kind: TaskKind, about: str, *, now: datetime) -> None:
    """It solved itself: close what waits with the key `about`, or with a key that begins with it and a colon."""
    repository.close_about(organisation_id, kind, about, now)


def close_others(kind: TaskKind, standing: Collection[str], *, now: datetime, room_id: uuid.UUID | None = None) -> int:
    """Close what waits of a kind (about one room) and no longer is so: every key that is not in `standing`; how many."""
    return repository.close_others(kind, standing, room_id, now)


def close(task_id: uuid.UUID, organisation_id: uuid.UUID, *, actor: Actor, now: datetime) -> None:
    """Somebody did it. Doing so twice changes nothing.

    Raises:
        TaskNotFoundError: there is none of this organisation.
    """
    task = repository.find(task_id, organisation_id)
    if task is None:
        raise TaskNotFoundError
    if task.done_at is not None:
        return
    task.done_at = now
    task.done_by_id = actor.user_id
    audit_service.record(
        "tasks:task:done", actor=actor, subject=Subject("member_task", task.id, organisation_id), kind=task.kind.value
    )


def list_open(organisation_id: uuid.UUID, page: int) -> Page[MemberTask]:
    """What waits at a member, the oldest first."""
    rows = repository.list_open(organisation_id, PAGE_SIZE, (page - 1) * PAGE_SIZE)
    return Page(rows, page, PAGE_SIZE, repository.count_open(organisation_id))


def first_open(organisation_id: uuid.UUID, limit: int) -> Page[MemberTask]:
    """The first of what waits, and how many there are in all."""
    return Page(repository.list_open(organisation_id, limit, 0), 1, limit, repository.count_open(organisation_id))
