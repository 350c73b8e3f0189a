"""How a timetable is understood: kept as JSON with the file, with the terms of the venue's region as the first guess."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from app.core.errors import InvalidError
from app.core.messages import message
from app.models.listing import Venue
from app.services.availability import school_calendar, school_years
from app.services.calendars.timetable_rules import TermOptions

LONGEST_TERM = timedelta(days=2 * 366)


def first(venue: Venue, last_time: Mapping[str, Any], *, today: date) -> dict[str, Any]:
    """The school year that runs now; the names of rooms as they were explained last time."""
    from_on, until_on = school_years.lessons_of(venue.school_holiday_region, school_calendar.school_year_of(today))
    kept = TermOptions(
        from_on=from_on,
        until_on=until_on,
        in_school_holidays=bool(last_time.get("in_school_holidays")),
        on_public_holidays=bool(last_time.get("on_public_holidays")),
        rooms=dict(last_time.get("rooms", {})),
    )
    return _kept(kept)


def checked(options: TermOptions) -> dict[str, Any]:
    """To keep with the file.

    Raises:
        InvalidError: the days are not in order, or more than two years apart.
    """
    if options.until_on <= options.from_on:
        raise InvalidError(errors={"last_on": [message("The last day lies before the first.")]})
    if options.until_on - options.from_on > LONGEST_TERM:
        raise InvalidError(errors={"last_on": [message("Choose at most two years.")]})
    return _kept(options)


def from_kept(kept: Mapping[str, Any]) -> TermOptions:
    """As they were kept."""
    return TermOptions(
        from_on=date.fromisoformat(kept["from_on"]),
        until_on=date.fromisoformat(kept["until_on"]),
        in_school_holidays=bool(kept["in_school_holidays"]),
        on_public_holidays=bool(kept["on_public_holidays"]),
        rooms=dict(kept["rooms"]),
    )


def _kept(options: TermOptions) -> dict[str, Any]:
    return {
        "from_on": options.from_on.isoformat(),
        "until_on": options.until_on.isoformat(),
        "in_school_holidays": options.in_school_holidays,
        "on_public_holidays": options.on_public_holidays,
        "rooms": dict(options.rooms),
    }


def days_off(venue: Venue, options: TermOptions, window: tuple[date, date]) -> frozenset[date]:
    """The days within the window on which weekly lessons are not held."""
    region = venue.school_holiday_region
    days = [window[0] + timedelta(days=offset) for offset in range((window[1] - window[0]).days)]
    found: set[date] = set()
    if not options.in_school_holidays:
        found |= {day for day in days if school_calendar.school_holiday_on(day, region)}
    if not options.on_public_holidays:
        found |= {day for day in days if school_calendar.public_holiday_on(day)}
    return frozenset(found)
