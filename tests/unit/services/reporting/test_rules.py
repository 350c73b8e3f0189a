"""Months, shares and how time was used."""

from datetime import date

import pytest
from hypothesis import strategies as st

from app.services.reporting.rules import months_between, months_later, share_bps

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
