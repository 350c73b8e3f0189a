"""School terms of the demo world: the dates come from the school calendar of the platform."""

from datetime import date
from functools import cache

from app.models.regions import SchoolHolidayRegion
from app.services.availability import school_calendar
from app.services.availability.school_calendar import school_year_of
from app.services.demo.catalogue.time_types import HolidaySpec
from app.services.demo.catalogue.vocabulary import HolidayRegion

__all__ = ["public_holidays", "school_holidays", "school_year_of", "term"]

_SUMMER = "Zomervakantie"


@cache
def school_holidays(region: HolidayRegion, school_year: int) -> tuple[HolidaySpec, ...]:
    """The school holidays from a year before the school year up to a year after it."""
    periods = school_calendar.school_holidays(SchoolHolidayRegion(region), school_year - 1, school_year + 4)
    return tuple(HolidaySpec(period.name_nl, period.from_on, period.until_on) for period in periods)


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
    found = school_calendar.public_holidays(date(school_year - 1, 1, 1), date(school_year + 4, 1, 1))
    return {one.on: (one.name_nl, one.name_en) for one in found}
