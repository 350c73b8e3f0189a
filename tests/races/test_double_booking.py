"""Nobody is booked twice: hundreds of clients at once against several real processes, and a control without the guard."""

import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import psycopg
import pytest
from flask import Flask
from sqlalchemy import text

from app.core.db import in_transaction, session
from app.models.booking import BookingSource
from app.models.listing import Purpose
from app.services.availability import occupancy_repository, repository
from app.services.availability.errors import SlotTakenError
from app.services.availability.occupancy_repository import Refusal, Wanted
from app.services.booking import hold_service
from app.services.booking.hold_service import PlaceHold
from app.services.booking.rules import Contact
from tests.races.conftest import (
    DEADLOCKS,
    OVERLAPS,
    WRONG_MASKS,
    ask,
    asked_for,
    book_at_once,
    conninfo,
    evening,
    new_keys,
)

pytestmark = pytest.mark.commits

Hall = tuple[uuid.UUID, list[uuid.UUID]]


def command(room_id: uuid.UUID, starts_at: datetime, ends_at: datetime) -> PlaceHold:
    return PlaceHold(
        room_id=room_id,
        starts_at=starts_at,
        ends_at=ends_at,
        persons=10,
        purpose=Purpose.REHEARSAL,
        contact=Contact("Marit de Vries", "marit@nevenstem.example", "06-12345678"),
        accepts_terms=True,
        source=BookingSource.API,
    )


def test_two_hundred_clients_on_one_slot_have_one_winner_and_the_others_are_told_what_else_is_free(
    gunicorn: str, committed_app: Flask, hall: Hall
) -> None:
    _whole, (room_id, *_others) = hall
    body = asked_for(room_id, *evening())
    answers = book_at_once(gunicorn, [body] * 200, new_keys(200))
    assert answers.statuses == {201: 1, 409: 199}
    for lost in answers.of(409):
        assert lost["code"] == "slot_taken"
        assert len(lost["alternatives"]) == 5
    assert ask(committed_app, "SELECT count(*) FROM booking") == 1
    assert ask(committed_app, OVERLAPS) == 0
    assert ask(committed_app, WRONG_MASKS) == 0
    assert ask(committed_app, DEADLOCKS) == 0


def test_twenty_clients_with_one_key_make_one_booking_and_all_hear_of_it(
    gunicorn: str, committed_app: Flask, hall: Hall
) -> None:
    _whole, (room_id, *_others) = hall
    body = asked_for(room_id, *evening())
    answers = book_at_once(gunicorn, [body] * 20, ["one-key"] * 20)
    assert answers.statuses == {201: 20}
    assert len({answer["reference"] for answer in answers.of(201)}) == 1
    assert ask(committed_app, "SELECT count(*) FROM booking") == 1
    assert ask(committed_app, "SELECT count(*) FROM claim") == 1


def test_a_hall_against_its_parts_never_overlaps_and_never_deadlocks(
    gunicorn: str, committed_app: Flask, hall: Hall
) -> None:
    """64 clients, a third for the hall and the others for its parts, on times that overlap in every way."""
    whole, rooms = hall
    asked = []
    for number in range(64):
        room_id = whole if number % 3 == 0 else rooms[number % len(rooms)]
        asked.append(asked_for(room_id, *evening(days=7 + number % 2, hour=10 + number % 5, hours=1 + number % 4)))
    answers = book_at_once(gunicorn, asked, new_keys(64))
    assert set(answers.statuses) == {201, 409}
    assert ask(committed_app, OVERLAPS) == 0
    assert ask(committed_app, "SELECT count(*) FROM booking") == answers.statuses[201]
    assert (
        ask(
            committed_app, "SELECT count(*) FROM booking b WHERE NOT EXISTS (SELECT FROM claim WHERE booking_id = b.id)"
        )
        == 0
    )
    assert ask(committed_app, WRONG_MASKS) == 0
    assert ask(committed_app, DEADLOCKS) == 0


def _hold_slowly(app: Flask, asked: PlaceHold, number: int) -> list[bool]:
    """`number` clients at once, each in a transaction of its own; who got the time."""
    start = threading.Barrier(number)

    def one(_client: int) -> bool:
        with app.app_context():
            start.wait(30)
            try:
                in_transaction(lambda: hold_service.place_hold(asked))
            except SlotTakenError:
                return False
            return True

    with ThreadPoolExecutor(number) as clients:
        return list(clients.map(one, range(number)))


