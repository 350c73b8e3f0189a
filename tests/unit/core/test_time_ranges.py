"""Stretches of time: joining, taking away, splitting at midnight, and both nights on which the clock changes."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import AMSTERDAM
from app.core.time_ranges import TimeRange, at_minute, merged, minute_of_day, split_at_midnight, subtracted

SPRING = date(2027, 3, 28)
AUTUMN = date(2027, 10, 31)
QUARTER = timedelta(minutes=15)
# Around both changes of the clock of 2027, and a plain week.
BASES = st.sampled_from(
    [datetime(2027, 3, 26, 20, tzinfo=UTC), datetime(2027, 10, 29, 20, tzinfo=UTC), datetime(2027, 6, 1, tzinfo=UTC)]
)


def _range(base: datetime, start: int, quarters: int) -> TimeRange:
    return TimeRange(base + start * QUARTER, base + (start + quarters) * QUARTER)


RANGES = st.builds(_range, st.just(datetime(2027, 3, 27, tzinfo=UTC)), st.integers(0, 200), st.integers(1, 60))
SPANS = st.builds(_range, BASES, st.integers(0, 300), st.integers(1, 300))


def _quarters(ranges: list[TimeRange]) -> set[datetime]:
    found = set()
    for span in ranges:
        moment = span.starts_at
        while moment < span.ends_at:
            found.add(moment)
            moment += QUARTER
    return found


@given(st.lists(RANGES, max_size=8))
def test_merged_ranges_cover_the_same_time_in_order_and_without_touching(ranges: list[TimeRange]) -> None:
    result = merged(ranges)
    assert _quarters(result) == _quarters(ranges)
    assert all(one.ends_at < other.starts_at for one, other in itertools.pairwise(result))


@given(st.lists(RANGES, max_size=6), st.lists(RANGES, max_size=6))
def test_what_is_left_is_exactly_what_was_there_and_not_taken(ranges: list[TimeRange], taken: list[TimeRange]) -> None:
    left = subtracted(ranges, taken)
    assert _quarters(left) == _quarters(ranges) - _quarters(taken)
    assert left == merged(left)


@given(SPANS)
def test_pieces_between_midnights_join_to_the_whole_and_lie_each_within_one_local_day(span: TimeRange) -> None:
    pieces = list(split_at_midnight(span, AMSTERDAM))
    assert merged(piece for _, piece in pieces) == [span]
    assert [day for day, _ in pieces] == sorted({day for day, _ in pieces})
    for day, piece in pieces:
        assert piece.starts_at.astimezone(AMSTERDAM).date() == day
        assert (piece.ends_at - timedelta(microseconds=1)).astimezone(AMSTERDAM).date() == day


@given(st.dates(date(2026, 1, 1), date(2030, 12, 31)), st.integers(0, 2160))
def test_a_minute_of_a_day_is_shown_by_the_clock_at_its_instant(day: date, minute: int) -> None:
    instant = at_minute(day, minute, AMSTERDAM)
    shown = minute_of_day(instant, day, AMSTERDAM)
    skipped = shown == minute // 1440 * 1440 + 180 and 120 <= minute % 1440 < 180
    assert shown == minute or skipped
    assert instant.tzinfo is UTC


@given(st.dates(date(2026, 1, 1), date(2030, 12, 31)), st.integers(0, 2160), st.integers(0, 2160))
def test_later_minutes_are_never_earlier_instants(day: date, one: int, other: int) -> None:
    first, last = sorted((one, other))
    assert at_minute(day, first, AMSTERDAM) <= at_minute(day, last, AMSTERDAM)


@pytest.mark.parametrize(
    ("day", "minute", "instant"),
    [
        (SPRING, 119, datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        (SPRING, 120, datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),  # 02.00 does not exist: 03.00
        (SPRING, 150, datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),  # 02.30 does not exist: 03.00
        (SPRING, 180, datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        (SPRING, 181, datetime(2027, 3, 28, 1, 1, tzinfo=UTC)),
        (SPRING - timedelta(days=1), 1440 + 180, datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        (AUTUMN, 119, datetime(2027, 10, 30, 23, 59, tzinfo=UTC)),
        (AUTUMN, 120, datetime(2027, 10, 31, 0, 0, tzinfo=UTC)),  # 02.00 comes twice: the first
        (AUTUMN, 179, datetime(2027, 10, 31, 0, 59, tzinfo=UTC)),
        (AUTUMN, 180, datetime(2027, 10, 31, 2, 0, tzinfo=UTC)),
    ],
)
def test_the_clock_on_the_nights_it_changes(day: date, minute: int, instant: datetime) -> None:
    assert at_minute(day, minute, AMSTERDAM) == instant


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25), (date(2027, 6, 1), 24)])
def test_a_day_is_as_long_as_it_really_is(day: date, hours: int) -> None:
    whole = TimeRange(at_minute(day, 0, AMSTERDAM), at_minute(day, 1440, AMSTERDAM))
    assert whole.minutes == hours * 60
    assert list(split_at_midnight(whole, AMSTERDAM)) == [(day, whole)]


def test_a_range_is_never_empty_turned_around_or_without_a_zone() -> None:
    moment = datetime(2027, 1, 12, 18, tzinfo=UTC)
    for ends_at in (moment, moment - QUARTER):
        with pytest.raises(ValueError, match="ends after"):
            TimeRange(moment, ends_at)
    with pytest.raises(ValueError, match="zone-aware"):
        TimeRange(moment.replace(tzinfo=None), moment + QUARTER)


@given(SPANS, SPANS)
def test_ranges_overlap_exactly_when_they_share_time(one: TimeRange, other: TimeRange) -> None:
    assert one.overlaps(other) == bool(_quarters([one]) & _quarters([other]))
    assert one.contains(other) == (_quarters([other]) <= _quarters([one]))
