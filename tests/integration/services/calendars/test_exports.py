"""Calendars of bookings that go out: what is told, to whom, and how a booking stays one event for its whole life."""

import uuid
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import text

from app.core import clock
from app.core.db import session
from app.core.tokens import booking_token
from app.integrations.calendar.calendar_values import DateWindow
from app.integrations.calendar.ical_reader import read_calendar
from app.models.booking import Booking, BookingStatus
from app.models.calendars import CalendarExport
from app.models.listing import Room
from app.services.audit.audit_service import SYSTEM
from app.services.calendars import export_service, import_service
from app.services.calendars.export_service import ExportWords
from app.services.calendars.feed_errors import ExportKnownError, ExportNotFoundError
from tests.factories.accounts import OrganisationFactory
from tests.factories.booking import BookingFactory
from tests.factories.listing import RoomFactory, RoomPartFactory, VenueFactory
from tests.query_count import counted_queries

NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)
WORDS = ExportWords(
    "Verhuurd: %(room)s", "Verhuurd: %(name)s, %(room)s", "Boeking %(reference)s, %(persons)s personen."
)


@pytest.fixture
def room(app: Flask) -> Room:
    made: Room = RoomFactory()
    return made


@pytest.fixture
def booking(room: Room) -> Booking:
    made: Booking = BookingFactory(room=room)
    return made


def export_of(
    room: Room, *, with_names: bool = False, venue_id: uuid.UUID | None = None, room_id: uuid.UUID | None = None
) -> CalendarExport:
    return export_service.create(
        room.venue.organisation_id, venue_id=venue_id, room_id=room_id, with_names=with_names, actor=SYSTEM
    )


def told(export: CalendarExport, at: datetime = NOW) -> str:
    found = export_service.read(export.id, export_service.token_of(export), WORDS, now=at).as_bytes().decode()
    return found.replace("\r\n ", "")


def test_a_booking_is_told_with_what_a_desk_needs_and_nothing_of_the_hirer(room: Room, booking: Booking) -> None:
    found = told(export_of(room, room_id=room.id))
    assert f"UID:booking-{booking.id}@locatieplatform" in found
    assert "DTSTART:20270112T180000Z" in found
    assert f"SUMMARY:Verhuurd: {room.name}" in found
    assert f"Boeking {booking.reference}\\, 12 personen." in found
    assert "STATUS:CONFIRMED" in found
    assert "TZID" not in found
    for private in ("Marit", "nevenstem", "Nevenstem", "06-12345678", "6000"):
        assert private not in found


def test_the_name_is_told_where_the_member_wants_it_and_still_nothing_more(room: Room, booking: Booking) -> None:
    export = export_of(room, with_names=True)
    found = told(export)
    assert "Verhuurd: Kamerkoor Nevenstem\\, " in found
    for private in ("Marit", "nevenstem.example", "06-12345678"):
        assert private not in found
    export_service.set_names(export.id, export.organisation_id, with_names=False, actor=SYSTEM)
    assert "Nevenstem" not in told(export)


def test_what_our_calendar_says_can_be_read_by_ours(room: Room, booking: Booking) -> None:
    raw = told(export_of(room)).encode()
    window = DateWindow(NOW.date(), (NOW + timedelta(days=30)).date())
    reading = read_calendar(raw, zone=ZoneInfo("Europe/Amsterdam"), window=window)
    assert reading.problems == ()
    assert [(one.starts_at, one.ends_at) for one in reading.occurrences] == [(booking.starts_at, booking.ends_at)]


def test_our_calendar_followed_by_one_of_our_rooms_blocks_nothing(room: Room, booking: Booking) -> None:
    raw = told(export_of(room)).encode()
    with clock.frozen(NOW):
        assert import_service.look(room, raw).difference.empty


def test_a_cancelled_booking_is_told_as_cancelled_for_a_month_under_the_same_name(room: Room, booking: Booking) -> None:
    export = export_of(room)
    before = export_service.read(export.id, export_service.token_of(export), WORDS, now=NOW).etag
    session().execute(
        text("UPDATE booking SET status='cancelled', cancelled_at=:now, calendar_sequence=1 WHERE id=:id"),
        {"now": NOW, "id": booking.id},
    )
    found = told(export)
    assert f"UID:booking-{booking.id}@locatieplatform" in found
    assert "STATUS:CANCELLED" in found
    assert "SEQUENCE:1" in found
    assert export_service.read(export.id, export_service.token_of(export), WORDS, now=NOW).etag != before
    assert "BEGIN:VEVENT" in told(export, NOW + timedelta(days=30))
    assert "BEGIN:VEVENT" not in told(export, NOW + timedelta(days=32))


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (BookingStatus.HELD, None),
        (BookingStatus.PROCESSING, "STATUS:TENTATIVE"),
        (BookingStatus.EXPIRED, None),
        (BookingStatus.LOST, None),
    ],
)
def test_what_is_not_agreed_is_not_told(room: Room, status: BookingStatus, expected: str | None) -> None:
    BookingFactory(room=room, status=status, hold_expires_at=NOW)
    found = told(export_of(room))
    assert ("BEGIN:VEVENT" in found) is (expected is not None)
    assert expected is None or expected in found


