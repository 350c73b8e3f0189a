"""What a member fills in about venues and rooms, kept as typed; and what it means."""

import re
from enum import StrEnum
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from app.blueprints.member.desk import text_of
from app.blueprints.member.rule_choices import read_rules, rule_values
from app.core.messages import Message, message
from app.integrations.geocoding.postcodes import parse_postcode
from app.models.accounts import VatProfile
from app.models.booking import Discipline
from app.models.listing import (
    AccessMode,
    AlcoholPolicy,
    LayoutKind,
    Purpose,
    Room,
    RoomType,
    SoundLevel,
    Venue,
)
from app.models.regions import SchoolHolidayRegion
from app.services.availability.booking_rules import values_of
from app.services.listing.room_service import RoomDetails, RoomTerms
from app.services.listing.venue_service import VenueDetails

Choice = TypeVar("Choice", bound=StrEnum)
Values = dict[str, str]
Errors = dict[str, list[Message]]

RULE_KINDS = ("allow", "deny", "info")
_VENUE_TEXTS = ("name", "street", "house_number", "postcode", "city", "access_text", "wheelchair_text", "travel_text")
_COORDINATE = re.compile(r"-?[0-9]{1,3}([.,][0-9]{1,10})?")
_PRICE = re.compile(r"([0-9]{1,5})(?:[.,]([0-9]{1,2}))?")
# A point between thousands is one only where a comma says so: 1.250 alone could mean either.
_THOUSANDS = re.compile(r"([0-9]{1,2})\.([0-9]{3}),([0-9]{2}|-)")
_LONGEST_NUMBER = 7


def parse_choice(kind: type[Choice], text: str) -> Choice | None:
    """One of a few; None for none or nonsense."""
    return kind(text) if text in set(kind) else None