def _look_first_then_insert(pause: float) -> Callable[..., list[Refusal]]:
    """What one would write without a guard: look whether it is free, then take it."""

    def take_time(wanted: Wanted, *, hold_until: datetime, now: datetime) -> list[Refusal]:
        for part_id in repository.parts_of([wanted.room_id])[wanted.room_id]:
            seen = session().execute(
                text("SELECT count(*) FROM claim WHERE part_id = :part AND during && tstzrange(:start, :end)"),
                {"part": part_id, "start": wanted.span.starts_at, "end": wanted.span.ends_at},
            )
            if seen.scalar_one():
                return [Refusal(0, None)]
            time.sleep(pause)  # as long as another statement takes on a busy day
            found = {"part": part_id, "day": wanted.span.starts_at.date(), "booking": wanted.booking_id}
            session().execute(
                text(
                    "INSERT INTO claim (id, venue_id, part_id, day, during, kind, hold_until, booking_id, note)"
                    " SELECT gen_random_uuid(), venue_id, id, :day, tstzrange(:start, :end), 'hold', :until, :booking, ''"
                    " FROM room_part WHERE id = :part"
                ),
                {**found, "start": wanted.span.starts_at, "end": wanted.span.ends_at, "until": hold_until},
            )
        return []

    return take_time


def _drop_constraint(app: Flask) -> None:
    with psycopg.connect(conninfo(app)) as connection:
        connection.execute("ALTER TABLE claim DROP CONSTRAINT ex_claim_no_overlap")


def test_without_the_guard_the_race_is_real(committed_app: Flask, hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the same clients over a table without the constraint, with look-then-insert, are booked twice."""
    asked = command(hall[1][0], *evening())
    _drop_constraint(committed_app)
    monkeypatch.setattr(occupancy_repository, "take_time", _look_first_then_insert(0.05))
    winners = sum(_hold_slowly(committed_app, asked, 8))
    assert winners > 1
    assert ask(committed_app, OVERLAPS) > 0


def test_with_the_guard_the_same_clients_have_one_winner(committed_app: Flask, hall: Hall) -> None:
    asked = command(hall[1][0], *evening())
    assert sum(_hold_slowly(committed_app, asked, 8)) == 1
    assert ask(committed_app, OVERLAPS) == 0
    assert ask(committed_app, WRONG_MASKS) == 0


def test_the_masks_alone_would_keep_them_apart_too(committed_app: Flask, hall: Hall) -> None:
    """The first guard, without the last word."""
    _drop_constraint(committed_app)
    for room_id in (hall[0], hall[1][0]):
        _hold_slowly(committed_app, command(room_id, *evening()), 8)
    assert ask(committed_app, "SELECT count(*) FROM booking") == 1
    assert ask(committed_app, OVERLAPS) == 0


def test_even_look_then_insert_cannot_get_past_the_constraint(
    committed_app: Flask, hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = command(hall[1][0], *evening())
    monkeypatch.setattr(occupancy_repository, "take_time", _look_first_then_insert(0.05))
    start = threading.Barrier(4)

    def one(_client: int) -> bool:
        with committed_app.app_context():
            start.wait(30)
            try:
                in_transaction(lambda: hold_service.place_hold(asked))
            except Exception:  # noqa: BLE001 - however the database says no
                return False
            return True

    with ThreadPoolExecutor(4) as clients:
        assert sum(clients.map(one, range(4))) == 1
    assert ask(committed_app, OVERLAPS) == 0


@pytest.mark.parametrize("first_ends", ["commit", "rollback"])
def test_the_second_of_two_connections_waits_for_what_becomes_of_the_first(
    committed_app: Flask, hall: Hall, first_ends: str
) -> None:
    asked = command(hall[1][0], *evening())
    whole_hall = command(hall[0], *evening())
    waiting, told = threading.Event(), []

    def second() -> None:
        with committed_app.app_context():
            waiting.set()
            try:
                in_transaction(lambda: hold_service.place_hold(whole_hall))
            except SlotTakenError:
                told.append("taken")
            else:
                told.append("booked")

    rival = threading.Thread(target=second)
    with committed_app.app_context():
        hold_service.place_hold(asked)
        rival.start()
        assert waiting.wait(10)
        _until_somebody_waits(committed_app)
        assert told == []
        session().commit() if first_ends == "commit" else session().rollback()
    rival.join(20)
    assert told == ["taken" if first_ends == "commit" else "booked"]
    assert ask(committed_app, OVERLAPS) == 0


def _until_somebody_waits(app: Flask) -> None:
    for _ in range(200):
        if ask(
            app, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        ):
            return
        time.sleep(0.05)
    pytest.fail("the second connection does not wait")
