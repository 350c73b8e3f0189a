"""What a timetable says about rooms: which days a weekly lesson falls on, and which room a name means. Pure."""

import re
import unicodedata
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from app.core.time_ranges import at_minute
from app.services.calendars.rules import Key, Planned

LEFT_OUT = ""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A row of a timetable: once, on `on`, or weekly on `weekdays` within `[from_on, until_on)`, wall-clock minutes."""

    title: str
    start_minute: int
    end_minute: int
    weekdays: tuple[int, ...] = ()
    on: date | None = None
    from_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class TermOptions:
    """How a timetable is to be understood.

    Weekly lessons without days of their own run on days `[from_on, until_on)`, not in school holidays and on public
    holidays unless asked. `rooms` says for a name that no room has which room is meant, or that it is left out.
    """

    from_on: date
    until_on: date
    in_school_holidays: bool = False
    on_public_holidays: bool = False
    rooms: Mapping[str, str] = field(default_factory=dict)


def days_of(
    lesson: Lesson, options: TermOptions, *, window: tuple[date, date], days_off: Collection[date]
) -> list[date]:
    """The days on which the lesson takes place, within `window`. A lesson on a date of its own is held on it anyway."""
    first, end = window
    if lesson.on is not None:
        return [lesson.on] if first <= lesson.on < end else []
    first = max(first, lesson.from_on or options.from_on)
    end = min(end, lesson.until_on or options.until_on)
    days = (first + timedelta(days=offset) for offset in range((end - first).days))
    return [day for day in days if day.weekday() in lesson.weekdays and day not in days_off]


def plan(
    lessons: Iterable[Lesson],
    options: TermOptions,
    *,
    window: tuple[date, date],
    days_off: Collection[date],
    zone: ZoneInfo,
) -> list[Planned]:
    """Every time that these lessons keep a room occupied.

    What makes a lesson the same lesson in a later file is its weekday, its start, its name and its day: a timetable
    that says the same again changes nothing. Rows that name one lesson twice give it the longest time.
    """
    found: dict[Key, Planned] = {}
    for lesson in lessons:
        for day in days_of(lesson, options, window=window, days_off=days_off):
            starts_at, ends_at = at_minute(day, lesson.start_minute, zone), at_minute(day, lesson.end_minute, zone)
            if ends_at <= starts_at:  # wholly within the hour that the clock skips
                continue
            uid = f"timetable:{day.weekday()}:{lesson.start_minute}:{lesson.title.casefold()}"
            one = Planned(uid, day.isoformat(), starts_at, ends_at, lesson.title)
            if one.key not in found or found[one.key].ends_at < ends_at:
                found[one.key] = one
    return sorted(found.values(), key=lambda one: (one.starts_at, one.ends_at, one.uid))


def plain_name(name: str) -> str:
    """A name without what people leave out or vary: case, accents, points and double spaces."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[^\w]+", " ", letters).split())


def room_named(name: str, rooms: Sequence[tuple[uuid.UUID, str]]) -> uuid.UUID | None:
    """The one room that a name means; None when no room has it, or more than one."""
    wanted = plain_name(name)
    found = [room_id for room_id, known in rooms if wanted and plain_name(known) == wanted]
    return found[0] if len(found) == 1 else None
