"""Imports and the occurrences that they brought."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import defer

from app.core.db import Base, session
from app.core.ids import new_id
from app.models.calendars import CalendarImport, CalendarOccurrence
from app.models.listing import Room
from app.services.availability import own_use_service
from app.services.calendars.rules import Key, Planned

_OCCURRENCE = Base.metadata.tables["calendar_occurrence"]


def find_import(import_id: uuid.UUID, organisation_id: uuid.UUID) -> CalendarImport | None:
    """Of this organisation only."""
    query = select(CalendarImport).where(
        CalendarImport.id == import_id, CalendarImport.organisation_id == organisation_id
    )
    return session().scalars(query).one_or_none()


def list_imports(organisation_id: uuid.UUID, limit: int, offset: int) -> Sequence[CalendarImport]:
    """Newest first, without the files themselves."""
    query = (
        select(CalendarImport)
        .where(CalendarImport.organisation_id == organisation_id)
        .options(defer(CalendarImport.content, raiseload=True))
        .order_by(CalendarImport.created_at.desc(), CalendarImport.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return session().scalars(query).all()


def count_imports(organisation_id: uuid.UUID) -> int:
    """How many there are."""
    query = select(func.count()).where(CalendarImport.organisation_id == organisation_id)
    return session().scalar(query) or 0


def lock_room(room_id: uuid.UUID) -> None:
    """Two imports for one room wait for each other."""
    session().execute(select(Room.id).where(Room.id == room_id).with_for_update())


def known_from(room_id: uuid.UUID, moment: datetime) -> dict[Key, tuple[uuid.UUID, Planned]]:
    """What is known of the room's own use that ends after `moment`."""
    rows = session().scalars(
        select(CalendarOccurrence).where(CalendarOccurrence.room_id == room_id, CalendarOccurrence.ends_at > moment)
    )
    return {
        (row.uid, row.recurrence_key): (
            row.id,
            Planned(row.uid, row.recurrence_key, row.starts_at, row.ends_at, row.summary),
        )
        for row in rows
    }


def add(
    room_id: uuid.UUID, import_id: uuid.UUID, planned: Sequence[Planned], booked: Sequence[bool]
) -> list[uuid.UUID]:
    """Write occurrences down; their ids, in the same order."""
    ids = [new_id() for _ in planned]
    rows = [
        {
            "id": ids[index],
            "room_id": room_id,
            "import_id": import_id,
            "uid": one.uid,
            "recurrence_key": one.recurrence_key,
            "starts_at": one.starts_at,
            "ends_at": one.ends_at,
            "summary": one.summary,
            "overlaps_booking": booked[index],
        }
        for index, one in enumerate(planned)
    ]
    if rows:
        session().execute(insert(_OCCURRENCE), rows)
    return ids


def change(occurrence_id: uuid.UUID, import_id: uuid.UUID, planned: Planned, *, booked: bool) -> None:
    """Another time or another name; its claims are made anew."""
    own_use_service.release([occurrence_id])
    session().execute(
        update(CalendarOccurrence)
        .where(CalendarOccurrence.id == occurrence_id)
        .values(
            import_id=import_id,
            starts_at=planned.starts_at,
            ends_at=planned.ends_at,
            summary=planned.summary,
            overlaps_booking=booked,
        )
    )


def remove(occurrence_ids: Sequence[uuid.UUID]) -> None:
    """With the time they took."""
    own_use_service.release(occurrence_ids)
    session().execute(delete(CalendarOccurrence).where(CalendarOccurrence.id.in_(occurrence_ids)))
