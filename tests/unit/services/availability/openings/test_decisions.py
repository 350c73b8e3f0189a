"""What decides about a day: the week, exceptions, holidays."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.models.openings import Holiday, HolidayState, Season
from app.models.regions import SchoolHolidayRegion
from app.services.availability.openings import (
    DayException,
    WeeklyOpening,
)
from tests.unit.services.availability.openings.books import (
    AUTUMN_TUESDAY,
    KINGS_DAY,
    LONG_AGO,
    TUESDAY,
    book,
    every_day,
    exception,
    holiday,
    weekly,
)

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
