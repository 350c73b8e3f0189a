"""Closing many rooms in one decision: what is asked, what it touches, closing, and taking it back."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.blueprints.member.desk import OWNER, actor, parse_id, spoken, text_of
from app.blueprints.member.week_form import HALF_TIME, read_span
from app.core import clock
from app.core.db import transaction
from app.core.errors import InvalidError
from app.core.messages import Message
from app.services.listing import closure_service, venue_service
from app.services.listing.closure_service import ClosureDraft, Touched
from app.services.listing.errors import ListingRefusedError
from app.web.access import current_organisation, member_access
from app.web.asked_time import parse_day

Id = uuid.UUID
_BASE = "/<organisation_slug>/sluitingen"


def register(bp: Blueprint) -> None:
    """Hang the addresses on the blueprint."""
    bp.add_url_rule(_BASE, "closures", closures)
    bp.add_url_rule(f"{_BASE}/nieuw", "new_closure", new_closure)
    bp.add_url_rule(f"{_BASE}/nieuw", "close_rooms", close_rooms, methods=["POST"])
    bp.add_url_rule(f"{_BASE}/<uuid:closure_id>", "closure", closure)
    bp.add_url_rule(f"{_BASE}/<uuid:closure_id>/openen", "reopen_rooms", reopen_rooms, methods=["POST"])


@member_access(*OWNER)
def closures() -> str:
    """Those that are not over."""
    found = closure_service.list_closures(current_organisation().id, clock.today())
    return render_template("member/closures.html", closures=found)


@member_access(*OWNER)
def new_closure() -> str | tuple[str, int]:
    """The form; with `show` also what it would touch. Nothing is written."""
    if "show" not in request.args:
        return _page(request.args, {}, None)
    try:
        draft = _read(request.args)
        touched = closure_service.preview(current_organisation().id, draft, today=clock.today())
    except InvalidError as error:
        return _page(request.args, spoken(error.errors), None), 422
    return _page(request.args, {}, touched)


@member_access(*OWNER)
def close_rooms() -> Response | tuple[str, int]:
    """Close them all at once."""
    try:
        with transaction():
            draft = _read(request.form)
            made = closure_service.close(current_organisation().id, draft, actor=actor(), today=clock.today())
    except InvalidError as error:
        return _page(request.form, spoken(error.errors), None), 422
    flash(_("The rooms are closed at these times."), "ok")
    return redirect(url_for("member.closure", closure_id=made.id), code=303)


@member_access(*OWNER)
def closure(closure_id: Id) -> str:
    """What is closed, and which bookings stand in it."""
    found = closure_service.get_closure(closure_id, current_organisation().id)
    return render_template("member/closure.html", view=found)


@member_access(*OWNER)
def reopen_rooms(closure_id: Id) -> Response:
    """Take it back whole."""
    with transaction():
        closure_service.reopen(closure_id, current_organisation().id, actor=actor())
    flash(_("The closure has been taken away. The rooms follow their own opening hours again."), "ok")
    return redirect(url_for("member.closures"), code=303)


def _read(values: MultiDict[str, str]) -> ClosureDraft:
    """What is asked.

    Raises:
        ListingRefusedError: half a time.
    """
    errors: dict[str, list[Message]] = {}
    hours = None
    if values.get("kind") == "hours":
        hours = read_span(text_of(values, "opens"), text_of(values, "closes"))
        if hours is None:
            errors["opens"] = [HALF_TIME]
    if errors:
        raise ListingRefusedError(errors)
    picked = [text.split(":", 1) for text in values.getlist("rooms") if ":" in text]
    ids = {
        kind: frozenset(found for one, text in picked if one == kind and (found := parse_id(text)))
        for kind in ("venue", "room")
    }
    return ClosureDraft(
        venue_ids=ids["venue"],
        room_ids=ids["room"],
        from_on=parse_day(text_of(values, "from_on")),
        last_on=parse_day(text_of(values, "until_on")),
        hours=hours,
        reason=text_of(values, "reason"),
    )


def _page(values: MultiDict[str, str], errors: dict[str, list[str]], touched: Touched | None) -> str:
    return render_template(
        "member/closure_new.html",
        venues=venue_service.list_venues(current_organisation().id),
        values=values,
        errors=errors,
        touched=touched,
        today=clock.today(),
    )
