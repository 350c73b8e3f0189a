"""A hold is two round trips, and one for who comes too late (docs/adr/0014)."""

import pytest
from psycopg import _queries

from app.models.listing import Room
from app.services.availability.errors import SlotTakenError
from tests.integration.services.booking.hold.placing import asked, place
from tests.query_count import counted_queries


@pytest.fixture(autouse=True)
def _days_laid_out(room: Room) -> None:
    """As those of every room are after its first night."""
    place(asked(room, 540, 600))


def hold(room: Room, start: int = 1140, end: int = 1320) -> list[str]:
    """The statements that it took."""
    with counted_queries() as said:
        try:
            place(asked(room, start, end))
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
