"""Members' own calendars: lessons and own use, imported so that only truly free time is offered."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.models.columns import created_at_column, enum_column, foreign_key, id_column


class ImportStatus(StrEnum):
    """Previewed: read and shown. Applied: the room's time follows it. Refused: the file could not be used."""

    PREVIEWED = "previewed"
    APPLIED = "applied"
    REFUSED = "refused"


class CalendarFeed(Base):
    """An address of somebody else's calendar, read again and again, that says when a room is in own use.

    A feed that was removed stays as a row, without its address, for the lessons of the past that it brought.
    """

    __tablename__ = "calendar_feed"
    __table_args__ = (
        CheckConstraint("(removed_at IS NOT NULL) <= (address = '' AND content IS NULL)", name="removed_is_forgotten"),
        CheckConstraint("failures >= 0", name="failures_not_negative"),
        CheckConstraint("(failures > 0) = (failing_since IS NOT NULL)", name="failing_has_start"),
        Index(
            "uq_calendar_feed_room_id_address",
            "room_id",
            "address",
            unique=True,
            postgresql_where=text("removed_at IS NULL"),
        ),
        Index(
            "ix_calendar_feed_next_read_at",
            "next_read_at",
            postgresql_where=text("removed_at IS NULL AND paused_at IS NULL"),
        ),
    )

    id: Mapped[uuid.UUID] = id_column()
    organisation_id: Mapped[uuid.UUID] = foreign_key("organisation.id")
    room_id: Mapped[uuid.UUID] = foreign_key("room.id")
    name: Mapped[str]
    # Whoever knows it reads the calendar: shown in full to the member alone, and in no log.
    address: Mapped[str]
    created_by_id: Mapped[uuid.UUID | None] = foreign_key("user_account.id")
    created_at: Mapped[datetime] = created_at_column()
    paused_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    next_read_at: Mapped[datetime]
    attempted_at: Mapped[datetime | None]
    # The last time that it answered, changed or not; and the last time that it said something else than before.
    read_at: Mapped[datetime | None]
    changed_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    failing_since: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(default="")
    etag: Mapped[str] = mapped_column(default="")
    last_modified: Mapped[str] = mapped_column(default="")
    # What it said last, so that the lessons can follow the days without asking for it again.
    content: Mapped[bytes | None] = mapped_column(deferred=True)
    content_digest: Mapped[str] = mapped_column(default="")
    applied_on: Mapped[date | None]
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)


class CalendarExport(Base):
    """A calendar of bookings that a member's own programs read: of one room, of one venue, or of all it has.

    The secret in its address follows from the id, `generation` and the installation's key; nothing secret is stored.
    """

    __tablename__ = "calendar_export"
    __table_args__ = (
        CheckConstraint("venue_id IS NULL OR room_id IS NULL", name="one_scope"),
        CheckConstraint("generation > 0", name="generation_positive"),
        UniqueConstraint("organisation_id", "venue_id", "room_id", postgresql_nulls_not_distinct=True),
    )

    id: Mapped[uuid.UUID] = id_column()
    organisation_id: Mapped[uuid.UUID] = foreign_key("organisation.id", index=False)
    venue_id: Mapped[uuid.UUID | None] = foreign_key("venue.id")
    room_id: Mapped[uuid.UUID | None] = foreign_key("room.id")
    generation: Mapped[int] = mapped_column(default=1)
    with_names: Mapped[bool] = mapped_column(default=False)
    created_by_id: Mapped[uuid.UUID | None] = foreign_key("user_account.id")
    created_at: Mapped[datetime] = created_at_column()
    fetched_at: Mapped[datetime | None]


class CalendarImport(Base):
    """One file that a member brought, or one change of a feed, and what came of it."""

    __tablename__ = "calendar_import"
    __table_args__ = (
        Index(
            "uq_calendar_import_feed_id_previewed",
            "feed_id",
            unique=True,
            postgresql_where=text("status = 'previewed'"),
        ),
    )

    id: Mapped[uuid.UUID] = id_column()
    organisation_id: Mapped[uuid.UUID] = foreign_key("organisation.id")
    room_id: Mapped[uuid.UUID] = foreign_key("room.id")
    feed_id: Mapped[uuid.UUID | None] = foreign_key("calendar_feed.id")
    # One timetable for many rooms becomes an import for each of them; the file itself is kept there.
    timetable_id: Mapped[uuid.UUID | None] = foreign_key("timetable.id")
    uploaded_by_id: Mapped[uuid.UUID | None] = foreign_key("user_account.id")
    filename: Mapped[str]
    content: Mapped[bytes]
    status: Mapped[ImportStatus] = enum_column(ImportStatus, "status")
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime] = created_at_column()
    applied_at: Mapped[datetime | None]


class CalendarOccurrence(Base):
    """One lesson or other own use at one time. `(uid, recurrence_key)` says which instance of which event it is.

    Each feed of a room speaks for its own lessons, and the files brought by hand (no feed) for theirs.
    """

    __tablename__ = "calendar_occurrence"
    __table_args__ = (
        UniqueConstraint("room_id", "feed_id", "uid", "recurrence_key", postgresql_nulls_not_distinct=True),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        Index("ix_calendar_occurrence_overlapping", "ends_at", postgresql_where=text("overlaps_booking")),
        Index("ix_calendar_occurrence_room_id_ends_at", "room_id", "ends_at"),
    )

    id: Mapped[uuid.UUID] = id_column()
    room_id: Mapped[uuid.UUID] = foreign_key("room.id", ondelete="CASCADE", index=False)
    import_id: Mapped[uuid.UUID] = foreign_key("calendar_import.id")
    feed_id: Mapped[uuid.UUID | None] = foreign_key("calendar_feed.id")
    uid: Mapped[str]
    recurrence_key: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    summary: Mapped[str]
    # Part of the time was already booked by somebody: the booking stays, the member is told.
    overlaps_booking: Mapped[bool] = mapped_column(default=False)
