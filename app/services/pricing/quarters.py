"""Time counted in quarters of an hour since 1970: started quarters count whole, and a night on which the clock changes
has as many as really pass. Weekdays and day parts are read from the venue's own clock.
"""

from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.core.time_ranges import MINUTES_PER_DAY, NIGHT_MINUTES, TimeRange, at_minute

QUARTER_MINUTES = 15
QUARTERS_PER_HOUR = 4
_SECONDS = QUARTER_MINUTES * 60
NIGHT_ENDS_MINUTE = MINUTES_PER_DAY + NIGHT_MINUTES


def quarters_of(span: TimeRange) -> tuple[int, int]:
    """The first quarter of a time, and the one after its last started quarter."""
    return quarter_of(span.starts_at), quarter_up(span.ends_at)


def quarter_of(moment: datetime) -> int:
    """The quarter in which a moment lies."""
    return int(moment.timestamp()) // _SECONDS


def quarter_up(moment: datetime) -> int:
    """The first quarter that does not begin before a moment."""
    return -(-int(moment.timestamp()) // _SECONDS)


@lru_cache(maxsize=8192)
def quarters_on(day: date, from_minute: int, until_minute: int, zone: ZoneInfo) -> tuple[int, int]:
    """The quarters between two minutes of a day's clock; remembered, as a search asks the same for every room."""
    return quarter_of(at_minute(day, from_minute, zone)), quarter_up(at_minute(day, until_minute, zone))


@lru_cache(maxsize=8192)
def day_of(quarter: int, zone: ZoneInfo) -> date:
    """The calendar day at the venue in which a quarter begins."""
    return moment_of(quarter).astimezone(zone).date()


def moment_of(quarter: int) -> datetime:
    """The instant at which a quarter begins."""
    return datetime.fromtimestamp(quarter * _SECONDS, UTC)


def time_of(start: int, end: int) -> TimeRange:
    """Quarters as a stretch of time."""
    return TimeRange(moment_of(start), moment_of(end))
