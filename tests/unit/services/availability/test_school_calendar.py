"""The official dates of school holidays and public holidays, per region. No database."""

from datetime import date, timedelta

import pytest

from app.models.openings import Holiday
from app.models.regions import SchoolHolidayRegion
from app.services.availability import school_calendar

NOORD, MIDDEN, ZUID = SchoolHolidayRegion.NOORD, SchoolHolidayRegion.MIDDEN, SchoolHolidayRegion.ZUID


@pytest.mark.parametrize(
    ("region", "holiday", "first", "last"),
    [
        (MIDDEN, Holiday.AUTUMN, date(2026, 10, 17), date(2026, 10, 25)),
        (NOORD, Holiday.AUTUMN, date(2026, 10, 10), date(2026, 10, 18)),
        (ZUID, Holiday.SPRING, date(2027, 2, 13), date(2027, 2, 21)),
        (MIDDEN, Holiday.MAY, date(2027, 4, 24), date(2027, 5, 2)),
        (MIDDEN, Holiday.CHRISTMAS, date(2026, 12, 19), date(2027, 1, 3)),
    ],
)
def test_a_holiday_runs_from_its_first_weekend_through_its_last(
    region: SchoolHolidayRegion, holiday: Holiday, first: date, last: date
) -> None:
    day = timedelta(days=1)
    assert school_calendar.school_holiday_on(first, region) is holiday
    assert school_calendar.school_holiday_on(last, region) is holiday
    assert school_calendar.school_holiday_on(first - day, region) is None
    assert school_calendar.school_holiday_on(last + day, region) is None


def test_a_school_year_has_its_five_holidays_in_order_and_whole() -> None:
    found = school_calendar.holidays_of_school_year(MIDDEN, 2026)
    assert [period.holiday for period in found] == [holiday for holiday in Holiday if holiday is not Holiday.PUBLIC]
    christmas = found[1]
    assert (christmas.from_on, christmas.until_on) == (date(2026, 12, 19), date(2027, 1, 4))
    assert found[-1].from_on == date(2027, 7, 17)


def test_kings_day_is_moved_when_it_falls_on_a_sunday() -> None:
    names = {one.on: one.name_nl for one in school_calendar.public_holidays(date(2025, 4, 1), date(2025, 5, 1))}
    assert names[date(2025, 4, 26)] == "Koningsdag"
    assert school_calendar.public_holiday_on(date(2025, 4, 27)) is None
    assert school_calendar.public_holiday_on(date(2027, 4, 27)) is not None


@pytest.mark.parametrize(
    ("day", "year"), [(date(2026, 8, 1), 2026), (date(2027, 7, 31), 2026), (date(2026, 7, 31), 2025)]
)
def test_a_school_year_begins_in_august(day: date, year: int) -> None:
    assert school_calendar.school_year_of(day) == year
