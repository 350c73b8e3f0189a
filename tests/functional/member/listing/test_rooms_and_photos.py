"""What a room consists of, how it is let, and its pictures."""

import io

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.db import session
from app.models.accounts import Organisation
from app.models.listing import Room, RoomPartUse, RoomPhoto
from app.models.pricing import Rate
from tests.conftest import Visitor
from tests.factories.listing import RoomFactory
from tests.functional.member.listing.pages import NOW, RATE, ROOM, TERMS, _page, _picture, _room_base


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
