"""Weeks that change from a day on: the past stays, what is planned stays, and nothing is lost. No database."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.services.listing.week_plan import DayHours, WeekRow, edges_after, replan, week_on, without_edge

MONDAY = DayHours(0, 480, 1380)
SHORT = DayHours(0, 600, 720)
LONG_AGO = date(2020, 1, 1)
TODAY = date(2027, 1, 4)
MARCH = date(2027, 3, 1)


def test_a_new_week_holds_from_its_day_and_the_old_one_until_then() -> None:
    rows = replan([WeekRow(MONDAY, LONG_AGO)], [SHORT], TODAY)
    assert set(rows) == {WeekRow(MONDAY, LONG_AGO, TODAY), WeekRow(SHORT, TODAY)}


def test_what_was_planned_for_later_stays_planned() -> None:
    planned = replan([WeekRow(MONDAY, LONG_AGO)], [SHORT], MARCH)
    evening = DayHours(0, 1080, 1380)
    rows = replan(planned, [evening], TODAY)
    assert week_on(rows, TODAY) == [evening]
    assert week_on(rows, MARCH - timedelta(days=1)) == [evening]
    assert week_on(rows, MARCH) == [SHORT]
    assert edges_after(rows, TODAY) == [MARCH]


def test_a_row_that_runs_on_beyond_the_next_change_is_still_there_after_it() -> None:
    tuesday = DayHours(1, 480, 1380)
    rows = replan([WeekRow(MONDAY, LONG_AGO), WeekRow(tuesday, MARCH)], [SHORT], TODAY)
    assert week_on(rows, MARCH) == [MONDAY, tuesday]


def test_a_plan_that_is_taken_back_leaves_no_trace() -> None:
    rows = replan([WeekRow(MONDAY, LONG_AGO)], [SHORT], MARCH)
    assert without_edge(rows, MARCH) == [WeekRow(MONDAY, LONG_AGO)]


def test_the_same_week_again_changes_nothing() -> None:
    rows = [WeekRow(MONDAY, LONG_AGO)]
    assert replan(rows, [MONDAY], TODAY) == rows


def test_a_week_without_hours_is_closed_from_its_day_on() -> None:
    assert replan([WeekRow(MONDAY, LONG_AGO)], [], TODAY) == [WeekRow(MONDAY, LONG_AGO, TODAY)]


DAYS = st.dates(date(2026, 12, 1), date(2027, 6, 1))
HOURS = st.builds(DayHours, st.integers(0, 2), st.sampled_from([480, 720, 1080]), st.sampled_from([1200, 1380]))
ROWS = st.lists(
    st.builds(
        lambda hours, first, days: WeekRow(hours, first, None if days is None else first + timedelta(days=days)),
        HOURS,
        DAYS,
        st.none() | st.integers(1, 90),
    ),
    max_size=5,
)


@given(ROWS, st.lists(HOURS, max_size=3, unique=True), DAYS, DAYS)
def test_only_the_days_from_the_change_to_the_next_one_are_different(
    rows: list[WeekRow], week: list[DayHours], from_on: date, day: date
) -> None:
    later = edges_after(rows, from_on)
    held = set(week_on(replan(rows, week, from_on), day))
    if day < from_on or (later and day >= later[0]):
        assert held == set(week_on(rows, day))
    else:
        assert held == set(week)
