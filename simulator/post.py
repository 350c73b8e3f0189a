"""One HTTP request to a webhook endpoint."""

import http.client
from dataclasses import dataclass
from urllib.parse import urlsplit

from simulator import clock, signing

_TAKEN = range(200, 300)


@dataclass(frozen=True)
class Letter:
    event: str
    endpoint: str
    url: str
    secret: str
    raw: bytes
    bad_signature: bool = False


@dataclass(frozen=True)
class Result:
    status: int | None
    error: str | None

    @property
    def taken(self) -> bool:
        return self.status is not None and self.status in _TAKEN


def send(letter: Letter, timeout_seconds: float) -> Result:
    """Post it once. Like Stripe, a redirect is not followed and counts as a failure."""
    parts = urlsplit(letter.url)
    signature = signing.header(letter.raw, letter.secret, int(clock.wall()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Stripe/1.0 (payment simulator)",
        "Stripe-Signature": signing.spoiled(signature) if letter.bad_signature else signature,
    }
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection: http.client.HTTPConnection | None = None
    try:
        connection = kind(parts.hostname or "", parts.port, timeout=timeout_seconds)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, letter.raw, headers)
        response = connection.getresponse()
        response.read()
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Result(None, f"{type(error).__name__}: {error}")
    finally:
        if connection is not None:
            connection.close()
    return Result(response.status, None)
