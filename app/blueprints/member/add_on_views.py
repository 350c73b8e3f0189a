"""What a venue lends with its rooms."""

import uuid
from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.blueprints.member.desk import OWNER, actor, parse_id, spoken, text_of
from app.blueprints.member.listing_forms import parse_choice
from app.blueprints.member.listing_words import VAT_PROFILES, choices_of
from app.blueprints.member.room_views import load_room
from app.blueprints.member.tariff_forms import Errors, euros, read_cents, read_count
from app.blueprints.member.tariff_page import render_tariff
from app.core import clock
from app.core.db import transaction
from app.core.errors import InvalidError
from app.core.messages import message
from app.models.accounts import VatProfile
from app.models.add_ons import AddOn
from app.models.listing import Room
from app.models.pricing import AddOnUnit
from app.services.booking.words import ADD_ON_UNITS
from app.services.listing import add_on_service, plan_service, vat_choice_service
from app.services.listing.errors import ListingRefusedError
from app.services.listing.tariff_rules import AddOnDraft
from app.web.access import member_access
from app.web.filters import money
from app.web.i18n import translate


def register(bp: Blueprint) -> None:
    """Hang the addresses on the blueprint."""
    base = "/<organisation_slug>/locaties/<uuid:venue_id>/ruimtes/<uuid:room_id>/tarieven/extras"
    bp.add_url_rule(base, "add_ons", add_ons)
    bp.add_url_rule(base, "create_add_on", create_add_on, methods=["POST"])
    bp.add_url_rule(f"{base}/<uuid:add_on_id>", "add_on", add_on)
    bp.add_url_rule(f"{base}/<uuid:add_on_id>", "change_add_on", change_add_on, methods=["POST"])
    bp.add_url_rule(f"{base}/<uuid:add_on_id>/beeindigen", "end_add_on", end_add_on, methods=["POST"])


def _back(venue_id: uuid.UUID, room_id: uuid.UUID) -> Response:
    return redirect(url_for("member.add_ons", venue_id=venue_id, room_id=room_id), code=303)


@member_access(*OWNER)
def add_ons(venue_id: uuid.UUID, room_id: uuid.UUID) -> str:
    """What there is, and a form for one more."""
    return _page(load_room(venue_id, room_id), None, MultiDict({"unit": AddOnUnit.BOOKING.value}), {})


@member_access(*OWNER)
def create_add_on(venue_id: uuid.UUID, room_id: uuid.UUID) -> Response | tuple[str, int]:
    """One more, from today on."""
    try:
        with transaction():
            room = load_room(venue_id, room_id)
            add_on_service.create_add_on(room, _read(room, request.form), actor=actor(), today=clock.today())
    except InvalidError as error:
        return _page(load_room(venue_id, room_id), None, request.form, spoken(error.errors)), 422
    flash(_("Kept. Hirers can choose it from now on."), "ok")
    return _back(venue_id, room_id)


@member_access(*OWNER)
def add_on(venue_id: uuid.UUID, room_id: uuid.UUID, add_on_id: uuid.UUID) -> str:
    """As it stands."""
    room = load_room(venue_id, room_id)
    found = add_on_service.get_add_on(room, add_on_id)
    return _page(room, found, _values(found), {})


@member_access(*OWNER)
def change_add_on(venue_id: uuid.UUID, room_id: uuid.UUID, add_on_id: uuid.UUID) -> Response | tuple[str, int]:
    """Keep what was changed."""
    try:
        with transaction():
            room = load_room(venue_id, room_id)
            draft = _read(room, request.form)
            add_on_service.change_add_on(room, add_on_id, draft, actor=actor(), today=clock.today())
    except InvalidError as error:
        room = load_room(venue_id, room_id)
        found = add_on_service.get_add_on(room, add_on_id)
        return _page(room, found, request.form, spoken(error.errors)), 422
    flash(_("Kept. Bookings that stand keep what was agreed."), "ok")
    return _back(venue_id, room_id)


