"""The member's desk: today, the week, the day sheet, lessons, bookings, earnings; and who may see what."""

import io
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range

from app.core import clock
from app.core.db import session
from app.models.accounts import OrganisationRoleName
from app.models.availability import Claim, ClaimKind
from app.models.booking import Booking, BookingStatus
from app.models.calendars import CalendarImport, CalendarOccurrence, ImportStatus
from app.models.listing import Room, RoomPart, RoomPartUse
from app.models.payments import Refund, RefundReason
from tests.conftest import Visitor
from tests.factories.accounts import OrganisationFactory, OrganisationRoleFactory
from tests.factories.booking import paid_booking
from tests.factories.listing import RoomFactory, RoomPartFactory, VenueFactory
from tests.factories.payments import PaymentAccountFactory

NOW = datetime(2027, 1, 12, 12, tzinfo=UTC)
LESSONS = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//NL\r\n"
    b"BEGIN:VEVENT\r\nUID:les-1\r\nDTSTART:20270112T170000Z\r\nDTEND:20270112T190000Z\r\nSUMMARY:Ballet\r\nEND:VEVENT\r\n"
    b"BEGIN:VEVENT\r\nUID:les-2\r\nSUMMARY:Zonder tijd\r\nEND:VEVENT\r\n"
    b"END:VCALENDAR\r\n"
)


@pytest.fixture
def room() -> Room:
    """A room of a member, with one booking on the evening of the 12th."""
    organisation = OrganisationFactory(slug="pakhuis")
    PaymentAccountFactory(organisation_id=organisation.id)
    made: Room = RoomFactory(venue=VenueFactory(organisation=organisation))
    return made


@pytest.fixture
def booking(room: Room) -> Booking:
    """The booking, paid."""
    made = paid_booking(room)
    session().commit()
    return made


def _log_in(client: Visitor, room: Room, role: OrganisationRoleName = OrganisationRoleName.MANAGER) -> None:
    person = OrganisationRoleFactory(organisation=room.venue.organisation, role=role)
    session().commit()
    client.log_in(person.user.email)


def _page(client: Visitor, address: str) -> str:
    with clock.frozen(NOW):
        answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def test_today_shows_who_comes_and_how_many_hours_are_empty(client: Visitor, room: Room, booking: Booking) -> None:
    _log_in(client, room)
    page = _page(client, "/verhuur/pakhuis/")
    assert "Kamerkoor Nevenstem" in page
    assert "06-12345678" in page
    assert "verhuurd 19.00 tot 22.00" in page
    assert "1 boeking vandaag." in page
    assert "12 uur leeg" in page
    assert 'class="st-now"' in page


def test_a_booking_of_a_hall_is_seen_in_the_rooms_it_consists_of(client: Visitor, room: Room) -> None:
    part = session().scalars(select(RoomPart).where(RoomPart.venue_id == room.venue_id)).one()
    hall = RoomFactory(venue=room.venue, parts=[part, RoomPartFactory(venue_id=room.venue_id)])
    paid_booking(hall)
    _log_in(client, room)
    page = _page(client, "/verhuur/pakhuis/kalender?date=2027-01-12")
    assert f"{room.name} dinsdag 12 januari: leeg 8.00 tot 19.00, verhuurd 19.00 tot 22.00" in page


@pytest.mark.parametrize(
    ("week", "monday"),
    [("", "2027-01-11"), ("2027-W03", "2027-01-18"), ("2027-W99", "2027-01-11"), ("x", "2027-01-11"),
     ("9999-W52", "2027-01-11"), ("2027-W\x002", "2027-01-11")],
)  # fmt: skip
def test_the_address_that_a_week_had_leads_to_the_calendar(client: Visitor, room: Room, week: str, monday: str) -> None:
    _log_in(client, room)
    with clock.frozen(NOW):
        answer = client.get(f"/verhuur/pakhuis/week?week={week}&venue={room.venue_id}")
    assert answer.status_code == 301
    assert answer.headers["Location"] == (f"/verhuur/pakhuis/kalender?view=week&date={monday}&venue={room.venue_id}")
    assert "Dezelfde week als lijst" in _page(client, answer.headers["Location"])


