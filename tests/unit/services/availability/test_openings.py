"""When a room is open and why: weeks, holidays, exceptions, closures, and which of them goes first. No database."""

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
from app.models.listing import AccessMode
from app.models.openings import Holiday, HolidayState, Season
from app.models.regions import SchoolHolidayRegion
from app.services.availability import rules
from app.services.availability.openings import (
    DayClosure,
    DayException,
    Decider,
    HolidayRule,
    OpeningBook,
    WeeklyOpening,
)

Row = TypeVar("Row")

TUESDAY = date(2027, 1, 12)
AUTUMN_TUESDAY = date(2027, 10, 19)  # in the autumn holiday of Midden, not of Zuid
KINGS_DAY = date(2027, 4, 27)  # a Tuesday, in the May holiday as well
SPRING_NIGHT = date(2027, 3, 28)
AUTUMN_NIGHT = date(2027, 10, 31)
LONG_AGO = date(2020, 1, 1)
NOTHING = OpeningBook(region=SchoolHolidayRegion.MIDDEN)


def weekly(opens: int, closes: int, **more: object) -> WeeklyOpening:
    return WeeklyOpening(TUESDAY.weekday(), opens, closes, LONG_AGO, **more)  # type: ignore[arg-type]  # by name


def every_day(opens: int, closes: int, **more: object) -> list[WeeklyOpening]:
    return [WeeklyOpening(weekday, opens, closes, LONG_AGO, **more) for weekday in range(7)]  # type: ignore[arg-type]  # by name


def exception(hours: tuple[int, int] | None, *, days: int = 1, for_room: bool = False) -> DayException:
    return DayException(TUESDAY, TUESDAY + timedelta(days=days), hours, for_room)


def holiday(name: Holiday, state: HolidayState, **more: object) -> HolidayRule:
    return HolidayRule(name, state, LONG_AGO, **more)  # type: ignore[arg-type]  # by name


def book(*weeks: WeeklyOpening, **more: object) -> OpeningBook:
    return replace(NOTHING, weekly=weeks, **more)  # type: ignore[arg-type]  # by name


# -- the week


def test_openings_of_a_day_are_in_order_and_joined_where_they_touch() -> None:
    assert book(weekly(1080, 1380), weekly(480, 720), weekly(720, 780)).minutes_on(TUESDAY) == [
        (480, 780),
        (1080, 1380),
    ]


def test_another_weekday_is_another_opening() -> None:
    assert book(weekly(480, 720)).minutes_on(TUESDAY + timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("day", "is_open"), [(date(2027, 1, 5), False), (date(2027, 1, 12), True), (date(2027, 1, 19), False)]
)
def test_an_opening_holds_from_its_first_day_until_before_its_last(day: date, is_open: bool) -> None:
    opening = WeeklyOpening(1, 480, 720, valid_from=date(2027, 1, 12), valid_until=date(2027, 1, 19))
    assert bool(book(opening).minutes_on(day)) is is_open


def test_a_room_with_a_week_of_its_own_follows_that_alone() -> None:
    assert book(weekly(480, 1380), weekly(600, 720, for_room=True)).minutes_on(TUESDAY) == [(600, 720)]


def test_a_room_with_a_week_of_its_own_is_closed_on_the_days_it_does_not_name() -> None:
    other_day = WeeklyOpening((TUESDAY.weekday() + 1) % 7, 600, 720, LONG_AGO, for_room=True)
    assert book(weekly(480, 1380), other_day).minutes_on(TUESDAY) == []


def test_a_room_follows_its_venue_again_when_its_own_week_is_over() -> None:
    own = weekly(600, 720, for_room=True, valid_until=TUESDAY)
    assert book(weekly(480, 1380), own).minutes_on(TUESDAY) == [(480, 1380)]
    assert book(weekly(480, 1380), own).minutes_on(TUESDAY - timedelta(days=7)) == [(600, 720)]


# -- exceptions


def test_an_exception_goes_before_the_week() -> None:
    assert book(weekly(480, 1380), exceptions=[exception(None)]).minutes_on(TUESDAY) == []
    assert book(weekly(480, 1380), exceptions=[exception((600, 660))]).minutes_on(TUESDAY) == [(600, 660)]
    assert book(exceptions=[exception((600, 660))]).minutes_on(TUESDAY) == [(600, 660)]


