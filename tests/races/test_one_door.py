"""The function that takes time, called by many connections at once, and by processes that die in the middle."""

import signal
import subprocess
import sys
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from random import Random
from threading import Barrier
from typing import Any

import psycopg
import pytest
from flask import Flask

from app.core import clock
from app.core.clock import AMSTERDAM
from app.core.db import db, in_transaction
from app.core.time_ranges import TimeRange, at_minute
from app.models.listing import Room
from app.services.audit.audit_service import SYSTEM
from app.services.availability import availability_service, block_service, mask_service
from app.services.listing import public_service
from tests.factories.booking import BookingFactory
from tests.races.conftest import DEADLOCKS, OVERLAPS, ROOT, WRONG_MASKS, ask, conninfo, environment, evening

pytestmark = pytest.mark.commits

Hall = tuple[uuid.UUID, list[uuid.UUID]]
Asked = tuple[uuid.UUID, datetime, datetime, uuid.UUID]
TAKE = "SELECT take_time(%s, %s, %s, 0, 0, %s, 'neutral', NULL, now())"
RELEASE = "SELECT release_time(ARRAY[%s]::uuid[], '{}', '{}')"


def bookings(app: Flask, hall: Hall, number: int) -> dict[uuid.UUID, list[uuid.UUID]]:
    """As many bookings of each room, committed, without any time yet; and the days of the rooms filled."""
    with app.app_context():
        rooms = [public_service.get_room_for_booking(room_id) for room_id in (hall[0], *hall[1])]
        found = {room.id: [BookingFactory(room=room).id for _ in range(number)] for room in rooms}
        mask_service.fill(rooms, [clock.today() + timedelta(days=offset) for offset in range(40)])
        db.session.commit()
    return found


def at_once(app: Flask, asked: Sequence[Asked], act: Callable[[psycopg.Connection[Any], Asked], bool]) -> list[bool]:
    """Each on a connection of its own, all starting at one moment."""
    start = Barrier(len(asked))

    def one(each: Asked) -> bool:
        with psycopg.connect(conninfo(app), autocommit=True) as connection:
            start.wait(50)
            return act(connection, each)

    with ThreadPoolExecutor(len(asked)) as clients:
        return list(clients.map(one, asked))


def take(connection: psycopg.Connection[Any], asked: Asked) -> bool:
    row = connection.execute(TAKE, asked).fetchone()
    assert row is not None
    return row[0] is None


def test_two_hundred_connections_on_one_slot_have_one_winner(committed_app: Flask, hall: Hall) -> None:
    room_id = hall[1][0]
    mine = bookings(committed_app, hall, 200)[room_id]
    won = at_once(committed_app, [(room_id, *evening(), one) for one in mine], take)
    assert sum(won) == 1
    assert ask(committed_app, "SELECT count(*) FROM claim") == 1
    assert ask(committed_app, OVERLAPS) == 0
    assert ask(committed_app, WRONG_MASKS) == 0
    assert ask(committed_app, DEADLOCKS) == 0


def test_a_hall_its_parts_and_cancellations_at_once_leave_claims_and_masks_in_step(
    committed_app: Flask, hall: Hall
) -> None:
    """64 connections, each taking and giving back on nights that overlap in every way, some past midnight."""
    mine = bookings(committed_app, hall, 16)
    asked: list[Asked] = []
    chance = Random(7)  # noqa: S311 - a reproducible spread, not a secret
    for room_id, ids in mine.items():
        for booking_id in ids:
            starts_at, _ = evening(days=7 + chance.randrange(2), hour=20 + chance.randrange(3))
            asked.append((room_id, starts_at, starts_at + timedelta(hours=1 + chance.randrange(4)), booking_id))

    def act(connection: psycopg.Connection[Any], each: Asked) -> bool:
        for turn in range(6):
            if take(connection, each) and turn < 5:
                connection.execute(RELEASE, (each[3],))
        return True

    at_once(committed_app, asked, act)
    assert ask(committed_app, OVERLAPS) == 0
    assert ask(committed_app, WRONG_MASKS) == 0
    assert ask(committed_app, DEADLOCKS) == 0
    assert ask(committed_app, "SELECT count(*) FROM claim") > 0