def test_the_day_sheet_names_each_group_with_its_contact(client: Visitor, room: Room, booking: Booking) -> None:
    _log_in(client, room, OrganisationRoleName.CARETAKER)
    page = _page(client, "/verhuur/pakhuis/dagblad")
    assert "18.45" in page
    assert "Kamerkoor Nevenstem, 12 personen, 19.00–22.00 uur" in page
    assert "Marit de Vries, 06-12345678" in page


def test_bookings_are_listed_to_come_past_and_cancelled(client: Visitor, room: Room, booking: Booking) -> None:
    _log_in(client, room)
    assert booking.reference in _page(client, "/verhuur/pakhuis/boekingen")
    assert booking.reference not in _page(client, "/verhuur/pakhuis/boekingen?view=past")
    assert booking.reference not in _page(client, f"/verhuur/pakhuis/boekingen?room={room.venue_id}")


def test_a_booking_shows_what_is_left_for_the_member(client: Visitor, room: Room, booking: Booking) -> None:
    _log_in(client, room, OrganisationRoleName.FINANCE)
    page = _page(client, f"/verhuur/pakhuis/boekingen/{booking.reference}")
    assert "€\N{NO-BREAK SPACE}52,74" in page  # 60,00 less 6,00 and 1,26
    assert "annuleren" not in page


def test_a_member_cancels_with_everything_back_and_a_reason(client: Visitor, room: Room, booking: Booking) -> None:
    _log_in(client, room, OrganisationRoleName.FRONT_DESK)
    address = f"/verhuur/pakhuis/boekingen/{booking.reference}/annuleren"
    assert "Annuleren en €\N{NO-BREAK SPACE}60,00 teruggeven" in _page(client, address)
    with clock.frozen(NOW):
        silent = client.submit(address, {"refund_cents": "6000", "reason": " "})
        assert silent.status_code == 422
        client.submit(address, {"refund_cents": "5999", "reason": "Lekkage"})
        assert _status(booking) is BookingStatus.CONFIRMED
        client.submit(address, {"refund_cents": "6000", "reason": "Lekkage"})
        assert _status(booking) is BookingStatus.CANCELLED
        client.submit(address, {"refund_cents": "6000", "reason": "Nog eens"})
    refund = session().scalars(select(Refund).where(Refund.booking_id == booking.id)).one()
    assert (refund.amount_cents, refund.reason) == (6000, RefundReason.CANCELLED_BY_MEMBER)


def _status(booking: Booking) -> BookingStatus:
    session().refresh(booking)
    return booking.status


def test_earnings_are_the_same_on_the_page_and_in_the_file(client: Visitor, room: Room, booking: Booking) -> None:
    _log_in(client, room, OrganisationRoleName.FINANCE)
    assert "€\N{NO-BREAK SPACE}52,74" in _page(client, "/verhuur/pakhuis/opbrengst")
    with clock.frozen(NOW):
        answer = client.get("/verhuur/pakhuis/opbrengst.csv")
    assert answer.mimetype == "text/csv"
    assert "2026-12;1;60,00;0,00;6,00;1,26;52,74" in answer.get_data(as_text=True)


def _bring(client: Visitor, room: Room, raw: bytes) -> tuple[int, str]:
    file = {"room": str(room.id), "file": (io.BytesIO(raw), "lessen.ics")}
    with clock.frozen(NOW):
        answer = client.submit("/verhuur/pakhuis/agenda", file, content_type="multipart/form-data")
    return answer.status_code, answer.headers.get("Location") or answer.get_data(as_text=True)


