"""Which row of a timetable belongs to which room."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.integrations.documents.timetable_values import Place, TimetableRow
from app.models.listing import Room
from app.services.calendars import timetable_rules
from app.services.calendars.timetable_rules import LEFT_OUT, Lesson, TermOptions


@dataclass(slots=True)
class UnknownName:
    """A name that no room has (empty: rows that name none), where it stands, and what was chosen for it.

    `chosen` is the id of a room, empty for leaving its rows out, None while nobody has said.
    """

    name: str
    places: list[Place] = field(default_factory=list)
    chosen: str | None = None


@dataclass(slots=True)
class Sorted:
    """The lessons per room; names that need an answer; how many rows are for other rooms, or were left out."""

    by_room: dict[uuid.UUID, list[Lesson]] = field(default_factory=dict)
    unknown: list[UnknownName] = field(default_factory=list)
    elsewhere: int = 0
    left_out: int = 0


def sort(
    rows: Iterable[TimetableRow], rooms: Sequence[Room], options: TermOptions, *, only: uuid.UUID | None
) -> Sorted:
    """Rows per room of the venue. With `only` the file is about that room: rows for another are counted, not used.

    A room is named by its row, else by the sheet that the row stands on.
    """
    found = Sorted()
    known = [(room.id, room.name) for room in rooms]
    by_text = {str(room.id): room.id for room in rooms}
    unknown: dict[str, UnknownName] = {}
    for row in rows:
        name, room_id = _named(row, known, only)
        if room_id is None:
            asked = unknown.setdefault(timetable_rules.plain_name(name), UnknownName(name))
            asked.places.append(row.place)
            asked.chosen = _answer(options, asked.name, by_text, only)
            room_id = by_text.get(asked.chosen or "")
            found.left_out += asked.chosen == LEFT_OUT
        if room_id is None:
            continue
        if only not in {None, room_id}:
            found.elsewhere += 1
            continue
        found.by_room.setdefault(room_id, []).append(_lesson(row))
    found.unknown = sorted(unknown.values(), key=lambda one: (one.chosen is not None, one.name.casefold()))
    return found


def _named(
    row: TimetableRow, known: Sequence[tuple[uuid.UUID, str]], only: uuid.UUID | None
) -> tuple[str, uuid.UUID | None]:
    if row.room:
        return row.room, timetable_rules.room_named(row.room, known)
    by_sheet = timetable_rules.room_named(row.place.sheet, known)
    return row.place.sheet, by_sheet or only


def _answer(options: TermOptions, name: str, by_text: dict[str, uuid.UUID], only: uuid.UUID | None) -> str | None:
    answer = options.rooms.get(timetable_rules.plain_name(name))
    if answer is None or answer == LEFT_OUT:
        return answer
    possible = answer in by_text and (only is None or by_text[answer] == only)
    return answer if possible else None  # a room that is gone is asked for again


def _lesson(row: TimetableRow) -> Lesson:
    return Lesson(
        title=row.title,
        start_minute=row.start_minute,
        end_minute=row.end_minute,
        weekdays=row.weekdays,
        on=row.on,
        from_on=row.from_on,
        until_on=row.until_on,
    )
