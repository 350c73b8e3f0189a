"""The one calendar of a member: a week, a day with the rooms beside each other, a month; and own use by hand."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import format_date, ngettext
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.blueprints.member import calendar_pages, calendar_rows, calendar_words
from app.blueprints.member.calendar_forms import (
    AskedBlock,
    AskedPage,
    View,
    find_room,
    read_block,
    read_page,
    read_time,
)
from app.blueprints.member.calendar_month import read_month
from app.blueprints.member.desk import BOOKINGS, DESK, HOUSE, actor, spoken, text_of
from app.blueprints.member.strips import member_words, who
from app.core import clock
from app.core.db import transaction
from app.core.errors import InvalidError
from app.core.ids import new_id
from app.core.messages import Message
from app.core.time_ranges import TimeRange
from app.models.listing import Room
from app.services.availability import block_service
from app.services.availability.day_calendar import zone_of
from app.services.reporting import calendar_service, desk_service
from app.services.reporting.calendar_entries import Column, EntryKind
from app.services.reporting.calendar_service import BlockView
from app.web.access import current_organisation, member_access
from app.web.asked_time import time_arguments
from app.web.filters import long_day, time_span
from app.web.strip import StripRange

Id = uuid.UUID
# Everybody with a role sees the calendar; DESK may keep time.
READERS = tuple(dict.fromkeys((*HOUSE, *BOOKINGS)))
_BASE = "/<organisation_slug>/kalender"
_BLOCK = f"{_BASE}/eigen-gebruik/<uuid:block_id>"
_WITH_REST = frozenset({EntryKind.FREE, EntryKind.CLOSED})


def register(bp: Blueprint) -> None:
    """Hang the addresses on the blueprint."""
    bp.add_url_rule(_BASE, "calendar", calendar)
    bp.add_url_rule(f"{_BASE}/blokkeren", "new_own_use", new_own_use)
    bp.add_url_rule(f"{_BASE}/blokkeren", "keep_time", keep_time, methods=["POST"])
    bp.add_url_rule(_BLOCK, "own_use", own_use)
    bp.add_url_rule(_BLOCK, "change_own_use", change_own_use, methods=["POST"])
    bp.add_url_rule(f"{_BLOCK}/verwijderen", "remove_own_use", remove_own_use, methods=["POST"])


@member_access(*READERS)
def calendar() -> str:
    """A venue, or one room of it, in the view and around the day that the address names."""
    rooms = _rooms()
    page = read_page(request.args, rooms, clock.today())
    body = _month(page) if page.view is View.MONTH else _hours(page)
    return render_template(
        "member/calendar.html",
        page=page,
        venues=list({room.venue_id: room.venue for room in rooms}.values()),
        today=clock.today(),
        title=_title(page),
        last_day=page.days[1] - timedelta(days=1),
        steps=[page.beside(-1), page.beside(1)],
        kinds=calendar_words.KINDS,
        order=request.args.get("sort", "time"),
        **body,
    )


def _title(page: AskedPage) -> str:
    if page.view is View.MONTH:
        return str(format_date(page.day, "LLLL yyyy"))
    if page.view is View.DAY:
        return long_day(page.day)
    return str(_("Week %(number)s", number=page.day.isocalendar().week))


def _hours(page: AskedPage) -> dict[str, Any]:
    """A day or a week, with the same as a list."""
    now, may = clock.now(), g.desk["may"]
    columns = calendar_service.look(page.all_rooms, page.shown, *page.days)
    shown = calendar_pages.shown_range(columns)
    rows = calendar_rows.rows_of(columns, shown, may, now)
    overview = page.view is View.WEEK and page.room is None
    if overview:  # its strips have a list of their own
        rows = [row for row in rows if row.kind not in _WITH_REST]
    body: dict[str, Any] = {
        "shown": shown,
        "rows": calendar_rows.sort_rows(rows, request.args.get("sort", "")),
        "words": _strip_words(),
        "columns": [],
        "strips": [],
    }
    if overview:
        body["strips"] = [
            (room, [_strip(column, shown) for column in columns if column.room is room]) for room in page.shown
        ]
    else:
        by_room = page.view is View.DAY
        body["columns"] = [calendar_pages.draw(column, shown, may, now, by_room=by_room) for column in columns]
    return body


def _strip_words() -> dict[str, str]:
    """A strip has one sign for all that is the member's own: lessons and what was blocked by hand."""
    return {**member_words(), "taken": _("own use")}


def _strip(column: Column, shown: StripRange) -> dict[str, Any]:
    blocks = calendar_pages.strip_of(column, shown)
    return {
        "day": column.day,
        "blocks": blocks,
        "spoken": calendar_pages.strip_spoken(column, blocks, _strip_words()),
        "note": calendar_pages.clock_note(column),
        "summary": calendar_pages.summary(column, blocks),
    }


def _month(page: AskedPage) -> dict[str, Any]:
    return {"months": read_month(page.all_rooms, page.shown, *page.days)}


@member_access(*DESK)
def new_own_use() -> str:
    """The form to keep time, filled in with what the calendar pointed at."""
    rooms = _rooms()
    find_room(request.args.get("room", ""), rooms)
    values = request.args.copy()
    values.setdefault("date", clock.today().isoformat())
    if not values.get("room") and len(rooms) == 1:
        values["room"] = str(rooms[0].id)
    values["once"] = str(new_id())
    return _form(values, {})


