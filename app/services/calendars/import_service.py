"""A member's own calendar: first shown what it would change, then applied with one decision, wholly or not at all.

The file stands for all own use of its room from today on. A booking is never moved or removed: where a lesson overlaps
one, the lesson gets what is left and the member is told.
"""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.core import clock
from app.core.db import session
from app.core.paging import PAGE_SIZE, Page
from app.core.time_ranges import TimeRange, at_minute
from app.integrations.calendar.calendar_values import (
    CalendarLimits,
    CalendarReading,
    CalendarUnreadableError,
    DateWindow,
)
from app.integrations.calendar.ical_reader import read_calendar
from app.models.calendars import CalendarImport, ImportStatus
from app.models.listing import Room
from app.services.audit import audit_service
from app.services.audit.audit_service import Actor, Subject
from app.services.availability import availability_service, own_use_service
from app.services.availability.errors import SlotTakenError
from app.services.availability.own_use_service import OwnUse
from app.services.calendars import repository, rules
from app.services.calendars.errors import CalendarRefusedError, ImportNotFoundError, ImportOutdatedError
from app.services.calendars.rules import Difference, Planned

LONGEST_SUMMARY = 200
LISTED = 100


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would change, and what could not be read."""

    difference: Difference
    overlapping: list[Planned]
    reading: CalendarReading


def bring(room: Room, *, filename: str, raw: bytes, uploaded_by_id: uuid.UUID | None) -> tuple[CalendarImport, Preview]:
    """Read a file for a room (loaded with its venue) and keep it with what it would change; changes nothing yet.

    Raises:
        CalendarRefusedError: it is no calendar, or too large.
    """
    preview = _preview(room, raw)
    brought = CalendarImport(
        organisation_id=room.venue.organisation_id,
        room_id=room.id,
        uploaded_by_id=uploaded_by_id,
        filename=filename[:200],
        content=raw,
        status=ImportStatus.PREVIEWED,
        result=summary_of(preview),
    )
    session().add(brought)
    session().flush()
    return brought, preview


def preview_again(brought: CalendarImport, room: Room) -> Preview:
    """What a kept file would change now.

    Raises:
        CalendarRefusedError: as `bring`.
    """
    return _preview(room, brought.content)


def apply(brought: CalendarImport, room: Room, *, actor: Actor) -> Preview:
    """Make the room's own use what the file says, from today on; what was changed.

    Raises:
        ImportOutdatedError: it was applied already, or something was booked in this moment; nothing has changed.
    """
    if brought.status is not ImportStatus.PREVIEWED:
        raise ImportOutdatedError
    repository.lock_room(room.id)
    preview = _preview(room, brought.content)
    _apply(brought, room, preview, actor)
    return preview


def _apply(brought: CalendarImport, room: Room, preview: Preview, actor: Actor) -> None:
    try:
        write(brought.id, room, preview.difference)
    except SlotTakenError as error:
        raise ImportOutdatedError from error
    brought.status = ImportStatus.APPLIED
    brought.applied_at = clock.now()
    brought.result = summary_of(preview)
    audit_service.record(
        "calendars:import:applied",
        actor=actor,
        subject=Subject("room", room.id, brought.organisation_id),
        new=len(preview.difference.new),
        changed=len(preview.difference.changed),
        gone=len(preview.difference.gone),
    )


def bring_and_apply(room: Room, *, filename: str, raw: bytes, actor: Actor) -> Preview:
    """Read a file for a room and apply it at once, for calendars that nobody looks at first; what was changed.

    Raises:
        CalendarRefusedError: it is no calendar, or too large.
        ImportOutdatedError: something was booked in this moment; nothing has changed.
    """
    repository.lock_room(room.id)
    brought, preview = bring(room, filename=filename, raw=raw, uploaded_by_id=actor.user_id)
    _apply(brought, room, preview, actor)
    return preview


def get_import(import_id: uuid.UUID, organisation_id: uuid.UUID) -> CalendarImport:
    """One import of this organisation.

    Raises:
        ImportNotFoundError: there is none.
    """
    found = repository.find_import(import_id, organisation_id)
    if found is None:
        raise ImportNotFoundError
    return found


def list_imports(organisation_id: uuid.UUID, page: int) -> Page[CalendarImport]:
    """What was brought, newest first."""
    rows = repository.list_imports(organisation_id, PAGE_SIZE, (page - 1) * PAGE_SIZE)
    return Page(rows, page, PAGE_SIZE, repository.count_imports(organisation_id))


def _read(room: Room, raw: bytes) -> CalendarReading:
    zone = availability_service.zone_of(room)
    from_on, until_on = rules.window(clock.today(zone))
    try:
        return read_calendar(raw, zone=zone, window=DateWindow(from_on, until_on), limits=CalendarLimits())
    except CalendarUnreadableError as error:
        raise CalendarRefusedError(error.code) from error


def _start_of_today(room: Room) -> datetime:
    zone = availability_service.zone_of(room)
    return at_minute(clock.today(zone), 0, zone)


def _preview(room: Room, raw: bytes) -> Preview:
    reading = _read(room, raw)
    told = [
        Planned(one.uid, one.recurrence_key, one.starts_at, one.ends_at, one.summary[:LONGEST_SUMMARY])
        for one in reading.occurrences
    ]
    unreadable = {problem.uid for problem in reading.problems if problem.left_out and problem.uid}
    difference, overlapping = compare(room, told, unreadable=unreadable)
    return Preview(difference, overlapping, reading)


def compare(
    room: Room, told: Sequence[Planned], *, unreadable: Collection[str] = ()
) -> tuple[Difference, list[Planned]]:
    """What a room's own use from today on would become, whatever kind of file says so, and which of it is booked."""
    known = {key: planned for key, (_, planned) in repository.known_from(room.id, _start_of_today(room)).items()}
    difference = rules.difference(known, told, unreadable=unreadable)
    arriving = [*difference.new, *difference.changed]
    booked = own_use_service.find_booked(room, _spans(arriving))
    return difference, [one for one, clash in zip(arriving, booked, strict=True) if clash]


