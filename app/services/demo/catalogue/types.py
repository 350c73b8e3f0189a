"""What the demo world is made of: plain facts, as a member would state them, with no database behind them.

Times of day are minutes from local midnight at the venue and may exceed 1440 (01.30 at night belongs to the evening
before it). Ranges are half-open, of minutes and of dates. Amounts are cents including VAT. Weekday 0 is Monday.
"""

from dataclasses import dataclass, field
from datetime import date

from app.services.demo.catalogue.hire_types import HirerSpec
from app.services.demo.catalogue.time_types import (
    DayPartSpec,
    HolidaySpec,
    LessonSpec,
    OpeningExceptionSpec,
    OpeningSpec,
)
from app.services.demo.catalogue.vocabulary import (
    AccessMode,
    AlcoholPolicy,
    BookingMode,
    ContactRole,
    Dac7Status,
    HolidayPolicy,
    HolidayRegion,
    LayoutKind,
    ListingStatus,
    MemberType,
    OrganisationStatus,
    Purpose,
    RateUnit,
    RegionStatus,
    RoomType,
    RuleKind,
    VatProfile,
)

__all__ = [
    "AccessSpec",
    "BookingRules",
    "Catalogue",
    "CertificateSpec",
    "ContactSpec",
    "DayPartSpec",
    "HirerSpec",
    "HolidaySpec",
    "HouseRuleSpec",
    "LayoutSpec",
    "LessonSpec",
    "OpeningExceptionSpec",
    "OpeningSpec",
    "OrganisationSpec",
    "PartSpec",
    "RateSpec",
    "RegionSpec",
    "RoomPlace",
    "RoomSpec",
    "VenueSpec",
]


@dataclass(frozen=True, slots=True)
class RegionSpec:
    """A part of the country that opens as one; `municipality_codes` are CBS codes of four digits."""

    code: str
    name: str
    status: RegionStatus
    launch_on: date
    municipality_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartSpec:
    """A smallest physical part of a building; rooms that share one block each other."""

    key: str
    name_nl: str
    name_en: str


@dataclass(frozen=True, slots=True)
class LayoutSpec:
    """A way to set the room up, and how many people then fit."""

    kind: LayoutKind
    capacity: int


@dataclass(frozen=True, slots=True)
class HouseRuleSpec:
    """One line of the house rules: what may, what may not, what one should know."""

    code: str
    kind: RuleKind
    text_nl: str
    text_en: str


@dataclass(frozen=True, slots=True)
class RateSpec:
    """A price on some weekdays: per hour, for one whole day part, or for a whole day. Cents, VAT included."""

    unit: RateUnit
    amount_cents: int
    weekdays: tuple[int, ...]
    day_part_code: str | None = None


@dataclass(frozen=True, slots=True)
class BookingRules:
    """Under which conditions a stranger can take a room at once."""

    mode: BookingMode
    buffer_before_minutes: int
    buffer_after_minutes: int
    start_grid_minutes: int
    min_duration_minutes: int
    max_duration_minutes: int
    notice_minutes: int
    horizon_days: int


@dataclass(frozen=True, slots=True)
class RoomSpec:
    """What is let: type, size, rules, prices, and the parts of the building it takes up."""

    key: str
    slug: str
    type: RoomType
    name_nl: str
    name_en: str
    description_nl: str
    description_en: str
    area_m2: int
    height_cm: int
    max_persons: int
    layouts: tuple[LayoutSpec, ...]
    amenities: tuple[str, ...]
    house_rules: tuple[HouseRuleSpec, ...]
    purposes: tuple[Purpose, ...]
    alcohol_policy: AlcoholPolicy
    vat_profile: VatProfile
    rules: BookingRules
    rates: tuple[RateSpec, ...]
    part_keys: tuple[str, ...]
    lessons: tuple[LessonSpec, ...]
    status: ListingStatus

    @property
    def combined(self) -> bool:
        return len(self.part_keys) > 1


@dataclass(frozen=True, slots=True)
class AccessSpec:
    """How one gets in. `door_code` opens a key safe or lock: only for who has paid, shortly before the start."""

    mode: AccessMode
    text_nl: str
    text_en: str
    door_code: str | None = None


@dataclass(frozen=True, slots=True)
class VenueSpec:
    """A building of a member, with everything that holds for all its rooms."""

    key: str
    slug: str
    name: str
    description_nl: str
    description_en: str
    street: str
    house_number: str
    postcode: str
    city: str
    municipality_code: str
    lat: float
    lon: float
    email: str
    phone: str
    directions_nl: str
    directions_en: str
    access: AccessSpec
    house_rules: tuple[HouseRuleSpec, ...]
    holiday_region: HolidayRegion
    holiday_policy: HolidayPolicy
    holidays: tuple[HolidaySpec, ...]
    opening: tuple[OpeningSpec, ...]
    exceptions: tuple[OpeningExceptionSpec, ...]
    day_parts: tuple[DayPartSpec, ...]
    parts: tuple[PartSpec, ...]
    rooms: tuple[RoomSpec, ...]


@dataclass(frozen=True, slots=True)
class ContactSpec:
    """A person at the member who logs in: invented, with an address that cannot exist."""

    name: str
    email: str
    role: ContactRole


@dataclass(frozen=True, slots=True)
class CertificateSpec:
    """A quality mark or recognition, from one day up to and not including another."""

    scheme: str
    number: str
    from_on: date
    until_on: date


@dataclass(frozen=True, slots=True)
class OrganisationSpec:
    """A member. `name` is what visitors see; `legal_name` says that it is a demo. `joined_months_ago` sets growth."""

    key: str
    slug: str
    name: str
    legal_name: str
    member_type: MemberType
    description_nl: str
    description_en: str
    email: str
    phone: str
    website: str
    street: str
    house_number: str
    postcode: str
    city: str
    municipality_code: str
    region_code: str
    kvk_number: str
    rsin: str
    vat_number: str | None
    vat_profile: VatProfile
    dac7_status: Dac7Status
    dac7_note: str | None
    status: OrganisationStatus
    certificate: CertificateSpec | None
    joined_months_ago: int
    contacts: tuple[ContactSpec, ...]
    venues: tuple[VenueSpec, ...]


@dataclass(frozen=True, slots=True)
class RoomPlace:
    """A room with the venue and organisation around it."""

    organisation: OrganisationSpec
    venue: VenueSpec
    room: RoomSpec


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The whole demo world."""

    regions: tuple[RegionSpec, ...]
    organisations: tuple[OrganisationSpec, ...]
    hirers: tuple[HirerSpec, ...] = field(default=())

    def rooms(self) -> tuple[RoomPlace, ...]:
        """Every room, drafts and rooms of a suspended member included."""
        return tuple(
            RoomPlace(organisation, venue, room)
            for organisation in self.organisations
            for venue in organisation.venues
            for room in venue.rooms
        )

    def visible_rooms(self) -> tuple[RoomPlace, ...]:
        """What a visitor can find: published, by a member in good standing."""
        return tuple(
            place
            for place in self.rooms()
            if place.room.status == "published" and place.organisation.status == "active"
        )
