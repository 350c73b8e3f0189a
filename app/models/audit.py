"""Who did what to which thing, when and why. Append-only (trigger in the migrations)."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.models.columns import enum_column, foreign_key, id_column


class ActorKind(StrEnum):
    """Who acts."""

    USER = "user"
    HIRER = "hirer"
    STRIPE = "stripe"
    SYSTEM = "system"


class AuditEvent(Base):
    """A change of state, or a look at personal data. `tag` reads source:subject:action."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_subject_type_subject_id", "subject_type", "subject_id", "occurred_at"),)

    id: Mapped[uuid.UUID] = id_column()
    tag: Mapped[str]
    actor_kind: Mapped[ActorKind] = enum_column(ActorKind, "actor_kind")
    actor_user_id: Mapped[uuid.UUID | None] = foreign_key("user_account.id")
    subject_type: Mapped[str]
    subject_id: Mapped[uuid.UUID]
    organisation_id: Mapped[uuid.UUID | None] = foreign_key("organisation.id")
    reason: Mapped[str] = mapped_column(default="")
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    occurred_at: Mapped[datetime]
