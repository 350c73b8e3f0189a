"""One decision closes many rooms, and is taken back whole."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app.core.db import session
from app.core.time_ranges import TimeRange
from app.core.tokens import booking_token
from app.models.accounts import Organisation
from app.models.availability import OpeningException
from app.models.listing import Room
from app.models.openings import Closure
from app.services.availability import availability_service
from tests.conftest import Visitor
from tests.factories.booking import BookingFactory, paid_booking
from tests.factories.listing import RoomFactory, VenueFactory
from tests.functional.member.openings.pages import BASE, fresh, page, spans, venue_base

# -- closures


def closure_form(*rooms: str, **changed: str) -> dict[str, object]:
    days = {"from_on": "2027-01-12", "until_on": "2027-01-13", "kind": "days", "reason": "Vloer lakken"}
    return {"rooms": list(rooms), **days, **changed}


def test_a_closure_shows_the_bookings_it_touches_before_anything_is_written(client: Visitor, room: Room) -> None:
    booking = BookingFactory(room=room)
    availability_service.take(fresh(room), TimeRange(booking.starts_at, booking.ends_at), booking_id=booking.id)
    session().commit()
    answer = client.get(f"{BASE}/sluitingen/nieuw", query_string={**closure_form(f"room:{room.id}"), "show": "1"})
    shown = answer.get_data(as_text=True)
    assert booking.reference in shown
    assert "1 boeking staat in deze tijd. Die blijft staan." in shown
    assert session().scalars(select(Closure)).all() == []
    made = client.submit(f"{BASE}/sluitingen/nieuw", closure_form(f"room:{room.id}"))
    assert made.status_code == 303
    assert booking.reference in page(client, made.headers["Location"])
    session().refresh(booking)
    assert booking.status.value == "confirmed"
    assert spans(room) == []


def test_rooms_of_several_venues_close_at_once_and_open_again_as_one(
    client: Visitor, room: Room, organisation: Organisation
) -> None:
    elsewhere: Room = RoomFactory(venue=VenueFactory(organisation=organisation))
    session().commit()
    form = closure_form(f"room:{room.id}", f"venue:{elsewhere.venue_id}", kind="hours", opens="12:00", closes="14:00")
    made = client.submit(f"{BASE}/sluitingen/nieuw", form)
    assert spans(room) == spans(elsewhere) == [(480, 720), (840, 1380)]
    assert "Vloer lakken" in page(client, f"{BASE}/sluitingen")
    assert client.submit(f"{made.headers['Location']}/openen").status_code == 303
    assert spans(room) == spans(elsewhere) == [(480, 1380)]
    assert session().scalars(select(OpeningException)).all() == []


def test_a_hall_closes_along_with_a_room_that_it_consists_of(client: Visitor, room: Room) -> None:
    halves: Room = RoomFactory(venue=room.venue, name="Halve zaal")
    form = {"name": "Hele zaal", "type": "dance_studio", "description": "Groot.", "max_persons": "30"}
    session().commit()
    client.submit(f"{venue_base(room)}/ruimtes/nieuw", {**form, "part_rooms": [str(room.id), str(halves.id)]})
    hall = session().scalars(select(Room).where(Room.name == "Hele zaal")).one()
    asked = {**closure_form(f"room:{room.id}"), "show": "1"}
    answer = client.get(f"{BASE}/sluitingen/nieuw", query_string=asked)
    assert "Hele zaal" in answer.get_data(as_text=True).split('id="touched"')[1]
    client.submit(f"{BASE}/sluitingen/nieuw", closure_form(f"room:{room.id}"))
    assert spans(hall) == []
    assert spans(halves) == [(480, 1380)]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"rooms": []}, "rooms"),
        ({"until_on": "2027-01-01"}, "until_on"),
        ({"reason": ""}, "reason"),
        ({"kind": "hours", "opens": "12:00", "closes": ""}, "opens"),
        ({"rooms": ["room:00000000-0000-0000-0000-000000000001"]}, "rooms"),
    ],
)
def test_what_is_wrong_with_a_closure_stands_at_its_field(
    client: Visitor, room: Room, changed: dict[str, object], field: str
) -> None:
    asked = {**closure_form(f"room:{room.id}"), **changed}
    answer = client.submit(f"{BASE}/sluitingen/nieuw", asked)
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'href="#{field}"' in shown
    assert session().scalars(select(Closure)).all() == []


def test_the_way_in_of_an_evening_stands_on_the_page_of_its_booking_and_on_the_day_sheet(
    client: Visitor, room: Room
) -> None:
    evening = {"from-1-0": "08:00", "until-1-0": "18:00", "from-1-1": "18:00", "until-1-1": "23:00"}
    client.submit(f"{venue_base(room)}/openingstijden", {**evening, "access-1-1": "key_safe_code"})
    late = paid_booking(fresh(room))  # Tuesday evening, 19.00
    early = paid_booking(fresh(room), starts_at=datetime(2027, 1, 12, 9, tzinfo=UTC))
    session().commit()
    in_words = "sleutelkluis"
    assert in_words in page(client, f"/boekingen/{late.reference}?token={booking_token(late.id)}").lower()
    assert in_words not in page(client, f"/boekingen/{early.reference}?token={booking_token(early.id)}").lower()
    sheet = page(client, f"{BASE}/dagblad?date=2027-01-12")
    assert sheet.lower().count(in_words) == 1