def parse_count(text: str) -> int | None:
    """A whole number; None for nothing, nonsense, and more than any rule allows."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER else None


def parse_cents(text: str) -> int | None:
    """`22,50`, `22.5`, `€ 22`, `22,-` or `1.250,00` in cents; None when it is no price."""
    plain = _THOUSANDS.sub(r"\1\2,\3", text.removeprefix("€").strip()).removesuffix(",-")
    found = _PRICE.fullmatch(plain)
    return int(found.group(1)) * 100 + int((found.group(2) or "0").ljust(2, "0")) if found else None


def euros_text(cents: int) -> str:
    """`22,50`, for a field."""
    return f"{cents // 100},{cents % 100:02d}"


def _parse_coordinate(text: str) -> float | None:
    return float(text.replace(",", ".")) if _COORDINATE.fullmatch(text) else None


def venue_values(venue: Venue | None) -> Values:
    """The form of a venue as it stands; empty for a new one."""
    if venue is None:
        return {"access_mode": AccessMode.CARETAKER_PRESENT.value}
    values = {name: str(getattr(venue, name)) for name in _VENUE_TEXTS}
    return {
        **values,
        "municipality_code": venue.municipality_code,
        "latitude": f"{venue.latitude:.5f}",
        "longitude": f"{venue.longitude:.5f}",
        "holiday_region": venue.school_holiday_region.value,
        "access_mode": venue.access_mode.value,
        "phone": venue.phone or "",
    }


def read_venue(form: MultiDict[str, str], venue: Venue | None) -> tuple[Values, VenueDetails, Errors]:
    """The form as it came, what it means, and what could not be read."""
    names = (*_VENUE_TEXTS, "municipality_code", "latitude", "longitude", "holiday_region", "access_mode", "phone")
    values = {name: text_of(form, name) for name in names}
    errors: Errors = {}
    point = values["latitude"], values["longitude"]
    known = venue_values(venue)
    moved = venue is not None and values["city"].casefold() != venue.city.casefold()
    if moved and point == (known["latitude"], known["longitude"]):
        point = "", ""  # another town, the same point: the point of the new town is meant
        values["municipality_code"] = (
            "" if values["municipality_code"] == known["municipality_code"] else values["municipality_code"]
        )
    for name, text in zip(("latitude", "longitude"), point, strict=True):
        if text and _parse_coordinate(text) is None:
            errors[name] = [message("Write a coordinate as a number, such as 52,0907.")]
    details = VenueDetails(
        name=values["name"],
        street=values["street"],
        house_number=values["house_number"],
        postcode=parse_postcode(values["postcode"]),
        city=values["city"],
        municipality_code=values["municipality_code"],
        latitude=_parse_coordinate(point[0]),
        longitude=_parse_coordinate(point[1]),
        holiday_region=parse_choice(SchoolHolidayRegion, values["holiday_region"]),
        access_mode=parse_choice(AccessMode, values["access_mode"]),
        access_text=values["access_text"],
        wheelchair_text=values["wheelchair_text"],
        travel_text=values["travel_text"],
        phone=values["phone"],
    )
    return values, details, errors


def room_values(room: Room | None, part_room_ids: list[str]) -> MultiDict[str, str]:
    """The form of a room as it stands; empty for a new one."""
    values: MultiDict[str, str] = MultiDict()
    if room is None:
        return values
    values.update({"name": room.name, "type": room.type.value, "max_persons": str(room.max_persons)})
    values.update({"description": room.description, "description_en": room.description_en})
    values.update({"area_m2": str(room.area_m2 or ""), "height_cm": str(room.height_cm or "")})
    values.update({f"layout-{layout.kind.value}": str(layout.capacity) for layout in room.layouts})
    values.setlist("amenities", [amenity.code for amenity in room.amenities])
    values.setlist("part_rooms", part_room_ids)
    return values


def read_room(form: MultiDict[str, str]) -> tuple[RoomDetails, Errors]:
    """What the form means, and what could not be read."""
    errors: Errors = {}
    for name in ("area_m2", "height_cm", *(f"layout-{kind.value}" for kind in LayoutKind)):
        text = text_of(form, name)
        if text and parse_count(text) is None:
            errors[name] = [message("Fill in a whole number.")]
    layouts: dict[LayoutKind, int] = {}
    for kind in LayoutKind:
        capacity = parse_count(text_of(form, f"layout-{kind.value}"))
        if capacity is not None:
            layouts[kind] = capacity
    details = RoomDetails(
        name=text_of(form, "name"),
        type=parse_choice(RoomType, text_of(form, "type")),
        description=text_of(form, "description"),
        description_en=text_of(form, "description_en"),
        area_m2=parse_count(text_of(form, "area_m2")),
        height_cm=parse_count(text_of(form, "height_cm")),
        max_persons=parse_count(text_of(form, "max_persons")),
        layouts=layouts,
        amenities=form.getlist("amenities"),
        part_room_ids=form.getlist("part_rooms"),
    )
    return details, errors


def terms_values(room: Room) -> MultiDict[str, str]:
    """The form of how a room is let, as it stands."""
    values: MultiDict[str, str] = MultiDict(rule_values(values_of(room)))
    values.setlist("purposes", list(room.purposes))
    values.setlist("barred_disciplines", list(room.barred_disciplines))
    values["sound_level"] = room.sound_level.value
    values["deposit"] = euros_text(room.deposit_cents) if room.deposit_cents else ""
    values["alcohol_policy"] = room.alcohol_policy.value
    values["sound_text"] = room.sound_text
    values["vat_profile"] = room.vat_profile.value if room.vat_profile else ""
    values["cancellation_policy_code"] = room.cancellation_policy_code
    for kind in RULE_KINDS:
        values[f"rules_{kind}"] = "\n".join(rule["text"] for rule in room.house_rules if rule["kind"] == kind)
    return values


def read_terms(form: MultiDict[str, str]) -> RoomTerms:
    """What the form means; what cannot be read is None."""
    return RoomTerms(
        purposes=[purpose.value for purpose in Purpose if purpose.value in form.getlist("purposes")],
        alcohol_policy=parse_choice(AlcoholPolicy, text_of(form, "alcohol_policy")),
        barred_disciplines=[one.value for one in Discipline if one.value in form.getlist("barred_disciplines")],
        sound_level=parse_choice(SoundLevel, text_of(form, "sound_level", SoundLevel.ACOUSTIC.value)),
        deposit_cents=parse_cents(text_of(form, "deposit")) if text_of(form, "deposit") else 0,
        sound_text=text_of(form, "sound_text"),
        house_rules=[
            (kind, line.strip())
            for kind in RULE_KINDS
            for line in text_of(form, f"rules_{kind}").splitlines()
            if line.strip()
        ],
        vat_profile=parse_choice(VatProfile, text_of(form, "vat_profile")),
        confirms_vat=text_of(form, "confirms_vat") == "1",
        cancellation_policy_code=text_of(form, "cancellation_policy_code"),
        booking=read_rules(form),
    )
