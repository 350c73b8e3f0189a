"""Mail rows."""

import uuid
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from app.core.db import session
from app.models.mail import Mail


def add_once(**values: object) -> bool:
    """Write a mail down unless there is one with its `dedupe_key`; whether it was written."""
    statement = insert(Mail).values(values).on_conflict_do_nothing(index_elements=["dedupe_key"]).returning(Mail.id)
    return session().execute(statement).first() is not None


def find_unsent(mail_id: uuid.UUID) -> Mail | None:
    """The row, while it has not left."""
    return session().scalars(select(Mail).where(Mail.id == mail_id, Mail.sent_at.is_(None))).one_or_none()


def mark_sent(mail_id: uuid.UUID, at: datetime) -> None:
    """Once."""
    session().execute(update(Mail).where(Mail.id == mail_id, Mail.sent_at.is_(None)).values(sent_at=at))
