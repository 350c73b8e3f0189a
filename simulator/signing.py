"""The signature on a webhook, in the scheme that the SDK verifies."""

import hashlib
import hmac


def header(raw: bytes, secret: str, at: int) -> str:
    return f"t={at},v1={hmac.new(secret.encode(), f'{at}.'.encode() + raw, hashlib.sha256).hexdigest()}"


def spoiled(good: str) -> str:
    """A header of the right form with a wrong signature."""
    flipped = "0" if good[-1] != "0" else "1"
    return good[:-1] + flipped