def test_lessons_are_looked_at_first_and_applied_with_one_decision(
    client: Visitor, room: Room, booking: Booking
) -> None:
    session().add(_claim(room, booking))
    _log_in(client, room, OrganisationRoleName.FRONT_DESK)
    status, address = _bring(client, room, LESSONS)
    assert status == 303
    page = _page(client, address)
    assert "1 les valt samen met een boeking" in page
    assert booking.reference in page
    assert "regel 10" in page
    assert "De les heeft geen begin." in page
    assert session().scalars(select(CalendarOccurrence)).all() == []
    with clock.frozen(NOW):
        assert client.submit(f"{address}/toepassen").status_code == 303
        again = client.submit(f"{address}/toepassen")
    assert again.status_code == 303
    assert len(session().scalars(select(CalendarOccurrence)).all()) == 1
    assert session().scalars(select(CalendarImport.status)).one() is ImportStatus.APPLIED
    assert "Dubbel: les en boeking" in _page(client, "/verhuur/pakhuis/")


def _claim(room: Room, booking: Booking) -> Claim:
    part_id = session().scalars(select(RoomPartUse.part_id).where(RoomPartUse.room_id == room.id)).one()
    return Claim(
        venue_id=room.venue_id,
        part_id=part_id,
        day=booking.starts_at.date(),
        during=Range(booking.starts_at, booking.ends_at, bounds="[)"),
        kind=ClaimKind.BOOKING,
        booking_id=booking.id,
    )


@pytest.mark.parametrize("raw", [b"", b"\0\xff\xfe", b"<html>inloggen</html>", b"BEGIN:VCALENDAR" + b"x" * 400_000])
def test_what_is_no_calendar_is_told_and_nothing_is_kept(client: Visitor, room: Room, raw: bytes) -> None:
    _log_in(client, room)
    status, page = _bring(client, room, raw)
    assert status == 422
    assert 'id="file-error"' in page
    assert session().scalars(select(CalendarImport)).all() == []


def test_a_room_of_somebody_else_cannot_be_given_lessons(client: Visitor, room: Room) -> None:
    stranger = RoomFactory()
    _log_in(client, room)
    status, page = _bring(client, stranger, LESSONS)
    assert status == 422
    assert 'id="room-error"' in page


ALLOWED = {
    OrganisationRoleName.MANAGER: {
        *("", "kalender", "dagblad", "agenda", "boekingen"),
        *("leegstand", "opbrengst", "betalingen", "locaties"),
    },
    OrganisationRoleName.FRONT_DESK: {"", "kalender", "dagblad", "agenda", "boekingen", "leegstand"},
    OrganisationRoleName.CARETAKER: {"", "kalender", "dagblad"},
    OrganisationRoleName.FINANCE: {"kalender", "boekingen", "leegstand", "opbrengst", "betalingen"},
}


@pytest.mark.parametrize("role", list(OrganisationRoleName))
def test_each_role_sees_its_own_pages_and_is_offered_no_others(
    client: Visitor, room: Room, role: OrganisationRoleName
) -> None:
    _log_in(client, room, role)
    pages = sorted(ALLOWED[OrganisationRoleName.MANAGER])
    found = {page for page in pages if client.get(f"/verhuur/pakhuis/{page}").status_code == 200}
    assert found == ALLOWED[role]
    first = client.get("/verhuur", follow_redirects=True)
    assert first.status_code == 200
    offered = {page for page in pages if f'href="/verhuur/pakhuis/{page}"' in first.get_data(as_text=True)}
    assert offered <= ALLOWED[role]


def test_somebody_who_works_for_two_can_switch(client: Visitor, room: Room) -> None:
    one = OrganisationRoleFactory(organisation=room.venue.organisation)
    other = OrganisationRoleFactory(user=one.user)
    session().commit()
    client.log_in(one.user.email)
    page = _page(client, "/verhuur/organisaties")
    assert room.venue.organisation.name in page
    assert other.organisation.name in page
    assert "/verhuur/organisaties" in _page(client, "/verhuur/pakhuis/")


def test_an_account_without_a_member_is_told_so(client: Visitor) -> None:
    person = OrganisationRoleFactory()
    session().delete(person)
    session().commit()
    client.log_in(person.user.email)
    answer = client.get("/verhuur", follow_redirects=True)
    assert "hoort bij geen enkel lid" in answer.get_data(as_text=True)
