"""Requests for a booking as a program sends them."""

from datetime import date, timedelta
from typing import Any

from werkzeug.test import TestResponse

from app.core import clock
from app.core.clock import AMSTERDAM
from app.core.db import session
from app.core.time_ranges import at_minute
from app.models.booking import Booking
from app.models.listing import Room
from tests.conftest import Visitor

CONTACT = {"name": "Marit de Vries", "email": "marit@nevenstem.example", "phone": "06-12345678"}


def day() -> date:
    return clock.today() + timedelta(days=7)


def moment(minute: int, on: date | None = None) -> str:
    return at_minute(on or day(), minute, AMSTERDAM).astimezone(AMSTERDAM).isoformat()


def body(room: Room, **values: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    asked = {
        "room_id": str(room.id),
        "start": moment(1140),
        "end": moment(1320),
        "persons": 12,
        "purpose": "rehearsal",
        "contact": CONTACT,
        "accept_terms": True,
    }
    return {name: value for name, value in {**asked, **values}.items() if value is not ...}


def post(client: Visitor, asked: Any, key: str | None = "k-1") -> TestResponse:  # noqa: ANN401 - JSON
    headers = {} if key is None else {"Idempotency-Key": key}
    return client.post("/api/v1/bookings", json=asked, headers=headers)


def nothing_written() -> bool:
    return session().query(Booking).count() == 0
