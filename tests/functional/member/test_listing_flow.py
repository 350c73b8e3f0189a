"""From a building to a room that is online, step by step, as a browser without JavaScript does it."""

import io
from datetime import UTC, datetime

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from app.core import clock
from app.core.db import session
from app.models.accounts import MembershipStatus, Organisation
from app.models.audit import AuditEvent
from app.models.listing import ListingStatus, Room, RoomPartUse, RoomPhoto, Venue
from app.models.pricing import Rate
from app.models.regions import SchoolHolidayRegion
from tests.conftest import Visitor
from tests.factories.accounts import OrganisationFactory, OrganisationRoleFactory
from tests.factories.listing import DayPartFactory, RoomFactory, VenueFactory
from tests.factories.payments import PaymentAccountFactory

NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)
VENUE = {
    "name": "Het Pakhuis",
    "street": "Oudegracht",
    "house_number": "1",
    "postcode": "3511ab",
    "city": "Utrecht",
    "access_mode": "reception",
}
ROOM = {"name": "Zolder", "type": "dance_studio", "description": "Licht en hoog.", "max_persons": "30"}
TERMS = {
    "purposes": ["rehearsal", "lesson"],
    "alcohol_policy": "none",
    "start_grid_minutes": "30",
    "min_duration_minutes": "60",
    "max_duration_minutes": "480",
    "notice_minutes": "0",
    "horizon_days": "365",
    "buffer_before_minutes": "0",
    "buffer_after_minutes": "15",
    "vat_profile": "exempt_letting",
    "confirms_vat": "1",
    "cancellation_policy_code": "standard",
    "rules_deny": "Geen schoenen\nGeen confetti",
}
WEEK = {f"{edge}-{day}-0": time for day in range(7) for edge, time in (("from", "09:00"), ("until", "23:00"))}
RATE = {"unit": "hour", "weekdays": list("0123456"), "price": "22,50", "from_on": "2027-01-04"}


@pytest.fixture
def organisation(client: Visitor) -> Organisation:
    """A member that can sell, with somebody who manages it, logged in."""
    made: Organisation = OrganisationFactory(slug="pakhuis", rsin="111222333")
    PaymentAccountFactory(organisation_id=made.id)
    role = OrganisationRoleFactory(organisation=made)
    session().commit()  # what a refused form undoes begins here
    client.log_in(role.user.email)
    return made


