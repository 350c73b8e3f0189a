"""Identifiers that look like Stripe's: a prefix and letters and digits in both cases."""

import secrets
import string

_ALPHABET = (string.ascii_letters + string.digits).encode()
_LETTERS = bytes(_ALPHABET[byte % len(_ALPHABET)] for byte in range(256))
_SHORT = 24
# A real session id is this long; a column that is too narrow for it should show here and not in production.
_SESSION = 58


def new_id(prefix: str, length: int = _SHORT) -> str:
    return prefix + secrets.token_bytes(length).translate(_LETTERS).decode()


def new_session_id() -> str:
    return new_id("cs_test_a1", _SESSION)
