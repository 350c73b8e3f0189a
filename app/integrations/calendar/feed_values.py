"""What is asked of somebody else's calendar address, and what can come back."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class FeedFailure(StrEnum):
    """Why an address gave no calendar; stable, for messages and counts."""

    BAD_ADDRESS = "bad_address"
    BAD_REDIRECT = "bad_redirect"
    NO_CONNECTION = "no_connection"
    NOT_ALLOWED = "not_allowed"
    NOT_FOUND = "not_found"
    NOT_SECURE = "not_secure"
    ODD_ANSWER = "odd_answer"
    PRIVATE_ADDRESS = "private_address"
    SERVER_TROUBLE = "server_trouble"
    TOO_BUSY = "too_busy"
    TOO_LARGE = "too_large"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    TOO_SLOW = "too_slow"
    UNKNOWN_HOST = "unknown_host"


class FeedTroubleError(Exception):
    """Reading stops here. Its text never holds the address: whoever knows that reads the calendar."""

    def __init__(self, failure: FeedFailure, retry_after: timedelta | None = None) -> None:
        super().__init__(failure.value)
        self.failure = failure
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class FeedLimits:
    """How long and how much is read before an address is given up."""

    connect_seconds: float = 5
    read_seconds: float = 10
    total_seconds: float = 25
    most_bytes: int = 5 * 1024 * 1024
    most_redirects: int = 5


@dataclass(frozen=True, slots=True)
class FeedRequest:
    """An address, with what it said of its own version the last time (empty: nothing)."""

    address: str
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class FeedContent:
    """It answered. `is_page`: the other side says that this is a web page."""

    raw: bytes
    etag: str
    last_modified: str
    is_page: bool


@dataclass(frozen=True, slots=True)
class FeedUnchanged:
    """It answered that nothing is new since the version that was asked with."""


@dataclass(frozen=True, slots=True)
class FeedFailed:
    """It gave no calendar. `retry_after`: how long the other side asks to be left alone."""

    failure: FeedFailure
    retry_after: timedelta | None = None


FeedAnswer = FeedContent | FeedUnchanged | FeedFailed
