"""Fills a house with its own lessons as they really fall: youth after school, adults in the evening, Saturday morning,
and mornings that mostly stay empty. Signature lessons come first, then combined halls, then the rest around them.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from app.services.demo.catalogue import notation
from app.services.demo.catalogue.dice import Dice
from app.services.demo.catalogue.lesson_titles import SESSIONS, TITLES, Audience, Session
from app.services.demo.catalogue.notation import TimetableLine
from app.services.demo.catalogue.sheets import RoomSheet
from app.services.demo.catalogue.time_types import OpeningSpec

_SHORTEST_LESSON = 45
_STEP = 30
_LIVELINESS_OF_COMBINED = 0.4  # a combined hall is opened up for its own lessons and now and then for another


class Part(NamedTuple):
    """A physical part of the house on one day of the week."""

    slug: str
    weekday: int


def parts_of(room: RoomSheet) -> tuple[str, ...]:
    """The slugs of the physical parts a room takes up: its own, or those of the rooms it is made of."""
    return tuple(room.parts.split()) or (room.slug,)


def plan_lessons(
    rooms: Sequence[RoomSheet], opening: tuple[OpeningSpec, ...], dice: Dice
) -> dict[str, tuple[TimetableLine, ...]]:
    """Per room slug the week of the house. No two lessons share a part at one time; all fall within opening hours."""
    taken: dict[Part, list[tuple[int, int]]] = {}
    week: dict[str, list[TimetableLine]] = {room.slug: [] for room in rooms}
    for room in rooms:
        for line in notation.lessons(room.lessons):
            _take(room, line, week, taken)
    for room in sorted(rooms, key=lambda room: not room.parts):
        for line in _usual_lines(room, opening, dice):
            if _is_free(room, line, taken):
                _take(room, _numbered(line, week[room.slug]), week, taken)
    return {slug: tuple(sorted(lines)) for slug, lines in week.items()}


def _take(
    room: RoomSheet,
    line: TimetableLine,
    week: dict[str, list[TimetableLine]],
    taken: dict[Part, list[tuple[int, int]]],
) -> None:
    week[room.slug].append(line)
    for slug in parts_of(room):
        taken.setdefault(Part(slug, line.weekday), []).append((line.start_minute, line.end_minute))


def _is_free(room: RoomSheet, line: TimetableLine, taken: dict[Part, list[tuple[int, int]]]) -> bool:
    return all(
        line.end_minute <= start or end <= line.start_minute
        for slug in parts_of(room)
        for start, end in taken.get(Part(slug, line.weekday), ())
    )


def _usual_lines(room: RoomSheet, opening: tuple[OpeningSpec, ...], dice: Dice) -> Iterable[TimetableLine]:
    share = room.teaching * (_LIVELINESS_OF_COMBINED if room.parts else 1)
    for number, session in enumerate(SESSIONS[room.type]):
        for day in notation.weekdays(session.days):
            throw = (room.slug, number, day)
            if not dice.happens(session.chance * share, "held", *throw):
                continue
            start, end = _within(opening, day, *_hours(session, dice, throw))
            if end - start >= _SHORTEST_LESSON:
                yield TimetableLine(day, start, end, dice.pick(_titles(room, session.audience), "title", *throw))


def _hours(session: Session, dice: Dice, throw: tuple[object, ...]) -> tuple[int, int]:
    """The session's block, somewhat later or shorter, so that no two rooms keep quite the same hours."""
    start, end = notation.span(session.block)
    return (
        start + _STEP * dice.between(0, session.slack, "start", *throw),
        end - _STEP * dice.between(0, session.slack, "end", *throw),
    )


def _within(opening: tuple[OpeningSpec, ...], day: int, start: int, end: int) -> tuple[int, int]:
    for line in opening:
        if line.weekday == day and start < line.end_minute and line.start_minute < end:
            return max(start, line.start_minute), min(end, line.end_minute)
    return start, start


def _titles(room: RoomSheet, audience: Audience) -> tuple[str, ...]:
    own = tuple(title.strip() for title in room.titles.split(";") if title.strip())
    return own or TITLES[room.type][audience]


def _numbered(line: TimetableLine, lines: list[TimetableLine]) -> TimetableLine:
    """The line with "groep {n}" made the first group that the room does not have yet."""
    stem = line.title.split("{n}")[0]
    number = 1 + sum(other.title.startswith(stem) for other in lines)
    return line._replace(title=line.title.replace("{n}", str(number)))
