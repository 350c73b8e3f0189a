"""Openings written by hand."""

from dataclasses import replace
from datetime import date, timedelta

from app.models.openings import Holiday, HolidayState
from app.models.regions import SchoolHolidayRegion
from app.services.availability.openings import (
    DayException,
    HolidayRule,
    OpeningBook,
    WeeklyOpening,
)

TUESDAY = date(2027, 1, 12)


AUTUMN_TUESDAY = date(2027, 10, 19)  # in the autumn holiday of Midden, not of Zuid


KINGS_DAY = date(2027, 4, 27)  # a Tuesday, in the May holiday as well


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
