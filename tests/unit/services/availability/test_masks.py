"""A day in quarters: what a stretch touches, what an opening leaves closed, and both nights on which the clock changes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import AMSTERDAM
from app.core.time_ranges import TimeRange, at_minute, merged, split_at_midnight
from app.services.availability import masks, rules

DAY, MARCH, OCTOBER = date(2027, 1, 12), date(2027, 3, 28), date(2027, 10, 31)
DAYS = st.sampled_from([DAY, MARCH, OCTOBER, date(2027, 2, 28), date(2027, 12, 31)])
ALL_DAY = masks.words(0, 96)


def open_quarters(words: masks.Words) -> set[int]:
    bits = words[0] | (words[1] << 48)
    return {quarter for quarter in range(96) if not bits >> quarter & 1}


def span(day: date, start: int, end: int) -> TimeRange:
    return TimeRange(at_minute(day, start, AMSTERDAM), at_minute(day, end, AMSTERDAM))


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (0, 1, (1, 0)),
        (47, 49, (1 << 47, 1)),
        (48, 96, (0, (1 << 48) - 1)),
        (0, 96, ((1 << 48) - 1, (1 << 48) - 1)),
        (95, 96, (0, 1 << 47)),
        (20, 20, (0, 0)),
    ],
)
def test_a_quarter_has_one_bit_in_one_of_two_words(first: int, last: int, words: masks.Words) -> None:
    assert masks.words(first, last) == words


def test_minutes_that_are_no_whole_quarter_are_rounded_outward() -> None:
    assert masks.mask_of([span(DAY, 604, 616)], DAY, AMSTERDAM) == masks.words(40, 42)
    assert open_quarters(masks.closed_mask(DAY, [(604, 716)], [], AMSTERDAM)) == set(range(41, 47))


def test_the_night_before_opens_the_small_hours() -> None:
    assert open_quarters(masks.closed_mask(DAY, [(1080, 1500)], [(1080, 1530)], AMSTERDAM)) == {
        *range(6),
        *range(72, 96),
    }


def test_openings_that_meet_within_a_quarter_leave_no_hole() -> None:
    assert open_quarters(masks.closed_mask(DAY, [(600, 665), (665, 720)], [], AMSTERDAM)) == set(range(40, 48))


def test_an_hour_that_the_clock_shows_twice_is_open_only_when_both_passes_are() -> None:
    half_past_two = 150  # its first showing: an opening that ends there does not reach the second
    assert open_quarters(masks.closed_mask(OCTOBER, [(60, half_past_two)], [], AMSTERDAM)) == set(range(4, 8))
    assert open_quarters(masks.closed_mask(OCTOBER, [(60, 240)], [], AMSTERDAM)) == set(range(4, 16))


def test_the_hour_that_spring_skips_is_never_open() -> None:
    assert open_quarters(masks.closed_mask(MARCH, [(60, 240)], [], AMSTERDAM)) == {*range(4, 8), *range(12, 16)}


@given(DAYS, st.lists(st.tuples(st.integers(0, 1439), st.integers(1, 720)), max_size=4))
def test_what_a_mask_calls_open_is_open_to_the_minute(day: date, drawn: list[tuple[int, int]]) -> None:
    """The one promise of a mask: never free where the rules say closed. Both passes of a quarter that comes twice."""
    openings = [(start, start + length) for start, length in drawn]
    opened = merged(rules.as_ranges(day, openings, AMSTERDAM))
    words = masks.closed_mask(day, openings, [], AMSTERDAM)
    midnight = at_minute(day, 0, AMSTERDAM)
    instants = (at_minute(day + timedelta(days=1), 0, AMSTERDAM) - midnight) // timedelta(minutes=15)
    for number in range(instants):
        quarter = TimeRange(midnight + timedelta(minutes=15 * number), midnight + timedelta(minutes=15 * number + 15))
        local = quarter.starts_at.astimezone(AMSTERDAM)
        if (local.hour * 60 + local.minute) // 15 in open_quarters(words):
            assert any(each.contains(quarter) for each in opened)


@given(DAYS, st.integers(0, 1435), st.integers(5, 600))
def test_every_quarter_that_a_stretch_touches_is_in_its_mask(day: date, start: int, length: int) -> None:
    starts_at = at_minute(day, start, AMSTERDAM)
    for local_day, piece in split_at_midnight(TimeRange(starts_at, starts_at + timedelta(minutes=length)), AMSTERDAM):
        taken = open_quarters(masks.mask_of([piece], local_day, AMSTERDAM))
        moment = piece.starts_at
        while moment < piece.ends_at:
            local = moment.astimezone(AMSTERDAM)
            assert (local.hour * 60 + local.minute) // 15 not in taken
            moment += timedelta(minutes=5)


def test_a_closed_day_is_closed() -> None:
    for day in (DAY, MARCH, OCTOBER):
        assert masks.closed_mask(day, [], [], AMSTERDAM) == ALL_DAY


def test_an_open_day_is_open() -> None:
    for day in (DAY, OCTOBER):
        assert masks.closed_mask(day, [(0, 1440)], [], AMSTERDAM) == (0, 0)


def test_seconds_count_too() -> None:
    start = datetime(2027, 1, 12, 9, 59, 59, tzinfo=UTC)
    assert masks.quarters(TimeRange(start, start + timedelta(seconds=2)), DAY, AMSTERDAM) == (43, 45)
