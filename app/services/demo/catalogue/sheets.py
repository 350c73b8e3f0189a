"""The sheets a member fills in: what the modules in `organisations/` are written with.

Short notations (see `notation.py`) stand for timetables and prices; whatever is left out is what is usual for the type of
room. Pairs are Dutch and English.
"""

from dataclasses import dataclass

from app.services.demo.catalogue.vocabulary import (
    AccessMode,
    AlcoholPolicy,
    BookingMode,
    Dac7Status,
    HolidayPolicy,
    HolidayRegion,
    ListingStatus,
    MemberType,
    OrganisationStatus,
    RoomType,
    VatProfile,
)

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomSheet:
    """`parts` names the rooms a combined hall is made of; `teaching` scales how busy it is with lessons (1 = usual);
    `titles` are its lessons when it is not the usual mix; `lessons` are those that have a fixed hour.
    """

    slug: str
    type: RoomType
    name: Pair
    text: Pair
    area: int
    height: int
    persons: int
    layouts: str
    amenities: str
    rates: str
    parts: str = ""
    rules: str = ""
    purposes: str = ""
    vat: VatProfile | None = None
    alcohol: AlcoholPolicy | None = None
    mode: BookingMode = "instant"
    grid: int | None = None
    shortest: int | None = None
    lessons: str = ""
    titles: str = ""
    teaching: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueSheet:
    """`amenities` and `rules` hold for every room in the house; `changeover` (minutes) overrules what is usual."""

    slug: str
    name: str
    text: Pair
    street: str
    number: str
    postcode: str
    city: str
    municipality: str
    point: tuple[float, float]
    directions: Pair
    access: AccessMode
    access_text: Pair
    door_code: str | None = None
    opening: str
    day_parts: str
    amenities: str
    rules: str
    rooms: tuple[RoomSheet, ...]
    holiday_policy: HolidayPolicy = "normal"
    holiday_region: HolidayRegion | None = None
    changeover: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationSheet:
    """`number` gives the invented KvK number and RSIN; `people` are manager, front desk and caretaker, as far as there are.
    `address` (street, number, postcode, city, municipality) is only for who has no venue.
    """

    number: int
    slug: str
    name: str
    legal_form: str
    member_type: MemberType
    text: Pair
    vat: VatProfile
    has_vat_number: bool
    people: tuple[str, ...]
    joined_months_ago: int
    venues: tuple[VenueSheet, ...] = ()
    address: tuple[str, str, str, str, str] | None = None
    region: str = "utrecht"
    status: OrganisationStatus = "active"
    listing: ListingStatus = "published"
    dac7: Dac7Status = "complete"
    dac7_note: str | None = None
    certificate: tuple[str, str, str, str] | None = None
