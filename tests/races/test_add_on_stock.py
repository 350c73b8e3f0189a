"""The last microphone goes to one of two: real connections at once, and a control run in which the guard is off."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import psycopg
import pytest
from flask import Flask
from psycopg.errors import ExclusionViolation

from app.core.db import db, in_transaction
from app.core.errors import InvalidError
from app.models.booking import BookingSource
from app.models.listing import Purpose
from app.services.booking import hold_service
from app.services.booking.hold_service import PlaceHold
from app.services.booking.rules import Contact
from app.services.pricing.quotes import ChosenAddOn
from tests.factories.booking import BookingFactory
from tests.factories.listing import RoomFactory, VenueFactory
from tests.factories.payments import PaymentAccountFactory
from tests.factories.tariff import AddOnFactory
from tests.races.conftest import DEADLOCKS, ask, conninfo, evening

pytestmark = pytest.mark.commits

STOCK = 2
ROOMS = 6


@pytest.fixture
def world(committed_app: Flask) -> tuple[list[uuid.UUID], list[uuid.UUID]]:
    """Rooms of one venue, and two kinds of extras of which there are two each; committed."""
    with committed_app.app_context():
        venue = VenueFactory()
        PaymentAccountFactory(organisation_id=venue.organisation_id)
        rooms = [RoomFactory(venue=venue).id for _ in range(ROOMS)]
        extras = [AddOnFactory(venue_id=venue.id, stock=STOCK).id for _ in range(2)]
        db.session.commit()
        return rooms, extras


def _command(room_id: uuid.UUID, extras: list[uuid.UUID], times: tuple[datetime, datetime]) -> PlaceHold:
    return PlaceHold(
        room_id=room_id,
        starts_at=times[0],
        ends_at=times[1],
        persons=10,
        purpose=Purpose.REHEARSAL,
        contact=Contact("Marit de Vries", "marit@nevenstem.example", "06-12345678"),
        accepts_terms=True,
        source=BookingSource.API,
        add_ons=tuple(ChosenAddOn(extra) for extra in extras),
    )


def test_as_many_as_there_are_get_one_and_the_others_hear_that_it_is_gone(
    committed_app: Flask, world: tuple[list[uuid.UUID], list[uuid.UUID]]
) -> None:
    """Each room is free for its own client: only the extras, asked in either order, are contested."""
    rooms, extras = world
    start = threading.Barrier(ROOMS)
    refused: set[str] = set()

    def one(number: int) -> bool:
        chosen = extras if number % 2 else extras[::-1]
        with committed_app.app_context():
            start.wait(30)
            try:
                in_transaction(lambda: hold_service.place_hold(_command(rooms[number], chosen, evening())))
            except InvalidError as error:  # seen to be gone before anything was tried, or taken just then
                refused.update(error.errors)
                return False
            return True

    with ThreadPoolExecutor(ROOMS) as clients:
        won = list(clients.map(one, range(ROOMS)))
    assert sum(won) == STOCK
    assert refused <= {f"add_on-{extra}" for extra in extras}
    assert ask(committed_app, "SELECT count(*) FROM booking") == STOCK
    assert ask(committed_app, "SELECT count(*) FROM booking_add_on WHERE is_active") == 2 * STOCK
    assert ask(committed_app, DEADLOCKS) == 0


INSERT = (
    "INSERT INTO booking_add_on (booking_id, add_on_id, name, quantity, during)"
    " VALUES (%s, %s, 'Microfoon', %s, tstzrange(%s, %s))"
)


def _two_at_once(app: Flask, extra: uuid.UUID, *, guarded: bool) -> int:
    """Two connections each take the whole stock for the same time, neither committed when the other asks; how much
    is taken in the end.
    """
    times = evening(days=20)
    with app.app_context():
        room = RoomFactory()
        bookings = [BookingFactory(room=room).id for _ in range(2)]
        db.session.commit()
    with psycopg.connect(conninfo(app)) as setup:
        setup.execute(
            f"ALTER TABLE booking_add_on {'ENABLE' if guarded else 'DISABLE'} TRIGGER booking_add_on_stock".encode()
        )
    first, second = psycopg.connect(conninfo(app)), psycopg.connect(conninfo(app))
    with first, second, ThreadPoolExecutor(1) as other:
        first.execute(INSERT, (bookings[0], extra, STOCK, *times))
        waiting = other.submit(second.execute, INSERT, (bookings[1], extra, STOCK, *times))
        threading.Event().wait(0.3)
        assert waiting.done() is not guarded
        first.commit()
        if guarded:
            with pytest.raises(ExclusionViolation):
                waiting.result(10)
            second.rollback()
        else:
            waiting.result(10)
            second.commit()
    return ask(app, "SELECT sum(quantity) FROM booking_add_on WHERE is_active")


def test_the_database_itself_refuses_the_second_of_two_that_come_at_once(
    committed_app: Flask, world: tuple[list[uuid.UUID], list[uuid.UUID]]
) -> None:
    assert _two_at_once(committed_app, world[1][0], guarded=True) == STOCK


def test_without_the_guard_the_same_two_would_both_have_had_it(
    committed_app: Flask, world: tuple[list[uuid.UUID], list[uuid.UUID]]
) -> None:
    assert _two_at_once(committed_app, world[1][1], guarded=False) == 2 * STOCK
