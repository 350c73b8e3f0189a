"""Members' own calendars: lessons and own use, imported so that only truly free time is offered."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.models.columns import created_at_column, enum_column, foreign_key, id_column


class ImportStatus(StrEnum):
    """Previewed: read and shown. Applied: the room's time follows it. Refused: the file could not be used."""

    PREVIEWED = "previewed"
    APPLIED = "applied"
    REFUSED = "refused"


class CalendarImport(Base):
    """One file that a member brought, and what came of it."""

    __tablename__ = "calendar_import"

    id: Mapped[uuid.UUID] = id_column()
    organisation_id: Mapped[uuid.UUID] = foreign_key("organisation.id")
    room_id: Mapped[uuid.UUID] = foreign_key("room.id")
    uploaded_by_id: Mapped[uuid.UUID | None] = foreign_key("user_account.id")
    filename: Mapped[str]
    content: Mapped[bytes]
    status: Mapped[ImportStatus] = enum_column(ImportStatus, "status")
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime] = created_at_column()
    applied_at: Mapped[datetime | None]


class CalendarOccurrence(Base):
    """One lesson or other own use at one time. `(uid, recurrence_key)` says which instance of which event it is."""

    __tablename__ = "calendar_occurrence"
    __table_args__ = (
        UniqueConstraint("room_id", "uid", "recurrence_key"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    )

    id: Mapped[uuid.UUID] = id_column()
    room_id: Mapped[uuid.UUID] = foreign_key("room.id", ondelete="CASCADE", index=False)
    import_id: Mapped[uuid.UUID] = foreign_key("calendar_import.id")
    uid: Mapped[str]
    recurrence_key: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    summary: Mapped[str]
    # Part of the time was already booked by somebody: the booking stays, the member is told.
    overlaps_booking: Mapped[bool] = mapped_column(default=False)
