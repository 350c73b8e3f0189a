"""More of the same for load tests: copies of the members with other names, in other places of the live region."""

import re
from collections.abc import Iterator
from dataclasses import replace

from app.integrations.geocoding.places import Place, all_places
from app.integrations.geocoding.postcodes import digits_of_place
from app.services.demo.catalogue.dice import Dice
from app.services.demo.catalogue.sheets import OrganisationSheet, RoomSheet, VenueSheet
from app.services.demo.catalogue.vocabulary import HolidayRegion, MemberType

_LIVE_REGION = "utrecht"
_PROVINCE = "UT"
# About two kilometres either way: a copy stands near its place, not on top of the others.
_LAT_JITTER, _LON_JITTER = 0.018, 0.029
_DEGREE_STEPS = 100_000
_HIGHEST_NUMBER = 180
# The village of Abcoude and its neighbour keep the school holidays of region noord.
_PLACES_IN_NOORD = frozenset({"Abcoude", "Baambrugge"})
_LETTERS = "ABCDEGHJKLMNPRTVWXZ"

_KIND: dict[MemberType, str] = {
    "arts_centre": "Kunstencentrum",
    "music_school": "Muziekschool",
    "folk_university": "Volksuniversiteit",
    "provincial_support_body": "Steunpunt Kunst",
    "other_employer": "Cultuurcollectief",
}
_NAMES = (
    "De Wilg",
    "Het Palet",
    "De Toonladder",
    "Het Veerhuis",
    "De Waaier",
    "De Klaverweide",
    "Het Spoor",
    "De Zwaluw",
    "Het Baken",
    "De Molenwiek",
    "De Ooievaar",
    "Het Weefhuis",
    "De Korenbloem",
    "De Kring",
    "Het Zonneveld",
    "De Vliering",
)
_STREETS = (
    "Dorpsweg",
    "Schoolpad",
    "Kerkweide",
    "Molenlaan",
    "Stationshof",
    "Beukenlaan",
    "Meidoornstraat",
    "Veldweg",
    "Marktplein",
    "Kanaalkade",
)


def copies(sheets: tuple[OrganisationSheet, ...], scale: int, dice: Dice) -> Iterator[OrganisationSheet]:
    """`scale` - 1 copies of every member of the live region; the same scale always gives the same copies."""
    originals = [sheet for sheet in sheets if sheet.region == _LIVE_REGION]
    places = tuple(place for place in all_places() if place.province == _PROVINCE and digits_of_place(place))
    for copy in range(1, scale):
        for sheet in originals:
            yield _copy(sheet, copy, copy * 100 + sheet.number, places, dice)


def _copy(sheet: OrganisationSheet, copy: int, number: int, places: tuple[Place, ...], dice: Dice) -> OrganisationSheet:
    slug = f"{sheet.slug}-{copy}"
    homes = [dice.pick(places, "home", slug, venue.slug) for venue in sheet.venues]
    name = f"{_KIND[sheet.member_type]} {dice.pick(_NAMES, 'name', slug)} {homes[0].name if homes else copy}"
    certificate = sheet.certificate and (sheet.certificate[0], f"{sheet.certificate[1]}-{copy}", *sheet.certificate[2:])
    return replace(
        sheet,
        number=number,
        slug=slug,
        name=name,
        certificate=certificate,
        venues=tuple(_venue(venue, copy, home, name, dice) for venue, home in zip(sheet.venues, homes, strict=True)),
    )


def _venue(sheet: VenueSheet, copy: int, home: Place, organisation_name: str, dice: Dice) -> VenueSheet:
    slug = f"{sheet.slug}-{copy}"
    first, last = digits_of_place(home) or (0, 0)
    letters = "".join(dice.pick(_LETTERS, "letter", slug, place) for place in range(2))
    region: HolidayRegion | None = "noord" if home.name in _PLACES_IN_NOORD else None
    return replace(
        sheet,
        slug=slug,
        name=f"{organisation_name}, {home.name}",
        street=dice.pick(_STREETS, "street", slug),
        number=str(dice.between(1, _HIGHEST_NUMBER, "number", slug)),
        postcode=f"{dice.between(first, last, 'digits', slug)} {letters}",
        city=home.name,
        municipality=home.municipality_code or sheet.municipality,
        point=(_near(home.lat, _LAT_JITTER, dice, slug, "lat"), _near(home.lon, _LON_JITTER, dice, slug, "lon")),
        holiday_region=region,
        rooms=tuple(_room(room, copy) for room in sheet.rooms),
    )


def _near(degrees: float, jitter: float, dice: Dice, *what_for: object) -> float:
    offset = (2 * dice.throw(*what_for) - 1) * jitter
    return round((degrees + offset) * _DEGREE_STEPS) / _DEGREE_STEPS


def _room(sheet: RoomSheet, copy: int) -> RoomSheet:
    return replace(sheet, slug=f"{sheet.slug}-{copy}", parts=re.sub(r"(\S+)", rf"\1-{copy}", sheet.parts))
