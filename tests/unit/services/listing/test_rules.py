"""What a listing must be, and what publishing asks."""

from dataclasses import replace

import pytest

from app.models.accounts import VatProfile
from app.models.listing import AccessMode, AlcoholPolicy, LayoutKind, ListingStatus, RoomType
from app.services.listing import rules
from app.services.listing.rules import ListingFacts, Need, RoomDetails, RoomTerms, VenueDetails

VENUE = VenueDetails(
    name="Het Pakhuis",
    street="Oudegracht",
    house_number="1",
    postcode="3511 AB",
    city="Utrecht",
    municipality_code="",
    latitude=None,
    longitude=None,
    holiday_region=None,
    access_mode=AccessMode.RECEPTION,
    access_text="",
    wheelchair_text="",
    travel_text="",
    phone="",
)
ROOM = RoomDetails("Zolder", RoomType.DANCE_STUDIO, "Licht en hoog.", "", 80, 320, 30, {LayoutKind.DANCE: 20}, (), ())
TERMS = RoomTerms(
    purposes=["rehearsal"],
    alcohol_policy=AlcoholPolicy.NONE,
    sound_text="",
    house_rules=[("deny", "Geen schoenen")],
    booking={
        "start_grid_minutes": 30,
        "min_duration_minutes": 60,
        "max_duration_minutes": 480,
        "notice_minutes": 120,
        "horizon_days": 365,
        "buffer_before_minutes": 0,
        "buffer_after_minutes": 15,
    },
    vat_profile=VatProfile.KOR,
    confirms_vat=True,
    cancellation_policy_code="standard",
)
FACTS = ListingFacts(
    is_active_member=True,
    may_sell=True,
    region_name="Utrecht",
    region_is_live=True,
    can_be_paid=True,
    has_kvk=True,
    has_address=True,
    has_rsin=True,
    rsin_excused=False,
    open_weekdays=frozenset({0, 1}),
    unpriced_weekdays=frozenset(),
    has_terms=True,
    has_photo=True,
)


def test_a_whole_venue_is_fine() -> None:
    assert rules.check_venue(VENUE) == {}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"street": ""}, "street"),
        ({"house_number": ""}, "house_number"),
        ({"city": ""}, "city"),
        ({"postcode": None}, "postcode"),
        ({"access_mode": None}, "access_mode"),
        ({"access_text": "x" * 2001}, "access_text"),
        ({"phone": "bel maar"}, "phone"),
        ({"latitude": 52.1}, "latitude"),
        ({"latitude": 12.0, "longitude": 5.1}, "latitude"),
    ],
)
def test_what_is_wrong_with_a_venue_stands_at_its_field(change: dict[str, object], field: str) -> None:
    assert list(rules.check_venue(replace(VENUE, **change))) == [field]  # type: ignore[arg-type]  # any field


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"type": None}, "type"),
        ({"description": ""}, "description"),
        ({"description_en": "x" * 5001}, "description_en"),
        ({"max_persons": None, "layouts": {}}, "max_persons"),
        ({"max_persons": 0, "layouts": {}}, "max_persons"),
        ({"area_m2": 0}, "area_m2"),
        ({"height_cm": 99}, "height_cm"),
        ({"layouts": {LayoutKind.DANCE: 31}}, "layout-dance"),
        ({"layouts": {LayoutKind.DANCE: 0}}, "layout-dance"),
    ],
)
def test_what_is_wrong_with_a_room_stands_at_its_field(change: dict[str, object], field: str) -> None:
    assert rules.check_room(ROOM) == {}
    assert list(rules.check_room(replace(ROOM, **change))) == [field]  # type: ignore[arg-type]  # any field


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"purposes": []}, "purposes"),
        ({"purposes": ["war"]}, "purposes"),
        ({"alcohol_policy": None}, "alcohol_policy"),
        ({"house_rules": [("allow", "x" * 201)]}, "rules_allow"),
        ({"booking": {"start_grid_minutes": 20}}, "start_grid_minutes"),
        ({"booking": {"min_duration_minutes": 600, "max_duration_minutes": 480}}, "max_duration_minutes"),
        ({"booking": {"notice_minutes": -1}}, "notice_minutes"),
        ({"booking": {"horizon_days": 731}}, "horizon_days"),
        ({"booking": {"buffer_after_minutes": 241}}, "buffer_after_minutes"),
        ({"vat_profile": None}, "vat_profile"),
        ({"confirms_vat": False}, "confirms_vat"),
    ],
)
def test_what_is_wrong_with_terms_stands_at_its_field(change: dict[str, object], field: str) -> None:
    allowed = ["rehearsal", "meeting"]
    assert rules.check_terms(TERMS, allowed_purposes=allowed, known_vat=None) == {}
    changed = replace(TERMS, **change)  # type: ignore[arg-type]  # any field
    assert list(rules.check_terms(changed, allowed_purposes=allowed, known_vat=None)) == [field]


def test_a_vat_profile_that_was_confirmed_is_not_asked_again() -> None:
    again = replace(TERMS, confirms_vat=False)
    assert rules.check_terms(again, allowed_purposes=["rehearsal"], known_vat=VatProfile.KOR) == {}


def test_with_everything_there_a_room_can_be_published() -> None:
    assert rules.may_publish(rules.requirements(FACTS))


@pytest.mark.parametrize(
    ("change", "need"),
    [
        ({"open_weekdays": frozenset()}, Need.OPENING),
        ({"has_terms": False}, Need.TERMS),
        ({"unpriced_weekdays": frozenset({1})}, Need.RATES),
        ({"has_kvk": False}, Need.LEGAL),
        ({"has_address": False}, Need.LEGAL),
        ({"has_rsin": False}, Need.LEGAL),
        ({"can_be_paid": False}, Need.STRIPE),
        ({"is_active_member": False}, Need.MEMBERSHIP),
        ({"may_sell": False}, Need.MEMBERSHIP),
        ({"region_is_live": False}, Need.REGION),
    ],
)
def test_each_thing_that_is_missing_stops_publishing(change: dict[str, object], need: Need) -> None:
    found = rules.requirements(replace(FACTS, **change))  # type: ignore[arg-type]  # any field
    assert not rules.may_publish(found)
    assert need in [one.need for one in found if not one.met]


def test_a_photo_is_advice_and_a_public_body_needs_no_rsin() -> None:
    assert rules.may_publish(rules.requirements(replace(FACTS, has_photo=False)))
    assert rules.may_publish(rules.requirements(replace(FACTS, has_rsin=False, rsin_excused=True)))


def test_a_room_goes_online_and_offline_and_online_again_but_never_back_to_draft() -> None:
    reachable = {state for following in rules.TRANSITIONS.values() for state in following}
    assert reachable == {ListingStatus.PUBLISHED, ListingStatus.WITHDRAWN}


@pytest.mark.parametrize(
    ("texts", "slug"),
    [(("Café 't Hof", "Den Bosch"), "cafe-t-hof-den-bosch"), (("???", ""), "ruimte"), (("x" * 300, ""), "x" * 60)],
)
def test_an_address_holds_letters_digits_and_hyphens(texts: tuple[str, str], slug: str) -> None:
    assert rules.slug_of(*texts) == slug
