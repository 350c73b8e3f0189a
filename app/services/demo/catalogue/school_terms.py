"""School holidays and public holidays, by region and year, from the `holidays` package, which holds the official dates."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

import holidays

from app.services.demo.catalogue.time_types import HolidaySpec
from app.services.demo.catalogue.vocabulary import HolidayRegion

_SUMMER = "Zomervakantie"
_FIRST_MONTH = 8
_DAY = timedelta(days=1)


def school_year_of(on: date) -> int:
    """The year in which the school year of this day began: 2026 for anything from August 2026 up to July 2027."""
    return on.year if on.month >= _FIRST_MONTH else on.year - 1


@cache
def school_holidays(region: HolidayRegion, school_year: int) -> tuple[HolidaySpec, ...]:
    """The school holidays from a year before the school year up to a year after it."""
    years = range(school_year - 1, school_year + 4)
    days = holidays.country_holidays(
        "NL", subdiv=region.capitalize(), categories=("school",), years=years, language="nl"
    )
    return tuple(_ranges(sorted(days.items())))


def _ranges(days: Iterable[tuple[date, str]]) -> list[HolidaySpec]:
    found: list[HolidaySpec] = []
    for on, name in days:
        if found and found[-1].until_on == on and found[-1].name_nl == name:
            found[-1] = HolidaySpec(name, found[-1].from_on, on + _DAY)
        else:
            found.append(HolidaySpec(name, on, on + _DAY))
    return found


@cache
def term(region: HolidayRegion, school_year: int) -> tuple[date, date]:
    """From the first day after one summer holiday up to the first day of the next.

    Raises: LookupError when the package does not know the summers of this school year yet.
    """
    summers = {spell.from_on.year: spell for spell in school_holidays(region, school_year) if spell.name_nl == _SUMMER}
    try:
        return summers[school_year].until_on, summers[school_year + 1].from_on
    except KeyError:
        raise LookupError(f"no school holidays known for region {region}, school year {school_year}") from None


@cache
def public_holidays(school_year: int) -> dict[date, tuple[str, str]]:
    """Dutch and English names of the public holidays in the same years."""
    years = range(school_year - 1, school_year + 4)
    dutch, english = (holidays.country_holidays("NL", years=years, language=language) for language in ("nl", "en_US"))
    return {on: (str(dutch[on]), str(english[on])) for on in sorted(dutch)}
