"""The desk's pages about calendars: addresses that rooms follow, calendars that go out, and what waits."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.core import clock
from app.core.db import session
from app.integrations.calendar.feed_values import FeedContent, FeedFailed, FeedFailure, FeedRequest
from app.models.accounts import OrganisationRoleName
from app.models.calendars import CalendarExport, CalendarFeed, CalendarOccurrence
from app.models.listing import Room
from app.models.tasks import MemberTask, TaskKind
from app.services.audit.audit_service import SYSTEM
from app.services.calendars import feed_reading_service, feed_service
from app.services.calendars.feed_reading_service import ReadOrder
from app.services.tasks import task_service
from app.services.tasks.task_service import NewTask
from tests.conftest import Visitor
from tests.factories.accounts import OrganisationFactory, OrganisationRoleFactory
from tests.factories.booking import paid_booking
from tests.factories.listing import RoomFactory, VenueFactory
from tests.query_count import counted_queries

NOW = datetime(2027, 1, 12, 12, tzinfo=UTC)
DESK = "/verhuur/pakhuis"
FEEDS = f"{DESK}/agenda/adressen"
EXPORTS = f"{DESK}/agenda/uitgaand"
ADDRESS = "https://agenda.example/geheim-9f3a/lessen.ics"


@pytest.fixture
def room(app: Flask) -> Room:
    made: Room = RoomFactory(venue=VenueFactory(organisation=OrganisationFactory(slug="pakhuis")))
    return made


@pytest.fixture
def desk(client: Visitor, room: Room) -> Visitor:
    """Somebody at the front desk."""
    person = OrganisationRoleFactory(organisation=room.venue.organisation, role=OrganisationRoleName.FRONT_DESK)
    session().commit()
    client.log_in(person.user.email)
    return client


@pytest.fixture
def feed(room: Room) -> CalendarFeed:
    made = feed_service.add(room, name="Balie", address=ADDRESS, actor=SYSTEM, now=NOW)
    session().commit()
    return made


def page(client: Visitor, address: str, at: datetime = NOW) -> str:
    with clock.frozen(at):
        answer = client.get(address)
    assert answer.status_code == 200, address
    return re.sub(r"\s+", " ", answer.get_data(as_text=True))


def act(client: Visitor, path: str, **values: str) -> str:
    with clock.frozen(NOW):
        answer = client.submit(path, values, follow_redirects=True)
    assert answer.status_code == 200, path
    return re.sub(r"\s+", " ", answer.get_data(as_text=True))


def fetched(app: Flask, address: str, **headers: str) -> TestResponse:
    """What a program without an account gets; in a context of its own, so that its reader is not the desk's."""
    with clock.frozen(NOW), app.app_context():
        return app.test_client().get(
            address, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )


def answered(feed: CalendarFeed, found: FeedContent | FeedFailed, at: datetime) -> None:
    with clock.frozen(at):
        feed_reading_service.take_in(ReadOrder(feed.id, FeedRequest(feed.address)), found, now=at)
    session().commit()


def content(*uids: str, extra: str = "") -> FeedContent:
    events = "".join(
        f"BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTART:202701{14 + index}T100000Z\r\nDTEND:202701{14 + index}T120000Z\r\n"
        "SUMMARY:Ballet\r\nEND:VEVENT\r\n"
        for index, uid in enumerate(uids)
    )
    raw = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{events}{extra}END:VCALENDAR\r\n".encode()
    return FeedContent(raw, "", "", is_page=False)


def test_an_address_is_given_once_and_how_it_fares_stands_on_the_page(desk: Visitor, room: Room) -> None:
    found = act(desk, FEEDS, room=str(room.id), name="Lessen dans", address=ADDRESS)
    assert "We volgen dit adres vanaf nu." in found
    feed = session().scalars(select(CalendarFeed)).one()
    broken = "BEGIN:VEVENT\r\nUID:x\r\nSUMMARY:Zonder tijd\r\nEND:VEVENT\r\n"
    answered(feed, content("a", "b", extra=broken), NOW)
    listed = page(desk, FEEDS, NOW + timedelta(minutes=12))
    assert "12 minuten geleden gelezen." in listed
    assert "geheim-9f3a" not in listed
    shown = page(desk, f"{FEEDS}/{feed.id}", NOW + timedelta(minutes=12))
    assert "12 minuten geleden gelezen." in shown
    assert "regel 16" in shown
    assert "De les heeft geen begin." in shown


