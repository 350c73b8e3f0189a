"""Long stretches at once: when the building is open, when a room can be booked, and what takes it, day by day.

Four queries for any number of rooms and days, and work that grows with what there is to tell.
"""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.core.time_ranges import MINUTES_PER_DAY, TimeRange, at_minute, minute_of_day
from app.models.listing import Room
from app.services.availability import opening_repository, use_repository
from app.services.availability.rules import Minutes


@dataclass(frozen=True, slots=True)
class DayUse:
    """One room on one day, in wall-clock minutes from its midnight; openings may run on into the night after.

    `building` is when the building is open for it, `offered` when it can be booked: a room with opening hours of its
    own is offered in those alone. `own` and `let` lie within the calendar day.
    """

    building: list[Minutes] = field(default_factory=list)
    offered: list[Minutes] = field(default_factory=list)
    own: list[Minutes] = field(default_factory=list)
    let: list[Minutes] = field(default_factory=list)


def use_of(rooms: Sequence[Room], from_on: date, until_on: date) -> dict[uuid.UUID, dict[date, DayUse]]:
    """Every room on every day of `[from_on, until_on)`; rooms are passed in with their venue."""
    days = [from_on + timedelta(days=offset) for offset in range((until_on - from_on).days)]
    zones = {room.id: ZoneInfo(room.venue.timezone) for room in rooms}
    taken: dict[uuid.UUID, dict[date, DayUse]] = defaultdict(dict)
    for room_id, day, own, let in use_repository.taken_days(zones, from_on, until_on):
        zone = zones[room_id]
        taken[room_id][day] = DayUse(own=_minutes(own, day, zone), let=_minutes(let, day, zone))
    books = opening_repository.opening_books(rooms, from_on, until_on)
    found: dict[uuid.UUID, dict[date, DayUse]] = {}
    for room in rooms:
        book = books[room.id]
        building = book.of_building()
        found[room.id] = {
            day: replace(
                taken[room.id].get(day, DayUse()), building=building.minutes_on(day), offered=book.minutes_on(day)
            )
            for day in days
        }
    return found


@lru_cache(maxsize=4096)
def skipped_minutes(day: date, zone: ZoneInfo) -> list[Minutes]:
    """The hour of a day that the spring clock skips; empty on every other day."""
    if at_minute(day + timedelta(days=1), 0, zone) - at_minute(day, 0, zone) >= timedelta(days=1):
        return []
    hours = range(0, MINUTES_PER_DAY, 60)
    return [(hour, hour + 60) for hour in hours if at_minute(day, hour, zone) == at_minute(day, hour + 60, zone)]


def _minutes(ranges: Sequence[TimeRange], day: date, zone: ZoneInfo) -> list[Minutes]:
    """On the night that an hour comes twice, a range may end on the clock before it began: then it is all in between."""
    spans = []
    for span in ranges:
        start, end = minute_of_day(span.starts_at, day, zone), minute_of_day(span.ends_at, day, zone)
        spans.append((start, end) if start < end else (end, start))
    return spans
