"""The simulator's own time: the machine's clock plus an offset that a test may push forward."""

import time
from datetime import UTC, datetime


def wall() -> float:
    """Real time. Used for signatures (the SDK compares them with the real time) and for retries."""
    return time.time()


def iso(moment: int) -> str:
    """A moment as Stripe's v2 objects write it."""
    return datetime.fromtimestamp(moment, tz=UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
