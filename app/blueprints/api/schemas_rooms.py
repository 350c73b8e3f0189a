"""What rooms look like to a machine."""

import marshmallow as ma
from marshmallow import fields, validate

from app.core.paging import PAGE_SIZE
from app.models.booking import Discipline
from app.models.listing import AccessMode, AlcoholPolicy, BookingMode, LayoutKind, Purpose, RoomType
from app.models.openings import Holiday
from app.models.pricing import AddOnUnit, HirerCategory
from app.services.availability.openings import Decider
from app.services.listing.words import AMENITIES
from app.services.search.query import DEFAULT_RADIUS_KM, Activity, Sort
from app.services.search.rules import FARTHEST_RADIUS_KM, LONGEST_PLACE, MOST_PERSONS
from app.web.api_fields import NOT_A_CHOICE, Choice, ClockTime, Day, Flag, InputSchema, Int, Several, Text

MOST_PRICE_CENTS = 100_000_000
MOST_PAGES = 100_000
MOST_PAGE_SIZE = 100


def _said(description: str) -> dict[str, str]:
    return {"description": description}


class RoomsQuery(InputSchema):
    """What to look for. Availability and price need `date`, `from` and `until` together."""

    near = Text(load_default="", longest=LONGEST_PLACE, metadata=_said("A Dutch place or postcode."))
    radius_km = Int(load_default=DEFAULT_RADIUS_KM, least=1, most=FARTHEST_RADIUS_KM)
    date = Day(metadata=_said("A day in the Netherlands."))
    from_ = ClockTime(data_key="from", metadata=_said("From when, on the wall clock of the venue."))
    until = ClockTime(metadata=_said("Until when; early hours after a late start are those of the night after."))
    persons = Int(least=1, most=MOST_PERSONS)
    type = Several(Choice(RoomType), most=len(RoomType), load_default=list, metadata=_said("Any of these types."))
    activity = Choice(Activity, metadata=_said("What people come to do."))
    amenity = Several(
        fields.String(validate=validate.OneOf(list(AMENITIES), error=NOT_A_CHOICE)),
        most=len(AMENITIES),
        load_default=list,
        metadata=_said("All of these must be there."),
    )
    instant = Flag(load_default=False, metadata=_said("Only rooms that can be booked at once."))
    max_price_cents = Int(
        least=0, most=MOST_PRICE_CENTS, metadata=_said("For the asked time; counts for nothing without one.")
    )
    sort = Choice(Sort, load_default=Sort.FREE)
    page = Int(load_default=1, least=1, most=MOST_PAGES, metadata=_said("A page past the last gives the last."))
    page_size = Int(load_default=PAGE_SIZE, least=1, most=MOST_PAGE_SIZE)


class DaysQuery(InputSchema):
    """Some days."""

    from_ = Day(required=True, data_key="from", metadata=_said("The first day."))
    until = Day(required=True, metadata=_said("The last day, included; at most 62 days in all."))


class AvailabilityQuery(DaysQuery):
    """Some days, and what for."""

    purpose = Choice(
        Purpose,
        metadata=_said(
            "What the room would be booked for: then time that does not go with what is heard from other rooms is left"
            " out, as it is refused at booking."
        ),
    )


class PriceOut(ma.Schema):
    """A price with the VAT that is in it."""

    total_cents = fields.Integer(required=True)
    currency = fields.String(required=True)
    vat_cents = fields.Integer(required=True)


class SpanOut(ma.Schema):
    """A stretch of time, in the zone of the venue."""

    start = fields.AwareDateTime(required=True)
    end = fields.AwareDateTime(required=True)


