"""The only place that asks the machine for the time. Everything else takes `now` or calls `now()` here."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def _machine_now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - this is the one clock


_source: Callable[[], datetime] = _machine_now


def now() -> datetime:
    """The present moment in UTC."""
    return _source()


def today(zone: ZoneInfo = AMSTERDAM) -> date:
    """The calendar day that people in `zone` live in now."""
    return now().astimezone(zone).date()


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Within the block the clock of this process stands still at `moment` (for tests)."""
    global _source  # noqa: PLW0603 - one clock per process is the point
    before = _source
    _source = lambda: moment  # noqa: E731
    try:
        yield
    finally:
        _source = before
