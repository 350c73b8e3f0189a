"""Rooms that hear each other, as the manager of a building tells it: in a browser without JavaScript."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.clock import AMSTERDAM
from app.core.db import session
from app.core.time_ranges import TimeRange, at_minute
from app.models.accounts import Organisation, OrganisationRoleName
from app.models.audit import AuditEvent
from app.models.booking import Booking
from app.models.listing import Purpose, Room, SoundLevel, Venue
from app.models.occupancy import SoundPair
from app.services.audit.audit_service import SYSTEM
from app.services.availability import availability_service, block_service, sound_service
from tests.conftest import Visitor
from tests.factories.accounts import OrganisationFactory, OrganisationRoleFactory
from tests.factories.booking import BookingFactory
from tests.factories.listing import RoomFactory, VenueFactory
from tests.page_reader import Page

NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)
DAY = date(2027, 1, 12)


@pytest.fixture(autouse=True)
def _january() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def venue(client: Visitor) -> Venue:
    """A building with a studio and a classroom; its manager is logged in."""
    organisation: Organisation = OrganisationFactory(slug="pakhuis")
    role = OrganisationRoleFactory(organisation=organisation)
    made: Venue = VenueFactory(organisation=organisation, name="Het Pakhuis")
    purposes = ["rehearsal", "meeting", "performance", "sport"]
    RoomFactory(venue=made, name="Studio 1", sound_level=SoundLevel.AMPLIFIED, purposes=purposes)
    RoomFactory(venue=made, name="Leslokaal 2", sound_level=SoundLevel.QUIET, purposes=purposes)
    session().commit()
    client.log_in(role.user.email)
    return made


def room(name: str) -> Room:
    return session().scalars(select(Room).where(Room.name == name)).one()


def base(venue: Venue) -> str:
    return f"/verhuur/pakhuis/locaties/{venue.id}/geluid"


def ids(**names: str) -> dict[str, str]:
    return {field: str(room(name).id) for field, name in names.items()}


RULES = {
    "purposes": ["rehearsal", "meeting"],
    "alcohol_policy": "none",
    "vat_profile": "exempt_letting",
    "confirms_vat": "1",
    "cancellation_policy_code": "standard",
}
BOTH = {"loud_room": "Studio 1", "quiet_room": "Leslokaal 2"}


def look(client: Visitor, address: str, **asked: str) -> Page:
    session().expunge_all()
    return Page(client.get(address, query_string=asked))


def pairs() -> set[tuple[str, str]]:
    session().expire_all()
    names = {one.id: one.name for one in session().scalars(select(Room))}
    return {(names[one.loud_room_id], names[one.quiet_room_id]) for one in session().scalars(select(SoundPair))}


def at(start: int, end: int) -> TimeRange:
    return TimeRange(at_minute(DAY, start, AMSTERDAM), at_minute(DAY, end, AMSTERDAM))


def book(of: Room, purpose: Purpose, start: int, end: int) -> Booking:
    booking: Booking = BookingFactory(
        room=of, purpose=purpose, starts_at=at(start, end).starts_at, hours=(end - start) // 60
    )
    availability_service.take(of, at(start, end), booking_id=booking.id, purpose=purpose)
    return booking


def test_a_pair_is_looked_at_made_told_and_taken_back(client: Visitor, venue: Venue) -> None:
    assert "Geen ruimtes die elkaar horen" in look(client, base(venue)).text
    shown = look(client, base(venue), show="1", **ids(**BOTH))
    assert shown.status == 200
    assert "Van wat er nu staat, stoort niets elkaar." in shown.text
    assert pairs() == set()

    assert client.submit(base(venue), ids(**BOTH)).status_code == 303
    assert pairs() == {("Studio 1", "Leslokaal 2")}
    listed = look(client, base(venue))
    assert "Luid gebruik van Studio 1 stoort stil gebruik van Leslokaal 2." in listed.text
    # The words follow from the rules, for what these rooms are let for.
    assert [each.text for each in listed.all("dd")] == [
        "repetitie, optreden of voorstelling, dans of sport, al het eigen gebruik (Versterkers en drums)",
        "vergadering, optreden of voorstelling, al het eigen gebruik (Weinig: praten, tekenen, yoga)",
    ]

    (one,) = session().scalars(select(SoundPair.id))
    assert client.submit(f"{base(venue)}/{one}/weg").status_code == 303
    assert pairs() == set()
    events = session().scalars(select(AuditEvent.tag).where(AuditEvent.tag.like("availability:sound:%")))
    assert sorted(events) == ["availability:sound:paired", "availability:sound:unpaired"]


def test_both_directions_are_one_decision_and_sending_it_twice_changes_nothing(client: Visitor, venue: Venue) -> None:
    asked = {**ids(**BOTH), "both": "1"}
    assert (
        "Luid gebruik van Leslokaal 2 stoort stil gebruik van Studio 1."
        in look(client, base(venue), show="1", **asked).text
    )
    for _ in range(2):
        assert client.submit(base(venue), asked).status_code == 303
    assert pairs() == {("Studio 1", "Leslokaal 2"), ("Leslokaal 2", "Studio 1")}
    again = look(client, base(venue), show="1", **asked)
    assert (again.status, again.error("quiet_room")) == (422, "Dat heb je al gezegd: het staat in de lijst.")


def test_what_goes_together_already_is_shown_before_and_stays(client: Visitor, venue: Venue) -> None:
    studio, classroom = room("Studio 1"), room("Leslokaal 2")
    for each in (studio, classroom):
        session().refresh(each, ["venue"])
    block_service.block(studio, [at(600, 720)], note="Slagwerkles", actor=SYSTEM)
    meeting = book(classroom, Purpose.MEETING, 660, 780)
    book(classroom, Purpose.SPORT, 540, 600)
    session().commit()
    reference = meeting.reference

    shown = look(client, base(venue), show="1", **ids(**BOTH)).one("div", id="preview").text
    assert "1 keer zijn ze al tegelijk in gebruik. Beide blijven staan." in shown
    assert "dinsdag 12 januari, 10.00–12.00 uur, Studio 1: eigen gebruik, Slagwerkles" in shown
    assert f"dinsdag 12 januari, 11.00–13.00 uur, Leslokaal 2: boeking {reference}, vergadering" in shown
    client.submit(base(venue), ids(**BOTH))
    session().expire_all()
    assert session().scalars(select(Booking).where(Booking.reference == reference)).one().status.value == "confirmed"


def test_a_room_of_elsewhere_the_same_room_or_none_is_told_at_its_field(client: Visitor, venue: Venue) -> None:
    RoomFactory(
        venue=VenueFactory(organisation=session().get_one(Organisation, venue.organisation_id)), name="Overkant"
    )
    RoomFactory(venue=VenueFactory(), name="Vreemd")
    session().commit()
    for quiet in ("Overkant", "Vreemd"):
        asked = ids(loud_room="Studio 1", quiet_room=quiet)
        page = look(client, base(venue), show="1", **asked)
        assert (page.status, page.error("quiet_room")) == (422, "Kies een ruimte van deze locatie.")
        assert client.submit(base(venue), asked).status_code == 422
    same = look(client, base(venue), show="1", **ids(loud_room="Studio 1", quiet_room="Studio 1"))
    assert (same.status, same.error("quiet_room")) == (422, "Kies een andere ruimte van deze locatie.")
    assert [each.text for each in same.all("option") if "selected" in each.attributes] == ["Studio 1", "Studio 1"]
    none = look(client, base(venue), show="1", loud_room="x\0y")
    assert none.error("loud_room") == none.error("quiet_room") == "Kies een ruimte van deze locatie."
    assert pairs() == set()


def test_a_pair_of_another_building_cannot_be_taken_away_here(client: Visitor, venue: Venue) -> None:
    other = VenueFactory()
    found = sound_service.pair(RoomFactory(venue=other), RoomFactory(venue=other), actor=SYSTEM)
    session().commit()
    assert client.submit(f"{base(venue)}/{found.id}/weg").status_code == 404
    assert len(pairs()) == 1


@pytest.mark.parametrize("role", [OrganisationRoleName.FRONT_DESK, OrganisationRoleName.CARETAKER])
def test_only_the_manager_decides(client: Visitor, venue: Venue, role: OrganisationRoleName) -> None:
    organisation = session().get_one(Organisation, venue.organisation_id)
    email = OrganisationRoleFactory(organisation=organisation, role=role).user.email
    session().commit()
    client.submit("/uitloggen")
    client.log_in(email)
    assert client.get(base(venue)).status_code == 403
    assert client.submit(base(venue), ids(**BOTH)).status_code == 403


def test_a_room_that_sounds_otherwise_says_what_no_longer_goes_together(client: Visitor, venue: Venue) -> None:
    """The level stands in the rules of the room; the pair stays, and shows what stands beside each other."""
    studio, classroom = room("Studio 1"), room("Leslokaal 2")
    for each in (studio, classroom):
        session().refresh(each, ["venue"])
    studio.sound_level = SoundLevel.ACOUSTIC
    sound_service.pair(studio, classroom, actor=SYSTEM)
    book(studio, Purpose.REHEARSAL, 600, 720)
    meeting = book(classroom, Purpose.MEETING, 660, 780)
    session().commit()
    reference = meeting.reference
    address = f"/verhuur/pakhuis/locaties/{venue.id}/ruimtes/{room('Studio 1').id}/regels"
    told = "Deze ruimte klinkt nu anders: 1 keer staat luid gebruik naast stil gebruik."
    for level, says in (("acoustic", False), ("amplified", True)):
        answer = client.submit(address, {**RULES, "sound_level": level})
        assert answer.status_code == 303
        assert (told in look(client, answer.headers["Location"]).text) is says
    listed = look(client, base(venue)).text
    assert "1 keer zijn ze al tegelijk in gebruik. Beide blijven staan." in listed
    assert f"boeking {reference}, vergadering" in listed
