"""Notice that only counts while somebody of the house is there. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.core.time_ranges import TimeRange, at_minute

# Farther than any horizon: who is there too little to ever be told in time is never told in time.
FARTHEST_DAYS = 800


@dataclass(frozen=True, slots=True)
class CaretakerSpan:
    """A weekly stretch in which somebody is there; past minute 1440 it lies on the next day."""

    weekday: int
    from_minute: int
    until_minute: int
    valid_from: date
    valid_until: date | None = None


@lru_cache(maxsize=512)
def earliest_start(now: datetime, notice_minutes: int, hours: tuple[CaretakerSpan, ...], zone: ZoneInfo) -> datetime:
    """The first moment by which `notice_minutes` real minutes within `hours` have passed since `now`.

    Without any hours every minute counts. Hours that end for good before the notice is used up: a moment beyond
    every horizon. Asked for each time of a list with the same `now`, hence remembered.
    """
    if not hours or not notice_minutes:
        return now + timedelta(minutes=notice_minutes)
    remaining = timedelta(minutes=notice_minutes)
    reached = now
    first = now.astimezone(zone).date() - timedelta(days=1)  # its evening may run past midnight
    for offset in range(FARTHEST_DAYS):
        for there in _spans_of(first + timedelta(days=offset), hours, zone):
            start = max(reached, there.starts_at)
            if start >= there.ends_at:
                continue
            if start + remaining <= there.ends_at:
                return start + remaining
            remaining -= there.ends_at - start
            reached = there.ends_at
    return now + timedelta(days=FARTHEST_DAYS)


def _holds(span: CaretakerSpan, day: date) -> bool:
    return (
        span.weekday == day.weekday()
        and span.valid_from <= day
        and (span.valid_until is None or day < span.valid_until)
    )


def _spans_of(day: date, hours: Sequence[CaretakerSpan], zone: ZoneInfo) -> Iterator[TimeRange]:
    for span in sorted((one for one in hours if _holds(one, day)), key=lambda one: one.from_minute):
        starts_at, ends_at = at_minute(day, span.from_minute, zone), at_minute(day, span.until_minute, zone)
        if starts_at < ends_at:
            yield TimeRange(starts_at, ends_at)
