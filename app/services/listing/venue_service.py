"""A member's buildings: made and changed by the member, placed on the map by the name of their town."""

import uuid
from collections.abc import Sequence

from app.core.db import session
from app.core.messages import message
from app.integrations.geocoding.places import find_place
from app.models.listing import AccessMode, Venue
from app.models.regions import Municipality
from app.services.audit import audit_service
from app.services.audit.audit_service import Actor, Subject
from app.services.listing import day_mask_service, member_repository, rules
from app.services.listing.errors import ListingRefusedError, VenueNotFoundError
from app.services.listing.owner import Owner
from app.services.listing.rules import Errors, VenueDetails

__all__ = ["VenueDetails", "change_venue", "create_venue", "get_venue", "list_municipalities", "list_venues"]


def list_venues(organisation_id: uuid.UUID) -> Sequence[Venue]:
    """The member's venues by name, each with its rooms."""
    return member_repository.list_venues(organisation_id)


def list_municipalities() -> Sequence[Municipality]:
    """Where a venue can lie, by name."""
    return member_repository.list_municipalities()


def get_venue(venue_id: uuid.UUID, organisation_id: uuid.UUID) -> Venue:
    """One venue of this member, with rooms, day parts, municipality and region.

    Raises:
        VenueNotFoundError: there is none.
    """
    venue = member_repository.find_venue(venue_id, organisation_id)
    if venue is None:
        raise VenueNotFoundError
    return venue


def create_venue(organisation_id: uuid.UUID, details: VenueDetails, *, actor: Actor) -> Venue:
    """A new venue; the row is flushed.

    Raises:
        ListingRefusedError: with what is wrong, per field.
    """
    venue = Venue(organisation_id=organisation_id, slug=_free_slug(details))
    _fill(venue, details)
    session().add(venue)
    session().flush()
    _record("created", venue, actor)
    return venue


def change_venue(venue: Venue, details: VenueDetails, *, actor: Actor) -> None:
    """Other facts about a venue. Its address on this site stays the same.

    Raises:
        ListingRefusedError: with what is wrong, per field.
    """
    region = venue.school_holiday_region
    _fill(venue, details)
    _record("changed", venue, actor)
    if venue.school_holiday_region is not region:
        day_mask_service.follow_openings(Owner(venue))


def _fill(venue: Venue, details: VenueDetails) -> None:
    errors = rules.check_venue(details)
    if details.latitude is None and "latitude" not in errors:
        _check_place(errors, details)
    municipality = _municipality(errors, details)
    if errors or municipality is None:
        raise ListingRefusedError(errors)
    place = find_place(details.city)
    if details.latitude is not None and details.longitude is not None:
        venue.latitude, venue.longitude = details.latitude, details.longitude
    elif place is not None:  # pragma: no branch - checked above
        venue.latitude, venue.longitude = place.lat, place.lon
    venue.municipality_code = municipality.code
    venue.school_holiday_region = details.holiday_region or municipality.school_holiday_region
    venue.postcode = details.postcode or ""
    venue.access_mode = details.access_mode or AccessMode.CARETAKER_PRESENT
    venue.phone = details.phone or None
    for name in ("name", "street", "house_number", "city", "access_text", "wheelchair_text", "travel_text"):
        setattr(venue, name, getattr(details, name))


def _check_place(errors: Errors, details: VenueDetails) -> None:
    if details.city and find_place(details.city) is None:
        errors.setdefault(
            "city", [message("We do not know this place. Check how it is written, or fill in the coordinates.")]
        )


def _municipality(errors: Errors, details: VenueDetails) -> Municipality | None:
    """The one chosen, else the one that the place lies in."""
    code = details.municipality_code
    if not code:
        place = find_place(details.city) if details.city else None
        code = place.municipality_code or "" if place else ""
    found = member_repository.find_municipality(code) if code else None
    if found is None:
        errors["municipality_code"] = [
            message("Choose the municipality. Is yours not in the list? Then ask the bureau to add it.")
        ]
    return found


def _free_slug(details: VenueDetails) -> str:
    wanted = rules.slug_of(details.name, "" if details.city.casefold() in details.name.casefold() else details.city)
    slug, number = wanted, 1
    while member_repository.venue_slug_taken(slug):
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def _record(action: str, venue: Venue, actor: Actor) -> None:
    audit_service.record(
        f"listing:venue:{action}", actor=actor, subject=Subject("venue", venue.id, venue.organisation_id)
    )
