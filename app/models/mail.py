"""Mails that must go out once."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.models.columns import created_at_column, foreign_key, id_column


class Mail(Base):
    """One mail to one person about one thing. The key makes it exist once; `sent_at` makes it leave once.

    `told`: what it says that can no longer be looked up when it leaves.
    """

    __tablename__ = "mail"

    id: Mapped[uuid.UUID] = id_column()
    dedupe_key: Mapped[str] = mapped_column(unique=True)
    template: Mapped[str]
    locale: Mapped[str]
    recipient: Mapped[str]
    booking_id: Mapped[uuid.UUID | None] = foreign_key("booking.id")
    saved_search_id: Mapped[uuid.UUID | None] = foreign_key("saved_search.id", ondelete="CASCADE")
    told: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'::jsonb"))
    sent_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = created_at_column()
