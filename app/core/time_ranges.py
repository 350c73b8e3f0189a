"""Half-open stretches of time, and the step between wall clock and instants.

Opening hours, day parts and rules are wall clock, written as minutes from local midnight; a minute past 1440 lies on
the next day (an evening that ends at 01.00 ends at minute 1500). Truth is always an instant.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

MINUTES_PER_DAY = 1440
# Until six in the morning people call it the night of the day before.
NIGHT_MINUTES = 6 * 60


@dataclass(frozen=True, slots=True, order=True)
class TimeRange:
    """`[starts_at, ends_at)`, both aware, never empty."""

    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        if self.starts_at.tzinfo is None or self.ends_at.tzinfo is None:
            raise ValueError("a time range needs zone-aware ends")
        if self.ends_at <= self.starts_at:
            raise ValueError("a time range ends after it starts")

    def overlaps(self, other: "TimeRange") -> bool:
        """Whether they share an instant; touching ends do not."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def contains(self, other: "TimeRange") -> bool:
        """Whether `other` lies wholly within."""
        return self.starts_at <= other.starts_at and other.ends_at <= self.ends_at

    def widened(self, before_minutes: int, after_minutes: int) -> "TimeRange":
        """With a buffer on either side."""
        return TimeRange(
            self.starts_at - timedelta(minutes=before_minutes), self.ends_at + timedelta(minutes=after_minutes)
        )

    @property
    def minutes(self) -> int:
        """Real length in whole minutes: a night when the clock changes counts what really passes."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


def at_minute(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """The instant (UTC) at which the wall clock in `zone` shows `minute` of `day`.

    A minute that the spring clock skips becomes the instant just after the gap; a minute that the autumn clock shows
    twice is its first showing.
    """
    days, rest = divmod(minute, MINUTES_PER_DAY)
    naive = datetime(day.year, day.month, day.day) + timedelta(days=days, minutes=rest)  # noqa: DTZ001 - wall clock
    local = naive.replace(tzinfo=zone)
    instant = local.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) != naive:  # inside the gap: move on by the size of the gap
        before = local.replace(fold=0).utcoffset()
        after = local.replace(fold=1).utcoffset()
        if before is not None and after is not None:  # pragma: no branch - a zone always knows
            gap_end = naive + abs(before - after)
            floor = gap_end.replace(minute=0, second=0, microsecond=0)
            instant = floor.replace(tzinfo=zone).astimezone(UTC)
    return instant


def minute_of_day(moment: datetime, day: date, zone: ZoneInfo) -> int:
    """What the wall clock shows at `moment`, in minutes from midnight of `day` (1500 = 01.00 the next night)."""
    local = moment.astimezone(zone)
    return (local.date() - day).days * MINUTES_PER_DAY + local.hour * 60 + local.minute


def split_at_midnight(span: TimeRange, zone: ZoneInfo) -> Iterator[tuple[date, TimeRange]]:
    """The pieces of a range per local calendar day, in order."""
    start = span.starts_at
    while start < span.ends_at:
        day = start.astimezone(zone).date()
        end = min(span.ends_at, at_minute(day + timedelta(days=1), 0, zone))
        yield day, TimeRange(start, end)
        start = end


def merged(ranges: Iterable[TimeRange]) -> list[TimeRange]:
    """The same time in as few ranges as possible, in order; touching ones become one."""
    result: list[TimeRange] = []
    for current in sorted(ranges):
        if result and current.starts_at <= result[-1].ends_at:
            result[-1] = TimeRange(result[-1].starts_at, max(result[-1].ends_at, current.ends_at))
        else:
            result.append(current)
    return result


def subtracted(ranges: Iterable[TimeRange], taken: Iterable[TimeRange]) -> list[TimeRange]:
    """What is left of `ranges` without `taken`, in order."""
    left = merged(ranges)
    for hole in merged(taken):
        pieces: list[TimeRange] = []
        for current in left:
            if not current.overlaps(hole):
                pieces.append(current)
                continue
            if current.starts_at < hole.starts_at:
                pieces.append(TimeRange(current.starts_at, hole.starts_at))
            if hole.ends_at < current.ends_at:
                pieces.append(TimeRange(hole.ends_at, current.ends_at))
        left = pieces
    return left
