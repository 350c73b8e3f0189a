"""A member lists a venue and brings a room online, step by step."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.core import clock
from app.core.db import session
from app.models.accounts import MembershipStatus, Organisation
from app.models.audit import AuditEvent
from app.models.listing import ListingStatus, Room, Venue
from app.models.regions import SchoolHolidayRegion
from tests.conftest import Visitor
from tests.factories.listing import DayPartFactory, RoomFactory, VenueFactory
from tests.functional.member.listing.pages import NOW, RATE, ROOM, TERMS, _page, _picture, _room_base

VENUE = {
    "name": "Het Pakhuis",
    "street": "Oudegracht",
    "house_number": "1",
    "postcode": "3511ab",
    "city": "Utrecht",
    "access_mode": "reception",
}


WEEK = {f"{edge}-{day}-0": time for day in range(7) for edge, time in (("from", "09:00"), ("until", "23:00"))}


def test_a_member_brings_a_room_online_in_seven_steps(app: Flask, client: Visitor, organisation: Organisation) -> None:
    with clock.frozen(NOW):
        made = client.submit("/verhuur/pakhuis/locaties/nieuw", VENUE)
        assert made.status_code == 303
        assert made.headers["Location"].endswith("/openingstijden")
        opened = client.submit(made.headers["Location"], WEEK)
        assert opened.status_code == 303
        venue = session().scalars(select(Venue).where(Venue.organisation_id == organisation.id)).one()
        assert (venue.municipality_code, venue.postcode) == ("0344", "3511 AB")
        assert venue.school_holiday_region is SchoolHolidayRegion.MIDDEN
        assert 52.0 < venue.latitude < 52.2
        drafted = client.submit(f"/verhuur/pakhuis/locaties/{venue.id}/ruimtes/nieuw", ROOM)
        assert drafted.headers["Location"].endswith("/regels")
        room = session().scalars(select(Room).where(Room.venue_id == venue.id)).one()
        assert "private_party" not in room.purposes
        base = _room_base(room)
        assert "Mist nog:" in _page(client, f"{base}/publiceren")
        client.submit(f"{base}/publiceren")
        assert _status(room) is ListingStatus.DRAFT
        assert client.submit(f"{base}/regels", TERMS).headers["Location"].endswith("/tarieven")
        assert client.submit(f"{base}/tarieven", RATE).status_code == 303
        assert "€\N{NO-BREAK SPACE}67,50" in _page(client, f"{base}/tarieven")
        photo = {"photo": (_picture(), "zolder.jpg"), "alt_text": "De zolder met ramen"}
        assert client.submit(f"{base}/fotos", photo, content_type="multipart/form-data").status_code == 303
        checklist = _page(client, f"{base}/publiceren")
        assert "Mist nog:" not in checklist
        assert "10%" in checklist
        assert "€\N{NO-BREAK SPACE}12,10" in checklist
        client.submit(f"{base}/publiceren")
        assert _status(room) is ListingStatus.PUBLISHED
        assert "Zolder" in _page(client, f"/ruimtes/{room.slug}")
        client.submit(f"{base}/intrekken")
        assert _status(room) is ListingStatus.WITHDRAWN
    tags = set(session().scalars(select(AuditEvent.tag).where(AuditEvent.organisation_id == organisation.id)))
    assert {
        "listing:venue:created",
        "listing:opening:week_changed",
        "listing:room:created",
        "listing:room:vat_confirmed",
        "listing:room:terms_changed",
        "listing:rate:added",
        "listing:photo:added",
        "listing:room:published",
        "listing:room:withdrawn",
    } <= tags


def _status(room: Room) -> ListingStatus:
    session().refresh(room)
    return room.status


def test_outside_an_open_region_a_member_prepares_and_is_told_why(client: Visitor, organisation: Organisation) -> None:
    venue = VenueFactory(organisation=organisation, municipality_code="0402", city="Hilversum")
    room = RoomFactory(venue=venue, status=ListingStatus.DRAFT, published_at=None)
    session().commit()
    page = _page(client, f"{_room_base(room)}/publiceren")
    assert "Regio Gooi en Vechtstreek is nog niet open" in page
    client.submit(f"{_room_base(room)}/publiceren")
    assert _status(room) is ListingStatus.DRAFT


def test_without_a_running_membership_nothing_goes_online(
    client: Visitor, organisation: Organisation, own_room: Room
) -> None:
    client.submit(f"{_room_base(own_room)}/intrekken")
    organisation.membership_status = MembershipStatus.ENDED
    session().commit()
    client.submit(f"{_room_base(own_room)}/publiceren")
    assert _status(own_room) is ListingStatus.WITHDRAWN


def test_a_wrong_venue_is_told_at_its_fields_with_everything_kept(client: Visitor, organisation: Organisation) -> None:
    wrong = {**VENUE, "name": "<script>alert(1)</script>", "postcode": "12345", "city": "Nergenshuizen", "phone": "x"}
    answer = client.submit("/verhuur/pakhuis/locaties/nieuw", wrong)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "zoals 3511 AB" in page
    assert "We kennen deze plaats niet" in page
    assert 'value="Nergenshuizen"' in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page
    assert session().scalars(select(Venue).where(Venue.organisation_id == organisation.id)).all() == []


@pytest.mark.parametrize("name", ["x" * 10_000, "Zaal\x00", "🎻 Zaal", "'; DROP TABLE room; --"])
def test_strange_names_never_break_anything(client: Visitor, own_room: Room, name: str) -> None:
    answer = client.submit(_room_base(own_room), {**ROOM, "name": name})
    assert answer.status_code == (422 if len(name) > 120 else 303)


def test_a_venue_that_moves_to_another_town_moves_on_the_map(client: Visitor, own_room: Room) -> None:
    venue = own_room.venue
    form = {**VENUE, "latitude": f"{venue.latitude:.5f}", "longitude": f"{venue.longitude:.5f}"}
    moved = {**form, "city": "Amersfoort", "municipality_code": venue.municipality_code, "postcode": "3811 AB"}
    assert client.submit(f"/verhuur/pakhuis/locaties/{venue.id}", moved).status_code == 303
    session().refresh(venue)
    assert venue.municipality_code == "0307"
    assert venue.longitude > 5.3


def test_hours_past_midnight_and_a_closed_day(client: Visitor, own_room: Room) -> None:
    address = f"/verhuur/pakhuis/locaties/{own_room.venue_id}/openingstijden"
    week = {**WEEK, "from-4-0": "20:00", "until-4-0": "01:30", "from-6-0": "", "until-6-0": ""}
    assert client.submit(address, week).status_code == 303
    page = _page(client, address)
    assert 'value="01:30"' in page
    half = client.submit(address, {**week, "until-2-0": ""})
    assert half.status_code == 422
    assert "laat beide leeg" in half.get_data(as_text=True)
    assert 'value="01:30"' in half.get_data(as_text=True)


def test_days_that_differ_are_added_and_taken_away(client: Visitor, own_room: Room) -> None:
    base = f"/verhuur/pakhuis/locaties/{own_room.venue_id}"
    with clock.frozen(NOW):
        days = {"from_on": "2027-02-20", "until_on": "2027-02-28", "kind": "closed", "reason": "Voorjaarsvakantie"}
        assert client.submit(f"{base}/uitzonderingen", days).status_code == 303
        page = _page(client, f"{base}/uitzonderingen")
        assert "Voorjaarsvakantie" in page
        gone = page.split("/uitzonderingen/")[1].split("/verwijderen")[0]
        client.submit(f"{base}/uitzonderingen/{gone}/verwijderen")
        assert "Voorjaarsvakantie" not in _page(client, f"{base}/uitzonderingen")
        wrong = client.submit(f"{base}/uitzonderingen", {**days, "until_on": "2027-01-01", "kind": "hours"})
        assert wrong.status_code == 422
        assert 'value="Voorjaarsvakantie"' in wrong.get_data(as_text=True)


def test_a_day_part_with_a_price_stays_and_names_can_change_places(client: Visitor, own_room: Room) -> None:
    base = f"/verhuur/pakhuis/locaties/{own_room.venue_id}"
    first = DayPartFactory(venue_id=own_room.venue_id, name="Ochtend", starts_minute=540, ends_minute=720)
    second = DayPartFactory(venue_id=own_room.venue_id, name="Avond")
    with clock.frozen(NOW):
        per_part = {**RATE, "unit": "day_part", "day_part": str(second.id)}
        assert client.submit(f"{_room_base(own_room)}/tarieven", per_part).status_code == 303
    swapped = {
        "part-0-id": str(first.id),
        "part-0-name": "Avond",
        "part-0-from": "18:00",
        "part-0-until": "23:00",
        "part-1-id": str(second.id),
        "part-1-name": "Ochtend",
        "part-1-from": "09:00",
        "part-1-until": "12:00",
    }
    assert client.submit(f"{base}/dagdelen", swapped).status_code == 303
    refused = client.submit(f"{base}/dagdelen", {**swapped, "part-1-name": "", "part-1-from": "", "part-1-until": ""})
    assert refused.status_code == 422
    assert "heeft een prijs" in refused.get_data(as_text=True)
