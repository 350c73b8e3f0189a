"""Who is who at a member, and what each may do there."""

import uuid
from datetime import date
from typing import TypeVar

from flask import request
from werkzeug.datastructures import MultiDict

from app.core.errors import NotFoundError
from app.core.messages import Message, message
from app.models.accounts import Organisation, OrganisationRoleName
from app.models.listing import Venue
from app.services.audit.audit_service import Actor
from app.services.reporting import desk_service
from app.web.access import current_organisation, signed_in_user
from app.web.asked_time import parse_day
from app.web.i18n import translate

MANAGER = OrganisationRoleName.MANAGER
FRONT_DESK = OrganisationRoleName.FRONT_DESK
CARETAKER = OrganisationRoleName.CARETAKER
FINANCE = OrganisationRoleName.FINANCE

HOUSE = (MANAGER, FRONT_DESK, CARETAKER)  # who sees what happens in the building
DESK = (MANAGER, FRONT_DESK)
BOOKINGS = (MANAGER, FRONT_DESK, FINANCE)
MONEY = (MANAGER, FINANCE)
OWNER = (MANAGER,)

ROLES: dict[OrganisationRoleName, Message] = {
    MANAGER: message("manager"),
    FRONT_DESK: message("front desk"),
    CARETAKER: message("caretaker"),
    FINANCE: message("finance"),
}

_LONGEST_KEPT = 20_000
Value = TypeVar("Value")


def roles_here(organisation: Organisation) -> set[OrganisationRoleName]:
    """What the person behind this request is at this organisation."""
    return {role.role for role in signed_in_user().organisation_roles if role.organisation_id == organisation.id}


def organisations_of_reader() -> list[Organisation]:
    """The organisations that the person behind this request works for, by name."""
    found = {role.organisation_id: role.organisation for role in signed_in_user().organisation_roles}
    return sorted(found.values(), key=lambda organisation: organisation.name)


def actor() -> Actor:
    """The person behind this request, for the audit trail."""
    return Actor.user(signed_in_user().id)


def text_of(values: MultiDict[str, str], name: str, default: str = "") -> str:
    """What was typed in a field, without the character that no database keeps."""
    return values.get(name, default).replace("\x00", "").strip()[:_LONGEST_KEPT]


def parse_id(text: str) -> uuid.UUID | None:
    """An identifier from a list of choices; None for none or nonsense."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def asked_day(default: date) -> date:
    """The day in the address, else `default`."""
    return parse_day(request.args.get("date", "")) or default


def asked_venue() -> Venue | None:
    """The venue in the address; None for all of them.

    Raises:
        NotFoundError: it is none of this organisation.
    """
    asked = request.args.get("venue", "")
    if not asked:
        return None
    for venue in desk_service.list_venues(current_organisation().id):
        if str(venue.id) == asked:
            return venue
    raise NotFoundError(message("This venue does not exist."))


def spoken(errors: dict[str, list[Message]]) -> dict[str, list[str]]:
    """Problems per field in the reader's language."""
    return {name: [translate(told) for told in found] for name, found in errors.items()}
