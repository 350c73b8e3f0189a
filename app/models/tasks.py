"""What waits for somebody at a member's desk."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.models.booking import Booking
from app.models.columns import created_at_column, enum_column, foreign_key, id_column
from app.models.listing import Room


class TaskKind(StrEnum):
    """Clash: a lesson stands where a booking stands. Failing: a calendar address has not answered for long.

    Doubtful: a calendar suddenly says something so different that a person has to look first.
    """

    CALENDAR_CLASH = "calendar_clash"
    FEED_FAILING = "feed_failing"
    FEED_DOUBTFUL = "feed_doubtful"


class MemberTask(Base):
    """One thing to do. `key` says what it is about within its kind, so that it is never raised twice.

    Done without `done_by_id`: it solved itself.
    """

    __tablename__ = "member_task"
    __table_args__ = (
        UniqueConstraint("organisation_id", "kind", "key"),
        CheckConstraint("done_by_id IS NULL OR done_at IS NOT NULL", name="done_by_somebody_is_done"),
        Index("ix_member_task_open", "organisation_id", "created_at", "id", postgresql_where=text("done_at IS NULL")),
    )

    id: Mapped[uuid.UUID] = id_column()
    organisation_id: Mapped[uuid.UUID] = foreign_key("organisation.id", index=False)
    kind: Mapped[TaskKind] = enum_column(TaskKind, "kind")
    key: Mapped[str]
    room_id: Mapped[uuid.UUID | None] = foreign_key("room.id")
    booking_id: Mapped[uuid.UUID | None] = foreign_key("booking.id")
    # Figures and words that say what it is about, each kind its own; no personal data of a hirer.
    subject: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime] = created_at_column()
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[uuid.UUID | None] = foreign_key("user_account.id")

    room: Mapped[Room | None] = relationship(lazy="raise")
    booking: Mapped[Booking | None] = relationship(lazy="raise")
