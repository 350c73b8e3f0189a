"""What of a question is counted when it found nothing. Pure, and deliberately coarse."""

import uuid
from dataclasses import dataclass
from datetime import date

from app.core.time_ranges import NIGHT_MINUTES
from app.services.search.query import SearchQuery

MORNING, AFTERNOON, EVENING = "morning", "afternoon", "evening"
PARTS = (MORNING, AFTERNOON, EVENING, "")
_NOON, _SIX = 12 * 60, 18 * 60
_CLASSES = ((10, "1-10"), (25, "11-25"), (50, "26-50"), (100, "51-100"))
LARGEST_CLASS = "101+"
SEVERAL = "several"


@dataclass(frozen=True, slots=True)
class Selection:
    """Which searches the bureau looks at: days, both included, and a region (None: all)."""

    from_on: date
    last_on: date
    region_id: uuid.UUID | None = None


def persons_class(persons: int | None) -> str:
    """`11-25`; '' when nobody said."""
    if persons is None:
        return ""
    return next((name for most, name in _CLASSES if persons <= most), LARGEST_CLASS)


def start_minute(query: SearchQuery) -> int | None:
    """Where in the day it begins; None when any time would do."""
    if query.slot is not None:
        return query.slot.from_minute if query.slot.from_minute >= NIGHT_MINUTES else None
    return query.start_minute


def part_of(start: int | None) -> str:
    """`morning`, `afternoon`, `evening`, or '' without a time."""
    if start is None:
        return ""
    if NIGHT_MINUTES <= start < _NOON:
        return MORNING
    return AFTERNOON if _NOON <= start < _SIX else EVENING


def weekday_of(query: SearchQuery) -> int | None:
    """Monday is 0; None when there are several, or no day."""
    if query.slot is not None:
        return next(iter(query.slot.weekdays)) if len(query.slot.weekdays) == 1 else None
    day = query.weekly.first_on if query.weekly else query.day
    return day.weekday() if day else None


def room_type_of(query: SearchQuery) -> str:
    """The kind of room, when there is one."""
    if not query.types:
        return ""
    return next(iter(query.types)).value if len(query.types) == 1 else SEVERAL
