"""School holidays and public holidays, by region and day, from the `holidays` package, which holds the official dates.

The one module that reads that package. It knows the school years that the ministry has fixed; days beyond are no holiday
until a later version of the package says so. Pure: the same answer for the same version of the package.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import holidays

from app.models.openings import Holiday
from app.models.regions import SchoolHolidayRegion

_KINDS = {
    "Herfstvakantie": Holiday.AUTUMN,
    "Kerstvakantie": Holiday.CHRISTMAS,
    "Voorjaarsvakantie": Holiday.SPRING,
    "Meivakantie": Holiday.MAY,
    "Zomervakantie": Holiday.SUMMER,
}
_FIRST_MONTH = 8
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class HolidayPeriod:
    """One school holiday: the days `[from_on, until_on)`, weekends around it included."""

    holiday: Holiday
    name_nl: str
    from_on: date
    until_on: date


@dataclass(frozen=True, slots=True)
class PublicHoliday:
    """One public holiday and what it is called."""

    on: date
    name_nl: str
    name_en: str


def school_year_of(on: date) -> int:
    """The year in which the school year of this day began: 2026 for anything from August 2026 up to July 2027."""
    return on.year if on.month >= _FIRST_MONTH else on.year - 1


def school_holiday_on(on: date, region: SchoolHolidayRegion) -> Holiday | None:
    """Which school holiday this day lies in, weekends included."""
    name = _school_days(region, on.year).get(on)
    return _KINDS[name] if name else None


def public_holiday_on(on: date) -> PublicHoliday | None:
    """Which public holiday this day is."""
    return _public_days(on.year).get(on)


@cache
def school_holidays(region: SchoolHolidayRegion, from_year: int, until_year: int) -> tuple[HolidayPeriod, ...]:
    """The periods with a day in the calendar years `[from_year, until_year)`, in order, each whole."""
    days = {
        on: name for year in range(from_year - 1, until_year + 1) for on, name in _school_days(region, year).items()
    }
    found: list[HolidayPeriod] = []
    for on, name in sorted(days.items()):
        if found and found[-1].until_on == on and found[-1].name_nl == name:
            found[-1] = HolidayPeriod(_KINDS[name], name, found[-1].from_on, on + _DAY)
        else:
            found.append(HolidayPeriod(_KINDS[name], name, on, on + _DAY))
    return tuple(
        period
        for period in found
        if period.until_on > date(from_year, 1, 1) and period.from_on < date(until_year, 1, 1)
    )


def holidays_of_school_year(region: SchoolHolidayRegion, school_year: int) -> list[HolidayPeriod]:
    """Those of one school year in order, from autumn to summer; fewer when they are not all fixed yet."""
    return [
        period
        for period in school_holidays(region, school_year, school_year + 2)
        if date(school_year, 9, 1) <= period.from_on < date(school_year + 1, 9, 1)
    ]


def public_holidays(from_on: date, until_on: date) -> list[PublicHoliday]:
    """Those on the days `[from_on, until_on)`, in order."""
    return [
        found
        for year in range(from_on.year, until_on.year + 1)
        for on, found in sorted(_public_days(year).items())
        if from_on <= on < until_on
    ]


@cache
def _school_days(region: SchoolHolidayRegion, year: int) -> dict[date, str]:
    days = holidays.country_holidays(
        "NL", subdiv=region.value.capitalize(), categories=("school",), years=year, language="nl"
    )
    return {on: name for on, name in days.items() if name in _KINDS}


@cache
def _public_days(year: int) -> dict[date, PublicHoliday]:
    dutch, english = (holidays.country_holidays("NL", years=year, language=language) for language in ("nl", "en_US"))
    return {on: PublicHoliday(on, str(name), str(english[on])) for on, name in dutch.items()}
