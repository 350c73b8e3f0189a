"""The tariffs of the demo name rooms, purposes and day parts that exist, and each plan has prices on every open day."""

import pytest

from app.models.listing import Purpose
from app.models.pricing import HirerCategory
from app.services.demo.catalogue import notation
from app.services.demo.catalogue.tariffs import TARIFFS
from app.services.demo.catalogue.types import Catalogue, VenueSpec

VENUES = sorted(TARIFFS)


def venue_of(catalogue: Catalogue, slug: str) -> VenueSpec:
    return next(
        venue for organisation in catalogue.organisations for venue in organisation.venues if venue.slug == slug
    )


@pytest.mark.parametrize("slug", VENUES)
def test_a_tariff_names_rooms_of_its_building(catalogue: Catalogue, slug: str) -> None:
    rooms = {room.slug: room for room in venue_of(catalogue, slug).rooms}
    tariff = TARIFFS[slug]
    named = {*tariff.plans, *tariff.room_rules, *tariff.deposits, *(room for room, _ in tariff.vat)}
    named |= {room for add_on in tariff.add_ons for room in add_on.rooms}
    assert named <= set(rooms)
    for room, plans in tariff.plans.items():
        for plan in plans:
            assert set(plan.purposes) <= set(rooms[room].purposes) & {purpose.value for purpose in Purpose}
            assert set(plan.categories) <= {category.value for category in HirerCategory}


@pytest.mark.parametrize("slug", VENUES)
def test_every_plan_has_an_hour_on_each_open_day_and_ladders_have_the_same_parts(
    catalogue: Catalogue, slug: str
) -> None:
    venue = venue_of(catalogue, slug)
    open_days = {line.weekday for line in venue.opening}
    for plans in TARIFFS[slug].plans.values():
        for plan in plans:
            first = notation.rates(plan.rates, venue.opening, venue.day_parts)
            hours = {day for rate in first if rate.unit == "hour" for day in rate.weekdays}
            assert hours == open_days
            for text in plan.ladder:
                step = notation.rates(text, venue.opening, venue.day_parts)
                parts = {(rate.day_part_code, rate.weekdays) for rate in first if rate.unit == "day_part"}
                assert {(rate.day_part_code, rate.weekdays) for rate in step} == parts


def test_what_an_extra_needs_is_an_extra_of_the_same_building() -> None:
    for tariff in TARIFFS.values():
        names = {add_on.name for add_on in tariff.add_ons}
        assert {add_on.needs for add_on in tariff.add_ons if add_on.needs} <= names
