from collections import Counter
from collections.abc import Iterator
from typing import get_args

import pytest
from stdnum.nl import bsn, btw

from app.integrations.geocoding.municipalities import municipality
from app.integrations.geocoding.places import all_places, distance_km
from app.integrations.geocoding.postcodes import parse_postcode, place_of_postcode
from app.services.demo.catalogue import build_catalogue
from app.services.demo.catalogue.types import Catalogue, OrganisationSpec, VenueSpec
from app.services.demo.catalogue.vocabulary import RoomType

UTRECHT_BOX = (51.85, 52.31, 4.79, 5.63)


def venues(catalogue: Catalogue) -> list[VenueSpec]:
    return [venue for organisation in catalogue.organisations for venue in organisation.venues]


def member(catalogue: Catalogue, slug: str) -> OrganisationSpec:
    return next(organisation for organisation in catalogue.organisations if organisation.slug == slug)


def test_the_demo_is_as_large_as_promised(catalogue: Catalogue) -> None:
    live = [organisation for organisation in catalogue.organisations if organisation.region_code == "utrecht"]
    visible = catalogue.visible_rooms()
    assert len(live) == 12
    assert len(catalogue.organisations) == 14
    assert len({place.venue.key for place in visible}) >= 25
    assert len({place.venue.municipality_code for place in visible}) >= 12
    assert len(visible) >= 80
    assert {place.room.type for place in visible} == set(get_args(RoomType))


def test_every_key_and_slug_is_used_once(catalogue: Catalogue) -> None:
    rooms = [place.room for place in catalogue.rooms()]
    houses = venues(catalogue)
    for names in (
        [organisation.slug for organisation in catalogue.organisations],
        [venue.slug for venue in houses],
        [room.slug for room in rooms],
        [room.key for room in rooms],
        [venue.key for venue in houses],
        [part.key for venue in houses for part in venue.parts],
        [lesson.key for room in rooms for lesson in room.lessons],
        [hirer.key for hirer in catalogue.hirers],
        [venue.name for venue in houses],
    ):
        assert [name for name, count in Counter(names).items() if count > 1] == []


def test_within_a_house_names_of_rooms_parts_and_blocks_tell_them_apart(catalogue: Catalogue) -> None:
    for venue in venues(catalogue):
        for names in (
            [room.name_nl for room in venue.rooms],
            [part.name_nl for part in venue.parts],
            [block.name_nl for block in venue.day_parts],
            [block.code for block in venue.day_parts],
        ):
            assert len(names) == len(set(names)), venue.slug


def test_the_same_seed_gives_the_same_world_and_another_seed_other_lessons(catalogue: Catalogue) -> None:
    assert build_catalogue() == catalogue
    assert build_catalogue(seed=1) != catalogue


def test_every_member_is_marked_as_demo_and_can_reach_nobody(catalogue: Catalogue) -> None:
    for organisation in catalogue.organisations:
        assert organisation.legal_name.endswith(" (demo)")
        contacts = [contact.email for contact in organisation.contacts]
        houses = [venue.email for venue in organisation.venues]
        hirers = [hirer.email for hirer in catalogue.hirers]
        assert all(email.endswith(".example") for email in (organisation.email, *contacts, *houses, *hirers))
        phones = (organisation.phone, *(venue.phone for venue in organisation.venues))
        assert all(phone.startswith("+31300") and len(phone) == 12 for phone in phones)


def test_identifiers_have_the_right_form_pass_their_checks_and_belong_to_nobody(catalogue: Catalogue) -> None:
    for organisation in catalogue.organisations:
        assert bsn.is_valid(organisation.rsin), organisation.slug
        assert organisation.rsin.startswith("00000")
        assert len(organisation.kvk_number) == 8
        assert organisation.kvk_number.isdigit()
        assert organisation.kvk_number.startswith("00")
        assert organisation.vat_number is None or btw.is_valid(organisation.vat_number), organisation.slug
    for attribute in ("rsin", "kvk_number"):
        numbers = {getattr(organisation, attribute) for organisation in catalogue.organisations}
        assert len(numbers) == len(catalogue.organisations)


def test_the_members_are_as_different_as_real_ones(catalogue: Catalogue) -> None:
    assert {organisation.member_type for organisation in catalogue.organisations} == {
        "arts_centre",
        "music_school",
        "folk_university",
        "provincial_support_body",
        "other_employer",
    }
    assert member(catalogue, "stichtse-klank").vat_profile == "exempt_letting"
    assert member(catalogue, "kromme-rijn").vat_profile == "kor"
    assert member(catalogue, "oude-rijn").vat_profile == "taxed_meeting"
    assert member(catalogue, "vechtstroom").vat_profile == "sport_9"
    assert member(catalogue, "lekzang").dac7_status == "excluded"
    suspended = member(catalogue, "hollandse-ijssel")
    assert (suspended.status, suspended.dac7_status) == ("suspended", "missing")
    assert member(catalogue, "steunpunt-kunst-midden").venues == ()
    certificate = member(catalogue, "lingezoom").certificate
    assert certificate is not None
    assert certificate.until_on.year == 2026
    assert all(
        organisation.vat_number
        for organisation in catalogue.organisations
        if organisation.vat_profile in {"taxed_meeting", "taxed_plus", "sport_9"}
    )


