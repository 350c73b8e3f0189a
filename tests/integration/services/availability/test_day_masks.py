"""Day masks beside the claims: filled, followed, compared, put right."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from app.availability_commands import DIFFERENT
from app.core import clock
from app.core.clock import AMSTERDAM
from app.core.db import session
from app.core.time_ranges import TimeRange, at_minute
from app.models.audit import AuditEvent
from app.models.availability import Claim, OpeningException
from app.models.listing import Room
from app.models.occupancy import RoomDay
from app.services.audit.audit_service import SYSTEM
from app.services.availability import availability_service as availability
from app.services.availability import block_service, mask_service, masks
from tests.factories.booking import BookingFactory
from tests.factories.listing import RoomFactory, RoomPartFactory, VenueFactory
from tests.factories.occupancy import occupy
from worker.tasks import availability as tasks

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
DAY = date(2027, 1, 12)
MARCH, OCTOBER = date(2027, 3, 28), date(2027, 10, 31)


@pytest.fixture(autouse=True)
def _now(app: Flask) -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def room(app: Flask) -> Room:
    found: Room = RoomFactory(horizon_days=30)
    return found


def span(start: int, end: int, day: date = DAY) -> TimeRange:
    return TimeRange(at_minute(day, start, AMSTERDAM), at_minute(day, end, AMSTERDAM))


def taken(room: Room, day: date = DAY) -> masks.Words:
    row = (
        session()
        .execute(select(RoomDay.taken_lo, RoomDay.taken_hi).where(RoomDay.room_id == room.id, RoomDay.day == day))
        .one()
    )
    return row[0], row[1]


def closed(room: Room, day: date = DAY) -> masks.Words:
    row = (
        session()
        .execute(select(RoomDay.closed_lo, RoomDay.closed_hi).where(RoomDay.room_id == room.id, RoomDay.day == day))
        .one()
    )
    return row[0], row[1]


def all_right(*rooms: Room) -> bool:
    found = mask_service.check([room.id for room in rooms], clock.today())
    return not found.taken and not found.closed


def test_a_hold_sets_the_quarters_it_takes_and_a_release_clears_them(room: Room) -> None:
    booking = BookingFactory(room=room)
    availability.hold(room, span(605, 715), booking_id=booking.id, until=NOW)
    assert taken(room) == masks.words(40, 48)
    availability.release(booking.id)
    assert taken(room) == (0, 0)


def test_what_two_hold_of_one_quarter_stays_taken_when_one_gives_up(room: Room) -> None:
    first, second = BookingFactory(room=room), BookingFactory(room=room)
    availability.take(room, span(600, 665), booking_id=first.id)
    availability.take(room, span(665, 720), booking_id=second.id)
    availability.release(first.id)
    assert taken(room) == masks.words(44, 48)


def test_to_the_minute_free_time_can_be_taken_though_the_mask_is_rounded_outward(room: Room) -> None:
    availability.take(room, span(600, 665), booking_id=BookingFactory(room=room).id)
    availability.take(room, span(665, 720), booking_id=BookingFactory(room=room).id)
    assert session().query(Claim).count() == 2


def test_a_booked_part_shows_in_the_mask_of_its_hall_and_not_of_its_neighbour(app: Flask) -> None:
    venue = VenueFactory()
    left, right = RoomPartFactory(venue_id=venue.id), RoomPartFactory(venue_id=venue.id)
    hall, left_room, right_room = (
        RoomFactory(venue=venue, parts=[left, right]),
        RoomFactory(venue=venue, parts=[left]),
        RoomFactory(venue=venue, parts=[right]),
    )
    booking = BookingFactory(room=left_room)
    availability.take(left_room, span(600, 720), booking_id=booking.id)
    assert (taken(hall), taken(left_room)) == (masks.words(40, 48), masks.words(40, 48))
    availability.take(right_room, span(660, 780), booking_id=BookingFactory(room=right_room).id)
    assert taken(hall) == masks.words(40, 52)
    availability.release(booking.id)
    assert (taken(hall), taken(left_room), taken(right_room)) == (masks.words(44, 52), (0, 0), masks.words(44, 52))


def test_an_evening_past_midnight_is_in_the_masks_of_both_days(app: Flask) -> None:
    room = RoomFactory(venue=VenueFactory(opening=(1080, 1500)))
    availability.take(room, span(1320, 1500), booking_id=BookingFactory(room=room).id)
    assert taken(room) == masks.words(88, 96)
    assert taken(room, DAY + timedelta(days=1)) == masks.words(0, 4)
    assert closed(room) == masks.words(4, 72)


@pytest.mark.parametrize(("day", "bits"), [(MARCH, (4, 20)), (OCTOBER, (4, 20))])
def test_a_stretch_over_the_change_of_the_clock_takes_what_the_clock_shows(
    app: Flask, day: date, bits: tuple[int, int]
) -> None:
    room = RoomFactory(venue=VenueFactory(opening=(0, 1440)))
    availability.take(room, span(60, 300, day), booking_id=BookingFactory(room=room).id)
    assert taken(room, day) == masks.words(*bits)
    assert all_right(room)


def test_both_passes_of_the_hour_that_comes_twice_can_be_taken_by_two(app: Flask) -> None:
    """They share their bits, so the mask says no to the second; the claims know better."""
    room = RoomFactory(venue=VenueFactory(opening=(0, 1440)), min_duration_minutes=30)
    first = datetime(2027, 10, 31, 0, 0, tzinfo=UTC)  # 02.00 summer time
    for start in (first, first + timedelta(hours=1)):
        asked = TimeRange(start, start + timedelta(hours=1))
        availability.take(room, asked, booking_id=BookingFactory(room=room).id)
    assert taken(room, OCTOBER) == masks.words(8, 12)
    assert all_right(room)


def test_the_hour_that_spring_skips_is_closed(app: Flask) -> None:
    room = RoomFactory(venue=VenueFactory(opening=(0, 1440)))
    mask_service.fill([room], [MARCH, OCTOBER])
    assert closed(room, MARCH) == masks.words(8, 12)
    assert closed(room, OCTOBER) == (0, 0)


# -- filled ahead


def test_the_days_of_rooms_on_offer_are_filled_up_to_their_horizon(room: Room) -> None:
    occupy(room, DAY, 600, 720)
    session().execute(delete(RoomDay))
    tasks.fill_days(0)
    days = session().scalars(select(RoomDay.day).order_by(RoomDay.day)).all()
    assert days[0] == date(2027, 1, 4)
    assert days[-1] >= date(2027, 1, 4) + timedelta(days=30)
    assert len(days) == (days[-1] - days[0]).days + 1
    assert taken(room) == masks.words(40, 48)
    assert closed(room) == (masks.words(0, 32)[0], masks.words(92, 96)[1])
    assert mask_service.fill_days([room.id], clock.today()) == 0


def test_days_that_are_long_over_are_dropped(room: Room) -> None:
    mask_service.fill([room], [date(2026, 11, 1), DAY])
    tasks.fill_days(0)
    assert session().scalar(select(RoomDay.day).order_by(RoomDay.day).limit(1)) == date(2027, 1, 4)


def test_one_room_is_filled_when_it_comes_on_offer(room: Room) -> None:
    tasks.fill_room(str(room.id))
    assert not mask_service.check([room.id], clock.today())


# -- in step with the rules


def test_a_changed_opening_changes_the_days_that_are_there(room: Room) -> None:
    mask_service.fill([room], [DAY])
    session().add(OpeningException(venue_id=room.venue_id, from_on=DAY, until_on=DAY + timedelta(days=1)))
    assert availability.refresh_openings([room]) == 1
    assert closed(room) == masks.words(0, 96)
    assert availability.refresh_openings([room]) == 0


# -- compared


def _spoil(room: Room) -> None:
    session().execute(update(RoomDay).where(RoomDay.room_id == room.id, RoomDay.day == DAY).values(taken_lo=1))
    session().execute(
        update(RoomDay).where(RoomDay.room_id == room.id, RoomDay.day == DAY + timedelta(days=1)).values(closed_hi=0)
    )
    session().execute(delete(RoomDay).where(RoomDay.room_id == room.id, RoomDay.day == DAY + timedelta(days=2)))


def test_the_night_finds_what_is_wrong_tells_of_it_and_puts_it_right(room: Room) -> None:
    tasks.fill_days(0)
    tasks.check_days(0)
    assert session().query(AuditEvent).count() == 0
    _spoil(room)
    tasks.check_days(0)
    event = session().query(AuditEvent).one()
    assert (event.tag, event.subject_id, event.data) == (
        "availability:masks:mended",
        room.id,
        {"taken": 1, "closed": 1, "missing": 1},
    )
    assert not mask_service.check([room.id], clock.today())


def test_the_command_ends_with_status_one_when_a_day_differs_until_it_is_rebuilt(app: Flask, room: Room) -> None:
    tasks.fill_days(0)
    run = app.test_cli_runner()
    assert run.invoke(args=["availability", "check"]).exit_code == 0
    _spoil(room)
    told = run.invoke(args=["availability", "check"])
    assert told.exit_code == DIFFERENT
    assert f"taken: room {room.id} on {DAY}" in told.output
    assert "3 days differ." in told.output
    assert "3 days" in run.invoke(args=["availability", "rebuild"]).output
    assert run.invoke(args=["availability", "check"]).exit_code == 0


def test_other_parts_of_a_room_bring_their_own_claims(app: Flask) -> None:
    venue = VenueFactory()
    part = RoomPartFactory(venue_id=venue.id)
    whole, small = RoomFactory(venue=venue, parts=[part, RoomPartFactory(venue_id=venue.id)]), RoomFactory(venue=venue)
    occupy(small, DAY, 600, 720)
    mask_service.fill([whole], [DAY])
    session().execute(update(Claim).values(part_id=part.id))
    assert availability.retake([whole.id], clock.today()) == 1
    assert taken(whole) == masks.words(40, 48)


def test_a_block_by_hand_is_in_the_mask_and_gone_when_it_is_removed(room: Room) -> None:
    outcome = block_service.block(room, [span(600, 720)], note="", actor=SYSTEM)
    assert taken(room) == masks.words(40, 48)
    block_service.remove(outcome.blocked[0], room, actor=SYSTEM)
    assert taken(room) == (0, 0)
