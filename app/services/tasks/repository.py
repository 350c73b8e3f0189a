"""Reading and writing tasks, many in one statement."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from app.core.db import Base, session
from app.models.listing import Room
from app.models.tasks import MemberTask, TaskKind

_TASK = Base.metadata.tables["member_task"]


def write(rows: Sequence[dict[str, Any]]) -> None:
    """Add tasks.

    One that is open learns its newest subject; one that solved itself opens again, as new; one that somebody did
    stays done.
    """
    added = insert(_TASK)
    values: dict[str, Any] = {
        "subject": added.excluded.subject,
        "room_id": added.excluded.room_id,
        "booking_id": added.excluded.booking_id,
        "created_at": case((_TASK.c.done_at.is_(None), _TASK.c.created_at), else_=added.excluded.created_at),
        "done_at": None,
    }
    session().execute(
        added.on_conflict_do_update(
            index_elements=["organisation_id", "kind", "key"], set_=values, where=_TASK.c.done_by_id.is_(None)
        ),
        list(rows),
    )


def close_about(organisation_id: uuid.UUID, kind: TaskKind, about: str, now: datetime) -> None:
    """Close the open tasks whose key is `about`, or begins with it and a colon."""
    session().execute(
        update(MemberTask)
        .where(
            MemberTask.organisation_id == organisation_id,
            MemberTask.kind == kind,
            or_(MemberTask.key == about, MemberTask.key.startswith(f"{about}:", autoescape=True)),
            MemberTask.done_at.is_(None),
        )
        .values(done_at=now)
        .execution_options(synchronize_session=False)
    )


def close_others(kind: TaskKind, standing: Collection[str], room_id: uuid.UUID | None, now: datetime) -> int:
    """Close the open tasks of a kind (of one room) that are not among `standing`; how many there were."""
    closing = (
        update(MemberTask)
        .where(MemberTask.kind == kind, MemberTask.done_at.is_(None), MemberTask.key.not_in(standing))
        .values(done_at=now)
        .returning(MemberTask.id)
        .execution_options(synchronize_session=False)
    )
    if room_id is not None:
        closing = closing.where(MemberTask.room_id == room_id)
    return len(session().execute(closing).all())


def find(task_id: uuid.UUID, organisation_id: uuid.UUID) -> MemberTask | None:
    """Of this organisation only; locked, so that it is done once."""
    query = select(MemberTask).where(MemberTask.id == task_id, MemberTask.organisation_id == organisation_id)
    return session().scalars(query.with_for_update()).one_or_none()


def list_open(organisation_id: uuid.UUID, limit: int, offset: int) -> Sequence[MemberTask]:
    """The oldest first, with room, venue and booking."""
    query = (
        select(MemberTask)
        .where(MemberTask.organisation_id == organisation_id, MemberTask.done_at.is_(None))
        .options(joinedload(MemberTask.room).joinedload(Room.venue), joinedload(MemberTask.booking))
        .order_by(MemberTask.created_at, MemberTask.id)
        .limit(limit)
        .offset(offset)
    )
    return session().scalars(query).all()


def count_open(organisation_id: uuid.UUID) -> int:
    """How many wait."""
    query = select(func.count()).where(MemberTask.organisation_id == organisation_id, MemberTask.done_at.is_(None))
    return session().scalar(query) or 0