def _page(client: Visitor, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def _room_base(room: Room) -> str:
    return f"/verhuur/pakhuis/locaties/{room.venue_id}/ruimtes/{room.id}"


def _picture() -> io.BytesIO:
    written = io.BytesIO()
    Image.new("RGB", (900, 600), "navy").save(written, "JPEG")
    return io.BytesIO(written.getvalue())


@pytest.fixture
def own_room(organisation: Organisation) -> Room:
    """A published room of this member."""
    room: Room = RoomFactory(venue=VenueFactory(organisation=organisation))
    session().commit()
    return room


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


def test_a_combined_hall_takes_the_parts_of_its_rooms(client: Visitor, own_room: Room) -> None:
    other = RoomFactory(venue=own_room.venue)
    hall = {**ROOM, "name": "Grote zaal", "part_rooms": [str(own_room.id), str(other.id)]}
    assert client.submit(f"/verhuur/pakhuis/locaties/{own_room.venue_id}/ruimtes/nieuw", hall).status_code == 303
    made = session().scalars(select(Room).where(Room.name == "Grote zaal")).one()
    parts = {room_id: _parts(room_id) for room_id in (made.id, own_room.id, other.id)}
    assert parts[made.id] == parts[own_room.id] | parts[other.id]
    assert f'value="{other.id}" checked' in _page(client, _room_base(made)).replace("\n", " ").replace("  ", "")
    alone = client.submit(_room_base(made), {**ROOM, "name": "Grote zaal"})
    assert alone.status_code == 303
    assert len(_parts(made.id)) == 1
    assert not _parts(made.id) & (parts[own_room.id] | parts[other.id])


def _parts(room_id: object) -> set[object]:
    return set(session().scalars(select(RoomPartUse.part_id).where(RoomPartUse.room_id == room_id)))


def test_a_room_of_another_venue_is_no_part(client: Visitor, own_room: Room) -> None:
    stranger = RoomFactory()
    session().commit()
    hall = {**ROOM, "part_rooms": [str(stranger.id)]}
    answer = client.submit(f"/verhuur/pakhuis/locaties/{own_room.venue_id}/ruimtes/nieuw", hall)
    assert answer.status_code == 422


def test_layouts_hold_no_more_people_than_the_room(client: Visitor, own_room: Room) -> None:
    answer = client.submit(_room_base(own_room), {**ROOM, "layout-dance": "31", "layout-rows": "veel"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Vul een heel getal in." in page
    assert 'value="veel"' in page


def test_terms_are_kept_and_vat_is_confirmed_once(client: Visitor, own_room: Room) -> None:
    address = f"{_room_base(own_room)}/regels"
    unsure = {name: value for name, value in TERMS.items() if name != "confirms_vat"}
    refused = client.submit(address, unsure)
    assert refused.status_code == 422
    assert "Geen confetti" in refused.get_data(as_text=True)
    assert client.submit(address, TERMS).status_code == 303
    assert client.submit(address, unsure).status_code == 303
    session().refresh(own_room)
    assert own_room.house_rules == [
        {"kind": "deny", "text": "Geen schoenen"},
        {"kind": "deny", "text": "Geen confetti"},
    ]


def test_a_price_that_held_is_ended_and_one_of_today_goes(client: Visitor, own_room: Room) -> None:
    address = f"{_room_base(own_room)}/tarieven"
    with clock.frozen(NOW):
        client.submit(address, RATE)
        old, new = session().scalars(select(Rate).where(Rate.room_id == own_room.id).order_by(Rate.valid_from)).all()
        client.submit(f"{address}/{old.id}/beeindigen")
        client.submit(f"{address}/{new.id}/beeindigen")
    left = session().scalars(select(Rate).where(Rate.room_id == own_room.id)).all()
    assert [(rate.id, rate.valid_until) for rate in left] == [(old.id, NOW.date())]
    page = client.submit(address, {**RATE, "price": "gratis", "weekdays": []}).get_data(as_text=True)
    assert 'value="gratis"' in page


def test_photos_are_ordered_described_and_taken_away(client: Visitor, own_room: Room) -> None:
    address = f"{_room_base(own_room)}/fotos"
    for alt in ("De vloer", "Het raam"):
        photo = {"photo": (_picture(), "x.jpg"), "alt_text": alt}
        assert client.submit(address, photo, content_type="multipart/form-data").status_code == 303
    first, second = _photos(own_room)
    client.submit(f"{address}/{second.id}/naar-voren")
    assert [photo.alt_text for photo in _photos(own_room)] == ["Het raam", "De vloer"]
    assert client.submit(f"{address}/{first.id}/tekst", {"alt_text": ""}).status_code == 422
    client.submit(f"{address}/{first.id}/tekst", {"alt_text": "De houten vloer"})
    assert client.get(f"/fotos/{second.storage_key}").mimetype == "image/webp"
    client.submit(f"{address}/{second.id}/verwijderen")
    assert [photo.alt_text for photo in _photos(own_room)] == ["De houten vloer"]
    assert client.get(f"/fotos/{second.storage_key}").status_code == 404


def test_a_photo_that_does_not_exist_is_a_page_that_does_not_exist(client: Visitor, own_room: Room) -> None:
    answer = client.submit(f"{_room_base(own_room)}/fotos/{own_room.id}/verwijderen")
    assert answer.status_code == 404
    assert "bestaat niet" in answer.get_data(as_text=True)


def _photos(room: Room) -> list[RoomPhoto]:
    return list(session().scalars(select(RoomPhoto).where(RoomPhoto.room_id == room.id).order_by(RoomPhoto.position)))


@pytest.mark.parametrize(
    ("raw", "told"), [(b"<svg/>", "geen foto"), (b"", "Kies een foto"), (b"\xff\xd8\xff", "geen foto")]
)
def test_a_bad_picture_is_told_and_its_text_is_kept(client: Visitor, own_room: Room, raw: bytes, told: str) -> None:
    photo = {"photo": (io.BytesIO(raw), "x.jpg"), "alt_text": "De vloer"}
    answer = client.submit(f"{_room_base(own_room)}/fotos", photo, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert told in answer.get_data(as_text=True)
    assert 'value="De vloer"' in answer.get_data(as_text=True)


def test_details_of_the_seller_are_checked_and_kept(client: Visitor, organisation: Organisation) -> None:
    form = {"legal_name": "Stichting Pakhuis", "kvk_number": "90000102", "rsin": "123456789", "postcode": "3511 AB"}
    refused = client.submit("/verhuur/pakhuis/gegevens", form)
    assert refused.status_code == 422
    assert 'value="123456789"' in refused.get_data(as_text=True)
    assert client.submit("/verhuur/pakhuis/gegevens", {**form, "rsin": "111222333"}).status_code == 303
    session().refresh(organisation)
    assert organisation.legal_name == "Stichting Pakhuis"
