"""What holds for VAT where it differs from the room: by purpose, or by extra."""

import uuid

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.blueprints.member.desk import OWNER, actor, parse_id, spoken, text_of
from app.blueprints.member.listing_forms import parse_choice
from app.blueprints.member.listing_words import VAT_PROFILES, choices_of
from app.blueprints.member.room_views import load_room
from app.blueprints.member.tariff_page import purpose_choices, render_tariff
from app.blueprints.member.tariff_words import dates_words
from app.core import clock
from app.core.db import transaction
from app.core.errors import InvalidError
from app.models.accounts import VatProfile
from app.models.listing import Purpose, Room
from app.services.listing import add_on_service, vat_choice_service
from app.services.listing.tariff_rules import VatDraft
from app.services.listing.words import PURPOSES
from app.web.access import member_access
from app.web.asked_time import parse_day
from app.web.i18n import translate


def register(bp: Blueprint) -> None:
    """Hang the addresses on the blueprint."""
    base = "/<organisation_slug>/locaties/<uuid:venue_id>/ruimtes/<uuid:room_id>/tarieven/btw"
    bp.add_url_rule(base, "vat_choices", vat_choices)
    bp.add_url_rule(base, "decide_vat", decide_vat, methods=["POST"])
    bp.add_url_rule(f"{base}/<uuid:choice_id>/beeindigen", "end_vat_choice", end_vat_choice, methods=["POST"])


@member_access(*OWNER)
def vat_choices(venue_id: uuid.UUID, room_id: uuid.UUID) -> str:
    """What holds, and a form for one more decision."""
    return _page(load_room(venue_id, room_id), MultiDict({"from_on": clock.today().isoformat()}), {})


@member_access(*OWNER)
def decide_vat(venue_id: uuid.UUID, room_id: uuid.UUID) -> Response | tuple[str, int]:
    """A decision from a day on, with who took it."""
    form = request.form
    draft = VatDraft(
        whole_organisation=text_of(form, "whole_organisation") == "1",
        purpose=parse_choice(Purpose, text_of(form, "purpose")),
        add_on_id=parse_id(text_of(form, "add_on")),
        profile=parse_choice(VatProfile, text_of(form, "profile")),
        from_on=parse_day(text_of(form, "from_on")),
        confirms=text_of(form, "confirms") == "1",
    )
    try:
        with transaction():
            room = load_room(venue_id, room_id)
            vat_choice_service.decide(room, draft, actor=actor(), now=clock.now(), today=clock.today())
    except InvalidError as error:
        return _page(load_room(venue_id, room_id), form, spoken(error.errors)), 422
    flash(_("The decision is kept, with your name and today's date."), "ok")
    return redirect(url_for("member.vat_choices", venue_id=venue_id, room_id=room_id), code=303)


@member_access(*OWNER)
def end_vat_choice(venue_id: uuid.UUID, room_id: uuid.UUID, choice_id: uuid.UUID) -> Response:
    """No longer from today on."""
    with transaction():
        vat_choice_service.end_choice(load_room(venue_id, room_id), choice_id, actor=actor(), today=clock.today())
    flash(_("Ended. Bookings that stand keep their VAT."), "ok")
    return redirect(url_for("member.vat_choices", venue_id=venue_id, room_id=room_id), code=303)


def _page(room: Room, values: MultiDict[str, str], errors: dict[str, list[str]]) -> str:
    today = clock.today()
    known = add_on_service.list_add_ons(room, today)
    names = {one.id: one.name for one in known}
    chosen = [
        {
            "id": choice.id,
            "what": " · ".join(
                told
                for told in (
                    translate(PURPOSES[choice.purpose]) if choice.purpose else "",
                    names.get(choice.add_on_id, "") if choice.add_on_id else "",
                )
                if told
            ),
            "profile": translate(VAT_PROFILES[choice.profile]),
            "where": room.name if choice.room_id else _("all rooms"),
            "when": dates_words(choice.valid_from, choice.valid_until, today) or _("now"),
            "confirmed_at": choice.confirmed_at,
        }
        for choice in vat_choice_service.list_choices(room, today)
    ]
    return render_tariff(
        "member/rate_vat.html",
        room,
        "member.vat_choices",
        values=values,
        errors=errors,
        choices=chosen,
        room_profile=translate(VAT_PROFILES[room.vat_profile or room.venue.organisation.vat_profile]),
        purposes=[("", _("all purposes")), *purpose_choices(room)],
        add_ons=[("", _("the room itself")), *((str(key), name) for key, name in names.items())],
        profiles=[("", _("Choose")), *choices_of(VAT_PROFILES)],
    )
