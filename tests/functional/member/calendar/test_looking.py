"""A day tells what has the time and what is left, in words, to everybody of the house."""

import re

import pytest
from sqlalchemy import select

from app.core.clock import AMSTERDAM
from app.core.db import session
from app.core.time_ranges import TimeRange, at_minute
from app.models.accounts import OrganisationRoleName
from app.models.booking import Booking
from app.models.calendars import CalendarImport, CalendarOccurrence, ImportStatus
from app.models.listing import Room, RoomPart
from app.services.availability import own_use_service
from tests.conftest import Visitor
from tests.factories.booking import paid_booking
from tests.factories.listing import RoomFactory, RoomPartFactory
from tests.factories.occupancy import occupy
from tests.functional.member.calendar.pages import BLOCK, DAY, HOME, blocks, form, listed, log_in, page, send, take


def teach(room: Room, start: int, end: int, summary: str) -> CalendarImport:
    """A lesson on DAY, as a calendar file brings it."""
    brought = CalendarImport(
        organisation_id=room.venue.organisation_id,
        room_id=room.id,
        filename="lessen.ics",
        content=b"",
        status=ImportStatus.APPLIED,
    )
    session().add(brought)
    session().flush()
    span = TimeRange(at_minute(DAY, start, AMSTERDAM), at_minute(DAY, end, AMSTERDAM))
    lesson = CalendarOccurrence(
        room_id=room.id,
        import_id=brought.id,
        uid=summary,
        recurrence_key="",
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        summary=summary,
    )
    session().add(lesson)
    session().flush()
    own_use_service.take(room, [own_use_service.OwnUse(lesson.id, span)])
    return brought


def full_day(room: Room) -> Booking:
    """A lesson, own use and a booking with its buffer on DAY."""
    room.buffer_after_minutes = 30
    teach(room, 540, 600, "Ballet")
    occupy(room, DAY, 600, 660).note = "Stemmen"
    booking: Booking = paid_booking(room)
    take(room, booking)
    return booking


def test_a_day_tells_bookings_lessons_own_use_and_what_is_left_in_words_and_leads_to_each(
    client: Visitor, room: Room
) -> None:
    booking = full_day(room)
    brought = session().scalars(select(CalendarImport)).one()
    log_in(client, room)
    text = page(client, f"{HOME}?view=day&date=2027-01-12")
    assert listed(text) == [
        "di 12 jan 8.00–9.00 uur Koorzaal leeg blokkeer",
        "di 12 jan 9.00–10.00 uur Koorzaal eigen les Ballet",
        "di 12 jan 10.00–11.00 uur Koorzaal eigen gebruik Stemmen",
        "di 12 jan 11.00–19.00 uur Koorzaal leeg blokkeer",
        "di 12 jan 19.00–22.00 uur Koorzaal verhuurd Kamerkoor Nevenstem",
        "di 12 jan 22.00–22.30 uur Koorzaal wisseltijd",
        "di 12 jan 22.30–23.00 uur Koorzaal leeg blokkeer",
    ]
    for address in (
        f"/verhuur/pakhuis/boekingen/{booking.reference}",
        f"/verhuur/pakhuis/agenda/{brought.id}",
        f"/verhuur/pakhuis/kalender/eigen-gebruik/{blocks()[0].id}",
    ):
        assert text.count(f'href="{address}"') == 2, address  # in the grid and in the list
        page(client, address)
    assert 'data-free="480-540 660-1140 1350-1380"' in text


def test_a_list_is_sorted_by_its_heads(client: Visitor, room: Room) -> None:
    full_day(room)
    occupy(RoomFactory(venue=room.venue, name="Atelier"), DAY, 1200, 1260)
    log_in(client, room)
    times = {
        order: [line.split(" ")[3] for line in listed(page(client, f"{HOME}?view=week&date=2027-01-12&sort={order}"))]
        for order in ("time", "-time", "room", "nonsense")
    }
    assert times["time"] == ["9.00–10.00", "10.00–11.00", "19.00–22.00", "20.00–21.00", "22.00–22.30"]
    assert times["-time"] == times["time"][::-1]
    assert times["room"] == ["20.00–21.00", "9.00–10.00", "10.00–11.00", "19.00–22.00", "22.00–22.30"]
    assert times["nonsense"] == times["time"]


def test_a_room_that_shares_space_shows_what_happens_in_the_other(client: Visitor, room: Room) -> None:
    part = session().scalars(select(RoomPart).where(RoomPart.venue_id == room.venue_id)).one()
    hall = RoomFactory(venue=room.venue, name="Grote zaal", parts=[part, RoomPartFactory(venue_id=room.venue_id)])
    occupy(hall, DAY, 600, 660).note = "Opbouw"
    log_in(client, room)
    text = page(client, f"{HOME}?view=day&date=2027-01-12&room={room.id}")
    assert "di 12 jan 10.00–11.00 uur Koorzaal eigen gebruik Opbouw (in Grote zaal)" in listed(text)


def test_a_lesson_over_a_booking_stands_beside_it_and_not_over_it(client: Visitor, room: Room) -> None:
    full_day(room)
    log_in(client, room)
    address = f"{HOME}?view=day&date=2027-01-12"
    assert '<svg x="50.0%"' not in page(client, address)
    teach(room, 1200, 1260, "Zangles")
    session().commit()
    assert page(client, address).count('<svg x="50.0%" width="50.0%"') == 1


@pytest.mark.parametrize("role", list(OrganisationRoleName))
def test_everybody_of_the_house_looks_and_the_desk_alone_blocks(
    client: Visitor, room: Room, role: OrganisationRoleName
) -> None:
    full_day(room)
    log_in(client, room, role)
    text = page(client, f"{HOME}?view=day&date=2027-01-12")
    may_block = role in {OrganisationRoleName.MANAGER, OrganisationRoleName.FRONT_DESK}
    assert ("/kalender/blokkeren" in text) is may_block
    assert ("data-calendar=" in text) is may_block
    one = page(client, f"{HOME}/eigen-gebruik/{blocks()[0].id}")
    assert ("Wijzigen" in one) is may_block
    page(client, BLOCK, 200 if may_block else 403)
    assert send(client, BLOCK, **form(room))[0] == (303 if may_block else 403)
    # No link that answers no.
    for address in sorted(set(re.findall(r'href="(/verhuur/pakhuis/[^"]+)"', text)))[:40]:
        page(client, address.replace("&amp;", "&"))
