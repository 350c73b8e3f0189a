from itertools import combinations

import pytest

from app.services.demo.catalogue.types import Catalogue, RateSpec, RoomPlace
from app.services.demo.catalogue.vocabulary import AMENITIES


def hour_rate(place: RoomPlace, weekday: int) -> RateSpec:
    (rate,) = [rate for rate in place.room.rates if rate.unit == "hour" and weekday in rate.weekdays]
    return rate


def test_every_open_day_has_exactly_one_hourly_price_and_no_closed_day_has_one(catalogue: Catalogue) -> None:
    for place in catalogue.rooms():
        open_days = {line.weekday for line in place.venue.opening}
        priced = [day for rate in place.room.rates if rate.unit == "hour" for day in rate.weekdays]
        assert sorted(priced) == sorted(open_days), place.room.key


def test_a_day_part_or_a_day_has_at_most_one_price(catalogue: Catalogue) -> None:
    for place in catalogue.rooms():
        named = [
            (rate.unit, rate.day_part_code, day)
            for rate in place.room.rates
            if rate.unit != "hour"
            for day in rate.weekdays
        ]
        assert len(named) == len(set(named)), place.room.key


def test_a_whole_block_never_costs_more_than_its_hours(catalogue: Catalogue) -> None:
    for place in catalogue.rooms():
        blocks = {part.code: part.end_minute - part.start_minute for part in place.venue.day_parts}
        for rate in place.room.rates:
            for day in rate.weekdays:
                minutes = [line.end_minute - line.start_minute for line in place.venue.opening if line.weekday == day]
                length = blocks[rate.day_part_code] if rate.day_part_code else max(minutes)
                if rate.unit != "hour":
                    by_the_hour = hour_rate(place, day).amount_cents * length
                    assert rate.amount_cents * 60 <= by_the_hour, (place.room.key, rate)


def test_prices_are_of_the_size_that_members_publish(catalogue: Catalogue) -> None:
    for place in catalogue.rooms():
        for rate in place.room.rates:
            low, high = {"hour": (900, 11_000), "day_part": (2_900, 44_000), "day": (10_000, 112_000)}[rate.unit]
            assert low <= rate.amount_cents <= high, (place.room.key, rate)


def test_day_parts_lie_inside_opening_hours_and_can_be_booked_whole(catalogue: Catalogue) -> None:
    for place in catalogue.rooms():
        rules = place.room.rules
        for part in place.venue.day_parts:
            assert part.weekdays, (place.venue.slug, part.code)
            for day in part.weekdays:
                assert any(
                    line.weekday == day
                    and line.start_minute <= part.start_minute
                    and part.end_minute <= line.end_minute
                    for line in place.venue.opening
                )
            assert part.start_minute % rules.start_grid_minutes == 0, place.room.key
            assert part.end_minute % rules.start_grid_minutes == 0, place.room.key
        priced = {rate.day_part_code for rate in place.room.rates if rate.unit == "day_part"}
        for part in place.venue.day_parts:
            if part.code in priced:
                assert rules.min_duration_minutes <= part.end_minute - part.start_minute <= rules.max_duration_minutes


def test_a_price_for_a_day_means_the_whole_day_can_be_booked(catalogue: Catalogue) -> None:
    for place in catalogue.rooms():
        days = {day for rate in place.room.rates if rate.unit == "day" for day in rate.weekdays}
        for line in place.venue.opening:
            if line.weekday in days:
                assert line.end_minute - line.start_minute <= place.room.rules.max_duration_minutes, place.room.key


def test_houses_differ_in_their_blocks_some_overlap_and_one_runs_past_midnight(catalogue: Catalogue) -> None:
    houses = [venue for organisation in catalogue.organisations for venue in organisation.venues]
    assert len({tuple((part.start_minute, part.end_minute) for part in venue.day_parts) for venue in houses}) >= 15
    overlapping = {
        venue.slug
        for venue in houses
        for one, other in combinations(venue.day_parts, 2)
        if one.start_minute < other.end_minute and other.start_minute < one.end_minute
    }
    assert overlapping == {"stichtse-klank-overvecht", "vallei-veenendaal"}
    late = {venue.slug for venue in houses for part in venue.day_parts if part.end_minute > 24 * 60}
    assert late == {"vallei-veenendaal"}


def test_one_house_is_closed_on_mondays_and_open_past_midnight_on_friday_and_saturday(catalogue: Catalogue) -> None:
    (house,) = [place.venue for place in catalogue.rooms() if place.room.slug == "popzaal-vallei"]
    hours = {line.weekday: line.end_minute for line in house.opening}
    assert 0 not in hours
    assert [day for day, end in hours.items() if end > 24 * 60] == [4, 5]


