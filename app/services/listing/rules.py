"""What a listing must be: sizes and limits of what a member fills in, and what publishing asks. Pure."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.core.messages import Message, message
from app.models.accounts import VatProfile
from app.models.listing import AccessMode, AlcoholPolicy, LayoutKind, ListingStatus, RoomType, SoundLevel
from app.models.regions import SchoolHolidayRegion
from app.services.listing import booking_rule_rules

Errors = dict[str, list[Message]]

MAX_NAME = 120
MAX_LINE = 200
MAX_TEXT = 2_000
MAX_DESCRIPTION = 5_000
MAX_PERSONS = 5_000
MAX_AREA = 20_000
MAX_RULES = 30
MAX_PHOTOS = 12
MAX_DEPOSIT_CENTS = 2_500_00
LATITUDES = (50.5, 53.8)
LONGITUDES = (3.0, 7.5)

TRANSITIONS: dict[ListingStatus, frozenset[ListingStatus]] = {
    ListingStatus.DRAFT: frozenset({ListingStatus.PUBLISHED}),
    ListingStatus.PUBLISHED: frozenset({ListingStatus.WITHDRAWN}),
    ListingStatus.WITHDRAWN: frozenset({ListingStatus.PUBLISHED}),
}

_PHONE = re.compile(r"[+(]?[0-9][0-9 ()./-]{7,24}")


@dataclass(frozen=True, slots=True)
class VenueDetails:
    """A venue as filled in; None where the gazetteer or the municipality decides."""

    name: str
    street: str
    house_number: str
    postcode: str | None
    city: str
    municipality_code: str
    latitude: float | None
    longitude: float | None
    holiday_region: SchoolHolidayRegion | None
    access_mode: AccessMode | None
    access_text: str
    wheelchair_text: str
    travel_text: str
    phone: str


@dataclass(frozen=True, slots=True)
class RoomDetails:
    """What a room is. `part_room_ids`: the rooms that it consists of; none: it is a room by itself."""

    name: str
    type: RoomType | None
    description: str
    description_en: str
    area_m2: int | None
    height_cm: int | None
    max_persons: int | None
    layouts: Mapping[LayoutKind, int]
    amenities: Sequence[str]
    part_room_ids: Sequence[str]


@dataclass(frozen=True, slots=True)
class RoomTerms:
    """How a room is let. `booking` is what the room itself asks of bookings, per field; None follows its venue.

    `barred_disciplines`: in these nobody else gives lessons here. `deposit_cents`: nil asks none.
    """

    purposes: Sequence[str]
    alcohol_policy: AlcoholPolicy | None
    sound_text: str
    house_rules: Sequence[tuple[str, str]]
    booking: Mapping[str, int | None]
    vat_profile: VatProfile | None
    confirms_vat: bool
    cancellation_policy_code: str
    barred_disciplines: Sequence[str] = ()
    sound_level: SoundLevel | None = SoundLevel.ACOUSTIC
    deposit_cents: int | None = 0


def slug_of(*texts: str) -> str:
    """Letters, digits and hyphens, for an address."""
    plain = unicodedata.normalize("NFKD", " ".join(texts)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "ruimte"


def check_venue(details: VenueDetails) -> Errors:
    """What is wrong with a venue, per field."""
    errors: Errors = {}
    _named(errors, "name", details.name, message("Give the venue a name."))
    _named(errors, "street", details.street, message("Fill in the street."))
    _named(errors, "house_number", details.house_number, message("Fill in the house number."))
    _named(errors, "city", details.city, message("Fill in the place."))
    if details.postcode is None:
        errors["postcode"] = [message("A postcode has four digits and two letters, such as 3511 AB.")]
    if details.access_mode is None:
        errors["access_mode"] = [message("Choose how hirers get in.")]
    for name in ("access_text", "wheelchair_text", "travel_text"):
        _short(errors, name, getattr(details, name), MAX_TEXT)
    if details.phone and not _PHONE.fullmatch(details.phone):
        errors["phone"] = [message("Give a phone number of ten digits, such as 030-1234567.")]
    _check_point(errors, details)
    return errors


def _check_point(errors: Errors, details: VenueDetails) -> None:
    if (details.latitude is None) != (details.longitude is None):
        errors["latitude"] = [message("Fill in both coordinates, or neither.")]
    elif details.latitude is not None and details.longitude is not None:
        inside = (
            LATITUDES[0] <= details.latitude <= LATITUDES[1] and LONGITUDES[0] <= details.longitude <= LONGITUDES[1]
        )
        if not inside:
            errors["latitude"] = [message("This point does not lie in the Netherlands.")]


def check_room(details: RoomDetails) -> Errors:
    """What is wrong with a room, per field."""
    errors: Errors = {}
    _named(errors, "name", details.name, message("Give the room a name."))
    if details.type is None:
        errors["type"] = [message("Choose the kind of room.")]
    if not details.description:
        errors["description"] = [message("Tell in a few sentences what this room is good for.")]
    _short(errors, "description", details.description, MAX_DESCRIPTION)
    _short(errors, "description_en", details.description_en, MAX_DESCRIPTION)
    _between(errors, "max_persons", details.max_persons, 1, MAX_PERSONS)
    if details.area_m2 is not None:
        _between(errors, "area_m2", details.area_m2, 1, MAX_AREA)
    if details.height_cm is not None:
        _between(errors, "height_cm", details.height_cm, 100, 5_000)
    for kind, capacity in details.layouts.items():
        most = details.max_persons or MAX_PERSONS
        if not 1 <= capacity <= most:
            errors[f"layout-{kind.value}"] = [
                message("At least 1, and no more than the %(most)s people allowed in this room.", most=most)
            ]
    return errors


def check_terms(terms: RoomTerms, *, allowed_purposes: Sequence[str], known_vat: VatProfile | None) -> Errors:
    """What is wrong with how a room is let, per field. `known_vat`: what was confirmed before."""
    errors: Errors = {}
    if not terms.purposes or not set(terms.purposes) <= set(allowed_purposes):
        errors["purposes"] = [message("Choose at least one thing that people may do here.")]
    if terms.alcohol_policy is None:
        errors["alcohol_policy"] = [message("Choose what holds for alcohol.")]
    _check_use(errors, terms)
    if len(terms.house_rules) > MAX_RULES:
        errors["rules_allow"] = [message("At most %(most)s house rules together.", most=MAX_RULES)]
    for kind, text in terms.house_rules:
        _short(errors, f"rules_{kind}", text, MAX_LINE)
    errors.update(booking_rule_rules.check_values(terms.booking))
    if terms.vat_profile is None:
        errors["vat_profile"] = [message("Choose what holds for VAT.")]
    elif terms.vat_profile is not known_vat and not terms.confirms_vat:
        errors["confirms_vat"] = [message("Confirm that this is right for your organisation.")]
    return errors


def _check_use(errors: Errors, terms: RoomTerms) -> None:
    if terms.sound_level is None:
        errors["sound_level"] = [message("Choose how much can be heard.")]
    if terms.deposit_cents is None or terms.deposit_cents > MAX_DEPOSIT_CENTS:
        errors["deposit"] = [message("Fill in an amount in euros, at most %(most)s.", most=MAX_DEPOSIT_CENTS // 100)]
    _short(errors, "sound_text", terms.sound_text, MAX_LINE)


class Need(StrEnum):
    """What publishing a room asks. `PHOTO` is advice: without one the drawing of its type is shown."""

    MEMBERSHIP = "membership"
    REGION = "region"
    STRIPE = "stripe"
    LEGAL = "legal"
    OPENING = "opening"
    RATES = "rates"
    TERMS = "terms"
    PHOTO = "photo"


@dataclass(frozen=True, slots=True)
class ListingFacts:
    """What is known of a room and its seller when it is about to be published."""

    is_active_member: bool
    may_sell: bool
    region_name: str | None
    region_is_live: bool
    can_be_paid: bool
    has_kvk: bool
    has_address: bool
    has_rsin: bool
    rsin_excused: bool
    open_weekdays: frozenset[int]
    unpriced_weekdays: frozenset[int]
    has_terms: bool
    has_photo: bool


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line of the checklist."""

    need: Need
    met: bool
    required: bool = True


