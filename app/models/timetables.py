"""Timetables that members bring: one file with the lessons of any number of rooms of a venue."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.models.calendars import ImportStatus
from app.models.columns import created_at_column, enum_column, foreign_key, id_column


class Timetable(Base):
    """One spreadsheet as it was brought, how it is to be understood, and what came of it.

    `room_id` names the one room that it is about; without it the file itself says which. `options` holds what the
    reader of the preview chose: between which days weekly lessons run, whether holidays are skipped, and which room is
    meant by a name that no room has.
    """

    __tablename__ = "timetable"

    id: Mapped[uuid.UUID] = id_column()
    organisation_id: Mapped[uuid.UUID] = foreign_key("organisation.id")
    venue_id: Mapped[uuid.UUID] = foreign_key("venue.id")
    room_id: Mapped[uuid.UUID | None] = foreign_key("room.id")
    uploaded_by_id: Mapped[uuid.UUID | None] = foreign_key("user_account.id")
    filename: Mapped[str]
    content: Mapped[bytes]
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    status: Mapped[ImportStatus] = enum_column(ImportStatus, "status")
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime] = created_at_column()
    applied_at: Mapped[datetime | None]
