"""Months, shares and how time was used."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.reporting.rules import Occupancy, added, measure, months_between, months_later, share_bps

SPANS = st.lists(
    st.tuples(st.integers(480, 1380), st.integers(480, 1380)).map(lambda pair: (min(pair), max(pair))), max_size=6
)


@pytest.mark.parametrize(
    ("month", "count", "expected"),
    [
        (date(2027, 1, 12), 1, date(2027, 2, 1)),
        (date(2027, 1, 12), 0, date(2027, 1, 1)),
        (date(2027, 1, 12), -1, date(2026, 12, 1)),
        (date(2027, 12, 31), 1, date(2028, 1, 1)),
        (date(2027, 1, 1), -24, date(2025, 1, 1)),
    ],
)
def test_months_are_counted_over_the_turn_of_the_year(month: date, count: int, expected: date) -> None:
    assert months_later(month, count) == expected


def test_a_period_names_every_month_once() -> None:
    assert months_between(date(2026, 11, 1), date(2027, 2, 1)) == [
        date(2026, 11, 1),
        date(2026, 12, 1),
        date(2027, 1, 1),
    ]
    assert months_between(date(2027, 2, 1), date(2027, 2, 1)) == []


@pytest.mark.parametrize(
    ("part", "whole", "bps"), [(60, 1000, 600), (1, 3, 3333), (2, 3, 6667), (0, 5, 0), (5, 0, None), (-5, 10, None)]
)
def test_a_share_is_in_basis_points_and_absent_when_there_is_nothing_to_share(
    part: int, whole: int, bps: int | None
) -> None:
    assert share_bps(part, whole) == bps


def test_use_outside_opening_time_does_not_count_and_let_goes_before_own_use() -> None:
    day = measure([(540, 720), (780, 1020)], let=[(660, 840)], own=[(500, 600), (700, 800)])
    # Let: 11.00-12.00 and 13.00-14.00; own: 9.00-10.00; 11.40-13.20 lies in let time or in the break.
    assert day == Occupancy(open_minutes=420, let_minutes=120, own_minutes=60)
    assert day.idle_minutes == 240
    assert added([day, day]).idle_minutes == 480


@given(SPANS, SPANS, SPANS)
def test_open_time_is_let_or_own_or_idle(
    opened: list[tuple[int, int]], let: list[tuple[int, int]], own: list[tuple[int, int]]
) -> None:
    day = measure(opened, let, own)
    assert day.idle_minutes >= 0
    assert min(day.let_minutes, day.own_minutes) >= 0
