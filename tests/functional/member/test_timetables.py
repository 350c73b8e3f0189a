"""A timetable brought as a spreadsheet: every fault with its place, every room with its changes, one decision."""

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.core import clock
from app.core.db import session
from app.models.calendars import CalendarOccurrence
from app.models.listing import Room
from app.models.timetables import Timetable
from tests.conftest import Visitor
from tests.factories.accounts import OrganisationFactory, OrganisationRoleFactory
from tests.factories.listing import RoomFactory, VenueFactory

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
HOME = "/verhuur/pakhuis/rooster"
GOOD = "dag;van;tot;ruimte;les\ndi;19.30;21.00;Koorzaal;Koor\nwo;15.00;16.00;Studio;Piano\n"


@pytest.fixture
def room(app: Flask, client: Visitor) -> Iterator[Room]:
    """Two rooms of a member, and somebody of its desk who is logged in."""
    with clock.frozen(NOW):
        organisation = OrganisationFactory(slug="pakhuis")
        venue = VenueFactory(organisation=organisation)
        made: Room = RoomFactory(venue=venue, name="Koorzaal")
        RoomFactory(venue=venue, name="Studio")
        person = OrganisationRoleFactory(organisation=organisation)
        session().commit()
        client.log_in(person.user.email)
        yield made


def bring(client: Visitor, room: Room, content: bytes, *, name: str = "rooster.csv", about: str = "") -> TestResponse:
    data = {"about": about or f"venue:{room.venue_id}", "file": (io.BytesIO(content), name)}
    return client.submit(HOME, data, content_type="multipart/form-data")


def seen(text: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', text)
    assert found is not None
    return found.group(1)


def test_a_timetable_is_shown_per_room_and_then_applied(client: Visitor, room: Room) -> None:
    answer = bring(client, room, GOOD.encode())
    assert answer.status_code == 303
    shown = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert "Koorzaal:" in shown
    assert "Studio:" in shown
    assert session().query(CalendarOccurrence).count() == 0
    done = client.submit(f"{answer.headers['Location']}/toepassen", {"seen": seen(shown)})
    assert done.status_code == 303
    assert session().query(CalendarOccurrence).count() > 0
    assert "Wat er veranderde" in client.get(answer.headers["Location"]).get_data(as_text=True)
    assert "rooster.csv" in client.get(HOME).get_data(as_text=True)


def test_every_fault_is_told_with_its_row_and_column_and_nothing_can_be_applied(client: Visitor, room: Room) -> None:
    answer = bring(client, room, (GOOD + "do;9.00;25.00;Studio;Harp\n").encode())
    shown = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert "rij 4, kolom C" in shown
    assert "25.00" in shown
    assert "Dit is geen tijd." in shown
    assert 'name="seen"' not in shown
    client.submit(f"{answer.headers['Location']}/toepassen", {"seen": ""})
    assert session().query(CalendarOccurrence).count() == 0


def test_a_name_that_no_room_has_is_asked_and_remembered(client: Visitor, room: Room) -> None:
    answer = bring(client, room, (GOOD + "do;9.00;10.00;Aula;Harp\n").encode())
    where = answer.headers["Location"]
    shown = client.get(where).get_data(as_text=True)
    assert "Welke ruimte is “Aula”?" in shown
    assert "rij 4" in shown
    form = {"names": "1", "name-0": "Aula", "room-0": str(room.id), "first_on": "2026-11-24", "last_on": "2027-06-30"}
    assert client.submit(f"{where}/uitleg", form).status_code == 303
    assert 'name="seen"' in client.get(where).get_data(as_text=True)
    stranger = RoomFactory()
    assert client.submit(f"{where}/uitleg", form | {"room-0": str(stranger.id)}).status_code == 404


def test_days_that_make_no_sense_are_told_at_their_field(client: Visitor, room: Room) -> None:
    where = bring(client, room, GOOD.encode()).headers["Location"]
    for first, last in (("2027-01-01", "2026-01-01"), ("", "2027-01-01"), ("2026-01-01", "2036-01-01")):
        answer = client.submit(f"{where}/uitleg", {"first_on": first, "last_on": last})
        assert answer.status_code == 422


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "rooster.csv", "Kies het rooster"),
        (b"BEGIN:VCALENDAR", "rooster.ics", "Breng hem bij Lessen"),
        (b"een;twee\n1;2\n", "rooster.csv", "geen rij met kopjes"),
        (b"dag;van;les\nma;9.00;x\n", "rooster.csv", "tot ontbreekt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 99, "rooster.xls", "oude Excel"),
        (b"PK\x03\x04kapot", "rooster.xlsx", "geen spreadsheet die we kunnen lezen"),
        (b"dag;van;tot\n" + b"ma;9.00;10.00\n" * 6_000, "rooster.csv", "te veel rijen"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_why(
    client: Visitor, room: Room, content: bytes, name: str, said: str
) -> None:
    answer = bring(client, room, content, name=name)
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert session().query(Timetable).count() == 0


def test_rooms_of_another_member_cannot_be_named(client: Visitor, room: Room) -> None:
    stranger = RoomFactory()
    for about in (f"room:{stranger.id}", f"venue:{stranger.venue_id}", "room:x", "x"):
        assert bring(client, room, GOOD.encode(), about=about).status_code == 422


def test_the_examples_come_back_in_without_a_problem(client: Visitor, room: Room) -> None:
    for kind in ("csv", "xlsx"):
        example = client.get(f"{HOME}/voorbeeld.{kind}").get_data()
        where = bring(client, room, example, name=f"rooster.{kind}").headers["Location"]
        assert 'name="seen"' in client.get(where).get_data(as_text=True)


def test_a_spreadsheet_brought_at_lessons_is_read_as_a_timetable_of_that_room(client: Visitor, room: Room) -> None:
    data = {"room": str(room.id), "file": (io.BytesIO(b"dag;van;tot;les\nma;9.00;10.00;Harp\n"), "rooster.csv")}
    answer = client.submit("/verhuur/pakhuis/agenda", data, content_type="multipart/form-data")
    assert "/rooster/" in answer.headers["Location"]
    assert "Koorzaal:" in client.get(answer.headers["Location"]).get_data(as_text=True)


def test_a_timetable_of_another_organisation_does_not_exist(client: Visitor, room: Room) -> None:
    other = Timetable(
        organisation_id=OrganisationFactory().id,
        venue_id=RoomFactory().venue_id,
        filename="x",
        content=b"x",
        status="previewed",
        options={},
        result={},
    )
    session().add(other)
    session().commit()
    assert client.get(f"{HOME}/{other.id}").status_code == 404
    assert client.submit(f"{HOME}/{other.id}/toepassen", {"seen": ""}).status_code == 404