def test_nobody_may_sit_where_the_fire_permit_says_no(catalogue: Catalogue) -> None:
    for place in catalogue.rooms():
        assert place.room.layouts, place.room.key
        assert max(layout.capacity for layout in place.room.layouts) <= place.room.max_persons, place.room.key
        assert len({layout.kind for layout in place.room.layouts}) == len(place.room.layouts)


def test_rooms_have_known_amenities_purposes_and_rules(catalogue: Catalogue) -> None:
    for place in catalogue.rooms():
        room = place.room
        assert set(room.amenities) <= set(AMENITIES)
        assert room.purposes
        assert room.house_rules
        assert room.area_m2 > 10
        assert room.height_cm >= 240 or room.type == "outdoor_space"
        assert room.rules.start_grid_minutes in {15, 30, 60}
        assert room.rules.min_duration_minutes % room.rules.start_grid_minutes == 0
        assert room.rules.max_duration_minutes % room.rules.start_grid_minutes == 0
    used = {code for place in catalogue.rooms() for code in place.room.amenities}
    assert used == set(AMENITIES)


def test_all_grids_ways_of_booking_and_kinds_of_rule_occur(catalogue: Catalogue) -> None:
    rooms = [place.room for place in catalogue.visible_rooms()]
    assert {room.rules.start_grid_minutes for room in rooms} == {15, 30, 60}
    modes = [room.rules.mode for room in rooms]
    assert modes.count("instant") > 10 * modes.count("request") > 0
    assert {rule.kind for room in rooms for rule in room.house_rules} == {"allow", "deny", "info"}
    assert {room.alcohol_policy for room in rooms} == {"none", "venue_bar", "own_allowed"}
    assert {room.vat_profile for room in rooms} == {
        "exempt_letting",
        "taxed_meeting",
        "taxed_plus",
        "sport_9",
        "kor",
        "not_entrepreneur",
    }


def test_a_room_let_with_vat_as_meeting_room_is_let_for_nothing_else(catalogue: Catalogue) -> None:
    for place in catalogue.rooms():
        if place.room.vat_profile == "taxed_meeting":
            assert set(place.room.purposes) <= {"meeting", "exhibition"}, place.room.key
        if place.room.vat_profile == "sport_9":
            assert "sport" in place.room.purposes, place.room.key


def test_private_parties_are_the_exception(catalogue: Catalogue) -> None:
    rooms = [place.room for place in catalogue.visible_rooms()]
    assert 0 < sum("private_party" in room.purposes for room in rooms) < len(rooms) / 10


def test_combined_halls_are_made_of_the_parts_of_other_rooms(catalogue: Catalogue) -> None:
    combined = [place for place in catalogue.visible_rooms() if place.room.combined]
    assert len(combined) >= 3
    for place in combined:
        single = {room.part_keys[0]: room for room in place.venue.rooms if not room.combined}
        assert set(place.room.part_keys) <= set(single), place.room.key
        whole_area = sum(single[part].area_m2 for part in place.room.part_keys)
        assert place.room.area_m2 <= whole_area
    for place in catalogue.rooms():
        assert set(place.room.part_keys) <= {part.key for part in place.venue.parts}


@pytest.mark.parametrize(
    ("slug", "unit", "weekday", "day_part", "cents"),
    [
        ("theaterzaal-stichtse-klank", "day_part", 0, "evening", 14_500),
        ("theaterzaal-stichtse-klank", "day_part", 5, "evening", 19_500),
        ("foyer-stichtse-klank", "day_part", 3, "morning", 15_000),
        ("foyer-stichtse-klank", "day_part", 4, "morning", 22_050),
        ("vergaderkamer-stichtse-klank", "hour", 1, None, 2_750),
        ("dansstudio-noord-stichtse-klank", "hour", 1, None, 2_750),
        ("muziekkamer-stichtse-klank", "hour", 1, None, 1_300),
        ("kleine-zaal-abcoude", "day_part", 2, "morning", 5_000),
        ("grote-zaal-abcoude", "day_part", 6, "evening", 10_000),
        ("hele-zaal-abcoude", "day_part", 6, "evening", 15_000),
        ("oefenruimte-2-overvecht", "day_part", 2, "late", 3_500),
        ("oefenruimte-1-overvecht", "day_part", 2, "late", 4_750),
    ],
)
def test_prices_modelled_on_published_tariffs_stay_as_they_were_published(
    catalogue: Catalogue, slug: str, unit: str, weekday: int, day_part: str | None, cents: int
) -> None:
    (room,) = [place.room for place in catalogue.rooms() if place.room.slug == slug]
    amounts = [
        rate.amount_cents
        for rate in room.rates
        if rate.unit == unit and rate.day_part_code == day_part and weekday in rate.weekdays
    ]
    assert amounts == [cents]
