"""What the platform says of idle time is what stands in the agenda, in a fixed number of questions."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from app.core.db import session
from app.core.time_ranges import TimeRange
from app.models.listing import ListingStatus, Room, RoomType, Venue
from app.models.openings import Holiday, HolidayOpening, HolidayState
from app.services.availability import availability_service
from app.services.idle import idle_service, rules
from app.services.idle.going_rate_service import RateSource
from app.services.idle.idle_service import RoomIdle, VenueIdle, WeekKind
from tests.factories.accounts import OrganisationFactory
from tests.factories.booking import paid_booking
from tests.factories.listing import DayPartFactory, OpeningHoursFactory, RoomFactory, RoomPartFactory, VenueFactory
from tests.factories.market import room_on_offer
from tests.factories.occupancy import occupy
from tests.query_count import counted_queries

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TUESDAY = date(2026, 12, 1)


@pytest.fixture(autouse=True)
def _now(app: Flask, at: Callable[[datetime], AbstractContextManager[None]]) -> object:
    with at(NOW):
        yield


def house(**values: object) -> Venue:
    """Open on every day 9.00-21.00, in three parts of four hours."""
    venue: Venue = VenueFactory(opening=(540, 1260), **values)
    for name, start in (("Ochtend", 540), ("Middag", 780), ("Avond", 1020)):
        DayPartFactory(venue_id=venue.id, name=name, starts_minute=start, ends_minute=start + 240)
    return venue


def let(room: Room, span: TimeRange) -> None:
    """Somebody booked it."""
    booking = paid_booking(room, starts_at=span.starts_at, ends_at=span.ends_at)
    availability_service.take(room, span, booking_id=booking.id)


def look(venue: Venue) -> VenueIdle:
    """The one building of its member, in the school year 2026-2027."""
    session().expire_all()
    return idle_service.look(venue.organisation_id, 2026, today=TODAY)[0]


def only(venue: Venue) -> RoomIdle:
    """Its one room."""
    return look(venue).rooms[0]


def test_a_school_year_runs_from_one_summer_to_the_end_of_the_next() -> None:
    venue = house()
    RoomFactory(venue=venue)
    found = look(venue)
    assert (found.from_on, found.until_on) == (date(2026, 8, 31), date(2027, 8, 30))
    assert sum(found.days.values()) == (found.until_on - found.from_on).days
    assert found.days[1, WeekKind.TERM] + found.days[1, WeekKind.HOLIDAY] == 52


def test_every_minute_is_own_let_or_idle() -> None:
    venue = house()
    room: Room = RoomFactory(venue=venue)
    occupy(room, TUESDAY, 600, 720)
    let(room, TimeRange(datetime(2026, 12, 1, 13, tzinfo=UTC), datetime(2026, 12, 1, 15, tzinfo=UTC)))
    found = only(venue)
    whole = found.measure()
    assert whole.open_minutes == 364 * 720
    assert (whole.own_minutes, whole.let_minutes) == (120, 120)
    assert whole.open_minutes == whole.own_minutes + whole.let_minutes + whole.idle_minutes
    assert found.measure(weekday=1, block=0).own_minutes == 120
    assert found.measure(weekday=1, block=1).let_minutes == 120
    assert sum((found.measure(weekday=day) for day in range(7)), rules.NOTHING) == whole
    assert sum((found.measure(block=block.number) for block in look(venue).blocks), rules.NOTHING) == whole
    assert sum((found.measure(kind=kind) for kind in WeekKind), rules.NOTHING) == whole


def test_school_holidays_are_counted_apart_and_a_closed_holiday_is_not_open() -> None:
    venue = house()
    RoomFactory(venue=venue)
    before = only(venue)
    assert before.measure(kind=WeekKind.HOLIDAY).open_minutes > 0
    session().add(
        HolidayOpening(
            venue_id=venue.id, holiday=Holiday.SUMMER, state=HolidayState.CLOSED, valid_from=date(2020, 1, 1)
        )
    )
    session().flush()
    after = only(venue)
    assert after.measure(kind=WeekKind.TERM) == before.measure(kind=WeekKind.TERM)
    summer = date(2027, 8, 30) - date(2027, 7, 17)
    assert before.measure().open_minutes - after.measure().open_minutes == summer.days * 720


def test_the_night_that_the_clock_skips_an_hour_has_one_less_and_the_other_has_no_more() -> None:
    venue: Venue = VenueFactory(opening=(60, 300))
    RoomFactory(venue=venue)
    sundays = only(venue).measure(weekday=6).open_minutes
    mondays = only(venue).measure(weekday=0).open_minutes
    assert mondays == 52 * 240
    assert sundays == 52 * 240 - 60


def test_a_room_with_hours_of_its_own_is_on_offer_in_those_alone_and_a_draft_in_none() -> None:
    venue = house()
    room: Room = RoomFactory(venue=venue)
    OpeningHoursFactory(venue_id=venue.id, room_id=room.id, weekday=1, opens_minute=1020, closes_minute=1260)
    found = only(venue).measure()
    assert found.online_minutes == 52 * 240
    assert found.idle_minutes == 364 * 720
    room.status = ListingStatus.DRAFT
    session().flush()
    assert only(venue).measure().online_minutes == 0


def test_a_combined_hall_is_in_use_while_one_of_its_parts_is() -> None:
    venue = house()
    RoomFactory(venue=venue, name="Half")
    left, right = RoomPartFactory(venue_id=venue.id), RoomPartFactory(venue_id=venue.id)
    RoomFactory(venue=venue, name="Hele zaal", parts=[left, right])
    side: Room = RoomFactory(venue=venue, name="Linkerhelft", parts=[left])
    occupy(side, TUESDAY, 600, 720)
    found = {one.room.name: one.measure().own_minutes for one in look(venue).rooms}
    assert found == {"Half": 0, "Hele zaal": 120, "Linkerhelft": 120}


def test_the_rate_is_the_rooms_own_else_the_middle_one_of_rooms_like_it_in_the_region() -> None:
    venue = house()
    RoomFactory(venue=venue, name="Eigen", rate_cents=2500, type=RoomType.DANCE_STUDIO)
    RoomFactory(venue=venue, name="Zonder", rate_cents=False, type=RoomType.DANCE_STUDIO)
    RoomFactory(venue=venue, name="Enig in zijn soort", rate_cents=False, type=RoomType.KITCHEN)
    for cents in (1000, 1800, 9000):
        room_on_offer(type=RoomType.DANCE_STUDIO, rate_cents=cents)
    rates = {one.room.name: one.rate for one in look(venue).rooms}
    own, region = rates["Eigen"], rates["Zonder"]
    assert own is not None
    assert (own.hourly_cents, own.source) == (2500, RateSource.OWN)
    assert region is not None
    assert (region.hourly_cents, region.source, region.compared) == (1800, RateSource.REGION, 3)
    assert rates["Enig in zijn soort"] is None


def test_the_number_of_questions_does_not_grow_with_rooms_or_lessons() -> None:
    organisation = OrganisationFactory()
    venue = house(organisation=organisation)
    room: Room = RoomFactory(venue=venue)
    other: Venue = VenueFactory(organisation=organisation)
    with counted_queries() as few:
        look(venue)
    for offset in range(20):
        occupy(room, TUESDAY + timedelta(days=7 * offset), 600, 720)
    for number in range(6):
        RoomFactory(venue=(venue, other)[number % 2])
    with counted_queries() as many:
        look(venue)
    assert len(many) <= len(few) + 1


def test_another_members_rooms_are_nowhere_in_it() -> None:
    venue = house()
    RoomFactory(venue=venue, name="Van ons")
    RoomFactory(name="Van een ander")
    assert [one.room.name for one in look(venue).rooms] == ["Van ons"]
    assert idle_service.look(OrganisationFactory().id, 2026, today=TODAY) == []
