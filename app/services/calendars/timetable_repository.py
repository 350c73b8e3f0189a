"""Timetables that were brought."""

import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, defer

from app.core.db import session
from app.models.calendars import ImportStatus
from app.models.listing import Room
from app.models.timetables import Timetable


def find(timetable_id: uuid.UUID, organisation_id: uuid.UUID) -> Timetable | None:
    """Of this organisation only."""
    query = select(Timetable).where(Timetable.id == timetable_id, Timetable.organisation_id == organisation_id)
    return session().scalars(query).one_or_none()


def lock(timetable_id: uuid.UUID) -> None:
    """Two people who say yes to one timetable wait for each other; what is then read is what the first one left."""
    query = select(Timetable).where(Timetable.id == timetable_id).with_for_update()
    session().scalars(query.execution_options(populate_existing=True)).one()


def list_page(organisation_id: uuid.UUID, limit: int, offset: int) -> Sequence[Timetable]:
    """Newest first, without the files themselves."""
    query = (
        select(Timetable)
        .where(Timetable.organisation_id == organisation_id)
        .options(defer(Timetable.content, raiseload=True))
        .order_by(Timetable.created_at.desc(), Timetable.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return session().scalars(query).all()


def count(organisation_id: uuid.UUID) -> int:
    """How many there are."""
    query = select(func.count()).select_from(Timetable).where(Timetable.organisation_id == organisation_id)
    return session().scalar(query) or 0


def last_applied_options(venue_id: uuid.UUID) -> dict[str, object]:
    """How the last timetable of this venue was understood; empty for the first one."""
    query = (
        select(Timetable.options)
        .where(Timetable.venue_id == venue_id, Timetable.status == ImportStatus.APPLIED)
        .order_by(Timetable.applied_at.desc())
        .limit(1)
    )
    return session().scalar(query) or {}


def rooms_of(venue_id: uuid.UUID) -> Sequence[Room]:
    """Every room of a building with its venue, by name."""
    query = select(Room).join(Room.venue).where(Room.venue_id == venue_id).options(contains_eager(Room.venue))
    return session().scalars(query.order_by(Room.name, Room.id)).all()


def lock_rooms(room_ids: Collection[uuid.UUID]) -> None:
    """Imports for the same rooms wait for each other, in one order."""
    session().execute(select(Room.id).where(Room.id.in_(room_ids)).order_by(Room.id).with_for_update())
