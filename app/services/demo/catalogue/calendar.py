"""Which doors are open on which day, and on which days a lesson is given."""

from collections.abc import Iterable
from datetime import date, timedelta

from app.services.demo.catalogue.time_types import HolidaySpec, LessonSpec, OpeningExceptionSpec, OpeningSpec
from app.services.demo.catalogue.types import VenueSpec
from app.services.demo.catalogue.vocabulary import HolidayPolicy

_DAY = timedelta(days=1)
_MIDNIGHT = 24 * 60
_SHORT_DAYS = {(12, 24): ("Kerstavond", "Christmas Eve"), (12, 31): ("Oudejaarsdag", "New Year's Eve")}
_SHORT_DAY_END = 17 * 60
_HOLIDAY_NAMES_EN = {
    "Herfstvakantie": "Autumn break",
    "Kerstvakantie": "Christmas break",
    "Voorjaarsvakantie": "Spring break",
    "Meivakantie": "May break",
    "Zomervakantie": "Summer break",
}

Hours = tuple[int, int] | None
Override = tuple[Hours, str, str]


def opening_exceptions(
    policy: HolidayPolicy,
    opening: tuple[OpeningSpec, ...],
    holidays: tuple[HolidaySpec, ...],
    public: dict[date, tuple[str, str]],
) -> tuple[OpeningExceptionSpec, ...]:
    """Closed on public holidays; in school holidays as usual, closed, or open all day, as the house prefers.

    The result is in order and no two exceptions touch the same day.
    """
    overrides: dict[date, Override] = {}
    if policy != "normal":
        long_day = (
            min(line.start_minute for line in opening),
            min(_MIDNIGHT, max(line.end_minute for line in opening)),
        )
        for spell in holidays:
            hours = None if policy == "closed" else long_day
            for on in _days(spell.from_on, spell.until_on):
                overrides[on] = (hours, spell.name_nl, _HOLIDAY_NAMES_EN[spell.name_nl])
    for on in {date(day.year, *month_day) for day in public for month_day in _SHORT_DAYS}:
        usual = [line.start_minute for line in opening if line.weekday == on.weekday()]
        if usual and min(usual) < _SHORT_DAY_END and not (on in overrides and overrides[on][0] is None):
            overrides[on] = ((min(usual), _SHORT_DAY_END), *_SHORT_DAYS[on.month, on.day])
    for on, names in public.items():
        if not (on in overrides and overrides[on][0] is None):
            overrides[on] = (None, *names)
    return tuple(_ranges(overrides))


def _ranges(overrides: dict[date, Override]) -> list[OpeningExceptionSpec]:
    found: list[OpeningExceptionSpec] = []
    for on in sorted(overrides):
        hours, reason_nl, reason_en = overrides[on]
        start, end = hours or (None, None)
        fresh = OpeningExceptionSpec(on, on + _DAY, start, end, reason_nl, reason_en)
        last = found[-1] if found else None
        if (
            last
            and last.until_on == on
            and (last.start_minute, last.end_minute, last.reason_nl) == (start, end, reason_nl)
        ):
            found[-1] = OpeningExceptionSpec(last.from_on, on + _DAY, start, end, reason_nl, reason_en)
        else:
            found.append(fresh)
    return found


def _days(from_on: date, until_on: date) -> Iterable[date]:
    for step in range((until_on - from_on).days):
        yield from_on + timedelta(days=step)


def opening_on(venue: VenueSpec, on: date) -> tuple[tuple[int, int], ...]:
    """The stretches, in minutes from that midnight, in which the doors can be open on this day."""
    for spell in venue.exceptions:
        if spell.from_on <= on < spell.until_on:
            if spell.start_minute is None or spell.end_minute is None:
                return ()
            return ((spell.start_minute, spell.end_minute),)
    return tuple((line.start_minute, line.end_minute) for line in venue.opening if line.weekday == on.weekday())


def taught_on(venue: VenueSpec, on: date) -> bool:
    """Whether lessons are given on this day: not in the school holidays, and only when the doors are open."""
    return not any(spell.from_on <= on < spell.until_on for spell in venue.holidays) and bool(opening_on(venue, on))


def lesson_dates(lesson: LessonSpec, venue: VenueSpec) -> list[date]:
    """The days on which the lesson is really given. Weeks in between that are missing here are its exceptions."""
    ahead = (lesson.weekday - lesson.first_on.weekday()) % 7
    first = lesson.first_on + timedelta(days=ahead)
    weeks = range((lesson.until_on - first).days // 7 + 1)
    dates = (first + timedelta(weeks=week) for week in weeks)
    return [on for on in dates if on < lesson.until_on and taught_on(venue, on)]
