"""Imports and the occurrences that they brought."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Origin:
    """In which room lessons are, and what said so."""

    room_id: uuid.UUID
    import_id: uuid.UUID
    feed_id: uuid.UUID | None = None


def find_import(import_id: uuid.UUID, organisation_id: uuid.UUID) -> CalendarImport | None:
    """Of this organisation only."""
    query = select(CalendarImport).where(
        CalendarImport.id == import_id, CalendarImport.organisation_id == organisation_id
    )
    return session().scalars(query).one_or_none()


def list_imports(
    organisation_id: uuid.UUID, feed_id: uuid.UUID | None, limit: int, offset: int
) -> Sequence[CalendarImport]:
    """Newest first, without the files themselves: those of one feed, or (None) those brought by hand."""
    query = (
        select(CalendarImport)
        .where(CalendarImport.organisation_id == organisation_id, CalendarImport.feed_id.is_not_distinct_from(feed_id))
        .options(defer(CalendarImport.content, raiseload=True))
        .order_by(CalendarImport.created_at.desc(), CalendarImport.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return session().scalars(query).all()


def count_imports(organisation_id: uuid.UUID, feed_id: uuid.UUID | None) -> int:
    """How many there are."""
    query = select(func.count()).where(
        CalendarImport.organisation_id == organisation_id, CalendarImport.feed_id.is_not_distinct_from(feed_id)
    )
    return session().scalar(query) or 0


def lock_room(room_id: uuid.UUID) -> None:
    """Two imports for one room wait for each other. Bookings, which only refer to the room, wait for neither."""
    session().execute(select(Room.id).where(Room.id == room_id).with_for_update(key_share=True))


def known_from(room_id: uuid.UUID, moment: datetime, feed_id: uuid.UUID | None) -> dict[Key, tuple[uuid.UUID, Planned]]:
    """What one feed, or (None) the files brought by hand, said of the room's own use that ends after `moment`."""
    rows = session().scalars(
        select(CalendarOccurrence).where(
            CalendarOccurrence.room_id == room_id,
            CalendarOccurrence.feed_id.is_not_distinct_from(feed_id),
            CalendarOccurrence.ends_at > moment,
        )
    )
    return {
        (row.uid, row.recurrence_key): (
            row.id,
            Planned(row.uid, row.recurrence_key, row.starts_at, row.ends_at, row.summary),
        )
        for row in rows
    }


def add(origin: Origin, planned: Sequence[Planned], booked: Sequence[bool]) -> list[uuid.UUID]:
    """Write occurrences down; their ids, in the same order."""
    ids = [new_id() for _ in planned]
    rows = [
        {
            "id": ids[index],
            "room_id": origin.room_id,
            "import_id": origin.import_id,
            "feed_id": origin.feed_id,
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
    """Another time or another name (of its own too); its claims are made anew."""
    own_use_service.release([occurrence_id])
    session().execute(
        update(CalendarOccurrence)
        .where(CalendarOccurrence.id == occurrence_id)
        .values(
            import_id=import_id,
            uid=planned.uid,
            recurrence_key=planned.recurrence_key,
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


def rename(pairs: Sequence[tuple[uuid.UUID, Planned]]) -> None:
    """The same times under other names; their claims stay. The names are new ones, so none is taken."""
    if pairs:
        session().execute(
            update(CalendarOccurrence).execution_options(synchronize_session=None),
            [
                {"id": one_id, "uid": one.uid, "recurrence_key": one.recurrence_key, "summary": one.summary}
                for one_id, one in pairs
            ],
        )
