"""Calendars of bookings that go out: of one room, of one venue, or of all that a member has.

Whoever has the address reads the calendar, so it says no more than a desk needs: which room, when, how many, and the
number of the booking; the hirer's name only when the member wants that. Never an e-mail address or a phone number.
"""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core.db import session
from app.core.tokens import link_token, link_token_matches
from app.integrations.calendar.ical_writer import CalendarEntry, EventStatus, write_calendar
from app.models.booking import BookingStatus
from app.models.calendars import CalendarExport
from app.services.audit import audit_service
from app.services.audit.audit_service import Actor, Subject
from app.services.calendars import export_repository
from app.services.calendars.export_repository import BookedTime
from app.services.calendars.feed_errors import ExportKnownError, ExportNotFoundError
from app.services.calendars.rules import booking_uid

PRODID = "-//Cultuurconnectie//Locatieplatform//NL"
BACK = timedelta(days=31)
AHEAD = timedelta(days=760)
# How long a cancelled booking is still told, so that every calendar has taken it out by then.
CANCELLED_FOR = timedelta(days=31)
MOST_BOOKINGS = 5000
REFRESH_MINUTES = 15
_STATUSES = {
    BookingStatus.CONFIRMED: EventStatus.CONFIRMED,
    BookingStatus.PROCESSING: EventStatus.TENTATIVE,
    BookingStatus.CANCELLED: EventStatus.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class ExportWords:
    """The few words in a calendar, in the language it is written in, each with its `%(...)s` values."""

    summary: str
    summary_with_name: str
    description: str


@dataclass(frozen=True, slots=True)
class OutgoingCalendar:
    """A calendar that was asked for: its name, its events, and by what version it is recognised."""

    name: str
    entries: Sequence[CalendarEntry]
    etag: str

    def as_bytes(self) -> bytes:
        """The file. Times are in UTC, so that no program needs to know a time zone."""
        return write_calendar(self.entries, name=self.name, prodid=PRODID, refresh_minutes=REFRESH_MINUTES)


def create(
    organisation_id: uuid.UUID,
    *,
    venue_id: uuid.UUID | None = None,
    room_id: uuid.UUID | None = None,
    with_names: bool,
    actor: Actor,
) -> CalendarExport:
    """Make a calendar of one venue or one room of this organisation, or of everything it has.

    Raises:
        ExportNotFoundError: the venue or room is not theirs.
        ExportKnownError: there is one already.
    """
    if not export_repository.owns(organisation_id, venue_id, room_id):
        raise ExportNotFoundError
    export = CalendarExport(
        organisation_id=organisation_id,
        venue_id=venue_id,
        room_id=room_id,
        with_names=with_names,
        created_by_id=actor.user_id,
    )
    if not export_repository.add(export):
        raise ExportKnownError
    _record("created", export, actor)
    return export


def list_exports(organisation_id: uuid.UUID) -> Sequence[CalendarExport]:
    """All of a member, the oldest first; there is one at most per room and venue."""
    return export_repository.list_exports(organisation_id)


def rotate(export_id: uuid.UUID, organisation_id: uuid.UUID, *, actor: Actor) -> None:
    """Give a calendar another address; the old one stops at once.

    Raises:
        ExportNotFoundError: there is none of this organisation.
    """
    export = _locked(export_id, organisation_id)
    export.generation += 1
    export.fetched_at = None
    _record("rotated", export, actor)


def set_names(export_id: uuid.UUID, organisation_id: uuid.UUID, *, with_names: bool, actor: Actor) -> None:
    """Whether a calendar tells who hires.

    Raises:
        ExportNotFoundError: there is none of this organisation.
    """
    export = _locked(export_id, organisation_id)
    if export.with_names is not with_names:
        export.with_names = with_names
        _record("names_on" if with_names else "names_off", export, actor)


def remove(export_id: uuid.UUID, organisation_id: uuid.UUID, *, actor: Actor) -> None:
    """Stop a calendar; its address leads nowhere from now on.

    Raises:
        ExportNotFoundError: there is none of this organisation.
    """
    export = _locked(export_id, organisation_id)
    _record("removed", export, actor)
    session().delete(export)
    session().flush()


def token_of(export: CalendarExport) -> str:
    """The secret part of a calendar's address now."""
    return link_token(_use(export), export.id)


def read(export_id: uuid.UUID, token: str, words: ExportWords, *, now: datetime) -> OutgoingCalendar:
    """The calendar behind an address. Three queries, whatever is in it; at most 5,000 bookings, two years ahead.

    Raises:
        ExportNotFoundError: there is none, or the token is wrong or an old one.
    """
    export = export_repository.find(export_id)
    if export is None or not link_token_matches(token, _use(export), export.id):
        raise ExportNotFoundError
    export_repository.note_fetched(export, now)
    booked = export_repository.booked_times(
        export, now - BACK, now + AHEAD, cancelled_since=now - CANCELLED_FOR, limit=MOST_BOOKINGS
    )
    name = export_repository.name_of(export)
    entries = [_entry(one, words, with_names=export.with_names) for one in booked]
    return OutgoingCalendar(name, entries, _etag(name, entries))


def _entry(booked: BookedTime, words: ExportWords, *, with_names: bool) -> CalendarEntry:
    values: Mapping[str, object] = {
        "room": booked.room,
        "venue": booked.venue,
        "name": booked.hirer,
        "reference": booked.reference,
        "persons": booked.persons,
    }
    return CalendarEntry(
        uid=booking_uid(booked.booking_id),
        starts_at=booked.starts_at,
        ends_at=booked.ends_at,
        summary=(words.summary_with_name if with_names else words.summary) % values,
        stamped_at=booked.stamped_at,
        sequence=booked.sequence,
        status=_STATUSES[booked.status],
        location=f"{booked.room}, {booked.venue}",
        description=words.description % values,
    )


def _etag(name: str, entries: Sequence[CalendarEntry]) -> str:
    """From what the calendar says, without writing it: most who ask know it already."""
    digest = hashlib.sha256(name.encode())
    for entry in entries:
        digest.update(repr(entry).encode())
    return digest.hexdigest()[:40]


def _use(export: CalendarExport) -> str:
    return f"calendar-{export.generation}"


def _locked(export_id: uuid.UUID, organisation_id: uuid.UUID) -> CalendarExport:
    export = export_repository.lock(export_id, organisation_id)
    if export is None:
        raise ExportNotFoundError
    return export


def _record(action: str, export: CalendarExport, actor: Actor) -> None:
    subject = Subject("calendar_export", export.id, export.organisation_id)
    audit_service.record(f"calendars:export:{action}", actor=actor, subject=subject)
