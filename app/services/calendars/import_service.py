"""A member's own calendar: first shown what it would change, then applied with one decision, wholly or not at all.

The file stands for all own use of its room from today on, but for what feeds bring: each feed speaks for its own lessons.
A booking is never moved or removed: where a lesson overlaps one, the lesson gets what is left and the member is told.
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
from app.models.tasks import TaskKind
from app.services.audit import audit_service
from app.services.audit.audit_service import Actor, Subject
from app.services.availability import availability_service, own_use_service
from app.services.availability.own_use_service import OwnUse
from app.services.calendars import clash_service, feed_repository, repository, rules
from app.services.calendars.errors import CalendarRefusedError, ImportNotFoundError, ImportOutdatedError
from app.services.calendars.repository import Origin
from app.services.calendars.rules import Difference, Planned
from app.services.tasks import task_service

LONGEST_SUMMARY = 200
LISTED = 100


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would change, and what could not be read."""

    difference: Difference
    overlapping: list[Planned]
    reading: CalendarReading


def bring(
    room: Room, *, filename: str, raw: bytes, uploaded_by_id: uuid.UUID | None, feed_id: uuid.UUID | None = None
) -> tuple[CalendarImport, Preview]:
    """Read a file for a room (loaded with its venue) and keep it with what it would change; changes nothing yet.

    `feed_id`: the feed of this room that said so.

    Raises:
        CalendarRefusedError: it is no calendar, or too large.
    """
    preview = look(room, raw, feed_id=feed_id)
    brought = CalendarImport(
        organisation_id=room.venue.organisation_id,
        room_id=room.id,
        feed_id=feed_id,
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
    return look(room, brought.content, feed_id=brought.feed_id)


def apply(brought: CalendarImport, room: Room, *, actor: Actor) -> Preview:
    """Make the room's own use what the file says, from today on; what was changed.

    Raises:
        ImportOutdatedError: it was applied already.
        CalendarRefusedError: as `bring`.
    """
    if brought.status is not ImportStatus.PREVIEWED:
        raise ImportOutdatedError
    repository.lock_room(room.id)
    preview = look(room, brought.content, feed_id=brought.feed_id)
    write_down(brought, room, preview, actor=actor)
    return preview


def write_down(brought: CalendarImport, room: Room, preview: Preview, *, actor: Actor) -> None:
    """Apply what was just looked at, in the transaction that looked and under the room's lock."""
    now = clock.now()
    write(brought.id, room, preview.difference, feed_id=brought.feed_id)
    brought.status = ImportStatus.APPLIED
    brought.applied_at = now
    brought.result = summary_of(preview)
    if brought.feed_id is not None:
        feed_repository.follow(brought, on=clock.today(availability_service.zone_of(room)), now=now)
        task_service.close_about(brought.organisation_id, TaskKind.FEED_DOUBTFUL, str(brought.feed_id), now=now)
    audit_service.record(
        "calendars:import:applied",
        actor=actor,
        subject=Subject("room", room.id, brought.organisation_id),
        new=len(preview.difference.new),
        changed=len(preview.difference.altered),
        gone=len(preview.difference.gone),
    )


def bring_and_apply(room: Room, *, filename: str, raw: bytes, actor: Actor) -> Preview:
    """Read a file for a room and apply it at once, for calendars that nobody looks at first; what was changed.

    Raises:
        CalendarRefusedError: it is no calendar, or too large.
    """
    repository.lock_room(room.id)
    brought, preview = bring(room, filename=filename, raw=raw, uploaded_by_id=actor.user_id)
    write_down(brought, room, preview, actor=actor)
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


def list_imports(organisation_id: uuid.UUID, page: int, *, feed_id: uuid.UUID | None = None) -> Page[CalendarImport]:
    """What was brought by hand, or what a feed changed; newest first."""
    rows = repository.list_imports(organisation_id, feed_id, PAGE_SIZE, (page - 1) * PAGE_SIZE)
    return Page(rows, page, PAGE_SIZE, repository.count_imports(organisation_id, feed_id))


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


def look(room: Room, raw: bytes, *, feed_id: uuid.UUID | None = None) -> Preview:
    """What a calendar would change in a room (loaded with its venue) now; keeps nothing.

    Raises:
        CalendarRefusedError: it is no calendar, or too large.
    """
    reading = _read(room, raw)
    told = [
        Planned(one.uid, one.recurrence_key, one.starts_at, one.ends_at, one.summary[:LONGEST_SUMMARY])
        for one in reading.occurrences
        if not rules.is_own(one.uid)
    ]
    left_out = [problem for problem in reading.problems if problem.left_out]
    difference, overlapping = compare(
        room,
        told,
        unreadable={problem.uid for problem in left_out},
        keep_missing=reading.unlisted_problems > 0 or any(not problem.uid for problem in left_out),
        feed_id=feed_id,
    )
    return Preview(difference, overlapping, reading)


def compare(
    room: Room,
    told: Sequence[Planned],
    *,
    unreadable: Collection[str] = (),
    keep_missing: bool = False,
    feed_id: uuid.UUID | None = None,
) -> tuple[Difference, list[Planned]]:
    """What a room's own use from today on would become, whatever kind of file says so, and which of it is booked.

    Against what that feed said before, or (None) what files brought by hand did.
    """
    rows = repository.known_from(room.id, _start_of_today(room), feed_id)
    known = {key: planned for key, (_, planned) in rows.items()}
    difference = rules.difference(known, told, unreadable=unreadable, keep_missing=keep_missing)
    arriving = [*difference.new, *difference.altered]
    booked = own_use_service.find_booked(room, _spans(arriving))
    return difference, [one for one, clash in zip(arriving, booked, strict=True) if clash]


def write(import_id: uuid.UUID, room: Room, difference: Difference, *, feed_id: uuid.UUID | None = None) -> None:
    """Make it so, as `compare` for the same feed found it, and let the member know of lessons that meet a booking.

    Time that a lesson gives up goes to other own use that stood there too; what is booked meanwhile stays booked.
    """
    known = repository.known_from(room.id, _start_of_today(room), feed_id)
    ids = {key: occurrence_id for key, (occurrence_id, _) in known.items()}
    repository.rename([(ids[before.key], after) for before, after in difference.renamed])
    repository.remove([ids[planned.key] for planned in difference.gone])
    ids |= {after.key: ids[before.key] for before, after in difference.moved}
    altered = difference.altered
    for planned, booked in zip(altered, own_use_service.find_booked(room, _spans(altered)), strict=True):
        repository.change(ids[planned.key], import_id, planned, booked=booked)
    new_booked = own_use_service.find_booked(room, _spans(difference.new))
    new_ids = repository.add(Origin(room.id, import_id, feed_id), difference.new, new_booked)
    arriving = [*altered, *difference.new]
    taking = [*(ids[planned.key] for planned in altered), *new_ids]
    own_use_service.take(room, [OwnUse(one, span) for one, span in zip(taking, _spans(arriving), strict=True)])
    clash_service.settle_room(room.id, now=clock.now())


def _spans(planned: Sequence[Planned]) -> list[TimeRange]:
    return [TimeRange(one.starts_at, one.ends_at) for one in planned]


def summary_of(preview: Preview) -> dict[str, object]:
    """What is kept with the import, and shown of it: counts, and where in the file something could not be read."""
    difference, reading = preview.difference, preview.reading
    return {
        "events": reading.events,
        "new": len(difference.new),
        "changed": len(difference.altered),
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