def requirements(facts: ListingFacts) -> list[Requirement]:
    """The checklist, in the order in which somebody would work it off."""
    legal = facts.has_kvk and facts.has_address and (facts.has_rsin or facts.rsin_excused)
    return [
        Requirement(Need.OPENING, bool(facts.open_weekdays)),
        Requirement(Need.TERMS, facts.has_terms),
        Requirement(Need.RATES, bool(facts.open_weekdays) and not facts.unpriced_weekdays),
        Requirement(Need.PHOTO, facts.has_photo, required=False),
        Requirement(Need.LEGAL, legal),
        Requirement(Need.STRIPE, facts.can_be_paid),
        Requirement(Need.MEMBERSHIP, facts.is_active_member and facts.may_sell),
        Requirement(Need.REGION, facts.region_is_live),
    ]


def may_publish(found: Sequence[Requirement]) -> bool:
    """Whether nothing that is required is missing."""
    return all(one.met for one in found if one.required)


def _named(errors: Errors, field: str, text: str, missing: Message) -> None:
    if not text:
        errors[field] = [missing]
    _short(errors, field, text, MAX_NAME)


def _short(errors: Errors, field: str, text: str, most: int) -> None:
    if len(text) > most:
        errors[field] = [message("At most %(most)s characters.", most=most)]


def _between(errors: Errors, field: str, number: int | None, least: int, most: int) -> None:
    if number is None or not least <= number <= most:
        errors[field] = [message("Fill in a whole number from %(least)s to %(most)s.", least=least, most=most)]
