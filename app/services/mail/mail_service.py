"""Mails as rows: queued once with what they are about, sent once by a job."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.core.ids import new_id
from app.core.jobs import defer
from app.models.mail import Mail
from app.services.mail import repository


@dataclass(frozen=True, slots=True)
class About:
    """What a mail is about besides a booking: the saved search that it goes with, and what it tells of it."""

    saved_search_id: uuid.UUID
    told: Mapping[str, Any] = field(default_factory=dict)


def queue(
    dedupe_key: str,
    *,
    template: str,
    locale: str,
    recipient: str,
    booking_id: uuid.UUID | None = None,
    about: About | None = None,
) -> None:
    """Write the mail down, and a job to send it, unless one with this key exists."""
    mail_id = new_id()
    is_new = repository.add_once(
        id=mail_id,
        dedupe_key=dedupe_key,
        template=template,
        locale=locale,
        recipient=recipient,
        booking_id=booking_id,
        saved_search_id=about.saved_search_id if about else None,
        told=dict(about.told) if about else {},
    )
    if is_new:
        defer("mail.send", mail_id=str(mail_id))


def find_unsent(mail_id: uuid.UUID) -> Mail | None:
    """The mail, if it has not left yet."""
    return repository.find_unsent(mail_id)


def mark_sent(mail_id: uuid.UUID, at: datetime) -> None:
    """It has left: no job sends it again."""
    repository.mark_sent(mail_id, at)
