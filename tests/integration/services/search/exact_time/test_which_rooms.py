"""Which rooms suit, in which order, with which counts."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from app.core.clock import AMSTERDAM
from app.core.time_ranges import TimeRange, at_minute
from app.models.accounts import MembershipStatus
from app.models.listing import BookingMode, ListingStatus, RoomType, Venue
from app.models.payments import PaymentAccountStatus
from app.services.search.query import Activity, Sort
from tests.factories.accounts import OrganisationFactory
from tests.factories.listing import RateFactory, RoomAmenityFactory, RoomFactory, VenueFactory
from tests.factories.market import ZEIST, venue_on_offer
from tests.factories.occupancy import occupy
from tests.factories.payments import PaymentAccountFactory
from tests.integration.services.search.exact_time.asking import DAY, EVENING, find, names


def test_a_free_room_has_the_price_of_exactly_the_asked_time(venue: Venue) -> None:
    RoomFactory(venue=venue, name="Koorzaal", rate_cents=2250)

    (hit,) = find(**EVENING).hits

    assert hit.is_free is True
    assert hit.quote is not None
    assert hit.quote.total_cents == 6750
    assert hit.next_free is None


def test_a_taken_room_tells_when_the_same_time_is_free_first_and_what_it_costs_then(venue: Venue) -> None:
    room = RoomFactory(venue=venue, rate_cents=False)
    RateFactory(room_id=room.id, weekdays=[1], price_cents=3000)
    RateFactory(room_id=room.id, weekdays=[0, 2, 3, 4, 5, 6], price_cents=1500)
    occupy(room, DAY, 21 * 60, 21 * 60 + 30)

    result = find(**EVENING)

    (hit,) = result.hits
    assert (result.total, result.free, hit.is_free) == (1, 0, False)
    wednesday = date(2027, 1, 13)
    assert hit.next_free == TimeRange(
        at_minute(wednesday, 19 * 60, AMSTERDAM), at_minute(wednesday, 22 * 60, AMSTERDAM)
    )
    assert hit.next_quote is not None
    assert hit.next_quote.total_cents == 4500


def test_free_rooms_come_first_and_of_those_the_nearest(venue: Venue) -> None:
    occupy(RoomFactory(venue=venue, name="Bezet dichtbij"), DAY, 0, 1440)
    RoomFactory(venue=venue_on_offer(**ZEIST), name="Vrij in Zeist")
    RoomFactory(venue=venue, name="Vrij dichtbij")

    assert names(find(near="Utrecht", **EVENING)) == ["Vrij dichtbij", "Vrij in Zeist", "Bezet dichtbij"]


def test_the_cheapest_comes_first_when_price_is_asked_but_never_before_what_is_free(venue: Venue) -> None:
    RoomFactory(venue=venue, name="Duur", rate_cents=5000)
    RoomFactory(venue=venue, name="Goedkoop", rate_cents=1000)
    occupy(RoomFactory(venue=venue, name="Bezet", rate_cents=100), DAY, 0, 1440)

    assert names(find(sort=Sort.PRICE, **EVENING)) == ["Goedkoop", "Duur", "Bezet"]


def test_distance_is_measured_from_the_place_and_cut_at_the_radius(venue: Venue) -> None:
    RoomFactory(venue=venue, name="Hier")
    RoomFactory(venue=venue_on_offer(**ZEIST), name="In Zeist")

    near = find(near="Utrecht", radius_km=5)
    wider = find(near="3511 AB", radius_km=10)

    assert names(near) == ["Hier"]
    assert names(wider) == ["Hier", "In Zeist"]
    assert wider.hits[1].distance_km == pytest.approx(7.6, abs=0.1)
    assert wider.place is not None
    assert wider.place.name == "Utrecht"


def test_the_radius_is_a_circle_and_not_a_square(venue: Venue) -> None:
    corner = venue_on_offer(latitude=52.09083 + 0.04, longitude=5.12222 + 0.06)
    RoomFactory(venue=corner, name="In de hoek")

    assert names(find(near="Utrecht", radius_km=5)) == []
    assert names(find(near="Utrecht", radius_km=10)) == ["In de hoek"]


def test_without_a_place_the_whole_platform_is_searched_and_nothing_has_a_distance(venue: Venue) -> None:
    RoomFactory(venue=venue_on_offer(**ZEIST))

    (hit,) = find().hits

    assert hit.distance_km is None


def test_a_room_is_found_only_for_as_many_people_as_may_be_in_it(venue: Venue) -> None:
    RoomFactory(venue=venue, name="Klein", max_persons=10)
    RoomFactory(venue=venue, name="Groot", max_persons=60)

    assert names(find(persons=11)) == ["Groot"]
    assert set(names(find(persons=10))) == {"Klein", "Groot"}


def test_any_of_the_types_and_all_of_the_amenities(venue: Venue) -> None:
    studio = RoomFactory(venue=venue, name="Studio", type=RoomType.DANCE_STUDIO)
    classroom = RoomFactory(venue=venue, name="Lokaal", type=RoomType.CLASSROOM)
    RoomFactory(venue=venue, name="Foyer", type=RoomType.FOYER)
    RoomAmenityFactory(room_id=studio.id, code="piano")
    RoomAmenityFactory(room_id=studio.id, code="lift")
    RoomAmenityFactory(room_id=classroom.id, code="piano")
    types = frozenset({RoomType.DANCE_STUDIO, RoomType.CLASSROOM})

    assert names(find(types=types)) == ["Lokaal", "Studio"]
    assert names(find(types=types, amenities=frozenset({"piano", "lift"}))) == ["Studio"]


def test_an_activity_finds_rooms_of_a_fitting_type_that_allow_it(venue: Venue) -> None:
    RoomFactory(venue=venue, name="Popruimte", type=RoomType.BAND_REHEARSAL_ROOM, purposes=["rehearsal"])
    RoomFactory(venue=venue, name="Stille popruimte", type=RoomType.BAND_REHEARSAL_ROOM, purposes=["lesson"])
    RoomFactory(venue=venue, name="Koorzaal", type=RoomType.ENSEMBLE_ROOM, purposes=["rehearsal"])

    assert names(find(activity=Activity.BAND)) == ["Popruimte"]
    assert names(find(activity=Activity.CHOIR)) == ["Koorzaal"]


def test_counts_say_what_each_other_choice_would_give(venue: Venue) -> None:
    studio = RoomFactory(venue=venue, type=RoomType.DANCE_STUDIO)
    classroom = RoomFactory(venue=venue, type=RoomType.CLASSROOM, booking_mode=BookingMode.REQUEST)
    RoomFactory(venue=venue, type=RoomType.CLASSROOM)
    RoomAmenityFactory(room_id=studio.id, code="lift")
    RoomAmenityFactory(room_id=classroom.id, code="piano")

    facets = find(types=frozenset({RoomType.CLASSROOM})).facets

    assert facets.types == {RoomType.DANCE_STUDIO: 1, RoomType.CLASSROOM: 2}
    assert facets.amenities == {"piano": 1}
    assert facets.instant == 1


def test_only_instant_rooms_when_asked(venue: Venue) -> None:
    RoomFactory(venue=venue, name="Direct")
    RoomFactory(venue=venue, name="Op aanvraag", booking_mode=BookingMode.REQUEST)

    assert names(find(instant_only=True)) == ["Direct"]


def test_the_highest_price_is_that_of_the_asked_time(venue: Venue) -> None:
    RoomFactory(venue=venue, name="Precies", rate_cents=2000)
    RoomFactory(venue=venue, name="Te duur", rate_cents=2001)

    assert names(find(max_price_cents=6000, **EVENING)) == ["Precies"]
    assert names(find(max_price_cents=6000)) == ["Precies", "Te duur"]


@pytest.mark.parametrize(
    "hide",
    [
        {"status": ListingStatus.DRAFT},
        {"status": ListingStatus.WITHDRAWN},
        {"membership_status": MembershipStatus.SUSPENDED},
        {"selling_suspended_reason": "DAC7"},
        {"municipality_code": "0402"},
        {"account": PaymentAccountStatus.RESTRICTED},
        {"account": None},
    ],
    ids=lambda hide: "-".join(map(str, hide)),
)
def test_a_room_that_cannot_be_booked_is_not_found(app: Flask, hide: dict[str, Any]) -> None:
    room_values = {key: hide.pop(key) for key in ("status",) if key in hide}
    venue_values = {key: hide.pop(key) for key in ("municipality_code",) if key in hide}
    account = hide.pop("account", PaymentAccountStatus.ACTIVE)
    seller = OrganisationFactory(**hide)
    if account is not None:
        PaymentAccountFactory(organisation_id=seller.id, status=account)
    RoomFactory(venue=VenueFactory(organisation=seller, **venue_values), **room_values)

    assert find().total == 0
