"""A hold is two round trips, and one for who comes too late (docs/adr/0014)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from psycopg import _queries

from app.core import clock
from app.core.clock import AMSTERDAM
from app.core.db import in_transaction
from app.core.time_ranges import at_minute
from app.models.booking import BookingSource
from app.models.listing import Purpose, Room
from app.services.availability.errors import SlotTakenError
from app.services.booking import hold_service
from app.services.booking.hold_service import PlaceHold
from app.services.booking.rules import Contact
from tests.factories.market import room_on_offer
from tests.query_count import counted_queries

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
DAY = date(2027, 1, 12)


@pytest.fixture(autouse=True)
def _now(app: Flask) -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def room(app: Flask) -> Room:
    """With its days laid out, as they are of every room after its first night."""
    found = room_on_offer()
    hold(found, 540, 600)
    return found


def hold(room: Room, start: int = 1140, end: int = 1320) -> list[str]:
    """The statements that it took."""
    command = PlaceHold(
        room_id=room.id,
        starts_at=at_minute(DAY, start, AMSTERDAM),
        ends_at=at_minute(DAY, end, AMSTERDAM),
        persons=12,
        purpose=Purpose.REHEARSAL,
        contact=Contact("Marit de Vries", "marit@nevenstem.example", "06-12345678"),
        accepts_terms=True,
        source=BookingSource.API,
    )
    with counted_queries() as said:
        try:
            in_transaction(lambda: hold_service.place_hold(command))
        except SlotTakenError:
            said.append("taken")
    return said


def test_a_hold_is_two_statements_that_the_driver_keeps(room: Room) -> None:
    said = hold(room)
    assert len(said) == 2
    assert max(map(len, said)) <= _queries.MAX_CACHED_STATEMENT_LENGTH


@pytest.mark.parametrize(("start", "end"), [(1140, 1320), (1080, 1200), (1260, 1380), (1200, 1260)])
def test_who_comes_too_late_hears_so_after_one_statement(room: Room, start: int, end: int) -> None:
    hold(room)
    said = hold(room, start, end)
    assert len(said) == 2
    assert said[-1] == "taken"


def test_who_comes_right_after_it_has_the_time(room: Room) -> None:
    hold(room)
    assert len(hold(room, 1080, 1140)) == 2
    assert len(hold(room, 1320, 1380)) == 2
