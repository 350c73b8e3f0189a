"""A room of a venue: what it is, and how it is let."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.blueprints.member.desk import OWNER, actor, spoken
from app.blueprints.member.listing_forms import read_room, read_terms, room_values, terms_values
from app.blueprints.member.listing_words import SOUND_LEVELS, VAT_PROFILES, choices_of
from app.blueprints.member.rule_choices import rule_fields
from app.core import clock
from app.core.db import transaction
from app.core.errors import InvalidError
from app.models.listing import Room, Venue
from app.services.availability.booking_rules import values_of
from app.services.booking.words import DISCIPLINES
from app.services.listing import booking_rule_service, room_service, venue_service
from app.services.listing.errors import ListingRefusedError, MemberRoomNotFoundError
from app.services.listing.words import ALCOHOL, AMENITIES, LAYOUTS, PURPOSES, ROOM_TYPES
from app.web.access import current_organisation, member_access
from app.web.i18n import translate


def register(bp: Blueprint) -> None:
    """Hang the addresses on the blueprint."""
    venue_base = "/<organisation_slug>/locaties/<uuid:venue_id>/ruimtes"
    base = f"{venue_base}/<uuid:room_id>"
    bp.add_url_rule(f"{venue_base}/nieuw", "new_room", new_room)
    bp.add_url_rule(f"{venue_base}/nieuw", "create_room", create_room, methods=["POST"])
    bp.add_url_rule(base, "room", room)
    bp.add_url_rule(base, "change_room", change_room, methods=["POST"])
    bp.add_url_rule(f"{base}/regels", "terms", terms)
    bp.add_url_rule(f"{base}/regels", "change_terms", change_terms, methods=["POST"])


def load_room(venue_id: uuid.UUID, room_id: uuid.UUID) -> Room:
    """The room in the address, of this venue of this organisation.

    Raises:
        NotFoundError: there is none.
    """
    found = room_service.get_room(room_id, current_organisation().id)
    if found.venue_id != venue_id:
        raise MemberRoomNotFoundError
    return found


def _venue(venue_id: uuid.UUID) -> Venue:
    return venue_service.get_venue(venue_id, current_organisation().id)


@member_access(*OWNER)
def new_room(venue_id: uuid.UUID) -> str:
    """The third step."""
    return _page(_venue(venue_id), None, room_values(None, []), {})


@member_access(*OWNER)
def create_room(venue_id: uuid.UUID) -> Response | tuple[str, int]:
    """Keep it as a draft, and go on with how it is let."""
    details, errors = read_room(request.form)
    try:
        with transaction():
            venue = _venue(venue_id)
            if errors:
                raise ListingRefusedError(errors)
            made = room_service.create_room(venue, details, actor=actor())
    except InvalidError as error:
        return _page(_venue(venue_id), None, request.form, spoken(error.errors)), 422
    flash(_("The room is kept as a draft. Now its rules."), "ok")
    return redirect(url_for("member.terms", venue_id=venue_id, room_id=made.id), code=303)


@member_access(*OWNER)
def room(venue_id: uuid.UUID, room_id: uuid.UUID) -> str:
    """Name, kind, size, what is there."""
    found = load_room(venue_id, room_id)
    parts = [str(part) for part in room_service.rooms_it_consists_of(found)]
    return _page(_venue(venue_id), found, room_values(found, parts), {})


@member_access(*OWNER)
def change_room(venue_id: uuid.UUID, room_id: uuid.UUID) -> Response | tuple[str, int]:
    """Keep what was changed."""
    details, errors = read_room(request.form)
    try:
        with transaction():
            found = load_room(venue_id, room_id)
            if errors:
                raise ListingRefusedError(errors)
            room_service.change_room(found, details, actor=actor(), today=clock.today())
    except InvalidError as error:
        found = load_room(venue_id, room_id)
        return _page(_venue(venue_id), found, request.form, spoken(error.errors)), 422
    flash(_("The room is kept."), "ok")
    return redirect(url_for("member.room", venue_id=venue_id, room_id=room_id), code=303)


def _page(venue: Venue, found: Room | None, values: MultiDict[str, str], errors: dict[str, list[str]]) -> str:
    types = sorted(choices_of(ROOM_TYPES), key=lambda choice: choice[1])
    return render_template(
        "member/room.html",
        venue=venue,
        room=found,
        values=values,
        errors=errors,
        types=[("", _("Choose")), *types],
        layouts=LAYOUTS,
        amenities=[(code, translate(told), None) for code, told in AMENITIES.items()],
        others=[(str(other.id), other.name, None) for other in venue.rooms if found is None or other.id != found.id],
    )


@member_access(*OWNER)
def terms(venue_id: uuid.UUID, room_id: uuid.UUID) -> str:
    """Purposes, house rules, times, VAT, cancelling."""
    found = load_room(venue_id, room_id)
    return _terms_page(found, terms_values(found), {})


@member_access(*OWNER)
def change_terms(venue_id: uuid.UUID, room_id: uuid.UUID) -> Response | tuple[str, int]:
    """Keep them; bookings that stand keep theirs."""
    try:
        with transaction():
            found = load_room(venue_id, room_id)
            is_new = found.vat_profile is None
            together = room_service.change_terms(found, read_terms(request.form), actor=actor())
    except InvalidError as error:
        return _terms_page(load_room(venue_id, room_id), request.form, spoken(error.errors)), 422
    if is_new:
        flash(_("The rules are kept. Now the prices."), "ok")
        return redirect(url_for("member.rates", venue_id=venue_id, room_id=room_id), code=303)
    flash(_("The rules are kept."), "ok")
    if together:
        _tell_together(together)
    return redirect(url_for("member.terms", venue_id=venue_id, room_id=room_id), code=303)


def _tell_together(times: int) -> None:
    told = ngettext(
        "Now that this room sounds otherwise, loud and quiet use stand beside each other %(num)d time. It stays, and you see it at Sound.",
        "Now that this room sounds otherwise, loud and quiet use stand beside each other %(num)d times. It stays, and you see it at Sound.",
        times,
    )
    flash(told, "warn")


def _terms_page(found: Room, values: MultiDict[str, str], errors: dict[str, list[str]]) -> str:
    return render_template(
        "member/terms.html",
        venue=found.venue,
        room=found,
        values=values,
        errors=errors,
        purposes=[(code.value, translate(told), None) for code, told in PURPOSES.items()],
        alcohol=choices_of(ALCOHOL),
        disciplines=[(code.value, translate(told), None) for code, told in DISCIPLINES.items()],
        sound_levels=[(code.value, translate(told)) for code, told in SOUND_LEVELS.items()],
        vat_profiles=[("", _("Choose")), *choices_of(VAT_PROFILES)],
        policies=[(policy.code, policy.name) for policy in room_service.list_policies()],
        fields=rule_fields(booking_rule_service.inherited_by(found), clock.today(), values_of(found)),
    )
