"""Identifiers: keys that sort by age, references that people can read aloud."""

import hashlib
import secrets
import uuid

from app.core import clock

# Without I, L, O, U and 0, 1: read aloud over the phone without a mistake, and no words by accident.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_REFERENCE_LENGTH = 7


def new_id() -> uuid.UUID:
    """A UUID version 7 (RFC 9562): 48 bits of milliseconds, then chance. New rows lie together in an index."""
    milliseconds = int(clock.now().timestamp() * 1000)
    value = (milliseconds & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76
    value |= secrets.randbits(12) << 64
    value |= 0b10 << 62
    value |= secrets.randbits(62)
    return uuid.UUID(int=value)


def new_reference() -> str:
    """A booking number such as `K7P-2MXQ`: 30^7 possibilities, checked for uniqueness by the database."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(_REFERENCE_LENGTH))
    return f"{letters[:3]}-{letters[3:]}"


def fingerprint(text: str) -> str:
    """What the database keeps of something it only has to recognise."""
    return hashlib.sha256(text.encode()).hexdigest()
