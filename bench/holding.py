"""Placing holds through the API."""

import json
import uuid
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from http.client import HTTPConnection

from app.core.clock import AMSTERDAM
from bench.load import Act, Timing, measure

CREATED = 201
HOURS = (8, 10, 12, 14, 16, 18, 20)
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
    acts = [_hold(port, room, start, end) for room, (_, start, end) in slots(rooms, first_day, holds)]
    return measure([acts[number::connections] for number in range(connections)])


def slots(rooms: Sequence[uuid.UUID], first_day: date, count: int) -> Iterator[tuple[uuid.UUID, Span]]:
    """As many as asked, each of another room or at another time."""
    found = 0
    for span in spans(first_day):
        for room in rooms:
            if found == count:
                return
            found += 1
            yield room, span


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