def test_an_exception_of_the_room_goes_before_one_of_the_venue() -> None:
    both = [exception(None), exception((600, 660), for_room=True)]
    assert book(weekly(480, 1380), exceptions=both).minutes_on(TUESDAY) == [(600, 660)]
    closed = [exception((600, 660)), exception(None, for_room=True)]
    assert book(weekly(480, 1380), exceptions=closed).minutes_on(TUESDAY) == []


def test_an_exception_is_over_on_the_day_it_ends() -> None:
    asked = book(weekly(480, 720), exceptions=[exception(None, days=7)])
    assert asked.minutes_on(TUESDAY + timedelta(days=7)) == [(480, 720)]


def test_a_day_off_within_weeks_of_other_hours_is_off_and_an_open_day_in_a_closed_summer_is_open() -> None:
    assert book(exceptions=[exception((600, 960), days=30), exception(None)]).minutes_on(TUESDAY) == []
    assert book(exceptions=[exception(None, days=30), exception((600, 960))]).minutes_on(TUESDAY) == [(600, 960)]


def test_of_two_exceptions_for_the_same_days_closed_wins_and_hours_add_up() -> None:
    assert book(exceptions=[exception((600, 960)), exception(None)]).minutes_on(TUESDAY) == []
    assert book(exceptions=[exception((840, 960)), exception((600, 720))]).minutes_on(TUESDAY) == [
        (600, 720),
        (840, 960),
    ]


# -- holidays


def test_a_holiday_nobody_said_anything_about_is_an_ordinary_week() -> None:
    assert book(weekly(480, 1380)).minutes_on(AUTUMN_TUESDAY) == [(480, 1380)]


def test_a_closed_school_holiday_closes_only_where_that_region_has_it() -> None:
    closed = book(*every_day(480, 1380), holidays=[holiday(Holiday.AUTUMN, HolidayState.CLOSED)])
    assert closed.minutes_on(AUTUMN_TUESDAY) == []
    assert replace(closed, region=SchoolHolidayRegion.ZUID).minutes_on(AUTUMN_TUESDAY) == [(480, 1380)]
    assert closed.minutes_on(date(2027, 10, 15)) == [(480, 1380)]  # the Friday before
    assert closed.minutes_on(date(2027, 10, 16)) == []  # the weekend it begins with
    assert closed.minutes_on(date(2027, 10, 25)) == [(480, 1380)]  # the Monday after


def test_extra_hours_are_those_of_the_holiday_week() -> None:
    weeks = [*every_day(960, 1380), *every_day(480, 1380, season=Season.HOLIDAY)]
    extra = book(*weeks, holidays=[holiday(Holiday.AUTUMN, HolidayState.EXTRA)])
    assert extra.minutes_on(AUTUMN_TUESDAY) == [(480, 1380)]
    assert extra.minutes_on(TUESDAY) == [(960, 1380)]


def test_extra_without_a_holiday_week_keeps_the_ordinary_one() -> None:
    extra = book(*every_day(960, 1380), holidays=[holiday(Holiday.AUTUMN, HolidayState.EXTRA)])
    assert extra.minutes_on(AUTUMN_TUESDAY) == [(960, 1380)]


def test_the_holiday_week_of_a_room_goes_before_that_of_its_venue() -> None:
    weeks = [*every_day(480, 1380, season=Season.HOLIDAY), weekly(600, 720, season=Season.HOLIDAY, for_room=True)]
    extra = book(*weeks, holidays=[holiday(Holiday.AUTUMN, HolidayState.EXTRA)])
    assert extra.minutes_on(AUTUMN_TUESDAY) == [(600, 720)]
    assert extra.minutes_on(AUTUMN_TUESDAY + timedelta(days=1)) == []


def test_the_word_of_the_room_goes_before_that_of_its_venue_even_when_it_is_normal() -> None:
    both = [
        holiday(Holiday.AUTUMN, HolidayState.CLOSED),
        holiday(Holiday.AUTUMN, HolidayState.NORMAL, for_room=True),
    ]
    assert book(*every_day(480, 1380), holidays=both).minutes_on(AUTUMN_TUESDAY) == [(480, 1380)]


def test_a_holiday_rule_holds_only_in_its_own_years() -> None:
    once = [holiday(Holiday.AUTUMN, HolidayState.CLOSED, valid_until=date(2027, 10, 1))]
    asked = book(*every_day(480, 1380), holidays=once)
    assert asked.minutes_on(AUTUMN_TUESDAY) == [(480, 1380)]
    assert asked.minutes_on(date(2026, 10, 20)) == []


