"""Venues and rooms that can be booked: open every day 8.00-23.00, € 20,00 an hour, one physical part."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import factory

from app.models.availability import OpeningHours
from app.models.listing import (
    DayPart,
    ListingStatus,
    Purpose,
    Room,
    RoomAmenity,
    RoomLayout,
    RoomPart,
    RoomPartUse,
    RoomPhoto,
    RoomType,
    Venue,
)
from app.models.pricing import Rate, RateUnit
from app.models.regions import SchoolHolidayRegion
from tests.factories.accounts import OrganisationFactory
from tests.factories.base import RowFactory

EVERY_DAY = [0, 1, 2, 3, 4, 5, 6]


class VenueFactory(RowFactory):
    """A building in the city of Utrecht, in a live region."""

    class Meta:
        model = Venue

    organisation = factory.SubFactory(OrganisationFactory)
    slug = factory.Sequence(lambda n: f"gebouw-{n}")
    name = factory.Sequence(lambda n: f"Gebouw {n}")
    street = "Singelstraat"
    house_number = "12-A"
    postcode = "3511 AB"
    city = "Utrecht"
    municipality_code = "0344"
    latitude = 52.09083
    longitude = 5.12222
    school_holiday_region = SchoolHolidayRegion.MIDDEN

    @factory.post_generation
    def opening(self, create: bool, extracted: Any, **_more: Any) -> None:
        """`opening=None`: closed; `opening=(480, 1380)`: those minutes on every day (the default)."""
        hours = (480, 1380) if extracted is None else extracted
        for weekday in EVERY_DAY if hours else ():
            OpeningHoursFactory(venue_id=self.id, weekday=weekday, opens_minute=hours[0], closes_minute=hours[1])


class OpeningHoursFactory(RowFactory):
    """One weekly opening."""

    class Meta:
        model = OpeningHours

    weekday = 0
    opens_minute = 480
    closes_minute = 1380
    valid_from = date(2020, 1, 1)


class DayPartFactory(RowFactory):
    """A named block."""

    class Meta:
        model = DayPart

    name = "Avond"
    starts_minute = 1080
    ends_minute = 1380


class RoomPartFactory(RowFactory):
    """A physical part."""

    class Meta:
        model = RoomPart

    name = factory.Sequence(lambda n: f"Deel {n}")


class RoomPartUseFactory(RowFactory):
    """Which room takes which part."""

    class Meta:
        model = RoomPartUse


class RoomLayoutFactory(RowFactory):
    """A way to set up."""

    class Meta:
        model = RoomLayout

    kind = "rows"
    capacity = 40


class RoomAmenityFactory(RowFactory):
    """Something that is there."""

    class Meta:
        model = RoomAmenity

    code = "piano"


class RoomPhotoFactory(RowFactory):
    """A picture."""

    class Meta:
        model = RoomPhoto

    position = 0
    storage_key = factory.Sequence(lambda n: f"{n:032x}.webp")
    width = 1600
    height = 1000
    alt_text = "De zaal vanaf de ingang"


class RateFactory(RowFactory):
    """A price: € 20,00 an hour on every day."""

    class Meta:
        model = Rate

    unit = RateUnit.HOUR
    weekdays = EVERY_DAY
    price_cents = 2000
    valid_from = date(2020, 1, 1)


class RoomFactory(RowFactory):
    """A published room with instant booking. `parts=[...]` shares physical parts with other rooms; `rate_cents=None`: no rate."""

    class Meta:
        model = Room

    venue = factory.SubFactory(VenueFactory)
    slug = factory.Sequence(lambda n: f"zaal-{n}")
    name = factory.Sequence(lambda n: f"Zaal {n}")
    type = RoomType.ENSEMBLE_ROOM
    max_persons = 60
    start_grid_minutes = 15
    min_duration_minutes = 60
    notice_minutes = 0
    horizon_days = 730
    purposes = [purpose.value for purpose in Purpose if purpose is not Purpose.PRIVATE_PARTY]
    status = ListingStatus.PUBLISHED
    published_at = datetime(2020, 1, 1, tzinfo=UTC)

    @factory.post_generation
    def parts(self, create: bool, extracted: Sequence[RoomPart] | None, **_more: Any) -> None:
        """The physical parts; one of its own by default."""
        for part in extracted or [RoomPartFactory(venue_id=self.venue_id or self.venue.id)]:
            RoomPartUseFactory(room_id=self.id, part_id=part.id)

    @factory.post_generation
    def rate_cents(self, create: bool, extracted: Any, **_more: Any) -> None:
        """The hourly price; False for none."""
        if extracted is not False:
            RateFactory(room_id=self.id, price_cents=2000 if extracted is None else extracted)
