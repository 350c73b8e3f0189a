"""A plan: prices for certain hirers or uses, beside the basic ones."""

import uuid
from datetime import timedelta

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.blueprints.member.desk import OWNER, actor, spoken, text_of
from app.blueprints.member.room_views import load_room
from app.blueprints.member.tariff_forms import (
    Errors,
    choices,
    euros,
    read_cents,
    read_count,
    read_last_day,
    read_season,
    season_texts,
)
from app.blueprints.member.tariff_page import purpose_choices, render_tariff
from app.core import clock
from app.core.db import transaction
from app.core.errors import InvalidError
from app.models.listing import Purpose, Room
from app.models.pricing import HirerCategory, RatePlan
from app.services.booking.words import HIRER_CATEGORIES
from app.services.listing import plan_service
from app.services.listing.errors import ListingRefusedError
from app.services.listing.tariff_rules import PlanDraft
from app.web.access import member_access
from app.web.asked_time import parse_day
from app.web.i18n import translate


def register(bp: Blueprint) -> None:
    """Hang the addresses on the blueprint."""
    base = "/<organisation_slug>/locaties/<uuid:venue_id>/ruimtes/<uuid:room_id>/tarieven/groepen"
    bp.add_url_rule(f"{base}/nieuw", "new_plan", new_plan)
    bp.add_url_rule(f"{base}/nieuw", "create_plan", create_plan, methods=["POST"])
    bp.add_url_rule(f"{base}/<uuid:plan_id>", "plan", plan)
    bp.add_url_rule(f"{base}/<uuid:plan_id>", "change_plan", change_plan, methods=["POST"])
    bp.add_url_rule(f"{base}/<uuid:plan_id>/beeindigen", "end_plan", end_plan, methods=["POST"])


@member_access(*OWNER)
def new_plan(venue_id: uuid.UUID, room_id: uuid.UUID) -> str:
    """For whom, for what, when."""
    values: MultiDict[str, str] = MultiDict({"from_on": clock.today().isoformat()})
    return _page(load_room(venue_id, room_id), None, values, {})


@member_access(*OWNER)
def create_plan(venue_id: uuid.UUID, room_id: uuid.UUID) -> Response | tuple[str, int]:
    """Keep it, and go on with its prices."""
    draft, errors = _read(request.form)
    try:
        with transaction():
            room = load_room(venue_id, room_id)
            if errors:
                raise ListingRefusedError(errors)
            made = plan_service.create_plan(room, draft, actor=actor(), today=clock.today())
    except InvalidError as error:
        return _page(load_room(venue_id, room_id), None, request.form, spoken(error.errors)), 422
    flash(_("The group is kept. Now its prices."), "ok")
    address = url_for("member.rates", venue_id=venue_id, room_id=room_id, plan=str(made.id), _anchor="add")
    return redirect(address, code=303)


@member_access(*OWNER)
def plan(venue_id: uuid.UUID, room_id: uuid.UUID, plan_id: uuid.UUID) -> str:
    """As it stands."""
    room = load_room(venue_id, room_id)
    found = plan_service.get_plan(room, plan_id)
    return _page(room, found, _values(found), {})


@member_access(*OWNER)
def change_plan(venue_id: uuid.UUID, room_id: uuid.UUID, plan_id: uuid.UUID) -> Response | tuple[str, int]:
    """Keep what was changed."""
    draft, errors = _read(request.form)
    try:
        with transaction():
            room = load_room(venue_id, room_id)
            if errors:
                raise ListingRefusedError(errors)
            plan_service.change_plan(room, plan_id, draft, actor=actor(), today=clock.today())
    except InvalidError as error:
        room = load_room(venue_id, room_id)
        return _page(room, plan_service.get_plan(room, plan_id), request.form, spoken(error.errors)), 422
    flash(_("The group is kept. Bookings that stand keep their price."), "ok")
    return redirect(url_for("member.rates", venue_id=venue_id, room_id=room_id), code=303)


@member_access(*OWNER)
def end_plan(venue_id: uuid.UUID, room_id: uuid.UUID, plan_id: uuid.UUID) -> Response:
    """No longer from today on."""
    with transaction():
        plan_service.end_plan(load_room(venue_id, room_id), plan_id, actor=actor(), today=clock.today())
    flash(_("The group has ended. Bookings that stand keep their price."), "ok")
    return redirect(url_for("member.rates", venue_id=venue_id, room_id=room_id), code=303)


def _read(form: MultiDict[str, str]) -> tuple[PlanDraft, Errors]:
    errors: Errors = {}
    draft = PlanDraft(
        name=text_of(form, "name"),
        categories=choices(HirerCategory, form, "categories"),
        purposes=choices(Purpose, form, "purposes"),
        from_on=parse_day(text_of(form, "from_on")),
        until_on=read_last_day(form, "until_on", errors),
        season=read_season(form, errors),
        prorata=text_of(form, "prorata") == "1",
        cap_at_day=text_of(form, "cap_at_day") == "1",
        minimum_cents=read_cents(form, "minimum", errors, optional=True) or 0,
        minimum_minutes=read_count(form, "minimum_minutes", errors) or 0,
    )
    return draft, errors


def _values(found: RatePlan) -> MultiDict[str, str]:
    values: MultiDict[str, str] = MultiDict(
        {
            "name": found.name,
            "from_on": found.valid_from.isoformat(),
            "until_on": (found.valid_until - timedelta(days=1)).isoformat() if found.valid_until else "",
            "prorata": "1" if found.prorata else "",
            "cap_at_day": "1" if found.cap_at_day else "",
            "minimum": euros(found.minimum_cents) if found.minimum_cents else "",
            "minimum_minutes": str(found.minimum_minutes or ""),
            **season_texts(found.season_from, found.season_until),
        }
    )
    values.setlist("categories", list(found.categories))
    values.setlist("purposes", list(found.purposes))
    return values


def _page(room: Room, found: RatePlan | None, values: MultiDict[str, str], errors: dict[str, list[str]]) -> str:
    return render_tariff(
        "member/rate_plan.html",
        room,
        "member.rates",
        plan=found,
        values=values,
        errors=errors,
        categories=[(category.value, translate(told), None) for category, told in HIRER_CATEGORIES.items()],
        purposes=[(value, told, None) for value, told in purpose_choices(room)],
    )
