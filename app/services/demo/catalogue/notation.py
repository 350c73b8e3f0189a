"""The short notation in which members' timetables and prices are written down, and its reading.

opening     "mon-thu 08:30-22:30; sat 10:00-25:00"           hours past 24 belong to the night after that day
day parts   "morning Ochtend/Morning 09:00-12:30; ..."
layouts     "rows 60, choir_arc 45"
rates       "hour mon-thu 27.50; hour fri-sun 32; day_part 95; day_part:evening fri,sat 120; day 260"
lessons     "wed 18:30-20:30 Jeugdorkest; sat 10:00-12:00 Blokfluitles groep 1"
"""

import re
from typing import NamedTuple, cast, get_args

from app.services.demo.catalogue.time_types import DayPartSpec, OpeningSpec
from app.services.demo.catalogue.types import LayoutSpec, RateSpec
from app.services.demo.catalogue.vocabulary import LayoutKind, RateUnit

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_EVERY_DAY = tuple(range(7))


class TimetableLine(NamedTuple):
    """A lesson in the week of a room."""

    weekday: int
    start_minute: int
    end_minute: int
    title: str


def weekdays(text: str) -> tuple[int, ...]:
    """The numbers of days such as "mon-thu" or "fri,sat", Monday being 0."""
    days: list[int] = []
    for piece in text.split(","):
        first, _, last = piece.partition("-")
        days.extend(range(_DAYS.index(first), _DAYS.index(last or first) + 1))
    return tuple(days)


def clock(text: str) -> int:
    """Minutes from midnight of a time such as "08:30"."""
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def span(text: str) -> tuple[int, int]:
    """Start and end, in minutes from midnight, of "08:30-12:00"."""
    start, end = text.split("-")
    return clock(start), clock(end)


def opening(text: str) -> tuple[OpeningSpec, ...]:
    """The opening hours, in the order of the week."""
    lines = [OpeningSpec(day, *span(hours)) for days, hours in map(str.split, _entries(text)) for day in weekdays(days)]
    return tuple(sorted(lines, key=lambda line: (line.weekday, line.start_minute)))


def day_parts(text: str, hours: tuple[OpeningSpec, ...]) -> tuple[DayPartSpec, ...]:
    """Each block, on the weekdays on which it fits inside one stretch of the opening hours."""
    parts = []
    for entry in _entries(text):
        code, *words, block = entry.split()
        name_nl, name_en = " ".join(words).split("/")
        start, end = span(block)
        days = [line.weekday for line in hours if line.start_minute <= start and end <= line.end_minute]
        parts.append(DayPartSpec(code, name_nl, name_en, start, end, tuple(days)))
    return tuple(parts)


def layouts(text: str) -> tuple[LayoutSpec, ...]:
    """The layouts with their capacities. Raises: ValueError for one that does not exist."""
    found = []
    for entry in text.split(","):
        kind, capacity = entry.split()
        if kind not in get_args(LayoutKind):
            raise ValueError(f"no such layout: {kind}")
        found.append(LayoutSpec(cast("LayoutKind", kind), int(capacity)))
    return tuple(found)


def rates(text: str, hours: tuple[OpeningSpec, ...], parts: tuple[DayPartSpec, ...]) -> tuple[RateSpec, ...]:
    """The rates, each on those of its weekdays on which the doors open. A day part without a name means every one that
    the room does not price by name.
    """
    open_days = {line.weekday for line in hours}
    by_name = set(re.findall(r"day_part:(\w+)", text))
    found: list[RateSpec] = []
    for entry in _entries(text):
        head, *middle, amount = entry.split()
        days = weekdays(middle[0]) if middle else _EVERY_DAY
        unit, _, code = head.partition(":")
        if unit not in get_args(RateUnit):
            raise ValueError(f"no such unit: {unit}")
        cents = _cents(amount)
        if unit == "day_part":
            chosen = [part for part in parts if part.code == code or (not code and part.code not in by_name)]
            found.extend(
                RateSpec("day_part", cents, tuple(day for day in part.weekdays if day in days), part.code)
                for part in chosen
            )
        else:
            found.append(RateSpec(cast("RateUnit", unit), cents, tuple(day for day in days if day in open_days)))
    return tuple(rate for rate in found if rate.weekdays)


def lessons(text: str) -> tuple[TimetableLine, ...]:
    """The lessons, one line a day."""
    lines: list[TimetableLine] = []
    for entry in _entries(text):
        days, hours, title = entry.split(" ", 2)
        lines.extend(TimetableLine(day, *span(hours), title) for day in weekdays(days))
    return tuple(lines)


def _entries(text: str) -> list[str]:
    return [entry.strip() for entry in text.split(";") if entry.strip()]


def _cents(amount: str) -> int:
    found = re.fullmatch(r"(\d+)(?:\.(\d\d))?", amount)
    if found is None:
        raise ValueError(f"not an amount in euros: {amount}")
    return int(found[1]) * 100 + int(found[2] or 0)
