"""A day and two clock times as forms and addresses carry them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import AMSTERDAM
from app.core.time_ranges import TimeRange, at_minute
from app.web.asked_time import parse_day, parse_minute, read_asked_time, time_arguments


def asked(day: str, start: str, end: str) -> TimeRange | None:
    return read_asked_time(day, start, end, AMSTERDAM).span


def test_an_evening_is_the_wall_clock_of_the_venue() -> None:
    assert asked("2027-01-12", "19:00", "22.00") == TimeRange(
        datetime(2027, 1, 12, 18, tzinfo=UTC), datetime(2027, 1, 12, 21, tzinfo=UTC)
    )


def test_an_end_in_the_night_belongs_to_the_evening_before() -> None:
    found = asked("2027-01-12", "22:00", "01:00")
    assert found is not None
    assert found.ends_at == datetime(2027, 1, 13, 0, tzinfo=UTC)
    assert asked("2027-01-12", "22:00", "24:00") == asked("2027-01-12", "22:00", "00:00")


@pytest.mark.parametrize(
    ("start", "end"), [("22:00", "07:00"), ("19:00", "19:00"), ("19:00", "18:59"), ("24:00", "24:00")]
)
def test_an_end_before_the_start_or_no_time_at_all_is_told_at_the_end(start: str, end: str) -> None:
    found = read_asked_time("2027-01-12", start, end, AMSTERDAM)
    assert found.span is None
    assert [str(told) for told in found.errors["until"]] == ["The end lies after the start."]


def test_times_in_the_hour_that_spring_skips_are_no_time() -> None:
    assert asked("2027-03-28", "02:15", "02:45") is None
    found = asked("2027-03-28", "01:00", "04:00")
    assert found is not None
    assert found.minutes == 120


def test_the_hour_that_autumn_shows_twice_is_paid_for_twice() -> None:
    found = asked("2027-10-31", "01:00", "04:00")
    assert found is not None
    assert found.minutes == 240


def test_each_text_that_makes_no_sense_is_told_at_its_own_field_and_kept() -> None:
    found = read_asked_time("morgen", "zeven", "25:00", AMSTERDAM)
    assert found.span is None
    assert sorted(found.errors) == ["date", "from", "until"]
    assert (found.day, found.start, found.end) == ("morgen", "zeven", "25:00")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2027-02-30",
        "2027-1-2",
        "0001-01-01",
        "9999-12-31",
        "2027-W01-1",
        "20270112",
        "2027-01-12T00",
        "٢٠٢٧-٠١-١٢",
        "\x00",
    ],
)
def test_what_is_no_day_of_our_calendar_is_none(text: str) -> None:
    assert parse_day(text) is None


@pytest.mark.parametrize("text", ["", "19", "19:60", "24:01", "-1:00", "1900", "19:00:00", "x" * 10_000, "\x00"])
def test_what_is_no_clock_time_is_none(text: str) -> None:
    assert parse_minute(text) is None


@given(st.text(max_size=12), st.text(max_size=6), st.text(max_size=6))
def test_no_text_makes_it_fail(day: str, start: str, end: str) -> None:
    found = read_asked_time(day, start, end, AMSTERDAM)
    assert (found.span is None) == bool(found.errors)


@given(st.dates(date(2000, 1, 1), date(2199, 12, 31)), st.integers(0, 96), st.integers(0, 96))
def test_any_day_and_clock_times_give_a_time_or_a_message(day: date, start: int, end: int) -> None:
    first, last = (f"{quarter // 4:02d}:{quarter % 4 * 15:02d}" for quarter in (start, end))
    found = read_asked_time(day.isoformat(), first, last, AMSTERDAM)
    assert (found.span is None) == bool(found.errors)


@given(
    st.dates(date(2026, 1, 1), date(2030, 12, 31)).filter(lambda day: day.month not in {3, 10}),
    st.integers(0, 95),
    st.integers(1, 24),
)
def test_a_time_in_an_address_is_read_back_as_itself(day: date, start: int, quarters: int) -> None:
    starts_at = at_minute(day, start * 15, AMSTERDAM)
    span = TimeRange(starts_at, starts_at + timedelta(minutes=15 * quarters))
    arguments = time_arguments(span, AMSTERDAM)
    assert asked(arguments["date"], arguments["from"], arguments["until"]) == span
