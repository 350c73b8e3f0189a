"""The calendars of bookings that a member's own programs follow: make one, renew its address, stop it."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.blueprints.member.desk import DESK, actor, parse_id, text_of
from app.blueprints.member.feed_views import rooms_here
from app.blueprints.member.feed_words import ago
from app.core import clock
from app.core.db import in_transaction
from app.core.errors import ConflictError, NotFoundError
from app.models.calendars import CalendarExport
from app.models.listing import Room
from app.services.calendars import export_service
from app.web.access import current_organisation, member_access
from app.web.i18n import translate

ALL = "all"


@dataclass(frozen=True, slots=True)
class ShownExport:
    """A calendar with its address, and when somebody's program last came for it."""

    row: CalendarExport
    name: str
    address: str
    fetched: str


def register(bp: Blueprint) -> None:
    """Hang the addresses on the blueprint."""
    base = "/<organisation_slug>/agenda/uitgaand"
    one = f"{base}/<uuid:export_id>"
    bp.add_url_rule(base, "exports", exports)
    bp.add_url_rule(base, "create_export", create_export, methods=["POST"])
    bp.add_url_rule(f"{one}/namen", "name_export", name_export, methods=["POST"])
    bp.add_url_rule(f"{one}/vernieuwen", "renew_export", renew_export, methods=["POST"])
    bp.add_url_rule(f"{one}/stoppen", "stop_export", stop_export, methods=["POST"])


def _page(values: dict[str, str], errors: dict[str, list[str]]) -> str:
    rooms = rooms_here()
    rows = export_service.list_exports(current_organisation().id)
    return render_template(
        "member/exports.html",
        exports=[_shown(row, rooms) for row in rows],
        choices=_choices(rooms, rows),
        values=values,
        errors=errors,
    )


def _shown(row: CalendarExport, rooms: dict[uuid.UUID, Room]) -> ShownExport:
    path = url_for("calendars.calendar", export_id=row.id, token=export_service.token_of(row))
    fetched = (
        _("Fetched %(ago)s.", ago=ago(row.fetched_at, clock.now()))
        if row.fetched_at
        else _("Nobody has fetched it yet.")
    )
    public_url: str = current_app.extensions["settings"].public_url
    return ShownExport(row, _name(row.venue_id, row.room_id, rooms), f"{public_url}{path}", fetched)


def _name(venue_id: uuid.UUID | None, room_id: uuid.UUID | None, rooms: dict[uuid.UUID, Room]) -> str:
    if room_id is not None:
        room = rooms.get(room_id)
        return f"{room.name}, {room.venue.name}" if room else ""
    if venue_id is not None:
        return next((room.venue.name for room in rooms.values() if room.venue_id == venue_id), "")
    return str(_("All venues and rooms"))


def _choices(rooms: dict[uuid.UUID, Room], rows: Sequence[CalendarExport]) -> list[tuple[str, object]]:
    """What there is no calendar of yet."""
    known = {(row.venue_id, row.room_id) for row in rows}
    venues = {room.venue_id: room.venue.name for room in rooms.values()}
    of_venues = [(f"venue:{key}", name) for key, name in venues.items() if (key, None) not in known]
    of_rooms = [(f"room:{key}", _name(None, key, rooms)) for key in rooms if (None, key) not in known]
    everything = [] if (None, None) in known else [(ALL, _("All venues and rooms"))]
    groups = [(_("Venue"), of_venues), (_("Room"), of_rooms)]
    return [("", _("Choose")), *everything, *(group for group in groups if group[1])]


@member_access(*DESK)
def exports() -> str:
    """All calendars that go out, and a form for another."""
    return _page({}, {})


@member_access(*DESK)
def create_export() -> Response | tuple[str, int]:
    """Another calendar."""
    asked = text_of(request.form, "scope")
    kind, _colon, key = asked.partition(":")
    chosen = parse_id(key)
    if asked != ALL and (kind not in {"venue", "room"} or chosen is None):
        return _page({"scope": asked}, {"scope": [_("Choose what the calendar is of.")]}), 422
    organisation_id, who = current_organisation().id, actor()
    with_names = bool(request.form.get("with_names"))
    try:
        in_transaction(
            lambda: export_service.create(
                organisation_id,
                venue_id=chosen if kind == "venue" else None,
                room_id=chosen if kind == "room" else None,
                with_names=with_names,
                actor=who,
            )
        )
    except NotFoundError:
        return _page({"scope": asked}, {"scope": [_("Choose what the calendar is of.")]}), 422
    except ConflictError as error:
        flash(translate(error.message), "warn")
        return redirect(url_for("member.exports"), code=303)
    flash(_("The calendar is there. Copy its address into your own program."), "ok")
    return redirect(url_for("member.exports"), code=303)


@member_access(*DESK)
def name_export(export_id: uuid.UUID) -> Response:
    """Tell who hires, or no longer."""
    organisation_id, who = current_organisation().id, actor()
    with_names = text_of(request.form, "with_names") == "1"
    return _done(
        lambda: export_service.set_names(export_id, organisation_id, with_names=with_names, actor=who),
        _("The names of hirers stand in it from now on.") if with_names else _("It no longer says who hires."),
    )


@member_access(*DESK)
def renew_export(export_id: uuid.UUID) -> Response:
    """Another address; the old one stops."""
    organisation_id, who = current_organisation().id, actor()
    return _done(
        lambda: export_service.rotate(export_id, organisation_id, actor=who),
        _("The calendar has a new address. The old one has stopped."),
    )


@member_access(*DESK)
def stop_export(export_id: uuid.UUID) -> Response:
    """No such calendar any more."""
    organisation_id, who = current_organisation().id, actor()
    return _done(lambda: export_service.remove(export_id, organisation_id, actor=who), _("The calendar has stopped."))


def _done(use_case: Callable[[], None], told: str) -> Response:
    in_transaction(use_case)
    flash(told, "ok")
    return redirect(url_for("member.exports"), code=303)