@member_access(*DESK)
def keep_time() -> Response | tuple[str, int]:
    """Keep it, once or every week; the same form sent twice keeps it once."""
    asked = read_block(request.form, _rooms())
    room = asked.room
    if asked.errors or room is None:
        return _form(request.form, spoken(asked.errors)), 422
    try:
        with transaction():
            outcome = block_service.block_once(
                asked.once or new_id(), room, asked.spans, note=asked.note, actor=actor()
            )
            blocks = [(one.id, one.starts_at, one.ends_at) for one in outcome.blocked]
            met = calendar_service.bookings_meeting(room, outcome.blocked)
    except InvalidError as error:
        return _form(request.form, _at_fields(error, asked)), 422
    first_id, starts_at, ends_at = blocks[0]
    if len(blocks) > 1:
        flash(_("The room is kept for own use %(count)s times.", count=len(blocks)), "ok")
    else:
        when = f"{long_day(starts_at)}, {time_span(starts_at, ends_at)}"
        flash(_("The room is kept for own use: %(when)s.", when=when), "ok")
    if met:
        return redirect(url_for("member.own_use", block_id=first_id), code=303)
    return redirect(_around(room, starts_at.astimezone(zone_of(room)).date()), code=303)


@member_access(*READERS)
def own_use(block_id: Id) -> str:
    """What is kept, the bookings in it, and (for who may) changing and taking away."""
    view = calendar_service.look_at_block(block_id, current_organisation().id)
    values = MultiDict(
        {
            **time_arguments(TimeRange(view.block.starts_at, view.block.ends_at), zone_of(view.room)),
            "note": view.block.note,
        }
    )
    return _block_page(view, values, {})


@member_access(*DESK)
def change_own_use(block_id: Id) -> Response | tuple[str, int]:
    """Another time or note for this one."""
    organisation_id = current_organisation().id
    room = calendar_service.look_at_block(block_id, organisation_id).room
    span = read_time(request.form, room)
    if isinstance(span, dict):
        return _refused(block_id, organisation_id, span)
    try:
        with transaction():
            block = block_service.get(block_id, organisation_id)
            block_service.change(block, room, span, note=text_of(request.form, "note"), actor=actor())
    except InvalidError as error:
        return _refused(block_id, organisation_id, _renamed(error.errors))
    flash(_("The own use has been changed."), "ok")
    return redirect(url_for("member.own_use", block_id=block_id), code=303)


@member_access(*DESK)
def remove_own_use(block_id: Id) -> Response:
    """Take away this one, or with `series` all of its series that is not over."""
    view = calendar_service.look_at_block(block_id, current_organisation().id)
    day = view.block.starts_at.astimezone(zone_of(view.room)).date()
    with transaction():
        block = block_service.get(block_id, current_organisation().id)
        gone = block_service.remove(block, view.room, actor=actor(), whole_series="series" in request.form)
    flash(
        ngettext(
            "The own use is gone. The time can be booked again.",
            "%(num)s times of own use are gone. The time can be booked again.",
            gone,
        ),
        "ok",
    )
    return redirect(_around(view.room, day), code=303)


def _rooms() -> Sequence[Room]:
    return desk_service.list_rooms(current_organisation().id)


def _around(room: Room, day: date) -> str:
    return url_for("member.calendar", view=View.WEEK, venue=room.venue_id, room=room.id, date=day.isoformat())


def _form(values: MultiDict[str, str], errors: Mapping[str, list[str]]) -> str:
    by_venue: dict[str, list[tuple[str, str]]] = {}
    for room in _rooms():
        by_venue.setdefault(room.venue.name, []).append((str(room.id), room.name))
    choices: list[tuple[str, Any]] = [("", _("Choose a room")), *by_venue.items()]
    return render_template(
        "member/calendar_block.html",
        values=values,
        errors=errors,
        choices=choices,
        most_note=block_service.MOST_NOTE,
        once=values.get("once") or new_id(),
    )


def _renamed(errors: Mapping[str, list[Message]]) -> dict[str, list[Message]]:
    """The service speaks of times; the form has a day."""
    return {("date" if name == "spans" else name): told for name, told in errors.items()}


def _at_fields(error: InvalidError, asked: AskedBlock) -> dict[str, list[str]]:
    told = _renamed(error.errors)
    if len(asked.spans) > 1 and "date" in told:
        told["repeat_until"] = told.pop("date")
    return spoken(told)


def _refused(block_id: Id, organisation_id: Id, errors: Mapping[str, list[Message]]) -> tuple[str, int]:
    view = calendar_service.look_at_block(block_id, organisation_id)
    return _block_page(view, request.form, spoken(dict(errors))), 422


def _block_page(view: BlockView, values: MultiDict[str, str], errors: Mapping[str, list[str]]) -> str:
    now = clock.now()
    return render_template(
        "member/calendar_own_use.html",
        view=view,
        values=values,
        errors=errors,
        coming=[one for one in view.series if one.ends_at > now],
        is_over=view.block.ends_at <= now,
        back=_around(view.room, view.block.starts_at.astimezone(zone_of(view.room)).date()),
        who=who,
        most_note=block_service.MOST_NOTE,
    )
