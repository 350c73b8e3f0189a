"""When somebody may try to log in again."""

from datetime import datetime, timedelta

ATTEMPT_WINDOW = timedelta(minutes=15)
MAX_FAILED_ATTEMPTS = 10


def attempts_since(now: datetime) -> datetime:
    """Failed attempts before this moment no longer count."""
    return now - ATTEMPT_WINDOW


def may_try(failed_attempts: int) -> bool:
    """Whether one more attempt is allowed within the window."""
    return failed_attempts < MAX_FAILED_ATTEMPTS