def test_each_calendar_is_about_its_own_and_a_room_is_told_of_the_hall_around_it(app: Flask) -> None:
    venue = VenueFactory()
    parts = [RoomPartFactory(venue_id=venue.id) for _ in range(2)]
    hall = RoomFactory(venue=venue, parts=parts)
    left, right = (RoomFactory(venue=venue, parts=[part]) for part in parts)
    elsewhere = RoomFactory(venue=VenueFactory(organisation=venue.organisation))
    rooms = {"hall": hall, "left": left, "right": right, "elsewhere": elsewhere}
    booked = {name: BookingFactory(room=one) for name, one in rooms.items()}
    BookingFactory(room=RoomFactory())

    def names(export: CalendarExport) -> set[str]:
        found = told(export)
        return {name for name, one in booked.items() if str(one.id) in found} | (
            {"?"} if found.count("BEGIN:VEVENT") != sum(str(one.id) in found for one in booked.values()) else set()
        )

    assert names(export_of(left, room_id=left.id)) == {"left", "hall"}
    assert names(export_of(left, room_id=hall.id)) == {"hall", "left", "right"}
    assert names(export_of(left, venue_id=venue.id)) == {"hall", "left", "right"}
    assert names(export_of(left)) == {"hall", "left", "right", "elsewhere"}


def test_a_new_address_ends_the_old_one(room: Room) -> None:
    export = export_of(room)
    old = export_service.token_of(export)
    export_service.read(export.id, old, WORDS, now=NOW)
    export_service.rotate(export.id, export.organisation_id, actor=SYSTEM)
    session().flush()
    new = export_service.token_of(export)
    assert new != old
    export_service.read(export.id, new, WORDS, now=NOW)
    for wrong in (old, "", new[:-1], new + "A", booking_token(export.id), "é"):
        with pytest.raises(ExportNotFoundError):
            export_service.read(export.id, wrong, WORDS, now=NOW)
    export_service.remove(export.id, export.organisation_id, actor=SYSTEM)
    with pytest.raises(ExportNotFoundError):
        export_service.read(export.id, new, WORDS, now=NOW)


def test_there_is_one_calendar_of_each_thing_and_none_of_what_is_not_yours(room: Room) -> None:
    stranger: Room = RoomFactory()
    for venue_id, room_id in ((None, None), (None, room.id), (room.venue_id, None)):
        export_of(room, venue_id=venue_id, room_id=room_id)
        with pytest.raises(ExportKnownError):
            export_of(room, venue_id=venue_id, room_id=room_id)
    for venue_id, room_id in ((None, stranger.id), (stranger.venue_id, None)):
        with pytest.raises(ExportNotFoundError):
            export_of(room, venue_id=venue_id, room_id=room_id)
    assert len(export_service.list_exports(room.venue.organisation_id)) == 3


def test_a_calendar_of_somebody_else_cannot_be_touched(room: Room) -> None:
    export = export_of(room)
    stranger = OrganisationFactory()
    with pytest.raises(ExportNotFoundError):
        export_service.rotate(export.id, stranger.id, actor=SYSTEM)
    with pytest.raises(ExportNotFoundError):
        export_service.set_names(export.id, stranger.id, with_names=True, actor=SYSTEM)
    with pytest.raises(ExportNotFoundError):
        export_service.remove(export.id, stranger.id, actor=SYSTEM)


def test_a_long_calendar_costs_as_many_questions_as_an_empty_one(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    export = export_of(room)
    session().flush()

    def asked() -> int:
        token = export_service.token_of(export)
        session().expire(export)  # as in a request of its own
        with counted_queries() as said:
            export_service.read(export.id, token, WORDS, now=NOW).as_bytes()
        return len(said)

    told(export)
    empty = asked()
    for number in range(30):
        BookingFactory(room=room, starts_at=NOW + timedelta(days=number))
    assert asked() == empty
    monkeypatch.setattr(export_service, "MOST_BOOKINGS", 10)
    assert told(export).count("BEGIN:VEVENT") == 10


def test_only_two_years_and_the_last_month_are_told(room: Room) -> None:
    for days in (-40, -20, 700, 800):
        BookingFactory(room=room, starts_at=NOW + timedelta(days=days))
    assert told(export_of(room)).count("BEGIN:VEVENT") == 2
