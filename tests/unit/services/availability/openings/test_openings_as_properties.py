"""Whatever is written, openings are in order and last what really passes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import AMSTERDAM
from app.models.openings import Holiday, HolidayState, Season
from app.models.regions import SchoolHolidayRegion
from app.services.availability import rules
from app.services.availability.openings import (
    DayClosure,
    DayException,
    HolidayRule,
    OpeningBook,
    WeeklyOpening,
)
from tests.unit.services.availability.openings.books import LONG_AGO, book, every_day

Row = TypeVar("Row")


SPRING_NIGHT = date(2027, 3, 28)


AUTUMN_NIGHT = date(2027, 10, 31)


# -- properties

MINUTES = st.integers(0, 1439).flatmap(lambda start: st.tuples(st.just(start), st.integers(start + 1, 2160)))


DAYS = st.dates(date(2026, 9, 1), date(2028, 9, 1))


def weeks_of(for_room: bool) -> st.SearchStrategy[list[WeeklyOpening]]:
    return st.lists(
        st.builds(
            lambda weekday, hours, season, first: WeeklyOpening(
                weekday, hours[0], hours[1], first, first + timedelta(days=200), for_room, season
            ),
            st.integers(0, 6),
            MINUTES,
            st.sampled_from(Season),
            DAYS,
        ),
        max_size=6,
    )


BOOKS = st.builds(
    lambda own, of_venue, exceptions, closures, holidays, region: OpeningBook(
        region=region,
        weekly=[*own, *of_venue],
        exceptions=[
            DayException(first, first + timedelta(days=days), hours, own) for first, days, hours, own in exceptions
        ],
        closures=[DayClosure(first, first + timedelta(days=days), hours) for first, days, hours in closures],
        holidays=[HolidayRule(name, state, LONG_AGO, None, own) for name, state, own in holidays],
    ),
    weeks_of(True),
    weeks_of(False),
    st.lists(st.tuples(DAYS, st.integers(1, 40), st.none() | MINUTES, st.booleans()), max_size=4),
    st.lists(st.tuples(DAYS, st.integers(1, 40), st.none() | MINUTES), max_size=3),
    st.lists(
        st.tuples(st.sampled_from(Holiday), st.sampled_from(HolidayState), st.booleans()),
        max_size=6,
        unique_by=lambda one: (one[0], one[2]),
    ),
    st.sampled_from(SchoolHolidayRegion),
)


@given(BOOKS, DAYS)
def test_openings_are_ordered_apart_and_never_negative_on_any_day(asked: OpeningBook, day: date) -> None:
    spans = asked.minutes_on(day)
    assert all(0 <= start < end <= 2160 for start, end in spans)
    assert all(before[1] < after[0] for before, after in pairwise(spans)) or asked.closures
    assert spans == sorted(spans)


@given(BOOKS, DAYS, st.randoms())
def test_what_decides_does_not_depend_on_the_order_in_which_rows_are_read(
    asked: OpeningBook, day: date, random: Random
) -> None:
    def shuffled(rows: Sequence[Row]) -> list[Row]:
        return random.sample(list(rows), len(rows))

    mixed = replace(
        asked,
        weekly=shuffled(asked.weekly),
        exceptions=shuffled(asked.exceptions),
        closures=shuffled(asked.closures),
        holidays=shuffled(asked.holidays),
    )
    assert mixed.minutes_on(day) == asked.minutes_on(day)
    assert mixed.on(day).because.decider is asked.on(day).because.decider


@given(BOOKS, DAYS)
def test_a_closure_more_never_opens_a_minute(asked: OpeningBook, day: date) -> None:
    closed = replace(asked, closures=[*asked.closures, DayClosure(day, day + timedelta(days=2), (600, 1500))])
    before = asked.minutes_on(day)
    assert all(any(start <= a and b <= end for start, end in before) for a, b in closed.minutes_on(day))


@pytest.mark.parametrize(("night", "hours"), [(SPRING_NIGHT, 9), (AUTUMN_NIGHT, 11)])
def test_an_evening_through_a_night_in_which_the_clock_is_turned_lasts_what_really_passes(
    night: date, hours: int
) -> None:
    evening = night - timedelta(days=1)
    spans = book(*every_day(1200, 1800)).minutes_on(evening)  # 20.00 until 6.00
    assert spans == [(1200, 1800)]
    assert [span.minutes for span in rules.as_ranges(evening, spans, AMSTERDAM)] == [hours * 60]