def write(import_id: uuid.UUID, room: Room, difference: Difference) -> None:
    """Make it so.

    Raises:
        SlotTakenError: something was booked in this very moment; the caller's transaction must roll back.
    """
    known = repository.known_from(room.id, _start_of_today(room))
    repository.remove([known[planned.key][0] for planned in difference.gone])
    changed_booked = own_use_service.find_booked(room, _spans(difference.changed))
    for planned, booked in zip(difference.changed, changed_booked, strict=True):
        repository.change(known[planned.key][0], import_id, planned, booked=booked)
    new_booked = own_use_service.find_booked(room, _spans(difference.new))
    ids = repository.add(room.id, import_id, difference.new, new_booked)
    uses = [
        OwnUse(known[one.key][0], span)
        for one, span in zip(difference.changed, _spans(difference.changed), strict=True)
    ]
    uses += [OwnUse(one_id, span) for one_id, span in zip(ids, _spans(difference.new), strict=True)]
    own_use_service.take(room, uses)


def _spans(planned: Sequence[Planned]) -> list[TimeRange]:
    return [TimeRange(one.starts_at, one.ends_at) for one in planned]


def summary_of(preview: Preview) -> dict[str, object]:
    """What is kept with the import, and shown of it: counts, and where in the file something could not be read."""
    difference, reading = preview.difference, preview.reading
    return {
        "events": reading.events,
        "new": len(difference.new),
        "changed": len(difference.changed),
        "gone": len(difference.gone),
        "unchanged": difference.unchanged,
        "ignored": reading.ignored,
        "overlapping": len(preview.overlapping),
        "problems": [
            {"line": problem.line, "code": problem.code.value, "left_out": problem.left_out}
            for problem in reading.problems[:LISTED]
        ],
        "unlisted_problems": reading.unlisted_problems + max(0, len(reading.problems) - LISTED),
    }
