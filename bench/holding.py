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
Wish = tuple[uuid.UUID, datetime, datetime]


def wishes(room_days: Sequence[tuple[uuid.UUID, date]]) -> Iterator[Wish]:
    """Two hours each, seven on every day of a room; none touches another."""
    for hour in HOURS:
        for room_id, day in room_days:
            start = datetime.combine(day, time(hour), AMSTERDAM)
            yield room_id, start, start + timedelta(hours=2)


def measure_holds(port: int, asked: Sequence[Wish], *, connections: int) -> Timing:
    """Requests that each hold another time; any other answer than 201 is a failure."""
    acts = [_hold(port, *wish) for wish in asked]
    return measure([acts[number::connections] for number in range(connections)])


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
