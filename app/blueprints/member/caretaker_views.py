"""When somebody of the house is there: what notice in caretaker hours counts."""

import uuid

from flask import Blueprint, flash, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.blueprints.member.desk import OWNER, actor, spoken, text_of
from app.blueprints.member.listing_words import WEEKDAYS
from app.blueprints.member.opening_views import planned_changes
from app.blueprints.member.owner_pages import VENUE_BASE, load_owner, owner_url, render_page
from app.blueprints.member.week_form import MOST_SPANS, TypedWeek, read_week, show_week
from app.core import clock
from app.core.db import transaction
from app.core.errors import InvalidError
from app.services.listing import week_plan, week_service
from app.services.listing.errors import ListingRefusedError
from app.services.listing.owner import Owner
from app.web.access import member_access
from app.web.asked_time import parse_day

Id = uuid.UUID


def register(bp: Blueprint) -> None:
    """Hang the addresses on the blueprint."""
    bp.add_url_rule(f"{VENUE_BASE}/beheerder", "caretaker", caretaker)
    bp.add_url_rule(f"{VENUE_BASE}/beheerder", "set_caretaker", set_caretaker, methods=["POST"])


@member_access(*OWNER)
def caretaker(venue_id: Id) -> str:
    """The week of the caretaker."""
    return _page(load_owner(venue_id, None))


@member_access(*OWNER)
def set_caretaker(venue_id: Id) -> Response | tuple[str, int] | str:
    """These hours from a day on."""
    typed = read_week(request.form)
    typed.shown["valid_from"] = text_of(request.form, "valid_from")
    if typed.wants_more:
        return _page(load_owner(venue_id, None), typed)
    today = clock.today()
    from_on = parse_day(typed.shown["valid_from"]) if typed.shown["valid_from"] else today
    try:
        with transaction():
            owner = load_owner(venue_id, None)
            if typed.errors:
                raise ListingRefusedError(typed.errors)
            week_service.set_caretaker_week(owner.venue, typed.week, from_on=from_on, actor=actor(), today=today)
    except InvalidError as error:
        return _page(load_owner(venue_id, None), typed, spoken(error.errors)), 422
    flash(_("The hours of the caretaker are kept."), "ok")
    return redirect(owner_url(owner, "caretaker"), code=303)


def _page(owner: Owner, typed: TypedWeek | None = None, errors: dict[str, list[str]] | None = None) -> str:
    today = clock.today()
    rows = week_service.caretaker_rows(owner.venue)
    if typed is None:
        typed = show_week(week_plan.week_on(rows, today))
        typed.shown["valid_from"] = today.isoformat()
    return render_page(
        "member/opening_caretaker.html",
        owner,
        "caretaker",
        weekdays=WEEKDAYS,
        typed=typed,
        may_add=typed.spans < MOST_SPANS,
        planned=planned_changes(rows, today),
        errors=errors or {},
        today=today,
    )
