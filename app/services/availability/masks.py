"""A local day as two words of 48 quarters, as `room_day` keeps it. Pure; the functions of migration 0004 say the same.

Bit i of the low word is quarter i (from 00.15 x i), of the high word quarter 48 + i. 1: not bookable. Whatever is not
a whole quarter is rounded outward: a mask may refuse time that is free to the minute, never the other way round.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from math import ceil, floor
from zoneinfo import ZoneInfo

from app.core.time_ranges import MINUTES_PER_DAY, TimeRange, at_minute, subtracted

Words = tuple[int, int]
Minutes = tuple[int, int]

QUARTER_MINUTES = 15
QUARTERS = 96
_WORD = 48
_DAY = timedelta(days=1)
# The hour that the wall clock shows twice in autumn and skips in spring, in quarters.
_TURN = (8, 12)


def words(first: int, last: int) -> Words:
    """The bits of quarters `[first, last)`."""
    low = (1 << min(last, _WORD)) - (1 << min(first, _WORD))
    high = (1 << (max(last, _WORD) - _WORD)) - (1 << (max(first, _WORD) - _WORD))
    return low, high


def quarters(span: TimeRange, day: date, zone: ZoneInfo) -> tuple[int, int]:
    """The quarters of `day` that a stretch within it touches. Across a clock turned back: that whole hour too."""
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - wall clock
    starts = span.starts_at.astimezone(zone).replace(tzinfo=None) - midnight
    ends = span.ends_at.astimezone(zone).replace(tzinfo=None) - midnight
    quarter = timedelta(minutes=QUARTER_MINUTES)
    first, last = floor(starts / quarter), ceil(ends / quarter)
    if span.ends_at - span.starts_at > ends - starts:
        return min(first, _TURN[0]), max(last, _TURN[1])
    return first, last


def mask_of(spans: Iterable[TimeRange], day: date, zone: ZoneInfo) -> Words:
    """Every quarter of `day` that any of these stretches (each within it) touches."""
    low = high = 0
    for span in spans:
        of_span = words(*quarters(span, day, zone))
        low, high = low | of_span[0], high | of_span[1]
    return low, high


def closed_mask(day: date, own: Sequence[Minutes], night_before: Sequence[Minutes], zone: ZoneInfo) -> Words:
    """What is not open on `day`: `own` start on it, `night_before` started the day before (minute 1440 and on count)."""
    starts_at, ends_at = at_minute(day, 0, zone), at_minute(day + _DAY, 0, zone)
    if ends_at - starts_at == _DAY:
        return _closed_on_a_usual_day(tuple(own), tuple(night_before))
    opened = [
        TimeRange(opens, closes)
        for base, spans in ((day - _DAY, night_before), (day, own))
        for start, end in spans
        if (opens := at_minute(base, start, zone)) < (closes := at_minute(base, end, zone))
    ]
    low, high = mask_of(
        (
            TimeRange(max(hole.starts_at, starts_at), min(hole.ends_at, ends_at))
            for hole in subtracted([TimeRange(starts_at, ends_at)], opened)
        ),
        day,
        zone,
    )
    if ends_at - starts_at < _DAY:  # the hour that does not exist cannot be booked
        skipped = words(*_TURN)
        return low | skipped[0], high | skipped[1]
    return low, high


@lru_cache(maxsize=4096)
def _closed_on_a_usual_day(own: tuple[Minutes, ...], night_before: tuple[Minutes, ...]) -> Words:
    minutes = [
        *((start, min(end, MINUTES_PER_DAY)) for start, end in own),
        *((max(start - MINUTES_PER_DAY, 0), end - MINUTES_PER_DAY) for start, end in night_before),
    ]
    low = high = 0
    closed_from = 0
    for start, end in [*sorted(span for span in minutes if span[0] < span[1]), (MINUTES_PER_DAY, MINUTES_PER_DAY)]:
        if start > closed_from:
            hole = words(closed_from // QUARTER_MINUTES, -(-start // QUARTER_MINUTES))
            low, high = low | hole[0], high | hole[1]
        closed_from = max(closed_from, end)
    return low, high
