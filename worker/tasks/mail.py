"""Tasks of mail."""

import uuid

from app.core import clock
from app.core.db import read_only, transaction
from app.integrations.mail.sender import mail_sender
from app.services.mail import mail_service
from app.web.mail_messages import build_message
from worker.runtime import PATIENT, task


@task("mail.send", retry=PATIENT)
def send(mail_id: str) -> None:
    """Send a queued mail, once: the row says whether it has left."""
    with read_only():
        mail = mail_service.find_unsent(uuid.UUID(mail_id))
        message = build_message(mail) if mail is not None else None
    if message is None:
        return
    mail_sender().send(message)
    with transaction():
        mail_service.mark_sent(uuid.UUID(mail_id), clock.now())
