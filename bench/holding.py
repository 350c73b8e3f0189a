"""Placing holds through the API against the bare insert of the same claims."""

import json
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import date, datetime, time, timedelta
from http.client import HTTPConnection
from typing import Any

import psycopg
from psycopg.types.range import TimestamptzRange

from app.core.clock import AMSTERDAM
from bench.load import Act, Timing, measure

CREATED = 201
HOURS = (8, 10, 12, 14, 16, 18, 20)
BARE_INSERT = """
INSERT INTO claim (id, venue_id, part_id, day, during, kind, note)
VALUES (%s, %s, %s, %s, %s, 'own_use', '') ON CONFLICT DO NOTHING RETURNING id
"""

Span = tuple[date, datetime, datetime]


def spans(first_day: date) -> Iterator[Span]:
    """Two hours each, seven a day, day after day; none touches another."""
    day = first_day
    while True:
        for hour in HOURS:
            start = datetime.combine(day, time(hour), AMSTERDAM)
            yield day, start, start + timedelta(hours=2)
        day += timedelta(days=1)


def measure_holds(port: int, rooms: Sequence[uuid.UUID], first_day: date, *, connections: int, holds: int) -> Timing:
    """Requests that each hold another time; any other answer than 201 is a failure."""
    acts = [_hold(port, room, start, end) for room, (_, start, end) in _slots(rooms, first_day, holds)]
    return measure([acts[number::connections] for number in range(connections)])


def measure_inserts(
    url: str, parts: Sequence[tuple[uuid.UUID, uuid.UUID]], first_day: date, *, connections: int, inserts: int
) -> Timing:
    """One claim and one commit at a time, on times of their own."""
    slots = list(_slots(parts, first_day, inserts))
    with ExitStack() as stack:
        workers = []
        for number in range(connections):
            connection = stack.enter_context(psycopg.connect(url, autocommit=True))
            acts = [_insert(connection, part, span) for part, span in slots[number::connections]]
            workers.append(acts)
        return measure(workers)


def _slots(places: Sequence[Any], first_day: date, count: int) -> Iterator[tuple[Any, Span]]:
    """As many as asked, each of another room or at another time."""
    found = 0
    for span in spans(first_day):
        for place in places:
            if found == count:
                return
            found += 1
            yield place, span


def _hold(port: int, room_id: uuid.UUID, start: datetime, end: datetime) -> Act:
    body = json.dumps(
        {
            "room_id": str(room_id),
            "start": start.isoformat(),
            "end": end.isoformat(),
            "persons": 5,
            "purpose": "rehearsal",
            "contact": {"name": "Marit de Vries", "email": "marit@nevenstem.example", "phone": "06-12345678"},
            "accept_terms": True,
        }
    )

    def act() -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=120)
        headers = {"Content-Type": "application/json", "Idempotency-Key": uuid.uuid4().hex}
        connection.request("POST", "/api/v1/bookings", body, headers)
        answer = connection.getresponse()
        told = answer.read()
        connection.close()
        if answer.status != CREATED:
            raise RuntimeError(f"a hold answered {answer.status}: {told[:300]!r}")

    return act


def _insert(connection: "psycopg.Connection[Any]", part: tuple[uuid.UUID, uuid.UUID], span: Span) -> Act:
    venue_id, part_id = part
    day, start, end = span

    def act() -> None:
        values = (uuid.uuid4(), venue_id, part_id, day, TimestamptzRange(start, end, "[)"))
        if connection.execute(BARE_INSERT, values).fetchone() is None:
            raise RuntimeError("a bare insert met another claim")

    return act
