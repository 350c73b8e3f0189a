"""Own lessons: bring a calendar file, see what it would change, then say yes once."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.blueprints.member.desk import DESK, actor, spoken, text_of
from app.blueprints.member.strips import who
from app.blueprints.member.words import IMPORT_PROBLEMS, IMPORT_STATUSES
from app.core.db import in_transaction, transaction
from app.core.errors import ConflictError, InvalidError, NotFoundError
from app.core.messages import message
from app.core.paging import page_number
from app.integrations.documents.timetable_reader import is_timetable
from app.models.calendars import ImportStatus
from app.models.listing import Room
from app.services.calendars import import_service, timetable_service
from app.services.calendars.import_service import Preview
from app.services.reporting import desk_service
from app.web.access import current_organisation, member_access, signed_in_user
from app.web.i18n import translate

MAX_FILE_BYTES = 5 * 1024 * 1024
SHOWN = 25


def register(bp: Blueprint) -> None:
    """Hang the addresses on the blueprint."""
    bp.add_url_rule("/<organisation_slug>/agenda", "agenda", agenda)
    bp.add_url_rule("/<organisation_slug>/agenda", "bring_calendar", bring_calendar, methods=["POST"])
    bp.add_url_rule("/<organisation_slug>/agenda/<uuid:import_id>", "calendar_import", calendar_import)
    bp.add_url_rule(
        "/<organisation_slug>/agenda/<uuid:import_id>/toepassen",
        "apply_calendar",
        apply_calendar,
        methods=["POST"],
    )


def _rooms() -> dict[uuid.UUID, Room]:
    return {room.id: room for room in desk_service.list_rooms(current_organisation().id)}


def _page(room_id: str, errors: dict[str, list[str]]) -> str:
    rooms = _rooms()
    return render_template(
        "member/agenda.html",
        rooms=rooms,
        choices=_choices(list(rooms.values())),
        room_id=room_id,
        errors=errors,
        page=import_service.list_imports(current_organisation().id, page_number(request.args.get("page"))),
        statuses=IMPORT_STATUSES,
        max_bytes=MAX_FILE_BYTES,
    )


def _choices(rooms: list[Room]) -> list[tuple[str, object]]:
    by_venue: dict[str, list[tuple[str, str]]] = {}
    for room in rooms:
        by_venue.setdefault(room.venue.name, []).append((str(room.id), room.name))
    return [("", _("Choose")), *by_venue.items()]


@member_access(*DESK)
def agenda() -> str:
    """Bring a file; what was brought before."""
    return _page(request.args.get("room", ""), {})


@member_access(*DESK)
def bring_calendar() -> Response | tuple[str, int]:
    """Read the file and show what it would change. Nothing changes yet."""
    room_id = text_of(request.form, "room")
    room = next((room for key, room in _rooms().items() if str(key) == room_id), None)
    file = request.files.get("file")
    raw = file.read(MAX_FILE_BYTES + 1) if file else b""
    errors: dict[str, list[str]] = {}
    if room is None:
        errors["room"] = [_("Choose the room that these lessons are in.")]
    if not raw or file is None:
        errors["file"] = [_("Choose the calendar file (.ics).")]
    if room is None or file is None or errors:
        return _page(room_id, errors), 422
    name = (file.filename or "agenda.ics").replace("\x00", "")
    try:
        if is_timetable(name):  # a spreadsheet brought to this door is a timetable of this room
            with transaction():
                table = timetable_service.bring(
                    room.venue, room, filename=name, raw=raw, uploaded_by_id=signed_in_user().id
                )
            return redirect(url_for("member.timetable", timetable_id=table.id), code=303)
        with transaction():
            brought, _preview = import_service.bring(room, filename=name, raw=raw, uploaded_by_id=signed_in_user().id)
    except InvalidError as error:
        return _page(room_id, spoken(error.errors)), 422
    return redirect(url_for("member.calendar_import", import_id=brought.id), code=303)


@member_access(*DESK)
def calendar_import(import_id: uuid.UUID) -> str:
    """What the file would change now; or what it changed."""
    brought = import_service.get_import(import_id, current_organisation().id)
    room = _room_of(brought.room_id)
    waiting = brought.status is ImportStatus.PREVIEWED
    preview = import_service.preview_again(brought, room) if waiting else None
    return render_template(
        "member/calendar_import.html",
        brought=brought,
        room=room,
        preview=preview,
        told=import_service.summary_of(preview) if preview else brought.result,
        bookings=_in_the_way(preview, room) if preview else {},
        who=who,
        problems=IMPORT_PROBLEMS,
        shown=SHOWN,
    )


@member_access(*DESK)
def apply_calendar(import_id: uuid.UUID) -> Response:
    """Let the room's own time follow the file."""
    organisation_id = current_organisation().id

    def use_case() -> Preview:
        brought = import_service.get_import(import_id, organisation_id)
        return import_service.apply(brought, _room_of(brought.room_id), actor=actor())

    try:
        in_transaction(use_case)
    except ConflictError as error:
        flash(translate(error.message), "warn")
        return redirect(url_for("member.calendar_import", import_id=import_id), code=303)
    flash(_("Your lessons stand in the agenda. Only what is left can be booked."), "ok")
    return redirect(url_for("member.calendar_import", import_id=import_id), code=303)


def _room_of(room_id: uuid.UUID) -> Room:
    room = _rooms().get(room_id)
    if room is None:
        raise NotFoundError(message("This room does not exist."))
    return room


def _in_the_way(preview: Preview, room: Room) -> dict[str, list[object]]:
    """For each overlapping lesson (by its start) the bookings that it meets."""
    found: dict[str, list[object]] = {}
    for lesson in preview.overlapping[:SHOWN]:
        bookings = desk_service.bookings_meeting(room, lesson.starts_at, lesson.ends_at)
        found[lesson.starts_at.isoformat()] = list(bookings)
    return found
