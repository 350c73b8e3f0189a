"""Turns members' sheets into the demo world."""

from datetime import date

from app.integrations.geocoding.municipalities import ARNHEM, GOOI, UTRECHT, municipality
from app.services.demo.catalogue import identity, notation
from app.services.demo.catalogue.calendar import opening_exceptions
from app.services.demo.catalogue.dice import Dice
from app.services.demo.catalogue.hirers import HIRERS
from app.services.demo.catalogue.house_rules import house_rules
from app.services.demo.catalogue.lesson_plan import plan_lessons
from app.services.demo.catalogue.organisations import ORGANISATIONS
from app.services.demo.catalogue.rooms import RoomSetting, room_spec
from app.services.demo.catalogue.scaling import copies
from app.services.demo.catalogue.school_terms import public_holidays, school_holidays, term
from app.services.demo.catalogue.sheets import OrganisationSheet, VenueSheet
from app.services.demo.catalogue.types import (
    AccessSpec,
    Catalogue,
    CertificateSpec,
    ContactSpec,
    OrganisationSpec,
    PartSpec,
    RegionSpec,
    VenueSpec,
)
from app.services.demo.catalogue.vocabulary import ContactRole, HolidayRegion

_ROLES: tuple[ContactRole, ...] = ("manager", "front_desk", "caretaker")

REGIONS: tuple[RegionSpec, ...] = (
    RegionSpec("utrecht", "Utrecht", "live", date(2025, 9, 1), tuple(town.code for town in UTRECHT)),
    RegionSpec("gooi", "Gooi", "planned", date(2027, 4, 1), tuple(town.code for town in GOOI)),
    RegionSpec("gelderland", "Gelderland", "planned", date(2027, 9, 1), tuple(town.code for town in ARNHEM)),
)


def build_catalogue(scale: int = 1, seed: int = 2027, school_year: int = 2026) -> Catalogue:
    """The demo world; the same arguments give the same world. `scale` N gives N times the rooms of the live region:
    the copies have other names and stand elsewhere in it. `school_year` 2026 is that of 2026-2027.

    Raises: ValueError when the scale is not at least 1; LookupError when the school holidays are not known.
    """
    if scale < 1:
        raise ValueError("scale is a whole number of 1 or more")
    dice = Dice(seed)
    sheets = (*ORGANISATIONS, *copies(ORGANISATIONS, scale, dice))
    return Catalogue(REGIONS, tuple(_organisation(sheet, dice, school_year) for sheet in sheets), HIRERS)


def _organisation(sheet: OrganisationSheet, dice: Dice, school_year: int) -> OrganisationSpec:
    venues = tuple(_venue(sheet, number, dice, school_year) for number in range(len(sheet.venues)))
    street, house_number, postcode, city, code = sheet.address or _address(sheet.venues[0])
    return OrganisationSpec(
        key=sheet.slug,
        slug=sheet.slug,
        name=sheet.name,
        legal_name=f"{sheet.legal_form} {sheet.name} (demo)",
        member_type=sheet.member_type,
        description_nl=sheet.text[0],
        description_en=sheet.text[1],
        email=f"info@{sheet.slug}.example",
        phone=identity.phone(sheet.number),
        website=f"https://www.{sheet.slug}.example",
        street=street,
        house_number=house_number,
        postcode=postcode,
        city=city,
        municipality_code=code,
        region_code=sheet.region,
        kvk_number=identity.kvk_number(sheet.number),
        rsin=identity.rsin(sheet.number),
        vat_number=identity.vat_number(sheet.number) if sheet.has_vat_number else None,
        vat_profile=sheet.vat,
        dac7_status=sheet.dac7,
        dac7_note=sheet.dac7_note,
        status=sheet.status,
        certificate=_certificate(sheet),
        joined_months_ago=sheet.joined_months_ago,
        contacts=_contacts(sheet),
        venues=venues,
    )


def _address(venue: VenueSheet) -> tuple[str, str, str, str, str]:
    return venue.street, venue.number, venue.postcode, venue.city, venue.municipality


def _contacts(sheet: OrganisationSheet) -> tuple[ContactSpec, ...]:
    people = zip(sheet.people, _ROLES, strict=False)
    return tuple(ContactSpec(name, f"{role.replace('_', '')}@{sheet.slug}.example", role) for name, role in people)


def _certificate(sheet: OrganisationSheet) -> CertificateSpec | None:
    if sheet.certificate is None:
        return None
    scheme, number, from_on, until_on = sheet.certificate
    return CertificateSpec(scheme, number, date.fromisoformat(from_on), date.fromisoformat(until_on))


def _venue(organisation: OrganisationSheet, number: int, dice: Dice, school_year: int) -> VenueSpec:
    sheet = organisation.venues[number]
    key = f"{organisation.slug}/{sheet.slug}"
    region = sheet.holiday_region or _usual_region(sheet)
    hours = notation.opening(sheet.opening)
    parts = notation.day_parts(sheet.day_parts, hours)
    holidays = school_holidays(region, school_year)
    setting = RoomSetting(organisation, sheet, key, hours, parts, term(region, school_year))
    week = plan_lessons(sheet.rooms, hours, dice)
    return VenueSpec(
        key=key,
        slug=sheet.slug,
        name=sheet.name,
        description_nl=sheet.text[0],
        description_en=sheet.text[1],
        street=sheet.street,
        house_number=sheet.number,
        postcode=sheet.postcode,
        city=sheet.city,
        municipality_code=sheet.municipality,
        lat=sheet.point[0],
        lon=sheet.point[1],
        email=f"{sheet.slug}@{organisation.slug}.example",
        phone=identity.phone(organisation.number, number + 1),
        directions_nl=sheet.directions[0],
        directions_en=sheet.directions[1],
        access=AccessSpec(sheet.access, *sheet.access_text, sheet.door_code),
        house_rules=house_rules(sheet.rules),
        holiday_region=region,
        holiday_policy=sheet.holiday_policy,
        holidays=holidays,
        opening=hours,
        exceptions=opening_exceptions(sheet.holiday_policy, hours, holidays, public_holidays(school_year)),
        day_parts=parts,
        parts=_parts(key, sheet),
        rooms=tuple(room_spec(room, week[room.slug], setting) for room in sheet.rooms),
    )


def _usual_region(sheet: VenueSheet) -> HolidayRegion:
    town = municipality(sheet.municipality)
    return town.holiday_region if town else "midden"


def _parts(venue_key: str, sheet: VenueSheet) -> tuple[PartSpec, ...]:
    return tuple(PartSpec(f"{venue_key}/{room.slug}/part", *room.name) for room in sheet.rooms if not room.parts)
