"""A timetable of many rooms as a spreadsheet: bring it, clear up what is unclear, see what changes, say yes once."""

import uuid
from dataclasses import replace
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.blueprints.member import timetable_words
from app.blueprints.member.desk import DESK, actor, parse_id, spoken, text_of
from app.blueprints.member.strips import who
from app.blueprints.member.words import IMPORT_STATUSES
from app.core.db import in_transaction, transaction
from app.core.errors import ConflictError, InvalidError, NotFoundError
from app.core.messages import Message, message
from app.core.paging import page_number
from app.integrations.documents.timetable_example import example_csv, example_xlsx
from app.models.calendars import ImportStatus
from app.models.listing import Room, Venue
from app.models.timetables import Timetable
from app.services.calendars import timetable_rules, timetable_service
from app.services.calendars.timetable_service import TermOptions, TimetablePreview
from app.services.reporting import desk_service
from app.web.access import current_organisation, member_access, signed_in_user
from app.web.asked_time import parse_day
from app.web.i18n import translate

MAX_FILE_BYTES = 5 * 1024 * 1024
SHOWN = 15
SHOWN_PLACES = 8
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def register(bp: Blueprint) -> None:
    """Hang the addresses on the blueprint."""
    base = "/<organisation_slug>/rooster"
    bp.add_url_rule(base, "timetables", timetables)
    bp.add_url_rule(base, "bring_timetable", bring_timetable, methods=["POST"])
    bp.add_url_rule(f"{base}/voorbeeld.csv", "timetable_example_csv", timetable_example_csv)
    bp.add_url_rule(f"{base}/voorbeeld.xlsx", "timetable_example_xlsx", timetable_example_xlsx)
    bp.add_url_rule(f"{base}/<uuid:timetable_id>", "timetable", timetable)
    bp.add_url_rule(f"{base}/<uuid:timetable_id>/uitleg", "explain_timetable", explain_timetable, methods=["POST"])
    bp.add_url_rule(f"{base}/<uuid:timetable_id>/toepassen", "apply_timetable", apply_timetable, methods=["POST"])


def _page(chosen: str, errors: dict[str, list[str]]) -> str:
    venues = desk_service.list_venues(current_organisation().id)
    rooms = desk_service.list_rooms(current_organisation().id)
    choices: list[tuple[str, object]] = [("", _("Choose"))]
    for venue in venues:
        of_venue = [(f"room:{room.id}", room.name) for room in rooms if room.venue_id == venue.id]
        if of_venue:
            every = (f"venue:{venue.id}", _("all rooms that the file names, at %(venue)s", venue=venue.name))
            choices.append((venue.name, [every, *of_venue]))
    return render_template(
        "member/timetables.html",
        choices=choices,
        chosen=chosen,
        has_rooms=bool(rooms),
        venues={venue.id: venue.name for venue in venues},
        room_names={room.id: room.name for room in rooms},
        headings=timetable_words.heading_words(),
        errors=errors,
        page=timetable_service.list_timetables(current_organisation().id, page_number(request.args.get("page"))),
        statuses=IMPORT_STATUSES,
        max_bytes=MAX_FILE_BYTES,
    )


@member_access(*DESK)
def timetables() -> str:
    """Bring a file; what was brought before."""
    venue = text_of(request.args, "venue")
    return _page(f"venue:{venue}" if venue else "", {})


def _meant(chosen: str) -> tuple[Venue, Room | None] | None:
    """What the file is about: a venue, or one room of it; None for nothing that is here."""
    kind, _sep, text = chosen.partition(":")
    asked = parse_id(text)
    if kind == "venue":
        venues = desk_service.list_venues(current_organisation().id)
        return next(((venue, None) for venue in venues if venue.id == asked), None)
    rooms = desk_service.list_rooms(current_organisation().id)
    return next(((room.venue, room) for room in rooms if room.id == asked and kind == "room"), None)


@member_access(*DESK)
def bring_timetable() -> Response | tuple[str, int]:
    """Read the file and show what it would change. Nothing changes yet."""
    chosen = text_of(request.form, "about")
    meant = _meant(chosen)
    file = request.files.get("file")
    raw = file.read(MAX_FILE_BYTES + 1) if file else b""
    errors: dict[str, list[str]] = {}
    if meant is None:
        errors["about"] = [_("Choose which rooms this timetable is about.")]
    if not raw or file is None:
        errors["file"] = [_("Choose the timetable (.xlsx or .csv).")]
    elif (file.filename or "").casefold().endswith(".ics"):
        errors["file"] = [_("This is a calendar (.ics). Bring it at Lessons, one room at a time.")]
    if errors or meant is None or file is None:
        return _page(chosen, errors), 422
    name = (file.filename or "rooster").replace("\x00", "")
    try:
        with transaction():
            brought = timetable_service.bring(
                meant[0], meant[1], filename=name, raw=raw, uploaded_by_id=signed_in_user().id
            )
    except InvalidError as error:
        return _page(chosen, spoken(error.errors)), 422
    return redirect(url_for("member.timetable", timetable_id=brought.id), code=303)


def _example_names() -> list[str]:
    return [room.name for room in desk_service.list_rooms(current_organisation().id)][:2]


