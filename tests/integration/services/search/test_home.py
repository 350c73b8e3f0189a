"""The front page's look at today, kept for a moment because it is the busiest page."""

from datetime import UTC, datetime, timedelta

from flask import Flask

from app.core.db import session
from app.services.search import home_service
from tests.factories.market import room_on_offer

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
HALF_A_MINUTE = timedelta(seconds=30)


def test_a_look_is_kept_for_as_long_as_is_said_and_no_longer(app: Flask) -> None:
    room_on_offer()
    first = home_service.look_at_today(now=NOW, kept_for=HALF_A_MINUTE)
    room_on_offer()

    again = home_service.look_at_today(now=NOW + timedelta(seconds=29), kept_for=HALF_A_MINUTE)
    later = home_service.look_at_today(now=NOW + HALF_A_MINUTE, kept_for=HALF_A_MINUTE)

    assert again is first
    assert (first.rooms, later.rooms) == (1, 2)
    assert home_service.look_at_today(now=NOW + HALF_A_MINUTE) is not later


def test_what_is_kept_can_be_shown_after_its_session_has_ended(app: Flask) -> None:
    room_on_offer(name="Koorzaal")
    look = home_service.look_at_today(now=NOW)
    session().expunge_all()

    (room, state) = look.board[0]

    assert (room.name, room.venue.city, bool(state.open_spans)) == ("Koorzaal", "Utrecht", True)
