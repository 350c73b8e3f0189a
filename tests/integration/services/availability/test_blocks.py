"""Own use by hand: it takes what is left, tells of bookings it meets, and gets their time when they go."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from app.core import clock
from app.core.clock import AMSTERDAM
from app.core.db import session
from app.core.errors import InvalidError
from app.core.ids import new_id
from app.core.time_ranges import TimeRange, at_minute
from app.models.audit import AuditEvent
from app.models.availability import Claim, ClaimKind
from app.models.booking import Booking
from app.models.listing import Room
from app.models.occupancy import OwnUseBlock
from app.services.audit.audit_service import SYSTEM
from app.services.availability import availability_service as availability
from app.services.availability import block_service
from app.services.availability.block_service import BlockNotFoundError
from app.services.availability.errors import SlotTakenError
from tests.factories.accounts import OrganisationFactory
from tests.factories.booking import BookingFactory
from tests.factories.listing import RoomFactory, RoomPartFactory, VenueFactory

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
DAY = date(2027, 1, 12)


@pytest.fixture(autouse=True)
def _now(app: Flask) -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def room(app: Flask) -> Room:
    found: Room = RoomFactory()
    return found


def span(start: int, end: int, day: date = DAY) -> TimeRange:
    return TimeRange(at_minute(day, start, AMSTERDAM), at_minute(day, end, AMSTERDAM))


def weekly(start: int, end: int, times: int) -> list[TimeRange]:
    return [span(start, end, DAY + timedelta(weeks=week)) for week in range(times)]


def booked(room: Room, start: int, end: int, day: date = DAY) -> Booking:
    asked = span(start, end, day)
    booking: Booking = BookingFactory(room=room, starts_at=asked.starts_at, ends_at=asked.ends_at)
    availability.take(room, asked, booking_id=booking.id)
    return booking


def taken(room: Room, kind: ClaimKind, day: date = DAY) -> list[tuple[int, int]]:
    state = availability.day_states([room], day, day + timedelta(days=1))[room.id, day]
    return [(each.start_minute, each.end_minute) for each in state.taken if each.kind is kind]


def test_a_block_keeps_the_room_and_nobody_else_gets_it(room: Room) -> None:
    outcome = block_service.block(room, [span(600, 720)], note="stemmen van de vleugel", actor=SYSTEM)
    assert [one.note for one in outcome.blocked] == ["stemmen van de vleugel"]
    assert outcome.overlapping_bookings == []
    assert taken(room, ClaimKind.OWN_USE) == [(600, 720)]
    with pytest.raises(SlotTakenError), session().begin_nested():
        booked(room, 660, 780)


def test_a_booking_stays_and_the_block_takes_what_is_left_and_says_so(room: Room) -> None:
    booking = booked(room, 660, 690)
    outcome = block_service.block(room, [span(600, 720)], note="", actor=SYSTEM)
    assert taken(room, ClaimKind.BOOKING) == [(660, 690)]
    assert taken(room, ClaimKind.OWN_USE) == [(600, 660), (690, 720)]
    (met,) = outcome.overlapping_bookings
    assert (met.booking_id, met.reference, met.span) == (booking.id, booking.reference, span(660, 690))


def test_the_block_gets_the_time_of_a_booking_that_goes(room: Room) -> None:
    booking = booked(room, 660, 780)
    block_service.block(room, [span(600, 720)], note="", actor=SYSTEM)
    availability.release(booking.id)
    assert taken(room, ClaimKind.OWN_USE) == [(600, 720)]
    assert availability.is_free([room], span(720, 780), now=NOW)[room.id]


def test_a_weekly_series_is_one_decision_and_goes_as_one(room: Room) -> None:
    outcome = block_service.block(room, weekly(600, 720, 40), note="repetitie", actor=SYSTEM)
    assert len({one.series_id for one in outcome.blocked}) == 1
    assert session().query(Claim).count() == 40
    assert block_service.remove(outcome.blocked[3], room, actor=SYSTEM) == 1
    assert session().query(Claim).count() == 39
    assert block_service.remove(outcome.blocked[0], room, actor=SYSTEM, whole_series=True) == 39
    assert session().query(Claim).count() == session().query(OwnUseBlock).count() == 0


def test_of_a_series_what_is_over_stays_written_down(room: Room) -> None:
    blocks = block_service.block(room, weekly(600, 720, 4), note="", actor=SYSTEM).blocked
    with clock.frozen(NOW + timedelta(days=17)):
        assert block_service.remove(blocks[3], room, actor=SYSTEM, whole_series=True) == 2
    assert session().query(OwnUseBlock).count() == 2


def test_a_single_block_is_no_series(room: Room) -> None:
    (single,) = block_service.block(room, [span(600, 720)], note="", actor=SYSTEM).blocked
    assert single.series_id is None


def test_a_moved_block_takes_its_new_time_and_gives_its_old_one_back(room: Room) -> None:
    booking = booked(room, 780, 840)
    (block,) = block_service.block(room, [span(600, 720)], note="", actor=SYSTEM).blocked
    outcome = block_service.change(block, room, span(660, 800), note="langer", actor=SYSTEM)
    assert taken(room, ClaimKind.OWN_USE) == [(660, 780)]
    assert [met.booking_id for met in outcome.overlapping_bookings] == [booking.id]
    assert block_service.get(block.id, room.venue.organisation_id).note == "langer"


def test_the_time_of_a_block_that_goes_is_for_another_that_stood_there_too(room: Room) -> None:
    (first,) = block_service.block(room, [span(600, 720)], note="", actor=SYSTEM).blocked
    block_service.block(room, [span(660, 780)], note="", actor=SYSTEM)
    block_service.remove(first, room, actor=SYSTEM)
    assert taken(room, ClaimKind.OWN_USE) == [(660, 780)]


def test_a_blocked_hall_takes_its_parts_but_for_the_one_that_is_booked(app: Flask) -> None:
    venue = VenueFactory()
    left, right = RoomPartFactory(venue_id=venue.id), RoomPartFactory(venue_id=venue.id)
    hall, left_room, right_room = (
        RoomFactory(venue=venue, parts=[left, right]),
        RoomFactory(venue=venue, parts=[left]),
        RoomFactory(venue=venue, parts=[right]),
    )
    booked(left_room, 600, 720)
    block_service.block(hall, [span(600, 720)], note="", actor=SYSTEM)
    assert taken(left_room, ClaimKind.OWN_USE) == []
    assert taken(right_room, ClaimKind.OWN_USE) == [(600, 720)]


def test_a_block_lies_past_midnight_and_over_the_change_of_the_clock(room: Room) -> None:
    night = TimeRange(at_minute(date(2027, 10, 30), 1320, AMSTERDAM), at_minute(date(2027, 10, 31), 240, AMSTERDAM))
    block_service.block(room, [night], note="", actor=SYSTEM)
    rows = session().query(Claim.day, Claim.during).order_by(Claim.day).all()
    assert [day for day, _ in rows] == [date(2027, 10, 30), date(2027, 10, 31)]
    assert rows[1].during.upper - rows[1].during.lower == timedelta(hours=5)


@pytest.mark.parametrize(
    ("spans", "note", "field"),
    [
        ([], "", "spans"),
        ([span(600, 720, date(2027, 1, 3))], "", "spans"),
        ([span(600, 600 + 31 * 1440)], "", "spans"),
        (weekly(600, 720, 401), "", "spans"),
        ([span(600, 720)], "x" * 201, "note"),
    ],
)
def test_what_makes_no_sense_is_told_at_its_field(room: Room, spans: list[TimeRange], note: str, field: str) -> None:
    with pytest.raises(InvalidError) as caught:
        block_service.block(room, spans, note=note, actor=SYSTEM)
    assert list(caught.value.errors) == [field]
    assert session().query(OwnUseBlock).count() == 0


def test_a_block_of_somebody_else_does_not_exist(room: Room) -> None:
    (block,) = block_service.block(room, [span(600, 720)], note="", actor=SYSTEM).blocked
    with pytest.raises(BlockNotFoundError):
        block_service.get(block.id, OrganisationFactory().id)
    with pytest.raises(BlockNotFoundError):
        block_service.get(new_id(), room.venue.organisation_id)


def test_blocks_of_some_rooms_are_listed_by_time(room: Room) -> None:
    other = RoomFactory(venue=room.venue)
    block_service.block(room, [span(900, 960), span(600, 720)], note="", actor=SYSTEM)
    block_service.block(other, [span(660, 700)], note="", actor=SYSTEM)
    found = block_service.list_blocks([room.id, other.id], span(650, 910))
    assert [one.starts_at for one in found] == [span(each, each + 1).starts_at for each in (600, 660, 900)]
    assert block_service.list_blocks([room.id], span(720, 900)) == []


def test_each_decision_leaves_an_audit_event_without_the_words_of_the_note(room: Room) -> None:
    (block,) = block_service.block(room, [span(600, 720)], note="verjaardag Marit", actor=SYSTEM).blocked
    block_service.change(block, room, span(600, 780), note="verjaardag Marit", actor=SYSTEM)
    block_service.remove(block, room, actor=SYSTEM)
    events = session().query(AuditEvent).all()
    assert {event.tag for event in events} == {f"availability:block:{what}" for what in ("added", "changed", "removed")}
    assert "Marit" not in str([event.data for event in events])
