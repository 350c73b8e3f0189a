"""From which day until which a school year runs in a region. Pure."""

from datetime import date

from app.models.openings import Holiday
from app.models.regions import SchoolHolidayRegion
from app.services.availability.school_calendar import holidays_of_school_year

_AUGUST = 8


def lessons_of(region: SchoolHolidayRegion, school_year: int) -> tuple[date, date]:
    """From the first day after one summer holiday up to the first day of the next: `[from_on, until_on)`."""
    return _summer(region, school_year)[1], _summer(region, school_year + 1)[0]


def year_of(region: SchoolHolidayRegion, school_year: int) -> tuple[date, date]:
    """The same with the summer holiday that ends it: `[from_on, until_on)`, so that every day lies in one year."""
    return _summer(region, school_year)[1], _summer(region, school_year + 1)[1]


def _summer(region: SchoolHolidayRegion, year: int) -> tuple[date, date]:
    """The summer holiday of a calendar year; the month of August where it is not fixed yet."""
    for period in holidays_of_school_year(region, year - 1):
        if period.holiday is Holiday.SUMMER:
            return period.from_on, period.until_on
    return date(year, _AUGUST, 1), date(year, _AUGUST + 1, 1)
