"""Own use every week, written out day by day. Pure."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from app.core.time_ranges import TimeRange, at_minute, minute_of_day
from app.models.regions import SchoolHolidayRegion
from app.services.availability import school_calendar

_DAYS_PER_WEEK = 7


def weekly(
    span: TimeRange, last_on: date, zone: ZoneInfo, *, most: int, holidays_of: SchoolHolidayRegion | None = None
) -> list[TimeRange]:
    """The same wall-clock time every week, from `span` to the last that starts on or before `last_on`; `most` at most.

    With `holidays_of` the weeks are left out that fall in a school holiday there or on a public holiday. A time that
    the spring clock skips whole is left out too.
    """
    day = span.starts_at.astimezone(zone).date()
    start, end = minute_of_day(span.starts_at, day, zone), minute_of_day(span.ends_at, day, zone)
    found: list[TimeRange] = []
    while day <= last_on and len(found) < most:
        starts_at, ends_at = at_minute(day, start, zone), at_minute(day, end, zone)
        if starts_at < ends_at and not (holidays_of and _is_holiday(day, holidays_of)):
            found.append(TimeRange(starts_at, ends_at))
        day += timedelta(days=_DAYS_PER_WEEK)
    return found


def _is_holiday(day: date, region: SchoolHolidayRegion) -> bool:
    return bool(school_calendar.school_holiday_on(day, region) or school_calendar.public_holiday_on(day))
