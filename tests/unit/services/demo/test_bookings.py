from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

from app.services.demo.catalogue import build_catalogue, opening_on, past_bookings, upcoming_bookings
from app.services.demo.catalogue.bookings import joined_on
from app.services.demo.catalogue.calendar import taught_on
from app.services.demo.catalogue.hire_types import BookingSpec
from app.services.demo.catalogue.types import Catalogue, RoomPlace

NOW_ON = date(2026, 11, 24)
Bookings = tuple[BookingSpec, ...]


def by_key(catalogue: Catalogue) -> dict[str, RoomPlace]:
    return {place.room.key: place for place in catalogue.rooms()}


def padded(booking: BookingSpec, place: RoomPlace) -> tuple[int, int]:
    midnight = booking.on.toordinal() * 24 * 60
    rules = place.room.rules
    return (
        midnight + booking.start_minute - rules.buffer_before_minutes,
        midnight + booking.end_minute + rules.buffer_after_minutes,
    )


def test_the_same_seed_and_day_give_the_same_bookings(catalogue: Catalogue, past: Bookings) -> None:
    assert tuple(past_bookings(2027, NOW_ON, build_catalogue())) == past
    assert tuple(past_bookings(1, NOW_ON, catalogue)) != past


def test_no_two_bookings_and_no_lesson_share_a_part_at_one_time_changeover_included(
    catalogue: Catalogue, past: Bookings, upcoming: Bookings
) -> None:
    places = by_key(catalogue)
    taken: dict[str, list[tuple[int, int, str]]] = {}
    for booking in (*past, *upcoming):
        for part in places[booking.room_key].room.part_keys:
            taken.setdefault(part, []).append((*padded(booking, places[booking.room_key]), booking.key))
    for place in catalogue.visible_rooms():
        for shift in range(500):
            on = date(2025, 10, 1) + timedelta(days=shift)
            if taught_on(place.venue, on):
                midnight = on.toordinal() * 24 * 60
                for lesson in place.room.lessons:
                    if lesson.weekday == on.weekday():
                        times = (midnight + lesson.start_minute, midnight + lesson.end_minute, lesson.key)
                        for part in place.room.part_keys:
                            taken.setdefault(part, []).append(times)
    for times_of_part in taken.values():
        times_of_part.sort()
        for (_, end, one), (start, _, other) in pairwise(times_of_part):
            assert end <= start, (one, other)


def test_bookings_keep_to_the_rules_of_their_room(catalogue: Catalogue, past: Bookings, upcoming: Bookings) -> None:
    places = by_key(catalogue)
    hirers = {hirer.key for hirer in catalogue.hirers}
    for booking in (*past, *upcoming):
        place = places[booking.room_key]
        room, rules = place.room, place.room.rules
        assert any(
            start <= booking.start_minute < booking.end_minute <= end
            for start, end in opening_on(place.venue, booking.on)
        ), booking
        length = booking.end_minute - booking.start_minute
        assert booking.start_minute % rules.start_grid_minutes == 0, booking
        assert length % rules.start_grid_minutes == 0, booking
        assert rules.min_duration_minutes <= length <= rules.max_duration_minutes, booking
        assert 1 <= booking.persons <= room.max_persons, booking
        assert booking.purpose in room.purposes, booking
        assert booking.hirer_key in hirers
        assert booking.lead_days * 24 * 60 >= rules.notice_minutes, booking
        assert booking.lead_days <= rules.horizon_days, booking


def test_nothing_is_booked_before_its_member_joined_or_in_the_future(
    catalogue: Catalogue, past: Bookings, upcoming: Bookings
) -> None:
    places = by_key(catalogue)
    for booking in (*past, *upcoming):
        booked_on = booking.on - timedelta(days=booking.lead_days)
        assert joined_on(places[booking.room_key].organisation, NOW_ON) <= booked_on <= NOW_ON, booking
        if booking.cancelled_days_before is not None:
            cancelled_on = booking.on - timedelta(days=booking.cancelled_days_before)
            assert booked_on <= cancelled_on <= NOW_ON, booking


def test_past_ends_yesterday_upcoming_begins_today_and_both_come_in_the_order_of_booking(
    past: Bookings, upcoming: Bookings
) -> None:
    assert min(booking.on for booking in past) >= date(2025, 11, 1)
    assert max(booking.on for booking in past) < NOW_ON
    assert min(booking.on for booking in upcoming) >= NOW_ON
    assert max(booking.on for booking in upcoming) < NOW_ON + timedelta(weeks=8)
    for bookings in (past, upcoming):
        made = [booking.on - timedelta(days=booking.lead_days) for booking in bookings]
        assert made == sorted(made)


def test_only_rooms_that_can_be_found_are_booked(catalogue: Catalogue, past: Bookings) -> None:
    visible = {place.room.key for place in catalogue.visible_rooms()}
    assert {booking.room_key for booking in past} <= visible


def test_the_year_grows_as_members_join(past: Bookings) -> None:
    months = Counter((booking.on.year, booking.on.month) for booking in past)
    autumn, last_autumn = months[2026, 10] + months[2026, 9], months[2025, 11] + months[2025, 12]
    assert autumn > 3 * last_autumn > 0
    assert months[2026, 8] < months[2026, 9]
    assert 1_000 < len(past) < 2_500


def test_bookings_are_as_mixed_as_those_who_make_them(catalogue: Catalogue, past: Bookings) -> None:
    cancelled = sum(booking.cancelled_days_before is not None for booking in past)
    assert 0.03 < cancelled / len(past) < 0.1
    assert {booking.purpose for booking in past} >= {
        "rehearsal",
        "lesson",
        "meeting",
        "performance",
        "exhibition",
        "sport",
    }
    types = {by_key(catalogue)[booking.room_key].room.type for booking in past}
    assert len(types) == 18
    assert any(booking.end_minute > 24 * 60 for booking in past)


def test_a_series_is_one_hirer_in_one_room_at_one_hour(past: Bookings, upcoming: Bookings) -> None:
    series: dict[str, list[BookingSpec]] = {}
    for booking in (*past, *upcoming):
        if booking.series_key:
            series.setdefault(booking.series_key, []).append(booking)
    assert len(series) > 30
    for bookings in series.values():
        same = {
            (booking.room_key, booking.hirer_key, booking.on.weekday(), booking.start_minute, booking.persons)
            for booking in bookings
        }
        assert len(same) == 1


def test_fewer_months_or_weeks_give_a_shorter_span(catalogue: Catalogue) -> None:
    quarter = list(past_bookings(2027, NOW_ON, catalogue, months=3))
    assert min(booking.on for booking in quarter) >= date(2026, 8, 1)
    assert quarter
    fortnight = list(upcoming_bookings(2027, NOW_ON, catalogue, weeks=2))
    assert max(booking.on for booking in fortnight) < NOW_ON + timedelta(weeks=2)


def test_keys_of_bookings_are_used_once(past: Bookings, upcoming: Bookings) -> None:
    keys = [booking.key for booking in (*past, *upcoming)]
    assert len(keys) == len(set(keys))