@pytest.mark.parametrize(
    ("values", "field", "told"),
    [
        ({"address": "balie"}, "address", "Dit is geen adres van een agenda."),
        ({"address": "http://a:b@agenda.example/x"}, "address", "er staat geen wachtwoord in"),
        ({"name": ""}, "name", "Geef deze agenda een naam"),
        ({"name": "x" * 81}, "name", "hooguit 80 tekens"),
        ({"room": ""}, "room", "Kies de ruimte"),
        ({"room": "niets"}, "room", "Kies de ruimte"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_with_everything_still_there(
    desk: Visitor, room: Room, values: dict[str, str], field: str, told: str
) -> None:
    typed = {"room": str(room.id), "name": "Lessen dans", "address": ADDRESS, **values}
    answer = desk.submit(FEEDS, typed)
    found = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in found
    assert told in found
    assert all(value in found for name, value in typed.items() if name != "room" and value)
    assert session().scalars(select(CalendarFeed)).all() == []


def test_a_room_of_somebody_else_follows_nothing(desk: Visitor) -> None:
    stranger = RoomFactory()
    session().commit()
    assert desk.submit(FEEDS, {"room": str(stranger.id), "name": "x", "address": ADDRESS}).status_code == 422
    assert session().scalars(select(CalendarFeed)).all() == []


def test_a_failing_address_says_since_when_and_why(desk: Visitor, feed: CalendarFeed) -> None:
    answered(feed, content("a"), NOW - timedelta(days=2))
    answered(feed, FeedFailed(FeedFailure.NOT_ALLOWED), NOW - timedelta(days=1))
    found = page(desk, FEEDS)
    assert "Sinds gisteren niet gelukt. De andere kant vraagt om een wachtwoord." in found
    answered(feed, FeedFailed(FeedFailure.NOT_ALLOWED), NOW + timedelta(hours=1))
    today = page(desk, f"{DESK}/", NOW + timedelta(hours=1))
    assert "Een agenda is niet te lezen" in today
    assert f"/agenda/adressen/{feed.id}" in today
    assert "geheim-9f3a" not in today


def test_pause_resume_read_and_remove(desk: Visitor, feed: CalendarFeed) -> None:
    one = f"{FEEDS}/{feed.id}"
    answered(feed, content("a", "b"), NOW)
    assert "Gepauzeerd." in act(desk, f"{one}/pauze")
    assert "Hervat het eerst" in act(desk, f"{one}/lezen")
    assert "We volgen dit adres weer." in act(desk, f"{one}/hervatten")
    assert "We lezen dit adres nu." in act(desk, f"{one}/lezen")
    assert "Verwijder het adres en 2 lessen" in page(desk, f"{one}/verwijderen")
    assert "2 lessen zijn mee verdwenen." in act(desk, f"{one}/verwijderen")
    assert session().scalars(select(CalendarOccurrence)).all() == []
    assert desk.get(one).status_code == 404


def test_a_calendar_that_lost_its_lessons_is_asked_about_and_applied_by_a_person(
    desk: Visitor, feed: CalendarFeed
) -> None:
    answered(feed, content("a", "b", "c", "d"), NOW)
    answered(feed, content(), NOW + timedelta(hours=1))
    assert "In deze agenda ontbreken ineens 4 lessen." in page(desk, f"{FEEDS}/{feed.id}")
    waiting = page(desk, f"{DESK}/taken")
    assert "4 lessen zouden verdwijnen. Er is niets veranderd." in waiting
    (address,) = re.findall(rf'href="({DESK}/agenda/[0-9a-f-]{{36}})"', waiting)
    assert "Wat verandert er" in page(desk, address) or "Vervallen" in page(desk, address)
    act(desk, f"{address}/toepassen")
    assert session().scalars(select(CalendarOccurrence)).all() == []
    assert "Er wacht niets" in page(desk, f"{DESK}/taken")


def test_a_clash_is_told_with_the_booking_and_what_can_be_done(desk: Visitor, room: Room) -> None:
    booking = paid_booking(room)
    subject = {
        "lesson": "Ballet",
        "calendar": "Balie",
        "feed_id": "",
        "starts_at": "2027-01-12T17:00:00+00:00",
        "ends_at": "2027-01-12T19:00:00+00:00",
    }
    task = NewTask(room.venue.organisation_id, TaskKind.CALENDAR_CLASH, "x", subject, room.id, booking.id)
    task_service.raise_task(task, now=NOW)
    session().commit()
    for address in (f"{DESK}/", f"{DESK}/taken"):
        found = page(desk, address)
        assert "Dubbel: les en boeking" in found
        assert "18.00–20.00 uur: Ballet" in found
        assert "Kamerkoor Nevenstem" in found
        assert f"/boekingen/{booking.reference}" in found
    assert "Verzet de les in Balie, of annuleer de boeking." in page(desk, f"{DESK}/taken")
    row = session().scalars(select(MemberTask)).one()
    assert "Gedaan." in act(desk, f"{DESK}/taken/{row.id}/gedaan")
    assert "Dubbel" not in page(desk, f"{DESK}/")


def test_a_calendar_goes_out_and_its_address_works_without_an_account(desk: Visitor, app: Flask, room: Room) -> None:
    booking = paid_booking(room)
    session().commit()
    assert "De agenda staat klaar." in act(desk, EXPORTS, scope=f"room:{room.id}", with_names="1")
    export = session().scalars(select(CalendarExport)).one()
    (address,) = re.findall(r'value="http://localhost(/agenda/[^"]+\.ics)"', page(desk, EXPORTS))
    answer = fetched(app, address)
    again = fetched(app, address, If_None_Match=answer.headers["ETag"])
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    assert answer.headers["Cache-Control"] == "private, max-age=300"
    assert f"booking-{booking.id}@locatieplatform".encode() in answer.data
    assert b"SUMMARY:Verhuurd: Kamerkoor Nevenstem" in answer.data.replace(b"\r\n ", b"")
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", answer.headers["ETag"])
    session().expire(export)
    assert "zojuist opgehaald." in page(desk, EXPORTS)
    one = f"{EXPORTS}/{export.id}"
    assert "Er staat niet meer in wie huurt." in act(desk, f"{one}/namen", with_names="0")
    assert b"Nevenstem" not in fetched(app, address).data
    assert "Het oude werkt niet meer." in act(desk, f"{one}/vernieuwen")
    assert fetched(app, address).status_code == 404
    assert fetched(app, address.replace(".ics", "x.ics")).status_code == 404
    assert "De agenda is gestopt." in act(desk, f"{one}/stoppen")


@pytest.mark.parametrize("scope", ["", "niets", "room:niets", "venue:", "all:x"])
def test_a_calendar_of_nothing_is_not_made(desk: Visitor, scope: str) -> None:
    answer = desk.submit(EXPORTS, {"scope": scope})
    assert answer.status_code == 422
    assert 'id="scope-error"' in answer.get_data(as_text=True)


def test_a_calendar_of_somebody_elses_room_is_not_made(desk: Visitor) -> None:
    stranger = RoomFactory()
    session().commit()
    assert desk.submit(EXPORTS, {"scope": f"room:{stranger.id}"}).status_code == 422
    assert session().scalars(select(CalendarExport)).all() == []


def test_a_long_list_of_addresses_costs_no_more_questions_than_a_short_one(desk: Visitor, room: Room) -> None:
    def asked() -> int:
        with counted_queries() as said:
            page(desk, FEEDS)
        return len(said)

    feed_service.add(room, name="0", address=f"{ADDRESS}?0", actor=SYSTEM, now=NOW)
    session().commit()
    page(desk, FEEDS)
    one = asked()
    for number in range(1, 8):
        feed_service.add(room, name=str(number), address=f"{ADDRESS}?{number}", actor=SYSTEM, now=NOW)
    session().commit()
    assert asked() == one