def test_only_a_live_region_has_rooms_to_find_and_not_those_of_a_suspended_member(catalogue: Catalogue) -> None:
    live = {region.code for region in catalogue.regions if region.status == "live"}
    assert live == {"utrecht"}
    visible = catalogue.visible_rooms()
    assert {place.organisation.region_code for place in visible} == live
    assert "hollandse-ijssel" not in {place.organisation.slug for place in visible}
    hidden = [place for place in catalogue.rooms() if place.organisation.region_code not in live]
    assert hidden
    assert {place.room.status for place in hidden} == {"draft"}


def test_members_lie_in_the_municipalities_of_their_region(catalogue: Catalogue) -> None:
    codes = {region.code: region.municipality_codes for region in catalogue.regions}
    for organisation in catalogue.organisations:
        assert organisation.municipality_code in codes[organisation.region_code]
        for venue in organisation.venues:
            assert venue.municipality_code in codes[organisation.region_code], venue.slug


def test_houses_stand_where_their_address_says(catalogue: Catalogue) -> None:
    south, north, west, east = UTRECHT_BOX
    for place in {place.venue.key: place for place in catalogue.visible_rooms()}.values():
        venue = place.venue
        assert south < venue.lat < north, venue.slug
        assert west < venue.lon < east, venue.slug
        of_postcode = place_of_postcode(venue.postcode)
        assert parse_postcode(venue.postcode) == venue.postcode
        assert of_postcode is not None, venue.slug
        assert of_postcode.municipality_code == venue.municipality_code, venue.slug
        assert of_postcode.name == venue.city, venue.slug
    for venue in venues(catalogue):
        town = next(place for place in all_places() if place.name == venue.city)
        assert distance_km(venue.lat, venue.lon, town.lat, town.lon) < 5, venue.slug
        assert parse_postcode(venue.postcode) == venue.postcode


def test_houses_keep_the_school_holidays_of_their_own_place(catalogue: Catalogue) -> None:
    regions = {venue.city: venue.holiday_region for venue in venues(catalogue)}
    assert regions["Eemnes"] == "noord"
    assert regions["Abcoude"] == "noord"
    assert regions["Utrecht"] == "midden"
    for venue in venues(catalogue):
        town = municipality(venue.municipality_code)
        assert town is not None
        assert venue.holiday_region == town.holiday_region or venue.city == "Abcoude"


def test_all_ways_in_are_there_and_only_codes_are_secret(catalogue: Catalogue) -> None:
    houses = venues(catalogue)
    assert {venue.access.mode for venue in houses} == {
        "caretaker_present",
        "key_pickup",
        "key_safe_code",
        "digital_lock_code",
        "reception",
    }
    for venue in houses:
        assert bool(venue.access.door_code) == (venue.access.mode in {"key_safe_code", "digital_lock_code"}), venue.slug
        code = venue.access.door_code
        assert code is None or code not in venue.access.text_nl + venue.access.text_en


def texts(catalogue: Catalogue) -> Iterator[str]:
    for organisation in catalogue.organisations:
        yield from (organisation.description_nl, organisation.description_en)
        for venue in organisation.venues:
            yield from (venue.description_nl, venue.description_en, venue.directions_nl, venue.directions_en)
            yield from (venue.access.text_nl, venue.access.text_en)
            yield from (text for rule in venue.house_rules for text in (rule.text_nl, rule.text_en))
    for place in catalogue.rooms():
        yield from (place.room.description_nl, place.room.description_en, place.room.name_nl, place.room.name_en)
        yield from (lesson.title for lesson in place.room.lessons)


def test_texts_are_filled_in_without_exclamation_marks_or_loose_ends(catalogue: Catalogue) -> None:
    for text in texts(catalogue):
        assert text == text.strip()
        assert text
        assert "!" not in text
        assert "{" not in text
        assert "  " not in text
        assert [word for word in ("helaas", " u ", " uw ") if word in text.lower()] == [], text


@pytest.mark.parametrize("scale", [0, -1])
def test_a_scale_below_one_is_refused(scale: int) -> None:
    with pytest.raises(ValueError, match="scale"):
        build_catalogue(scale=scale)


def test_a_school_year_without_known_holidays_is_refused() -> None:
    with pytest.raises(LookupError, match="2050"):
        build_catalogue(school_year=2050)
