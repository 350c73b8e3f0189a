"""A timetable of many rooms: first shown, room by room, then applied with one decision, wholly or not at all.

The file stands for all own use, from today on, of the rooms that it names, as far as it was brought by hand; other rooms
and lessons that a calendar address brings stay as they are. Nothing is applied while a row could not be read or a name
of a room is not explained.
"""

import hashlib
import uuid
from dataclasses import dataclass, replace

from app.core import clock
from app.core.db import session
from app.core.paging import PAGE_SIZE, Page
from app.integrations.documents.timetable_reader import read_timetable
from app.integrations.documents.timetable_values import Fault, TimetableReading, TimetableUnreadableError
from app.models.calendars import CalendarImport, ImportStatus
from app.models.listing import Room, Venue
from app.models.timetables import Timetable
from app.services.audit import audit_service
from app.services.audit.audit_service import Actor, Subject
from app.services.availability import availability_service
from app.services.calendars import (
    import_service,
    rules,
    term_options,
    timetable_repository,
    timetable_rooms,
    timetable_rules,
)
from app.services.calendars.errors import (
    ImportOutdatedError,
    TimetableNotFoundError,
    TimetableRefusedError,
    TimetableUnreadyError,
)
from app.services.calendars.rules import Difference, Planned
from app.services.calendars.timetable_rooms import Sorted, UnknownName
from app.services.calendars.timetable_rules import Lesson, TermOptions

__all__ = ["RoomPreview", "TermOptions", "TimetablePreview", "UnknownName"]

MOST_OCCURRENCES = 50_000
LISTED = 200


@dataclass(frozen=True, slots=True)
class RoomPreview:
    """What a timetable would change in one room, and which of it meets a booking."""

    room: Room
    lessons: int
    difference: Difference
    overlapping: list[Planned]


@dataclass(frozen=True, slots=True)
class TimetablePreview:
    """What a timetable would change, and what has to be cleared up before it can."""

    reading: TimetableReading
    options: TermOptions
    rooms: list[RoomPreview]
    unknown: list[UnknownName]
    elsewhere: int
    left_out: int

    @property
    def ready(self) -> bool:
        """Whether it can be applied: every row was read, and every name of a room is explained."""
        explained = all(name.chosen is not None for name in self.unknown)
        return self.reading.complete and explained and bool(self.rooms)

    @property
    def fingerprint(self) -> str:
        """The same as long as the changes are the same."""
        digest = hashlib.sha256()
        for one in self.rooms:
            for word, planned in (("+", one.difference.new), ("~", one.difference.altered), ("-", one.difference.gone)):
                digest.update(f"{one.room.id}{word}".encode())
                for each in planned:
                    digest.update(f"{each.key}{each.starts_at}{each.ends_at}{each.summary}".encode())
        return digest.hexdigest()[:32]


def bring(venue: Venue, room: Room | None, *, filename: str, raw: bytes, uploaded_by_id: uuid.UUID | None) -> Timetable:
    """Keep a file for a venue, or for one room of it, to be looked at; changes nothing yet.

    Raises:
        TimetableRefusedError: it is no timetable, or too large.
    """
    _read(raw)
    today = clock.today()
    timetable = Timetable(
        organisation_id=venue.organisation_id,
        venue_id=venue.id,
        room_id=room.id if room else None,
        uploaded_by_id=uploaded_by_id,
        filename=filename[:200],
        content=raw,
        options=term_options.first(venue, timetable_repository.last_applied_options(venue.id), today=today),
        status=ImportStatus.PREVIEWED,
        result={},
    )
    session().add(timetable)
    session().flush()
    timetable.result = summary_of(preview(timetable))
    return timetable


def get(timetable_id: uuid.UUID, organisation_id: uuid.UUID) -> Timetable:
    """One timetable of this organisation.

    Raises:
        TimetableNotFoundError: there is none.
    """
    found = timetable_repository.find(timetable_id, organisation_id)
    if found is None:
        raise TimetableNotFoundError
    return found


def list_timetables(organisation_id: uuid.UUID, page: int) -> Page[Timetable]:
    """What was brought, newest first."""
    rows = timetable_repository.list_page(organisation_id, PAGE_SIZE, (page - 1) * PAGE_SIZE)
    return Page(rows, page, PAGE_SIZE, timetable_repository.count(organisation_id))


def understand(timetable: Timetable, options: TermOptions) -> None:
    """From now on the file is read with these options.

    Raises:
        InvalidError: the days are not in order.
        ImportOutdatedError: it was applied already.
    """
    if timetable.status is not ImportStatus.PREVIEWED:
        raise ImportOutdatedError
    timetable.options = term_options.checked(options)
    timetable.result = summary_of(preview(timetable))


