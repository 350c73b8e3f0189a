"""The last step: see what is missing, what it costs, and put the room online; or take it offline again."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.blueprints.member.desk import OWNER, actor, spoken, text_of
from app.blueprints.member.listing_words import NEEDS, WEEKDAYS
from app.blueprints.member.room_views import load_room
from app.blueprints.member.words import LISTING_STATUSES
from app.core import clock
from app.core.db import transaction
from app.core.errors import ConflictError, InvalidError
from app.services.listing import publishing_service, rate_service, seller_service
from app.services.listing.publishing_service import Need
from app.services.listing.seller_service import SellerDetails
from app.services.listing.words import AMENITIES, LAYOUTS, PURPOSES, ROOM_TYPES
from app.web.access import current_organisation, member_access
from app.web.i18n import translate

EXAMPLE_CENTS = 10_000
_SELLER_FIELDS = ("legal_name", "kvk_number", "rsin", "vat_number", "street", "house_number", "postcode", "city")


def register(bp: Blueprint) -> None:
    """Hang the addresses on the blueprint."""
    base = "/<organisation_slug>/locaties/<uuid:venue_id>/ruimtes/<uuid:room_id>"
    bp.add_url_rule(f"{base}/publiceren", "publishing", publishing)
    bp.add_url_rule(f"{base}/publiceren", "publish", publish, methods=["POST"])
    bp.add_url_rule(f"{base}/intrekken", "withdraw", withdraw, methods=["POST"])
    bp.add_url_rule("/<organisation_slug>/gegevens", "seller", seller)
    bp.add_url_rule("/<organisation_slug>/gegevens", "change_seller", change_seller, methods=["POST"])


@member_access(*OWNER)
def publishing(venue_id: uuid.UUID, room_id: uuid.UUID) -> str:
    """Preview and checklist."""
    room = load_room(venue_id, room_id)
    today = clock.today()
    facts = publishing_service.facts_of(room, today)
    checklist = publishing_service.checklist_of(facts)
    places = {
        Need.OPENING: url_for("member.opening", venue_id=venue_id),
        Need.TERMS: url_for("member.terms", venue_id=venue_id, room_id=room_id),
        Need.RATES: url_for("member.rates", venue_id=venue_id, room_id=room_id),
        Need.PHOTO: url_for("member.photos", venue_id=venue_id, room_id=room_id),
        Need.LEGAL: url_for("member.seller"),
        Need.STRIPE: url_for("member.payments"),
    }
    span, quote = rate_service.example(room, today)
    return render_template(
        "member/publish.html",
        venue=room.venue,
        room=room,
        facts=facts,
        checklist=checklist,
        needs=NEEDS,
        places=places,
        may_publish=publishing_service.may_publish(checklist),
        unpriced=[translate(WEEKDAYS[day]) for day in sorted(facts.unpriced_weekdays)],
        rate_bps=publishing_service.commission_bps(room, today),
        fee_cents=publishing_service.commission_on(room, EXAMPLE_CENTS, today),
        span=span,
        quote=quote,
        status=LISTING_STATUSES[room.status],
        type_name=translate(ROOM_TYPES[room.type]),
        layouts=LAYOUTS,
        amenities=[translate(AMENITIES[one.code]) for one in room.amenities if one.code in AMENITIES],
        purposes=[translate(told) for code, told in PURPOSES.items() if code.value in room.purposes],
    )


@member_access(*OWNER)
def publish(venue_id: uuid.UUID, room_id: uuid.UUID) -> Response:
    """Online, from now on."""
    try:
        with transaction():
            publishing_service.publish(load_room(venue_id, room_id), actor=actor())
    except ConflictError as error:
        flash(translate(error.message), "warn")
    else:
        flash(_("The room is online. Anybody can book it now."), "ok")
    return redirect(url_for("member.publishing", venue_id=venue_id, room_id=room_id), code=303)


@member_access(*OWNER)
def withdraw(venue_id: uuid.UUID, room_id: uuid.UUID) -> Response:
    """Offline; bookings that stand, stand."""
    try:
        with transaction():
            publishing_service.withdraw(load_room(venue_id, room_id), actor=actor())
    except ConflictError as error:
        flash(translate(error.message), "warn")
    else:
        flash(_("The room is offline. Bookings that were made stay."), "ok")
    return redirect(url_for("member.publishing", venue_id=venue_id, room_id=room_id), code=303)


@member_access(*OWNER)
def seller() -> str:
    """Who sells: what the law asks of somebody who lets through a platform."""
    organisation = current_organisation()
    return _seller_page({name: getattr(organisation, name) or "" for name in _SELLER_FIELDS}, {})


@member_access(*OWNER)
def change_seller() -> Response | tuple[str, int]:
    """Keep what was changed."""
    values = {name: text_of(request.form, name) for name in _SELLER_FIELDS}
    organisation_id = current_organisation().id
    try:
        with transaction():
            seller_service.change_seller(organisation_id, SellerDetails(**values), actor=actor())
    except InvalidError as error:
        return _seller_page(values, spoken(error.errors)), 422
    flash(_("The details of your organisation are kept."), "ok")
    return redirect(url_for("member.seller"), code=303)


def _seller_page(values: dict[str, str], errors: dict[str, list[str]]) -> str:
    return render_template("member/seller.html", values=values, errors=errors)
