"""Hours in which one room can be booked, beside those that it has already. The caller lets the day masks follow."""

import uuid
from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from app.core.db import session
from app.models.availability import OpeningHours
from app.models.listing import Room
from app.services.listing import opening_repository


class WeeklySpan(NamedTuple):
    """Minutes of a weekday (0 is Monday); past 1440 in the night after."""

    weekday: int
    opens_minute: int
    closes_minute: int


def add_hours(room: Room, spans: Sequence[WeeklySpan], *, from_on: date, until_on: date | None) -> list[uuid.UUID]:
    """From a day on the room (with its venue) can be booked in these hours too; the new openings, in the same order."""
    rows = [
        OpeningHours(
            venue_id=room.venue_id,
            room_id=room.id,
            weekday=span.weekday,
            opens_minute=span.opens_minute,
            closes_minute=span.closes_minute,
            valid_from=from_on,
            valid_until=until_on,
        )
        for span in spans
    ]
    session().add_all(rows)
    session().flush()
    return [row.id for row in rows]


def end_hours(opening_ids: Collection[uuid.UUID], *, on: date) -> None:
    """From that day on these openings no longer hold; what they let be booked before stays written down."""
    for row in opening_repository.hours_by_id(opening_ids):
        if row.valid_from >= on:
            session().delete(row)
        elif row.valid_until is None or row.valid_until > on:
            row.valid_until = on
    session().flush()