def preview(timetable: Timetable) -> TimetablePreview:
    """What a kept file would change now.

    Raises:
        TimetableRefusedError: as `bring`; also when its lessons take place too often.
    """
    rooms = list(timetable_repository.rooms_of(timetable.venue_id))
    reading = _read(timetable.content)
    options = term_options.from_kept(timetable.options)
    found = timetable_rooms.sort(reading.rows, rooms, options, only=timetable.room_id)
    return TimetablePreview(
        reading=reading,
        options=options,
        rooms=_room_previews(rooms, found, options),
        unknown=found.unknown,
        elsewhere=found.elsewhere,
        left_out=found.left_out,
    )


def _room_previews(rooms: list[Room], found: Sorted, options: TermOptions) -> list[RoomPreview]:
    previews: list[RoomPreview] = []
    occurrences = 0
    for room in rooms:
        lessons = found.by_room.get(room.id)
        if lessons is None:
            continue
        told = _plan(room, lessons, options)
        occurrences += len(told)
        if occurrences > MOST_OCCURRENCES:
            raise TimetableRefusedError(Fault.TOO_MANY_OCCURRENCES)
        previews.append(RoomPreview(room, len(lessons), *import_service.compare(room, told)))
    return previews


def apply(timetable: Timetable, *, seen: str, actor: Actor) -> TimetablePreview:
    """Make the own use of every room in the file what the file says, from today on; what was changed.

    `seen` is the fingerprint of the changes that were looked at.

    Raises:
        TimetableUnreadyError: something in the file is not clear yet.
        ImportOutdatedError: it was applied already, or what it changes is no longer what was looked at.
    """
    timetable_repository.lock(timetable.id)
    if timetable.status is not ImportStatus.PREVIEWED:
        raise ImportOutdatedError
    timetable_repository.lock_rooms([room.id for room in timetable_repository.rooms_of(timetable.venue_id)])
    found = preview(timetable)
    if not found.ready:
        raise TimetableUnreadyError
    if found.fingerprint != seen:
        raise ImportOutdatedError
    for one in found.rooms:
        _apply_room(timetable, one)
    timetable.status, timetable.applied_at = ImportStatus.APPLIED, clock.now()
    timetable.result = summary_of(found)
    told = timetable.result
    audit_service.record(
        "calendars:timetable:applied",
        actor=actor,
        subject=Subject("venue", timetable.venue_id, timetable.organisation_id),
        rooms=told["rooms"],
        new=told["new"],
        changed=told["changed"],
        gone=told["gone"],
    )
    return found


def _apply_room(timetable: Timetable, one: RoomPreview) -> None:
    brought = CalendarImport(
        organisation_id=timetable.organisation_id,
        room_id=one.room.id,
        timetable_id=timetable.id,
        uploaded_by_id=timetable.uploaded_by_id,
        filename=timetable.filename,
        content=b"",  # the timetable keeps the file, once for all rooms
        status=ImportStatus.APPLIED,
        applied_at=clock.now(),
        result=_counts(one) | {"events": one.lessons, "ignored": 0, "problems": [], "unlisted_problems": 0},
    )
    session().add(brought)
    session().flush()
    import_service.write(brought.id, one.room, one.difference)


def _plan(room: Room, lessons: list[Lesson], options: TermOptions) -> list[Planned]:
    zone = availability_service.zone_of(room)
    window = rules.window(clock.today(zone))
    days_off = term_options.days_off(room.venue, options, window)
    return timetable_rules.plan(lessons, options, window=window, days_off=days_off, zone=zone)


def _read(raw: bytes) -> TimetableReading:
    try:
        return read_timetable(raw)
    except TimetableUnreadableError as error:
        raise TimetableRefusedError(error.fault, error.detail) from error


def _counts(one: RoomPreview) -> dict[str, object]:
    return {
        "new": len(one.difference.new),
        "changed": len(one.difference.altered),
        "gone": len(one.difference.gone),
        "unchanged": one.difference.unchanged,
        "overlapping": len(one.overlapping),
    }


def summary_of(found: TimetablePreview) -> dict[str, object]:
    """What is kept with the timetable: counts over all rooms, each room's own, and what could not be read."""
    rooms = [
        {"room_id": str(one.room.id), "name": one.room.name, "lessons": one.lessons} | _counts(one)
        for one in found.rooms
    ]
    names = ("new", "changed", "gone", "unchanged", "overlapping")
    parts = [_counts(one) for one in found.rooms]
    totals = {name: sum(int(str(part[name])) for part in parts) for name in names}
    problems = [
        {
            "sheet": problem.place.sheet,
            "row": problem.place.row,
            "column": problem.place.column,
            "fault": problem.fault.value,
            "detail": problem.detail,
            "left_out": problem.left_out,
        }
        for problem in found.reading.problems[:LISTED]
    ]
    return totals | {
        "lessons": len(found.reading.rows),
        "rooms": len(rooms),
        "by_room": rooms,
        "problems": problems,
        "unlisted_problems": found.reading.unlisted_problems + max(0, len(found.reading.problems) - LISTED),
    }


def choose_rooms(timetable: Timetable, chosen: dict[str, str]) -> TermOptions:
    """The options with other answers to which room a name means."""
    options = term_options.from_kept(timetable.options)
    return replace(options, rooms={**options.rooms, **chosen})
