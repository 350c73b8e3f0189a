"""What is known of rooms over some days, read for any number of rooms in a constant number of queries."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from app.core.clock import AMSTERDAM
from app.core.time_ranges import TimeRange, split_at_midnight
from app.models.listing import Purpose, Room
from app.services.availability import opening_repository, repository, rules, sound
from app.services.availability.rules import Minutes


@dataclass(frozen=True, slots=True)
class Calendar:
    """Openings and claims of rooms over some days, as instants, per room; `spans`: openings by the day they start on.

    `heard`: when another room is used in a way that does not go with the use that was asked about.
    """

    spans: dict[uuid.UUID, dict[date, list[Minutes]]]
    opened: dict[uuid.UUID, list[TimeRange]]
    taken: dict[uuid.UUID, list[repository.TakenSpan]]
    heard: dict[uuid.UUID, list[TimeRange]]


def zone_of(room: Room) -> ZoneInfo:
    """The wall clock that hangs in this room."""
    return ZoneInfo(room.venue.timezone)


def load_around(
    rooms: Sequence[Room], span: TimeRange, *, with_claims: bool = True, purpose: Purpose | None = None
) -> Calendar:
    """The days that a stretch of time touches."""
    zone = zone_of(rooms[0]) if rooms else AMSTERDAM
    days = [day for day, _ in split_at_midnight(span, zone)]
    return load(rooms, days[0], days[-1] + timedelta(days=1), with_claims=with_claims, purpose=purpose)


def load(
    rooms: Sequence[Room],
    from_on: date,
    until_on: date,
    *,
    with_claims: bool = True,
    purpose: Purpose | None = None,
) -> Calendar:
    """The days of `[from_on, until_on)` and what runs into and out of them; with `purpose` also what is heard."""
    # The day before may run past midnight into the first; openings after the last day may join on to it.
    first, last = from_on - timedelta(days=1), until_on + timedelta(days=1)
    books = opening_repository.opening_books(rooms, first, last)
    taken = repository.claims_of(rooms, first, last + timedelta(days=1)) if with_claims else {}
    spans: dict[uuid.UUID, dict[date, list[Minutes]]] = {}
    opened: dict[uuid.UUID, list[TimeRange]] = {}
    days = [first + timedelta(days=offset) for offset in range((last - first).days)]
    for room in rooms:
        zone = zone_of(room)
        spans[room.id] = {day: books[room.id].minutes_on(day) for day in days}
        opened[room.id] = [
            span for day, of_day in spans[room.id].items() for span in rules.as_ranges(day, of_day, zone)
        ]
    loudness = {room.id: sound.loudness(purpose, room.sound_level) for room in rooms if with_claims}
    return Calendar(spans, opened, taken, repository.sound_claims(loudness, first, last))
