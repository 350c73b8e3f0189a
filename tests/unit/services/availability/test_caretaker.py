"""Notice that counts only while somebody of the house is there. No database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import AMSTERDAM
from app.core.time_ranges import at_minute
from app.services.availability.caretaker import FARTHEST_DAYS, CaretakerSpan, earliest_start

LONG_AGO = date(2020, 1, 1)
FRIDAY = date(2027, 1, 8)
OFFICE = tuple(CaretakerSpan(weekday, 540, 1020, LONG_AGO) for weekday in range(5))  # 9.00-17.00


def moment(day: date, minute: int) -> datetime:
    return at_minute(day, minute, AMSTERDAM)


def earliest(now: datetime, minutes: int, hours: tuple[CaretakerSpan, ...] = OFFICE) -> datetime:
    return earliest_start(now, minutes, hours, AMSTERDAM)


def test_without_hours_every_minute_counts() -> None:
    now = moment(FRIDAY, 1200)
    assert earliest(now, 480, ()) == now + timedelta(hours=8)


@pytest.mark.parametrize(
    ("day", "minute", "notice", "expected_day", "expected_minute"),
    [
        (FRIDAY, 600, 120, FRIDAY, 720),  # within the hours
        (FRIDAY, 960, 120, FRIDAY + timedelta(days=3), 600),  # an hour today, an hour on Monday
        (FRIDAY, 1200, 480, FRIDAY + timedelta(days=3), 1020),  # Friday evening: after a whole Monday
        (FRIDAY, 480, 60, FRIDAY, 600),  # before they begin
        (FRIDAY, 600, 420, FRIDAY, 1020),  # until they end
    ],
)
def test_only_minutes_within_the_hours_count(
    day: date, minute: int, notice: int, expected_day: date, expected_minute: int
) -> None:
    assert earliest(moment(day, minute), notice) == moment(expected_day, expected_minute)


def test_an_evening_past_midnight_counts_for_the_night_it_runs_into() -> None:
    evening = (CaretakerSpan(4, 1200, 1560, LONG_AGO),)  # Friday 20.00-2.00
    now = moment(FRIDAY + timedelta(days=1), 30)  # Saturday 0.30
    assert earliest(now, 60, evening) == now + timedelta(minutes=60)
    assert earliest(now, 120, evening) == moment(FRIDAY + timedelta(days=7), 1230)


def test_hours_that_overlap_count_once() -> None:
    twice = (CaretakerSpan(4, 540, 720, LONG_AGO), CaretakerSpan(4, 600, 780, LONG_AGO))
    assert earliest(moment(FRIDAY, 540), 240, twice) == moment(FRIDAY, 780)


def test_hours_hold_only_in_their_own_days() -> None:
    later = (CaretakerSpan(4, 540, 1020, FRIDAY + timedelta(days=7)),)
    assert earliest(moment(FRIDAY, 540), 60, later) == moment(FRIDAY + timedelta(days=7), 600)
    over = (CaretakerSpan(4, 540, 1020, LONG_AGO, FRIDAY + timedelta(days=1)),)
    now = moment(FRIDAY, 1000)
    assert earliest(now, 60, over) == now + timedelta(days=FARTHEST_DAYS)


@pytest.mark.parametrize(("night", "minutes"), [(date(2027, 3, 28), 180), (date(2027, 10, 31), 300)])
def test_a_night_in_which_the_clock_is_turned_counts_what_really_passes(night: date, minutes: int) -> None:
    through = (CaretakerSpan(night.weekday(), 0, 240, LONG_AGO),)  # 0.00-4.00
    assert earliest(moment(night, 0), minutes, through) == moment(night, 240)


@given(
    st.datetimes(datetime(2026, 9, 1), datetime(2027, 9, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - zone beside it
    st.integers(0, 5000),
    st.integers(0, 5000),
)
def test_more_notice_is_never_earlier_and_never_earlier_than_by_the_clock(
    now: datetime, notice: int, more: int
) -> None:
    first, later = earliest(now, notice), earliest(now, notice + more)
    assert first <= later
    assert first >= now + timedelta(minutes=notice)
