"""What the calendar calls the kinds of time, and where each leads."""

import uuid
from collections.abc import Mapping

from flask import url_for
from flask_babel import gettext as _

from app.blueprints.member.strips import who
from app.core.messages import Message, message
from app.models.booking import Booking
from app.models.occupancy import OwnUseBlock
from app.services.availability.day_calendar import zone_of
from app.services.reporting.calendar_entries import Entry, EntryKind, Lesson

KINDS: dict[EntryKind, Message] = {
    EntryKind.BOOKING: message("let"),
    EntryKind.HOLD: message("being paid"),
    EntryKind.LESSON: message("own lesson"),
    EntryKind.OWN_USE: message("own use"),
    EntryKind.CHANGEOVER: message("changeover"),
    EntryKind.FREE: message("empty"),
    EntryKind.CLOSED: message("closed"),
}


def name_of(entry: Entry, room_id: uuid.UUID) -> str:
    """Who comes or what happens; also where, when that is another room than the one with this id."""
    source, name = entry.source, ""
    if isinstance(source, Booking) and entry.kind is EntryKind.BOOKING:
        name = who(source)
    elif isinstance(source, Lesson):
        name = source.summary
    elif isinstance(source, OwnUseBlock):
        name = source.note
    if entry.source is not None and entry.room.id != room_id:
        return _("%(what)s (in %(room)s)", what=name, room=entry.room.name) if name else entry.room.name
    return name


def address_of(entry: Entry, may: Mapping[str, bool]) -> str | None:
    """The page of what stands behind an entry that this reader may open; the caretaker gets the day sheet."""
    source = entry.source
    if isinstance(source, OwnUseBlock):
        return url_for("member.own_use", block_id=source.id)
    if isinstance(source, Booking) and may["bookings"]:
        return url_for("member.booking", reference=source.reference)
    if isinstance(source, Lesson) and may["desk"]:
        return url_for("member.calendar_import", import_id=source.import_id)
    if source is not None and may["house"]:
        day = entry.span.starts_at.astimezone(zone_of(entry.room)).date()
        return url_for("member.sheet", date=day.isoformat(), venue=entry.room.venue_id)
    return None
