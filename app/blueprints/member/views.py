"""A member's own pages: which address shows which, and what every page knows of its reader."""

from typing import Any

from flask import Blueprint, current_app, g, request

from app.blueprints.member import (
    add_on_views,
    agenda_views,
    booking_views,
    calendar_views,
    caretaker_views,
    category_views,
    closure_views,
    deposit_views,
    earnings_views,
    exception_views,
    export_views,
    feed_views,
    holiday_views,
    idle_views,
    opening_views,
    payment_views,
    photo_views,
    plan_views,
    price_rule_views,
    publish_views,
    rate_views,
    room_views,
    rule_views,
    sheet_views,
    sound_views,
    task_views,
    timetable_views,
    today_views,
    vat_views,
    venue_views,
    year_views,
)
from app.blueprints.member.desk import BOOKINGS, DESK, HOUSE, MONEY, OWNER, ROLES, organisations_of_reader, roles_here
from app.models.accounts import Organisation

_LESSON_PATHS = ("/agenda", "/rooster")
_VENUE_PATHS = ("/locaties", "/sluitingen", "/gegevens")

bp = Blueprint("member", __name__, url_prefix="/verhuur")
for views in (
    today_views,
    calendar_views,
    task_views,
    sheet_views,
    agenda_views,
    feed_views,
    export_views,
    timetable_views,
    booking_views,
    category_views,
    deposit_views,
    earnings_views,
    idle_views,
    payment_views,
    venue_views,
    opening_views,
    holiday_views,
    exception_views,
    caretaker_views,
    rule_views,
    year_views,
    sound_views,
    closure_views,
    room_views,
    rate_views,
    plan_views,
    price_rule_views,
    add_on_views,
    vat_views,
    photo_views,
    publish_views,
):
    views.register(bp)


@bp.before_request
def _forget_slug() -> None:
    """Who may act for the organisation in the address is known by now: views ask `current_organisation()`."""
    if request.view_args:
        request.view_args.pop("organisation_slug", None)
    if "organisation" in g:
        g.desk = _desk(g.organisation)  # now: an undone transaction forgets what was loaded


def _section(path: str) -> str:
    if any(part in path for part in _LESSON_PATHS):
        return "lessons"
    return "venues" if any(part in path for part in _VENUE_PATHS) else ""


def _desk(organisation: Organisation) -> dict[str, object]:
    roles = roles_here(organisation)
    allowed = {"house": HOUSE, "desk": DESK, "bookings": BOOKINGS, "money": MONEY, "owner": OWNER}
    return {
        "organisation": organisation,
        "section": _section(request.path),
        "role_words": [ROLES[role] for role in ROLES if role in roles],
        "may": {name: bool(roles & set(needed)) for name, needed in allowed.items()},
        "several": len(organisations_of_reader()) > 1,
    }


@bp.url_defaults
def _same_organisation(endpoint: str, values: dict[str, Any]) -> None:
    """Links from a desk stay at that desk."""
    if "organisation" in g and current_app.url_map.is_endpoint_expecting(endpoint, "organisation_slug"):
        values.setdefault("organisation_slug", g.organisation.slug)


@bp.context_processor
def _reader() -> dict[str, object]:
    """What the person behind this request may do here, so that no page shows a button that answers no."""
    return dict(g.get("desk", {"organisation": None}))
