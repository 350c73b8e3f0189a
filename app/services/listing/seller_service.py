"""Who a member is in law: what hirers must be told, and what platforms must report about sellers."""

import re
import uuid
from dataclasses import asdict, dataclass

from stdnum.nl import bsn, btw

from app.core.messages import message
from app.integrations.geocoding.postcodes import parse_postcode
from app.services.audit import audit_service
from app.services.audit.audit_service import Actor, Subject
from app.services.listing import member_repository, rules
from app.services.listing.errors import Errors, ListingRefusedError

_KVK = re.compile(r"[0-9]{8}")


@dataclass(frozen=True, slots=True)
class SellerDetails:
    """As filled in; the name is needed, the rest may come later."""

    legal_name: str
    kvk_number: str
    rsin: str
    vat_number: str
    street: str
    house_number: str
    postcode: str
    city: str


def change_seller(organisation_id: uuid.UUID, details: SellerDetails, *, actor: Actor) -> None:
    """Keep who sells. Empty means: not known yet.

    Raises:
        ListingRefusedError: with what is wrong, per field.
    """
    errors = _check(details)
    if errors:
        raise ListingRefusedError(errors)
    organisation = member_repository.lock_organisation(organisation_id)
    written = {**asdict(details), "postcode": parse_postcode(details.postcode) or ""}
    changed = [name for name, value in written.items() if (getattr(organisation, name) or "") != value]
    for name in changed:
        setattr(organisation, name, written[name] or None)
    if changed:
        audit_service.record(
            "listing:seller:changed",
            actor=actor,
            subject=Subject("organisation", organisation_id, organisation_id),
            fields=changed,
        )


def _check(details: SellerDetails) -> Errors:
    errors: Errors = {}
    if not details.legal_name:
        errors["legal_name"] = [message("Fill in the name as it stands at the KvK.")]
    if details.kvk_number and not _KVK.fullmatch(details.kvk_number):
        errors["kvk_number"] = [message("A KvK number has eight digits.")]
    # An RSIN passes the same test of eleven as a citizen's number.
    if details.rsin and not (details.rsin.isascii() and len(details.rsin) == 9 and bsn.is_valid(details.rsin)):  # noqa: PLR2004
        errors["rsin"] = [message("This is no RSIN: nine digits, as on letters of the tax office.")]
    if details.vat_number and not btw.is_valid(details.vat_number):
        errors["vat_number"] = [message("This is no Dutch VAT number. It looks like NL123456789B01.")]
    if details.postcode and parse_postcode(details.postcode) is None:
        errors["postcode"] = [message("A postcode has four digits and two letters, such as 3511 AB.")]
    for name in ("legal_name", "street", "house_number", "city"):
        if len(getattr(details, name)) > rules.MAX_NAME:
            errors[name] = [message("At most %(most)s characters.", most=rules.MAX_NAME)]
    return errors
