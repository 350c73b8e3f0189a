"""Identifiers: keys that sort by age, references that people can read aloud, tokens nobody can guess."""

import hashlib
import hmac
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


def new_token() -> str:
    """An unguessable secret (256 bits) for links in mails."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """What the database keeps of a token, so that a leaked table opens no booking."""
    return hashlib.sha256(token.encode()).hexdigest()


def token_matches(token: str, token_hash: str) -> bool:
    """Whether `token` is the one behind `token_hash`, in constant time."""
    return hmac.compare_digest(hash_token(token), token_hash)