class VenueOut(ma.Schema):
    """The building."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    city = fields.String(required=True)
    lat = fields.Float(required=True)
    lon = fields.Float(required=True)


class RoomOut(ma.Schema):
    """A room in a list. `available` and `price` are about exactly the asked time, and null when none was asked.

    `price` is null too when the room has no price for all of it. `next_available`: for a room that is taken, the next
    day on which the same times are free, when there is one within four weeks.
    """

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    type = fields.Enum(RoomType, by_value=True, required=True)
    capacity = fields.Integer(required=True)
    venue = fields.Nested(VenueOut, required=True)
    distance_km = fields.Float(required=True, allow_none=True)
    available = fields.Boolean(required=True, allow_none=True)
    price = fields.Nested(PriceOut, required=True, allow_none=True)
    next_available = fields.Nested(SpanOut, required=True, allow_none=True)
    url = fields.URL(required=True)


class RoomsOut(ma.Schema):
    """One page of rooms."""

    items = fields.List(fields.Nested(RoomOut), required=True)
    total = fields.Integer(required=True)
    page = fields.Integer(required=True)
    pages = fields.Integer(required=True)


class AddressOut(VenueOut):
    """The building with its address and the way in."""

    street = fields.String(required=True)
    house_number = fields.String(required=True)
    postcode = fields.String(required=True)
    access = fields.Enum(AccessMode, by_value=True, required=True)


class SellerOut(ma.Schema):
    """Of whom one hires."""

    name = fields.String(required=True)
    legal_name = fields.String(required=True)
    kvk_number = fields.String(required=True, allow_none=True)


class LayoutOut(ma.Schema):
    """A way to set the room up, and for how many people."""

    kind = fields.Enum(LayoutKind, by_value=True, required=True)
    capacity = fields.Integer(required=True)


class PhotoOut(ma.Schema):
    """A picture of this very room."""

    url = fields.URL(required=True)
    width = fields.Integer(required=True)
    height = fields.Integer(required=True)
    alt = fields.String(required=True)


class HouseRuleOut(ma.Schema):
    """Something that may, may not, or is good to know."""

    kind = fields.String(required=True, validate=validate.OneOf(["allow", "deny", "info"]))
    text = fields.String(required=True)


class BookingRulesOut(ma.Schema):
    """What a booking must keep to."""

    mode = fields.Enum(BookingMode, by_value=True, required=True)
    start_grid_minutes = fields.Integer(required=True)
    min_duration_minutes = fields.Integer(required=True)
    max_duration_minutes = fields.Integer(required=True)
    notice_minutes = fields.Integer(required=True)
    horizon_days = fields.Integer(required=True)


class AddOnOut(ma.Schema):
    """Something that can come along. `requires`: what it cannot come without; `stock` null: as many as you like."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    unit = fields.Enum(AddOnUnit, by_value=True, required=True)
    price_cents = fields.Integer(required=True)
    next_price_cents = fields.Integer(required=True, allow_none=True)
    stock = fields.Integer(required=True, allow_none=True)
    requires = fields.UUID(required=True, allow_none=True)


class RoomDetailOut(ma.Schema):
    """Everything about one room."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    type = fields.Enum(RoomType, by_value=True, required=True)
    capacity = fields.Integer(required=True)
    description = fields.String(required=True)
    area_m2 = fields.Integer(required=True, allow_none=True)
    height_cm = fields.Integer(required=True, allow_none=True)
    venue = fields.Nested(AddressOut, required=True)
    seller = fields.Nested(SellerOut, required=True)
    purposes = fields.List(fields.Enum(Purpose, by_value=True), required=True)
    amenities = fields.List(fields.String(), required=True)
    layouts = fields.List(fields.Nested(LayoutOut), required=True)
    house_rules = fields.List(fields.Nested(HouseRuleOut), required=True)
    booking_rules = fields.Nested(BookingRulesOut, required=True)
    add_ons = fields.List(fields.Nested(AddOnOut), required=True)
    hirer_categories = fields.List(fields.Enum(HirerCategory, by_value=True), required=True)
    barred_disciplines = fields.List(fields.Enum(Discipline, by_value=True), required=True)
    alcohol = fields.Enum(AlcoholPolicy, by_value=True, required=True)
    photos = fields.List(fields.Nested(PhotoOut), required=True)
    url = fields.URL(required=True)


class DayOut(ma.Schema):
    """What can be booked, under the day it begins on."""

    date = fields.Date(required=True)
    free = fields.List(fields.Nested(SpanOut), required=True)


class OpeningDayOut(ma.Schema):
    """When a room is open on a day, whoever has booked it, and what decided that."""

    date = fields.Date(required=True)
    open = fields.List(fields.Nested(SpanOut), required=True)
    because = fields.Enum(Decider, by_value=True, required=True)
    of_room = fields.Boolean(required=True, metadata={"description": "The room's own word; else its building's."})
    holiday = fields.Enum(Holiday, by_value=True, required=True, allow_none=True)
    closure = fields.Boolean(required=True, metadata={"description": "A closure took (part of) the day away."})


class OpeningsOut(ma.Schema):
    """Every asked day with its openings."""

    timezone = fields.String(required=True)
    days = fields.List(fields.Nested(OpeningDayOut), required=True)


class AvailabilityOut(ma.Schema):
    """Every asked day with what can be booked."""

    timezone = fields.String(required=True)
    days = fields.List(fields.Nested(DayOut), required=True)
