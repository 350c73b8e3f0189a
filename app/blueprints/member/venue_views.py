"""The member's venues: the list, making one, changing one."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.blueprints.member.desk import OWNER, actor, spoken
from app.blueprints.member.listing_forms import Values, read_venue, venue_values
from app.blueprints.member.listing_words import ACCESS_CHOICES, HOLIDAY_REGIONS, choices_of
from app.blueprints.member.words import LISTING_STATUSES
from app.core.db import transaction
from app.core.errors import InvalidError
from app.models.listing import Venue
from app.services.listing import venue_service
from app.services.listing.errors import ListingRefusedError
from app.web.access import current_organisation, member_access


def register(bp: Blueprint) -> None:
    """Hang the addresses on the blueprint."""
    base = "/<organisation_slug>/locaties"
    bp.add_url_rule(base, "venues", venues)
    bp.add_url_rule(f"{base}/nieuw", "new_venue", new_venue)
    bp.add_url_rule(f"{base}/nieuw", "create_venue", create_venue, methods=["POST"])
    bp.add_url_rule(f"{base}/<uuid:venue_id>", "venue", venue)
    bp.add_url_rule(f"{base}/<uuid:venue_id>", "change_venue", change_venue, methods=["POST"])


@member_access(*OWNER)
def venues() -> str:
    """Every venue with its rooms and how far they are."""
    return render_template(
        "member/venues.html",
        venues=venue_service.list_venues(current_organisation().id),
        statuses=LISTING_STATUSES,
    )


@member_access(*OWNER)
def new_venue() -> str:
    """The first step."""
    return _page(None, venue_values(None), {})


@member_access(*OWNER)
def create_venue() -> Response | tuple[str, int]:
    """Keep it, and go on with its opening hours."""
    values, details, errors = read_venue(request.form, None)
    try:
        with transaction():
            if errors:
                raise ListingRefusedError(errors)
            made = venue_service.create_venue(current_organisation().id, details, actor=actor())
    except InvalidError as error:
        return _page(None, values, spoken(error.errors)), 422
    flash(_("The venue is kept. Now its opening hours."), "ok")
    return redirect(url_for("member.opening", venue_id=made.id), code=303)


@member_access(*OWNER)
def venue(venue_id: uuid.UUID) -> str:
    """Address, way in, travel."""
    found = venue_service.get_venue(venue_id, current_organisation().id)
    return _page(found, venue_values(found), {})


@member_access(*OWNER)
def change_venue(venue_id: uuid.UUID) -> Response | tuple[str, int]:
    """Keep what was changed."""
    organisation = current_organisation()
    found = venue_service.get_venue(venue_id, organisation.id)
    values, details, errors = read_venue(request.form, found)
    try:
        with transaction():
            found = venue_service.get_venue(venue_id, organisation.id)
            if errors:
                raise ListingRefusedError(errors)
            venue_service.change_venue(found, details, actor=actor())
    except InvalidError as error:
        return _page(venue_service.get_venue(venue_id, organisation.id), values, spoken(error.errors)), 422
    flash(_("The venue is kept."), "ok")
    return redirect(url_for("member.venue", venue_id=venue_id), code=303)


def _page(found: Venue | None, values: Values, errors: dict[str, list[str]]) -> str:
    return render_template(
        "member/venue.html",
        venue=found,
        values=values,
        errors=errors,
        municipalities=[
            ("", _("by the place")),
            *((one.code, one.name) for one in venue_service.list_municipalities()),
        ],
        holiday_regions=[("", _("by the municipality")), *choices_of(HOLIDAY_REGIONS)],
        access_modes=choices_of(ACCESS_CHOICES),
    )