# A process that takes time and is killed before (or right after) it commits.
DYING = """
import os, signal, sys, uuid
from datetime import datetime
from app.core.db import in_transaction, session
from app.core.time_ranges import TimeRange
from app.factory import create_app
from app.services.availability import availability_service
from app.services.listing import public_service

room_id, booking_id, starts_at, ends_at, when = sys.argv[1:]
with create_app().app_context():
    room = public_service.get_room_for_booking(uuid.UUID(room_id))
    span = TimeRange(datetime.fromisoformat(starts_at), datetime.fromisoformat(ends_at))
    def use_case():
        availability_service.take(room, span, booking_id=uuid.UUID(booking_id))
        if when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
    session().commit()
    in_transaction(use_case)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize(("when", "claims"), [("before", 0), ("after", 3)])
def test_a_process_that_dies_leaves_claims_and_masks_in_step(
    committed_app: Flask, hall: Hall, when: str, claims: int
) -> None:
    booking_id = bookings(committed_app, hall, 1)[hall[0]][0]
    starts_at, ends_at = evening()
    arguments = [str(hall[0]), str(booking_id), starts_at.isoformat(), ends_at.isoformat(), when]
    done = subprocess.run(
        [sys.executable, "-c", DYING, *arguments],
        cwd=ROOT,
        env=environment(committed_app),
        capture_output=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    _until_gone(committed_app)
    assert ask(committed_app, "SELECT count(*) FROM claim") == claims
    assert ask(committed_app, WRONG_MASKS) == 0
    free = "SELECT count(*) FROM room_day WHERE taken_lo <> 0 OR taken_hi <> 0"
    assert (ask(committed_app, free) > 0) is (claims > 0)


def _until_gone(app: Flask) -> None:
    """The database notices the death of its client by itself; then what it had locked is free."""
    with psycopg.connect(conninfo(app)) as connection:
        connection.execute("SET lock_timeout = '20s'")
        connection.execute("LOCK TABLE claim, room_day IN EXCLUSIVE MODE")


def test_days_that_many_need_at_once_and_nobody_filled_are_filled_once(committed_app: Flask, hall: Hall) -> None:
    with committed_app.app_context():
        rooms = [public_service.get_room_for_booking(room_id) for room_id in hall[1]]
        ids = [BookingFactory(room=room).id for room in rooms]
        db.session.commit()
    span = TimeRange(*evening())
    start = Barrier(3)

    def one(number: int) -> None:
        with committed_app.app_context():
            start.wait(30)
            in_transaction(lambda: availability_service.take(rooms[number], span, booking_id=ids[number]))

    with ThreadPoolExecutor(3) as clients:
        list(clients.map(one, range(3)))
    assert ask(committed_app, "SELECT count(*) FROM claim") == 3
    assert ask(committed_app, WRONG_MASKS) == 0
    assert ask(committed_app, DEADLOCKS) == 0


def test_own_use_and_bookings_at_once_leave_claims_and_masks_in_step(committed_app: Flask, hall: Hall) -> None:
    """Blocks of the hall while its parts are booked: a block takes what is left, whatever that is by then."""
    mine = bookings(committed_app, hall, 4)
    day = clock.today() + timedelta(days=7)

    def block(room: Room, hour: int) -> None:
        span = TimeRange(at_minute(day, hour * 60, AMSTERDAM), at_minute(day, hour * 60 + 240, AMSTERDAM))
        block_service.block(
            room,
            [span, TimeRange(span.starts_at + timedelta(days=1), span.ends_at + timedelta(days=1))],
            note="",
            actor=SYSTEM,
        )

    start = Barrier(12)

    def one(number: int) -> None:
        with committed_app.app_context():
            room = public_service.get_room_for_booking((hall[0], *hall[1])[number % 4])
            db.session.commit()
            start.wait(30)
            if number < 4:
                in_transaction(lambda: block(room, 10 + number))
                return
            with psycopg.connect(conninfo(committed_app), autocommit=True) as connection:
                starts_at = at_minute(day, (9 + number % 5) * 60, AMSTERDAM)
                booking_id = mine[room.id][number // 4 - 1]
                take(connection, (room.id, starts_at, starts_at + timedelta(hours=2), booking_id))

    with ThreadPoolExecutor(12) as clients:
        list(clients.map(one, range(12)))
    assert ask(committed_app, "SELECT count(*) FROM own_use_block") == 8
    assert ask(committed_app, OVERLAPS) == 0
    assert ask(committed_app, WRONG_MASKS) == 0
    assert ask(committed_app, DEADLOCKS) == 0
