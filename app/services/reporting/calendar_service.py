"""A member's calendar: what has the time of each room, and what is left. Any number of rooms costs the same queries.

Rooms come loaded with their venue; all of them are of one venue, because only there can they share space.
"""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.time_ranges import NIGHT_MINUTES, TimeRange, at_minute, merged, subtracted
from app.models.availability import ClaimKind
from app.models.booking import Booking, BookingStatus
from app.models.listing import Room
from app.models.occupancy import OwnUseBlock
from app.services.availability import block_service, day_calendar
from app.services.availability.block_service import BlockNotFoundError
from app.services.availability.day_calendar import Calendar, zone_of
from app.services.reporting import calendar_repository, desk_repository, desk_service
from app.services.reporting.calendar_entries import Column, Entry, EntryKind

_BOOKED = frozenset({ClaimKind.BOOKING, ClaimKind.HOLD})
_ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class BlockView:
    """Own use by hand with its series (in order, itself included) and the bookings that have some of its time."""

    block: OwnUseBlock
    room: Room
    series: Sequence[OwnUseBlock]
    bookings: Sequence[Booking]


def look(rooms: Sequence[Room], shown: Sequence[Room], from_on: date, until_on: date) -> list[Column]:
    """Each of `shown` on each day of `[from_on, until_on)`, day by day; `rooms` are all of the venue."""
    if not shown:
        return []
    zone = zone_of(shown[0])
    calendar = day_calendar.load(shown, from_on, until_on)
    begins = _first_minute(calendar, from_on, until_on)
    near = _near(rooms, shown)
    whole = TimeRange(at_minute(from_on, begins, zone), at_minute(until_on, begins, zone))
    uses = _uses({other.id: other for of_room in near.values() for other in of_room}, whole)
    columns = []
    for offset in range((until_on - from_on).days):
        day = from_on + timedelta(days=offset)
        window = TimeRange(at_minute(day, begins, zone), at_minute(day + _ONE, begins, zone))
        for room in shown:
            mine = [entry for other in near[room.id] for entry in uses[other.id] if entry.span.overlaps(window)]
            columns.append(_column(room, day, window, calendar, mine))
    return columns


def bookings_by_day(
    rooms: Sequence[Room], shown: Sequence[Room], first: date, last: date
) -> Mapping[tuple[uuid.UUID, date], int]:
    """How many bookings begin on each day, both included, in a room or in one that shares space with it."""
    found: dict[tuple[uuid.UUID, date], int] = defaultdict(int)
    if shown:
        near, zone = _near(rooms, shown), zone_of(shown[0])
        ids = {other.id for of_room in near.values() for other in of_room}
        whole = TimeRange(at_minute(first, 0, zone), at_minute(last + _ONE, 0, zone))
        bookings = calendar_repository.bookings_touching(ids, whole)
        for room in shown:
            beside = {other.id for other in near[room.id]}
            for booking in bookings:
                if booking.room_id in beside:
                    found[room.id, desk_service.day_of(booking)] += 1
    return found


def look_at_block(block_id: uuid.UUID, organisation_id: uuid.UUID) -> BlockView:
    """One block with what surrounds it.

    Raises:
        BlockNotFoundError: there is none of this organisation.
    """
    block = calendar_repository.find_block(block_id, organisation_id)
    if block is None:
        raise BlockNotFoundError
    room = next(one for one in desk_repository.list_rooms(organisation_id, None) if one.id == block.room_id)
    series = [block]
    if block.series_id is not None:
        series = list(calendar_repository.list_series(block.series_id, organisation_id))
    return BlockView(block, room, series, bookings_meeting(room, [block]))


def bookings_meeting(room: Room, blocks: Sequence[OwnUseBlock]) -> list[Booking]:
    """The bookings that have some of the time of these blocks of a room; they stay where they are. Two queries."""
    first, last = min(one.starts_at for one in blocks), max(one.ends_at for one in blocks)
    return [
        booking
        for booking in desk_service.bookings_meeting(room, first, last)
        if any(booking.starts_at < one.ends_at and booking.ends_at > one.starts_at for one in blocks)
    ]


def _first_minute(calendar: Calendar, from_on: date, until_on: date) -> int:
    """The small hours stand with their evening, unless the house opens in them."""
    early = any(
        start < NIGHT_MINUTES
        for by_day in calendar.spans.values()
        for day, spans in by_day.items()
        if from_on <= day < until_on
        for start, _ in spans
    )
    return 0 if early else NIGHT_MINUTES


def _near(rooms: Sequence[Room], shown: Sequence[Room]) -> dict[uuid.UUID, list[Room]]:
    """Per room itself and those that share space with it."""
    parts = desk_repository.parts_of({room.id for room in rooms})
    return {
        room.id: [other for other in rooms if other.id == room.id or parts[other.id] & parts[room.id]] for room in shown
    }


def _uses(rooms: Mapping[uuid.UUID, Room], span: TimeRange) -> Mapping[uuid.UUID, list[Entry]]:
    found: dict[uuid.UUID, list[Entry]] = defaultdict(list)
    for booking in calendar_repository.bookings_touching(rooms, span):
        kind = EntryKind.HOLD if booking.status is BookingStatus.HELD else EntryKind.BOOKING
        time = TimeRange(booking.starts_at, booking.ends_at)
        found[booking.room_id].append(Entry(kind, time, rooms[booking.room_id], booking))
    for lesson in calendar_repository.lessons_touching(rooms, span):
        found[lesson.room_id].append(Entry(EntryKind.LESSON, lesson.span, rooms[lesson.room_id], lesson))
    for block in block_service.list_blocks(rooms, span):
        time = TimeRange(block.starts_at, block.ends_at)
        found[block.room_id].append(Entry(EntryKind.OWN_USE, time, rooms[block.room_id], block))
    return found


def _column(room: Room, day: date, window: TimeRange, calendar: Calendar, uses: Sequence[Entry]) -> Column:
    opened = _within(calendar.opened[room.id], window)
    taken = calendar.taken[room.id]
    booked = _within([span for span, kind in taken if kind in _BOOKED], window)
    standing = [one.span for one in uses if one.kind in {EntryKind.BOOKING, EntryKind.HOLD}]
    changeovers = [Entry(EntryKind.CHANGEOVER, span, room) for span in subtracted(booked, standing)]
    free = subtracted(opened, [*(span for span, _ in taken), *(one.span for one in uses)])
    entries = sorted([*uses, *changeovers], key=lambda one: (one.span.starts_at, one.kind, one.room.name))
    return Column(room, day, window, opened, free, entries)


def _within(spans: Sequence[TimeRange], window: TimeRange) -> list[TimeRange]:
    return merged(
        TimeRange(max(span.starts_at, window.starts_at), min(span.ends_at, window.ends_at))
        for span in spans
        if span.overlaps(window)
    )