@member_access(*DESK)
def timetable_example_csv() -> Response:
    """To fill in with any program."""
    headers = {"Content-Disposition": 'attachment; filename="rooster-voorbeeld.csv"'}
    return Response(example_csv(_example_names()), mimetype="text/csv", headers=headers)


@member_access(*DESK)
def timetable_example_xlsx() -> Response:
    """To fill in with a spreadsheet."""
    headers = {"Content-Disposition": 'attachment; filename="rooster-voorbeeld.xlsx"'}
    return Response(example_xlsx(_example_names()), mimetype=XLSX, headers=headers)


def _get(timetable_id: uuid.UUID) -> Timetable:
    return timetable_service.get(timetable_id, current_organisation().id)


def _show(brought: Timetable, errors: dict[str, list[str]], typed: TermOptions | None = None) -> str:
    waiting = brought.status is ImportStatus.PREVIEWED
    preview = timetable_service.preview(brought) if waiting else None
    rooms = desk_service.list_rooms(current_organisation().id, brought.venue_id)
    told = timetable_service.summary_of(preview) if preview else brought.result
    options = typed or (preview.options if preview else None)
    return render_template(
        "member/timetable.html",
        brought=brought,
        venue_name=rooms[0].venue.name if rooms else "",
        preview=preview,
        told=told,
        options=options,
        last_on=options.until_on - timedelta(days=1) if options else None,
        room_choices=[(str(room.id), room.name) for room in rooms if brought.room_id in {None, room.id}],
        bookings=_in_the_way(preview) if preview else {},
        who=who,
        faults=timetable_words.FAULTS,
        place_text=timetable_words.place_text,
        plain_name=timetable_rules.plain_name,
        shown=SHOWN,
        shown_places=SHOWN_PLACES,
        errors=errors,
    )


@member_access(*DESK)
def timetable(timetable_id: uuid.UUID) -> str | tuple[str, int]:
    """What the file would change now, room by room; or what it changed."""
    try:
        return _show(_get(timetable_id), {})
    except InvalidError as error:
        return _page("", spoken(error.errors)), 422


@member_access(*DESK)
def explain_timetable(timetable_id: uuid.UUID) -> Response | tuple[str, int]:
    """Which days weekly lessons run, whether holidays are skipped, and which room a name means."""
    try:
        with transaction():
            brought = _get(timetable_id)
            timetable_service.understand(brought, _explained(brought))
    except InvalidError as error:
        return _show(_get(timetable_id), spoken(error.errors)), 422
    except ConflictError as error:
        flash(translate(error.message), "warn")
    return redirect(url_for("member.timetable", timetable_id=timetable_id), code=303)


def _explained(brought: Timetable) -> TermOptions:
    form = request.form
    first, last = parse_day(text_of(form, "first_on")), parse_day(text_of(form, "last_on"))
    errors: dict[str, list[Message]] = {}
    if first is None:
        errors["first_on"] = [message("Choose the first day.")]
    if last is None:
        errors["last_on"] = [message("Choose the last day.")]
    if first is None or last is None:
        raise InvalidError(errors=errors)
    chosen = {
        text_of(form, f"name-{number}"): text_of(form, f"room-{number}")
        for number in range(_count(form.get("names", "")))
        if form.get(f"room-{number}") not in {"?", None}
    }
    return replace(
        timetable_service.choose_rooms(brought, _known(brought, chosen)),
        from_on=first,
        until_on=last + timedelta(days=1),
        in_school_holidays=form.get("skip_school") != "1",
        on_public_holidays=form.get("skip_public") != "1",
    )


def _count(text: str) -> int:
    return min(int(text), 500) if text.isascii() and text.isdecimal() and len(text) < 4 else 0  # noqa: PLR2004


def _known(brought: Timetable, chosen: dict[str, str]) -> dict[str, str]:
    """Only rooms of this venue, or leaving out; names as they are compared."""
    rooms = {str(room.id) for room in desk_service.list_rooms(current_organisation().id, brought.venue_id)}
    if any(answer and answer not in rooms for answer in chosen.values()):
        raise NotFoundError(message("This room does not exist."))
    return {timetable_rules.plain_name(name): answer for name, answer in chosen.items()}


@member_access(*DESK)
def apply_timetable(timetable_id: uuid.UUID) -> Response:
    """Let the own time of all these rooms follow the file, or of none."""
    seen = text_of(request.form, "seen")

    def use_case() -> TimetablePreview:
        return timetable_service.apply(_get(timetable_id), seen=seen, actor=actor())

    try:
        found = in_transaction(use_case)
    except ConflictError as error:
        flash(translate(error.message), "warn")
        return redirect(url_for("member.timetable", timetable_id=timetable_id), code=303)
    if found.rooms:
        flash(_("Your lessons stand in the agenda. Only what is left can be booked."), "ok")
    return redirect(url_for("member.timetable", timetable_id=timetable_id), code=303)


def _in_the_way(preview: TimetablePreview) -> dict[str, list[object]]:
    """For each of the first overlapping lessons of a room the bookings that it meets."""
    found: dict[str, list[object]] = {}
    for one in preview.rooms:
        for lesson in one.overlapping[:3]:
            key = f"{one.room.id}{lesson.starts_at.isoformat()}"
            found[key] = list(desk_service.bookings_meeting(one.room, lesson.starts_at, lesson.ends_at))
    return found