@member_access(*OWNER)
def end_add_on(venue_id: uuid.UUID, room_id: uuid.UUID, add_on_id: uuid.UUID) -> Response:
    """No longer from today on, unless something else needs it."""
    try:
        with transaction():
            add_on_service.end_add_on(load_room(venue_id, room_id), add_on_id, actor=actor(), today=clock.today())
    except InvalidError as error:
        flash(" ".join(told for found in spoken(error.errors).values() for told in found), "warn")
    else:
        flash(_("Ended. Bookings that stand keep it."), "ok")
    return _back(venue_id, room_id)


def _read(room: Room, form: MultiDict[str, str]) -> AddOnDraft:
    errors: Errors = {}
    profile = parse_choice(VatProfile, text_of(form, "vat_profile"))
    vat_bps = vat_choice_service.rate_bps(room, clock.today(), profile)
    requires = text_of(form, "requires")
    rooms = [parse_id(text) for text in form.getlist("rooms")]
    draft = AddOnDraft(
        name=text_of(form, "name"),
        note=text_of(form, "note"),
        unit=parse_choice(AddOnUnit, text_of(form, "unit")),
        price_cents=read_cents(form, "price", errors, vat_bps=vat_bps),
        next_price_cents=read_cents(form, "next_price", errors, vat_bps=vat_bps, optional=True),
        stock=read_count(form, "stock", errors),
        requires=parse_id(requires),
        vat_profile=profile,
        room_ids=[found for found in rooms if found],
    )
    if (requires and draft.requires is None) or None in rooms:
        errors["requires" if requires and draft.requires is None else "rooms"] = [message("Choose from the list.")]
    if errors:
        raise ListingRefusedError(errors)
    return draft


def _values(found: AddOn) -> MultiDict[str, str]:
    values: MultiDict[str, str] = MultiDict(
        {
            "name": found.name,
            "note": found.note,
            "unit": found.unit.value,
            "price": euros(found.price_cents),
            "next_price": euros(found.next_price_cents),
            "stock": "" if found.stock is None else str(found.stock),
            "requires": str(found.requires_add_on_id or ""),
            "vat_profile": found.vat_profile.value if found.vat_profile else "",
        }
    )
    values.setlist("rooms", [str(room_id) for room_id in add_on_service.rooms_of([found]).get(found.id, ())])
    return values


def _page(room: Room, found: AddOn | None, values: MultiDict[str, str], errors: dict[str, list[str]]) -> str:
    known = add_on_service.list_add_ons(room, clock.today())
    names = {one.id: one.name for one in known}
    rooms = {room.id: room.name, **{other.id: other.name for other in plan_service.list_other_rooms(room)}}
    where = add_on_service.rooms_of(known)
    return render_tariff(
        "member/rate_add_ons.html",
        room,
        "member.add_ons",
        add_on=found,
        values=values,
        errors=errors,
        add_ons=[_told(one, names, [rooms[key] for key in where.get(one.id, ()) if key in rooms]) for one in known],
        units=[(unit.value, translate(told)) for unit, told in ADD_ON_UNITS.items()],
        others=[
            ("", _("nothing")),
            *((str(key), name) for key, name in names.items() if found is None or key != found.id),
        ],
        vat_profiles=[("", _("as the room")), *choices_of(VAT_PROFILES)],
        rooms=[(str(key), name, None) for key, name in rooms.items()],
    )


def _told(one: AddOn, names: Mapping[uuid.UUID, str], rooms: Sequence[str]) -> dict[str, object]:
    """A row of the table."""
    price = f"{money(one.price_cents)} {translate(ADD_ON_UNITS[one.unit])}" if one.price_cents else _("free of charge")
    return {
        "id": one.id,
        "name": one.name,
        "price": price,
        "stock": _("no limit") if one.stock is None else one.stock,
        "requires": names.get(one.requires_add_on_id, "–") if one.requires_add_on_id else "–",
        "where": ", ".join(rooms) or _("all rooms"),
    }
