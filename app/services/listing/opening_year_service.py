"""A school year of openings at a glance, and one day of it with the reason."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.models.openings import Holiday
from app.services.availability import availability_service, school_calendar
from app.services.availability.openings import DayOpening, Decider, OpeningBook
from app.services.listing.owner import Owner

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class WeekHours:
    """One week from its Monday: how long it is open, and what makes it different.

    `holidays`: school holidays with a working day in it. `public`: its public holidays. `differing_days`: days decided by an
    exception, or with time taken away by a closure.
    """

    monday: date
    open_minutes: int
    open_days: int
    holidays: tuple[Holiday, ...]
    public: tuple[school_calendar.PublicHoliday, ...]
    differing_days: int


def weeks_of(owner: Owner, school_year: int) -> list[WeekHours]:
    """Every week of a school year, from the one with the first of August. Three queries."""
    first = _monday(date(school_year, 8, 1))
    last = _monday(date(school_year + 1, 7, 31)) + _WEEK
    book = _book(owner, first, last)
    return [_week(book, first + week * _WEEK) for week in range((last - first) // _WEEK)]


def day_of(owner: Owner, day: date) -> DayOpening:
    """The openings that start on a day, and why."""
    # Closures of the days around it may reach into it past midnight.
    return _book(owner, day - timedelta(days=1), day + timedelta(days=2)).on(day)


def _book(owner: Owner, from_on: date, until_on: date) -> OpeningBook:
    return availability_service.opening_book(owner.venue, owner.room, from_on, until_on)


def _week(book: OpeningBook, monday: date) -> WeekHours:
    days = [monday + timedelta(days=offset) for offset in range(7)]
    openings = [book.on(day) for day in days]
    working = [school_calendar.school_holiday_on(day, book.region) for day in days[:5]]
    return WeekHours(
        monday=monday,
        open_minutes=sum(opening.minutes for opening in openings),
        open_days=sum(bool(opening.spans) for opening in openings),
        holidays=tuple(dict.fromkeys(holiday for holiday in working if holiday is not None)),
        public=tuple(found for day in days if (found := school_calendar.public_holiday_on(day)) is not None),
        differing_days=sum(
            bool(opening.closures) or opening.because.decider is Decider.EXCEPTION for opening in openings
        ),
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