def test_a_public_holiday_goes_before_the_school_holiday_it_lies_in() -> None:
    closed_on_public = [holiday(Holiday.MAY, HolidayState.EXTRA), holiday(Holiday.PUBLIC, HolidayState.CLOSED)]
    assert book(*every_day(480, 1380), holidays=closed_on_public).minutes_on(KINGS_DAY) == []
    open_on_public = [holiday(Holiday.MAY, HolidayState.CLOSED), holiday(Holiday.PUBLIC, HolidayState.EXTRA)]
    assert book(*every_day(480, 1380), holidays=open_on_public).minutes_on(KINGS_DAY) == [(480, 1380)]


def test_a_normal_public_holiday_is_a_day_of_the_school_holiday() -> None:
    rules_of_may = [holiday(Holiday.MAY, HolidayState.CLOSED), holiday(Holiday.PUBLIC, HolidayState.NORMAL)]
    assert book(*every_day(480, 1380), holidays=rules_of_may).minutes_on(KINGS_DAY) == []


def test_an_exception_goes_before_a_holiday() -> None:
    one_day = DayException(AUTUMN_TUESDAY, AUTUMN_TUESDAY + timedelta(days=1), (600, 660))
    closed = book(*every_day(480, 1380), exceptions=[one_day], holidays=[holiday(Holiday.AUTUMN, HolidayState.CLOSED)])
    assert closed.minutes_on(AUTUMN_TUESDAY) == [(600, 660)]


# -- closures


def closure(hours: tuple[int, int] | None = None, *, first: date = TUESDAY, days: int = 1) -> DayClosure:
    return DayClosure(first, first + timedelta(days=days), hours, "Onderhoud")


def test_a_closure_takes_away_from_whatever_the_rest_decided() -> None:
    asked = book(weekly(480, 1380), exceptions=[exception((600, 960), for_room=True)], closures=[closure()])
    assert asked.minutes_on(TUESDAY) == []
    hours = replace(asked, closures=[closure((720, 780))])
    assert hours.minutes_on(TUESDAY) == [(600, 720), (780, 960)]


def test_a_closure_never_opens_anything() -> None:
    assert book(closures=[closure((600, 720))]).minutes_on(TUESDAY) == []


def test_closed_hours_past_midnight_count_for_the_day_after_and_the_evening_before() -> None:
    round_the_clock = book(*every_day(0, 1440), closures=[closure((1320, 1560))])
    assert round_the_clock.minutes_on(TUESDAY) == [(0, 1320)]
    assert round_the_clock.minutes_on(TUESDAY + timedelta(days=1)) == [(120, 1440)]
    late = book(*every_day(1080, 1560), closures=[closure((0, 60))])
    assert late.minutes_on(TUESDAY - timedelta(days=1)) == [(1080, 1440), (1500, 1560)]


def test_a_day_says_which_closures_took_something_away() -> None:
    near, far = closure((720, 780)), closure((1400, 1420))
    opening = book(weekly(480, 1380), closures=[near, far]).on(TUESDAY)
    assert opening.closures == (near,)


# -- why


def test_a_day_says_what_decided() -> None:
    asked = book(
        *every_day(480, 1380),
        exceptions=[replace(exception(None), reason="Open dag")],
        holidays=[holiday(Holiday.AUTUMN, HolidayState.CLOSED), holiday(Holiday.PUBLIC, HolidayState.CLOSED)],
    )
    assert (asked.on(TUESDAY).because.decider, asked.on(TUESDAY).because.reason) == (Decider.EXCEPTION, "Open dag")
    assert asked.on(AUTUMN_TUESDAY).because.holiday is Holiday.AUTUMN
    assert asked.on(KINGS_DAY).because.decider is Decider.PUBLIC_HOLIDAY
    assert asked.on(date(2027, 1, 13)).because.decider is Decider.WEEK


def test_the_way_in_is_that_of_the_opening_and_else_of_the_venue() -> None:
    asked = book(
        weekly(480, 1080, access_mode=AccessMode.RECEPTION),
        weekly(1080, 1380, access_mode=AccessMode.KEY_SAFE_CODE),
        access_mode=AccessMode.KEY_PICKUP,
    )
    assert asked.access_on(TUESDAY, 600, 660) == [AccessMode.RECEPTION]
    assert asked.access_on(TUESDAY, 1020, 1200) == [AccessMode.RECEPTION, AccessMode.KEY_SAFE_CODE]
    assert asked.access_on(TUESDAY, 1380, 1440) == [AccessMode.KEY_PICKUP]
    assert book(weekly(480, 1080)).access_on(TUESDAY, 600, 660) == [AccessMode.CARETAKER_PRESENT]


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
