"""Rooms that hear each other: the room page, search, checkout's alternatives and the hold all say the same."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from app.core import clock
from app.core.clock import AMSTERDAM
from app.core.db import in_transaction
from app.core.time_ranges import TimeRange, at_minute
from app.models.booking import BookingSource
from app.models.listing import Purpose, Room, SoundLevel
from app.services.audit.audit_service import SYSTEM
from app.services.availability import availability_service, sound_service
from app.services.availability.errors import SlotTakenError
from app.services.availability.sound import HEARD
from app.services.booking import hold_service, offer_service
from app.services.booking.hold_service import PlaceHold
from app.services.booking.rules import Contact
from app.services.search import room_service, search_service
from app.services.search.query import SearchQuery
from tests.factories.market import room_on_offer, venue_on_offer
from tests.factories.occupancy import fill_masks, occupy

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
DAY = date(2027, 1, 12)
START, END = 19 * 60, 22 * 60
CONTACT = Contact("Marit de Vries", "marit@nevenstem.example", "06-12345678", "", "")
Neighbours = tuple[Room, Room]


@pytest.fixture(autouse=True)
def _now(app: Flask) -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def neighbours() -> Neighbours:
    """A studio for bands, and a classroom beside it that hears them."""
    venue = venue_on_offer()
    studio = room_on_offer(venue=venue, name="Studio 1", sound_level=SoundLevel.AMPLIFIED)
    classroom = room_on_offer(venue=venue, name="Leslokaal 2", sound_level=SoundLevel.QUIET)
    sound_service.pair(studio, classroom, actor=SYSTEM)
    fill_masks(DAY, 30)
    return studio, classroom


def span(start: int = START, end: int = END) -> TimeRange:
    return TimeRange(at_minute(DAY, start, AMSTERDAM), at_minute(DAY, end, AMSTERDAM))


def hold(room: Room, purpose: Purpose) -> None:
    command = PlaceHold(
        room_id=room.id,
        starts_at=span().starts_at,
        ends_at=span().ends_at,
        persons=4,
        purpose=purpose,
        contact=CONTACT,
        accepts_terms=True,
        source=BookingSource.WEB,
    )
    in_transaction(lambda: hold_service.place_hold(command))


def everywhere(room: Room, purpose: Purpose | None) -> dict[str, bool]:
    """Whether this evening is free for that, by everything that says so before the hold."""
    chosen = room_service.look_at_time(room, span(), persons=4, purpose=purpose, now=NOW)
    week = room_service.week_of(room, DAY, now=NOW, purpose=purpose)
    query = SearchQuery(day=DAY, start_minute=START, end_minute=END, purpose=purpose)
    hits = {hit.room.id: hit.is_free for hit in search_service.search(query, now=NOW).hits}
    return {
        "room page": chosen.quote is not None,
        "its week": any(free.contains(span()) for free in week.free.get(DAY, [])),
        "search": hits[room.id] is True,
        "checkout": not offer_service.check_sound(room, span(), purpose),
        "alternatives": span()
        in availability_service.alternatives(room, span(START - 15, END - 15), now=NOW, purpose=purpose),
    }


FREE = dict.fromkeys(("room page", "its week", "search", "checkout", "alternatives"), True)
HEARD_EVERYWHERE = dict.fromkeys(FREE, False)


def test_a_band_in_the_studio_leaves_no_meeting_in_the_classroom(neighbours: Neighbours) -> None:
    studio, classroom = neighbours
    assert everywhere(classroom, Purpose.MEETING) == FREE
    hold(studio, Purpose.REHEARSAL)
    assert everywhere(classroom, Purpose.MEETING) == HEARD_EVERYWHERE
    with pytest.raises(SlotTakenError):
        hold(classroom, Purpose.MEETING)


def test_a_meeting_in_the_classroom_leaves_no_band_in_the_studio(neighbours: Neighbours) -> None:
    studio, classroom = neighbours
    assert everywhere(studio, Purpose.REHEARSAL) == FREE
    hold(classroom, Purpose.MEETING)
    assert everywhere(studio, Purpose.REHEARSAL) == HEARD_EVERYWHERE
    with pytest.raises(SlotTakenError):
        hold(studio, Purpose.REHEARSAL)


@pytest.mark.parametrize("purpose", [Purpose.SPORT, Purpose.REHEARSAL])
def test_what_needs_no_silence_goes_beside_a_band(neighbours: Neighbours, purpose: Purpose) -> None:
    studio, classroom = neighbours
    hold(studio, Purpose.REHEARSAL)
    assert everywhere(classroom, None) == FREE
    assert everywhere(classroom, purpose) == FREE
    hold(classroom, purpose)


def test_a_meeting_beside_use_that_makes_no_noise_is_fine(neighbours: Neighbours) -> None:
    studio, classroom = neighbours
    hold(studio, Purpose.MEETING)  # no loud use of the studio
    assert everywhere(classroom, Purpose.MEETING) == FREE
    hold(classroom, Purpose.MEETING)


def test_who_is_refused_for_the_noise_is_told_so_and_offered_the_hours_after_it(neighbours: Neighbours) -> None:
    studio, classroom = neighbours
    occupy(studio, DAY, 18 * 60, 20 * 60)
    chosen = room_service.look_at_time(classroom, span(), persons=4, purpose=Purpose.MEETING, now=NOW)
    assert chosen.errors == {"from": [HEARD]}
    assert span(20 * 60, 23 * 60) in chosen.alternatives
