"""Rooms that hear each other: loud use of the one and quiet use of the other exclude each other."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.core import clock
from app.core.clock import AMSTERDAM
from app.core.db import session
from app.core.errors import InvalidError
from app.core.time_ranges import TimeRange, at_minute
from app.models.availability import Claim
from app.models.booking import Booking
from app.models.listing import PartKind, Purpose, Room, RoomPart, SoundLevel, Venue
from app.services.audit.audit_service import SYSTEM
from app.services.availability import availability_service as availability
from app.services.availability import block_service, sound_service
from app.services.availability.errors import SlotTakenError
from app.services.availability.sound import Loudness, own_loudness
from app.services.availability.take_service import TimeAsked
from tests.factories.booking import BookingFactory
from tests.factories.listing import RoomFactory, RoomPartFactory, VenueFactory

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
DAY = date(2027, 1, 12)
Neighbours = tuple[Room, Room]


@pytest.fixture(autouse=True)
def _now(app: Flask) -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def span(start: int = 600, end: int = 720) -> TimeRange:
    return TimeRange(at_minute(DAY, start, AMSTERDAM), at_minute(DAY, end, AMSTERDAM))


@pytest.fixture
def neighbours(app: Flask) -> Neighbours:
    """A room for bands, and a room for meetings that hears it."""
    venue = VenueFactory()
    bands = RoomFactory(venue=venue, sound_level=SoundLevel.AMPLIFIED, buffer_after_minutes=30)
    meetings = RoomFactory(venue=venue, sound_level=SoundLevel.QUIET)
    sound_service.pair(bands, meetings, actor=SYSTEM)
    return bands, meetings


def book(room: Room, purpose: Purpose, start: int = 600, end: int = 720) -> Booking:
    booking: Booking = BookingFactory(
        room=room, purpose=purpose, starts_at=span(start, end).starts_at, hours=(end - start) / 60
    )
    with session().begin_nested():
        availability.take(room, span(start, end), booking_id=booking.id, purpose=purpose)
    return booking


def test_a_meeting_beside_a_band_is_refused_and_the_other_way_round(neighbours: Neighbours) -> None:
    bands, meetings = neighbours
    band = book(bands, Purpose.REHEARSAL)
    with pytest.raises(SlotTakenError):
        book(meetings, Purpose.MEETING, 660, 780)
    availability.release(band.id)
    book(meetings, Purpose.MEETING, 660, 780)
    with pytest.raises(SlotTakenError):
        book(bands, Purpose.REHEARSAL)
    book(bands, Purpose.MEETING)


def test_what_disturbs_nobody_goes_beside_anything(neighbours: Neighbours) -> None:
    bands, meetings = neighbours
    book(bands, Purpose.REHEARSAL)
    book(meetings, Purpose.SPORT)


def test_silence_is_kept_for_the_hours_of_use_and_not_for_the_changeover(neighbours: Neighbours) -> None:
    bands, meetings = neighbours
    book(bands, Purpose.REHEARSAL)
    book(meetings, Purpose.MEETING, 720, 780)


def test_who_says_what_it_is_for_is_told_whether_it_goes(neighbours: Neighbours) -> None:
    bands, meetings = neighbours
    book(bands, Purpose.REHEARSAL)
    for purpose, free in ((Purpose.MEETING, False), (Purpose.SPORT, True), (None, True)):
        assert availability.is_free([meetings], span(), now=NOW, purpose=purpose) == {meetings.id: free}
    assert span(600 + 120, 720 + 120) in availability.alternatives(meetings, span(), now=NOW, purpose=Purpose.MEETING)


def test_the_sound_is_no_part_of_a_room_and_not_in_its_mask(neighbours: Neighbours) -> None:
    bands, meetings = neighbours
    book(bands, Purpose.REHEARSAL)
    kinds = session().scalars(select(RoomPart.kind).join(Claim, Claim.part_id == RoomPart.id)).all()
    assert sorted(kinds) == [PartKind.SOUND, PartKind.SPACE]
    assert availability.day_states([meetings], DAY, date(2027, 1, 13))[meetings.id, DAY].taken == []
    wrong = session().scalars(
        text("SELECT room_id FROM wrongly_taken(CAST(:rooms AS uuid[]), :day)"),
        {"rooms": [bands.id, meetings.id], "day": DAY},
    )
    assert wrong.all() == []


def test_own_use_of_a_loud_room_keeps_quiet_bookings_away(neighbours: Neighbours) -> None:
    bands, meetings = neighbours
    block_service.block(bands, [span()], note="slagwerkles", actor=SYSTEM)
    with pytest.raises(SlotTakenError):
        book(meetings, Purpose.MEETING)


def test_of_many_dates_only_those_beside_a_band_are_refused(neighbours: Neighbours) -> None:
    bands, meetings = neighbours
    book(bands, Purpose.REHEARSAL)
    asked = [
        TimeAsked(meetings, span(start, start + 60), BookingFactory(room=meetings).id, Purpose.MEETING)
        for start in (540, 600, 660, 720)
    ]
    assert availability.hold_each(asked, until=NOW) == [1, 2]


def test_rooms_that_no_longer_hear_each_other_leave_each_other_alone(neighbours: Neighbours) -> None:
    bands, meetings = neighbours
    book(bands, Purpose.REHEARSAL)
    (pair,) = sound_service.list_pairs(meetings)
    sound_service.unpair(pair, bands, meetings, actor=SYSTEM)
    book(meetings, Purpose.MEETING)
    sound = select(Claim).join(RoomPart, RoomPart.id == Claim.part_id).where(RoomPart.kind == PartKind.SOUND)
    assert session().scalars(sound).all() == []


@pytest.fixture
def strangers(app: Flask) -> Neighbours:
    """The same rooms before anybody said that they hear each other."""
    venue = VenueFactory()
    return RoomFactory(venue=venue, sound_level=SoundLevel.AMPLIFIED), RoomFactory(
        venue=venue, sound_level=SoundLevel.QUIET
    )


def book_at(room: Room, purpose: Purpose, start: int, end: int) -> Booking:
    """As `book`, with the time on the booking too."""
    booking: Booking = BookingFactory(
        room=room, purpose=purpose, starts_at=span(start, end).starts_at, ends_at=span(start, end).ends_at
    )
    with session().begin_nested():
        availability.take(room, span(start, end), booking_id=booking.id, purpose=purpose)
    return booking


def test_what_stood_before_they_were_a_pair_keeps_the_other_away_too(strangers: Neighbours) -> None:
    bands, meetings = strangers
    band = book_at(bands, Purpose.REHEARSAL, 600, 720)
    block_service.block(bands, [span(780, 840)], note="slagwerkles", actor=SYSTEM)
    book_at(meetings, Purpose.MEETING, 900, 960)
    sound_service.pair(bands, meetings, actor=SYSTEM)
    for room, purpose, start in (
        (meetings, Purpose.MEETING, 660),
        (meetings, Purpose.MEETING, 810),
        (bands, Purpose.REHEARSAL, 930),
    ):
        with pytest.raises(SlotTakenError):
            book(room, purpose, start, start + 60)
    availability.release(band.id)
    book(meetings, Purpose.MEETING, 660, 780)


def test_what_goes_together_already_is_told_before_and_stays(strangers: Neighbours) -> None:
    bands, meetings = strangers
    band = book_at(bands, Purpose.REHEARSAL, 600, 720)
    meeting = book_at(meetings, Purpose.MEETING, 660, 780)
    book_at(meetings, Purpose.SPORT, 800, 860)
    lesson = block_service.block(bands, [span(740, 800)], note="slagwerkles", actor=SYSTEM).blocked[0]
    sound_service.pair(meetings, bands, actor=SYSTEM)  # the other way round, nothing goes together
    assert sound_service.already_together(meetings, bands, now=NOW) == []
    told = sound_service.already_together(bands, meetings, now=NOW)
    assert [(one.loud.source_id, one.quiet.source_id) for one in told] == [
        (band.id, meeting.id),
        (lesson.id, meeting.id),
    ]
    sound_service.pair(bands, meetings, actor=SYSTEM)
    for room, purpose in ((meetings, Purpose.MEETING), (bands, Purpose.REHEARSAL)):
        with pytest.raises(SlotTakenError):
            book(room, purpose, 720, 740)


def test_rooms_that_share_space_are_no_pair(app: Flask) -> None:
    part = RoomPartFactory(venue_id=VenueFactory().id)
    venue = session().get_one(Venue, part.venue_id)
    whole, half = RoomFactory(venue=venue, parts=[part]), RoomFactory(venue=venue, parts=[part])
    with pytest.raises(InvalidError):
        sound_service.pair(whole, half, actor=SYSTEM)


def test_own_use_sounds_in_the_database_as_the_rules_say(strangers: Neighbours) -> None:
    bands, meetings = strangers
    sound_service.pair(bands, meetings, actor=SYSTEM)
    sound = [one.part_id for one in sound_service.list_pairs(bands)]
    for level in SoundLevel:
        for room, counts in ((bands, Loudness.LOUD), (meetings, Loudness.QUIET)):
            room.sound_level = level
            session().flush()
            parts = session().scalars(text("SELECT part_id FROM own_use_part WHERE room_id = :room"), {"room": room.id})
            assert (sound[0] in parts.all()) == (own_loudness(level) is counts)


def test_a_room_hears_another_of_its_own_building(neighbours: Neighbours) -> None:
    bands, meetings = neighbours
    assert sound_service.pair(bands, meetings, actor=SYSTEM).id == sound_service.list_pairs(bands)[0].id
    for other in (bands, RoomFactory()):
        with pytest.raises(InvalidError):
            sound_service.pair(bands, other, actor=SYSTEM)


def make_sound(room: Room, level: SoundLevel) -> int:
    room.sound_level = level
    session().flush()
    return len(sound_service.follow_level(room))


def test_a_room_that_gets_louder_takes_the_sound_for_what_stands_in_it(app: Flask) -> None:
    """Its rehearsals were neutral when they were booked; from now on a meeting beside them is refused."""
    venue = VenueFactory()
    bands = RoomFactory(venue=venue, sound_level=SoundLevel.ACOUSTIC)
    meetings = RoomFactory(venue=venue, sound_level=SoundLevel.QUIET)
    sound_service.pair(bands, meetings, actor=SYSTEM)
    block_service.block(bands, [span(900, 960)], note="", actor=SYSTEM)
    book(bands, Purpose.REHEARSAL)
    assert make_sound(bands, SoundLevel.AMPLIFIED) == 0
    for start in (600, 900):
        with pytest.raises(SlotTakenError):
            book(meetings, Purpose.MEETING, start, start + 60)
    book(meetings, Purpose.SPORT)


def test_a_room_that_gets_softer_gives_the_sound_back(neighbours: Neighbours) -> None:
    bands, meetings = neighbours
    book(bands, Purpose.REHEARSAL)
    assert make_sound(bands, SoundLevel.ACOUSTIC) == 0
    book(meetings, Purpose.MEETING, 660, 780)


def test_what_no_longer_goes_together_stays_and_is_counted(app: Flask) -> None:
    venue = VenueFactory()
    bands = RoomFactory(venue=venue, sound_level=SoundLevel.ACOUSTIC)
    meetings = RoomFactory(venue=venue, sound_level=SoundLevel.QUIET)
    sound_service.pair(bands, meetings, actor=SYSTEM)
    rehearsal, meeting = book(bands, Purpose.REHEARSAL), book(meetings, Purpose.MEETING, 660, 780)
    assert make_sound(bands, SoundLevel.AMPLIFIED) == 1
    for booking in (rehearsal, meeting):
        assert session().scalars(select(Claim).where(Claim.booking_id == booking.id)).first() is not None
    # After the meeting was cancelled nothing quiet comes beside the band.
    availability.release(meeting.id)
    with pytest.raises(SlotTakenError):
        book(meetings, Purpose.MEETING, 660, 720)


def test_a_level_changed_twice_leaves_what_one_change_leaves(neighbours: Neighbours) -> None:
    bands, meetings = neighbours
    book(bands, Purpose.REHEARSAL)
    for level in (SoundLevel.ACOUSTIC, SoundLevel.AMPLIFIED, SoundLevel.AMPLIFIED):
        make_sound(bands, level)
    with pytest.raises(SlotTakenError):
        book(meetings, Purpose.MEETING, 660, 780)
