"""The days on which a venue or a room differs, and the named parts of a venue's day."""

import uuid
from datetime import datetime, timedelta

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.blueprints.member.desk import OWNER, actor, spoken, text_of
from app.blueprints.member.owner_pages import VENUE_BASE, add_rule, load_owner, owner_url, render_page
from app.blueprints.member.week_form import HALF_TIME, Shown, read_span
from app.core import clock
from app.core.clock import AMSTERDAM
from app.core.db import transaction
from app.core.errors import InvalidError
from app.core.time_ranges import at_minute
from app.models.listing import Venue
from app.services.listing import opening_service
from app.services.listing.errors import ListingRefusedError
from app.services.listing.opening_service import PartDraft
from app.services.listing.owner import Owner
from app.services.reporting import desk_service
from app.web.access import member_access
from app.web.asked_time import clock_text, parse_day

Id = uuid.UUID
EXTRA_PARTS = 2
MOST_PARTS = 8


def register(bp: Blueprint) -> None:
    """Hang the addresses on the blueprint."""
    add_rule(bp, "uitzonderingen", "exceptions", exceptions)
    add_rule(bp, "uitzonderingen", "add_exception", add_exception, method="POST")
    remove = "uitzonderingen/<uuid:exception_id>/verwijderen"
    add_rule(bp, remove, "remove_exception", remove_exception, method="POST")
    bp.add_url_rule(f"{VENUE_BASE}/dagdelen", "day_parts", day_parts)
    bp.add_url_rule(f"{VENUE_BASE}/dagdelen", "set_day_parts", set_day_parts, methods=["POST"])


@member_access(*OWNER)
def exceptions(venue_id: Id, room_id: Id | None = None) -> str:
    """Days that differ, and adding some."""
    return _page(load_owner(venue_id, room_id), {}, {})


@member_access(*OWNER)
def add_exception(venue_id: Id, room_id: Id | None = None) -> Response | tuple[str, int]:
    """Closed, or open at other hours, for some days."""
    names = ("from_on", "until_on", "opens", "closes", "reason")
    shown = {name: text_of(request.form, name) for name in names}
    shown["closed"] = "1" if request.form.get("kind") != "hours" else ""
    hours = None if shown["closed"] else read_span(shown["opens"], shown["closes"])
    first, last = parse_day(shown["from_on"]), parse_day(shown["until_on"])
    try:
        with transaction():
            owner = load_owner(venue_id, room_id)
            if hours is None and not shown["closed"]:
                raise ListingRefusedError({"opens": [HALF_TIME]})
            opening_service.add_exception(
                owner,
                from_on=first,
                last_on=last,
                hours=hours,
                reason=shown["reason"],
                actor=actor(),
                today=clock.today(),
            )
    except InvalidError as error:
        return _page(load_owner(venue_id, room_id), shown, spoken(error.errors)), 422
    flash(_("The days that differ are kept."), "ok")
    if first is not None and last is not None:
        _tell_bookings(owner, at_minute(first, 0, AMSTERDAM), at_minute(last, 1440, AMSTERDAM))
    return redirect(owner_url(owner, "exceptions"), code=303)


def _tell_bookings(owner: Owner, from_at: datetime, until_at: datetime) -> None:
    count = desk_service.count_standing(owner.venue, from_at, until_at, room_id=owner.room_id)
    if count:
        flash(
            ngettext(
                "%(num)d booking on these days stays. Cancel it yourself if you must.",
                "%(num)d bookings on these days stay. Cancel them yourself if you must.",
                count,
            ),
            "warn",
        )


@member_access(*OWNER)
def remove_exception(venue_id: Id, exception_id: Id, room_id: Id | None = None) -> Response:
    """The ordinary week again."""
    with transaction():
        owner = load_owner(venue_id, room_id)
        opening_service.remove_exception(owner, exception_id, actor=actor())
    flash(_("The ordinary week holds again on these days."), "ok")
    return redirect(owner_url(owner, "exceptions"), code=303)


def _page(owner: Owner, exception: Shown, errors: dict[str, list[str]]) -> str:
    today = clock.today()
    listed = opening_service.list_exceptions(owner, today)
    return render_page(
        "member/opening_exceptions.html",
        owner,
        "exceptions",
        exceptions=listed,
        last_days={one.id: one.until_on - timedelta(days=1) for one in listed},
        exception=exception,
        errors=errors,
        today=today,
    )


@member_access(*OWNER)
def day_parts(venue_id: Id) -> str:
    """Named blocks with a price of their own."""
    owner = load_owner(venue_id, None)
    return _parts_page(owner, _parts_shown(owner.venue), {})


@member_access(*OWNER)
def set_day_parts(venue_id: Id) -> Response | tuple[str, int]:
    """These blocks and no others."""
    shown = _parts_typed(request.form)
    drafts = [
        PartDraft(part["id"], part["name"], *(read_span(part["from"], part["until"]) or (None, None)))
        for part in shown
        if part["name"] or part["from"] or part["until"]
    ]
    try:
        with transaction():
            opening_service.set_day_parts(load_owner(venue_id, None).venue, drafts, actor=actor())
    except InvalidError as error:
        return _parts_page(load_owner(venue_id, None), shown, spoken(error.errors)), 422
    flash(_("The parts of the day are kept."), "ok")
    return redirect(url_for("member.day_parts", venue_id=venue_id), code=303)


def _parts_page(owner: Owner, parts: list[Shown], errors: dict[str, list[str]]) -> str:
    return render_page("member/opening_day_parts.html", owner, "day_parts", parts=parts, errors=errors)


def _parts_shown(venue: Venue) -> list[Shown]:
    shown = [
        {
            "id": str(part.id),
            "name": part.name,
            "from": clock_text(part.starts_minute),
            "until": clock_text(part.ends_minute),
        }
        for part in venue.day_parts
    ]
    return shown + [{}] * min(EXTRA_PARTS, MOST_PARTS - len(shown))


def _parts_typed(form: MultiDict[str, str]) -> list[Shown]:
    return [
        {name: text_of(form, f"part-{index}-{name}") for name in ("id", "name", "from", "until")}
        for index in range(MOST_PARTS)
        if f"part-{index}-name" in form
    ]
