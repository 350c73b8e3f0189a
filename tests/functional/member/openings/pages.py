"""A house with a room, and its pages about openings."""

from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.db import session
from app.models.listing import Room, Venue
from app.services.availability import availability_service
from tests.conftest import Visitor

NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)  # a Monday


TUESDAY = date(2027, 1, 12)


BASE = "/verhuur/pakhuis"


def venue_base(room: Room) -> str:
    return f"{BASE}/locaties/{room.venue_id}"


def room_base(room: Room) -> str:
    return f"{venue_base(room)}/ruimtes/{room.id}"


def page(client: Visitor, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.get_data(as_text=True)


def fresh(room: Room) -> Room:
    """As it stands in the database now, with its venue."""
    query = select(Room).where(Room.id == room.id).options(joinedload(Room.venue).joinedload(Venue.organisation))
    return session().scalars(query, execution_options={"populate_existing": True}).one()


def spans(room: Room, day: date = TUESDAY) -> list[tuple[int, int]]:
    """When it is open."""
    return availability_service.open_spans(fresh(room), day)
