"""What a member's calendar is made of."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.time_ranges import TimeRange
from app.models.booking import Booking
from app.models.listing import Room
from app.models.occupancy import OwnUseBlock


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson that a member's own calendar brought, and where it came from."""

    room_id: uuid.UUID
    import_id: uuid.UUID
    feed_id: uuid.UUID | None
    span: TimeRange
    summary: str


class EntryKind(StrEnum):
    """What a stretch of time in a calendar is."""

    BOOKING = "booking"
    HOLD = "hold"
    LESSON = "lesson"
    OWN_USE = "own_use"
    CHANGEOVER = "changeover"
    FREE = "free"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that has time of a room; `room` is where it happens, another one when the two share space."""

    kind: EntryKind
    span: TimeRange
    room: Room
    source: Booking | Lesson | OwnUseBlock | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One room on one day: a full day from `window.starts_at`, what is open and empty in it, and what has time of it."""

    room: Room
    day: date
    window: TimeRange
    opened: Sequence[TimeRange]
    free: Sequence[TimeRange]
    entries: Sequence[Entry]
