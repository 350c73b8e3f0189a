"""Mail on its way out: by SMTP where an address is configured, else as .eml files that a developer can open."""

import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

_TIMEOUT_SECONDS = 20


class MailSender(Protocol):
    """Something that takes a finished message."""

    def send(self, message: EmailMessage) -> None:
        """Hand it over; raises OSError or smtplib.SMTPException when that fails, so that the job tries again."""


class SmtpSender:
    """`smtp://user:password@host:587` (STARTTLS) or `smtps://…:465`; `smtp://localhost:25` without login."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._secure = parts.scheme == "smtps"
        self._host = parts.hostname or "localhost"
        self._port = parts.port or (465 if self._secure else 587)
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")

    def send(self, message: EmailMessage) -> None:
        """Deliver to the server."""
        context = ssl.create_default_context()
        with self._connect(context) as server:
            if self._user:
                if not self._secure:
                    server.starttls(context=context)
                server.login(self._user, self._password)
            server.send_message(message)

    def _connect(self, context: ssl.SSLContext) -> smtplib.SMTP:
        if self._secure:
            return smtplib.SMTP_SSL(self._host, self._port, timeout=_TIMEOUT_SECONDS, context=context)
        return smtplib.SMTP(self._host, self._port, timeout=_TIMEOUT_SECONDS)


class FolderSender:
    """Writes each message as a file named after its Message-ID, so that a mail sent twice shows as such."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: EmailMessage) -> None:
        """Write it; a second delivery of the same message gets a number."""
        self._folder.mkdir(parents=True, exist_ok=True)
        stem = "".join(c for c in str(message["Message-ID"]) if c.isalnum() or c in "-.")
        path = self._folder / f"{stem}.eml"
        number = 1
        while path.exists():
            number += 1
            path = self._folder / f"{stem}-{number}.eml"
        path.write_bytes(message.as_bytes())


_sender: MailSender | None = None
_from_address = ""


def configure_mail(url: str | None, from_address: str, folder: Path) -> None:
    """Called once by the composition root."""
    global _sender, _from_address  # noqa: PLW0603 - set once at start
    _sender = SmtpSender(url) if url else FolderSender(folder)
    _from_address = from_address


def mail_sender() -> MailSender:
    """The way out of this installation."""
    if _sender is None:
        raise RuntimeError("Mail is not configured: build the application first.")
    return _sender


def mail_from() -> str:
    """The From address of this installation."""
    return _from_address
