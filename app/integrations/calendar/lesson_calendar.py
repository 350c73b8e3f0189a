"""A school's weekly lessons as the calendar that its planning program would export."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Event, vRecur
from icalendar.prop import vDDDLists, vDDDTypes, vInt

from app.integrations.calendar.ical_writer import CalendarMethod, EventStatus, PlainText, new_calendar
from app.integrations.calendar.plain_text import clean_line, clean_text
from app.integrations.calendar.zone_definitions import add_zone_definitions

_PRODID = "-//Locatieplatform//Lesrooster//NL"
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class WeeklyLesson:
    """A lesson every week on `weekday` (Monday is 0), from `first_on` up to and including `last_on`, except on `skip`.

    An end at or before the start lies on the next day.
    """

    uid: str
    summary: str
    weekday: int
    starts: time
    ends: time
    first_on: date
    last_on: date
    skip: frozenset[date] = field(default_factory=frozenset)

    def days(self) -> Iterator[date]:
        """The days of the lesson, skipped ones included."""
        day = self.first_on + timedelta(days=(self.weekday - self.first_on.weekday()) % 7)
        while day <= self.last_on:
            yield day
            day += _WEEK


def build_lesson_calendar(
    lessons: Sequence[WeeklyLesson], *, zone: ZoneInfo, holidays: Sequence[tuple[date, date]], name: str
) -> bytes:
    """An .ics with one repeating event per lesson, without the days within `holidays`.

    Each holiday is `[first day, first school day after)`. A lesson that never takes place is left out. The same input
    gives the same bytes.
    """
    calendar = new_calendar(name=name, prodid=_PRODID, method=CalendarMethod.PUBLISH)
    moments: list[datetime] = []
    for lesson in lessons:
        days = list(lesson.days())
        free = [day for day in days if day in lesson.skip or any(start <= day < end for start, end in holidays)]
        if len(free) == len(days):
            continue
        calendar.add_component(_series(lesson, days, free, zone))
        moments += [datetime.combine(day, lesson.starts, tzinfo=zone) for day in (days[0], days[-1])]
    add_zone_definitions(calendar, moments)
    document: bytes = calendar.to_ical()
    return document


def _series(lesson: WeeklyLesson, days: list[date], free: list[date], zone: ZoneInfo) -> Event:
    starts_at = datetime.combine(days[0], lesson.starts, tzinfo=zone)
    ends_on = days[0] if lesson.ends > lesson.starts else days[0] + timedelta(days=1)
    event = Event()
    event["UID"] = PlainText(clean_line(lesson.uid))
    event["DTSTAMP"] = vDDDTypes(datetime.combine(lesson.first_on, time.min, tzinfo=UTC))
    event["DTSTART"] = vDDDTypes(starts_at)
    event["DTEND"] = vDDDTypes(datetime.combine(ends_on, lesson.ends, tzinfo=zone))
    event["SUMMARY"] = PlainText(clean_text(lesson.summary))
    event["SEQUENCE"] = vInt(0)
    event["STATUS"] = PlainText(EventStatus.CONFIRMED.value)
    if len(days) > 1:
        until = datetime.combine(days[-1], lesson.starts, tzinfo=zone).astimezone(UTC)
        event["RRULE"] = vRecur({"FREQ": ["WEEKLY"], "UNTIL": [until]})
    if free:
        event["EXDATE"] = vDDDLists([datetime.combine(day, lesson.starts, tzinfo=zone) for day in free])
    return event
