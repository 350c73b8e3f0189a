"""Secret links to one booking. Nothing secret is stored: the token follows from the booking and the installation's key.

So any mail, at any time, can carry the same link, and a leaked table opens no booking.
"""

import base64
import hashlib
import hmac
import uuid

_key: bytes | None = None


def configure_tokens(secret_key: str) -> None:
    """Called once by the composition root."""
    global _key  # noqa: PLW0603 - set once at start
    _key = hashlib.sha256(b"booking links|" + secret_key.encode()).digest()


def booking_token(booking_id: uuid.UUID) -> str:
    """The secret part of the link to this booking (192 bits)."""
    if _key is None:
        raise RuntimeError("Tokens are not configured: build the application first.")
    digest = hmac.new(_key, booking_id.bytes, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:24]).decode()


def token_matches(token: str, booking_id: uuid.UUID) -> bool:
    """Whether `token` opens this booking; compared in constant time."""
    return hmac.compare_digest(token.encode(), booking_token(booking_id).encode())


def link_token(use: str, row_id: uuid.UUID) -> str:
    """The secret part of a link that lets its holder do one thing (`use`) with one row, without an account."""
    if _key is None:
        raise RuntimeError("Tokens are not configured: build the application first.")
    digest = hmac.new(_key, f"{use}|".encode() + row_id.bytes, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:24]).decode()


def link_token_matches(token: str, use: str, row_id: uuid.UUID) -> bool:
    """Whether `token` allows this; compared in constant time."""
    return hmac.compare_digest(token.encode(), link_token(use, row_id).encode())
