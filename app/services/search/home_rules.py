"""What the front page may claim, and which rooms stand on its board. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from app.core.time_ranges import minute_of_day
from app.models.listing import Room, RoomType
from app.services.availability.day_states import DayState

Span = tuple[int, int]

BOARD_ROOMS = 6
HOUR = 60
# From here on nobody plans for today: the page turns to tomorrow.
DAY_IS_OVER_MINUTE = 20 * HOUR
CURVE_HOURS = range(8, 23)


class PartOfDay(StrEnum):
    """As people divide a day when they talk about it; a venue may name other hours."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


PARTS: dict[PartOfDay, Span] = {
    PartOfDay.MORNING: (8 * HOUR, 12 * HOUR),
    PartOfDay.AFTERNOON: (12 * HOUR, 18 * HOUR),
    PartOfDay.EVENING: (18 * HOUR, 25 * HOUR),
}

# What anybody would call a hall.
HALLS = frozenset({RoomType.THEATRE_HALL, RoomType.CONCERT_HALL, RoomType.ENSEMBLE_ROOM, RoomType.DANCE_STUDIO})

# Those most looked for come first.
HOME_TYPES = (
    RoomType.THEATRE_HALL,
    RoomType.DANCE_STUDIO,
    RoomType.ENSEMBLE_ROOM,
    RoomType.MUSIC_ROOM,
    RoomType.BAND_REHEARSAL_ROOM,
    RoomType.CLASSROOM,
    RoomType.ART_STUDIO,
    RoomType.CERAMICS_STUDIO,
    RoomType.CONCERT_HALL,
    RoomType.MEETING_ROOM,
    RoomType.RECORDING_STUDIO,
    RoomType.WORKSHOP_ROOM,
    RoomType.EXHIBITION_SPACE,
    RoomType.COMPUTER_ROOM,
    RoomType.FOYER,
    RoomType.CAFE,
    RoomType.KITCHEN,
    RoomType.OUTDOOR_SPACE,
)


def home_day(now: datetime, zone: ZoneInfo) -> date:
    """The day the page is about."""
    today = now.astimezone(zone).date()
    over = minute_of_day(now, today, zone) >= DAY_IS_OVER_MINUTE
    return today + timedelta(days=1) if over else today


def free_in(free: Iterable[Span], part: Span) -> bool:
    """Whether an hour or more of the free time lies in this part of the day."""
    return any(min(end, part[1]) - max(start, part[0]) >= HOUR for start, end in free)


def parts_to_come(free: Iterable[Sequence[Span]], day: date, now: datetime, zone: ZoneInfo) -> dict[PartOfDay, int]:
    """How many rooms have an hour or more to book in each part of `day` that is not over yet."""
    rooms = list(free)
    passed = minute_of_day(now, day, zone)
    return {
        name: sum(free_in(of_room, span) for of_room in rooms)
        for name, span in PARTS.items()
        if passed < span[1] - HOUR
    }


def empty_spans(state: DayState) -> list[Span]:
    """Open and not taken."""
    left: list[Span] = []
    for start, end in state.open_spans:
        at = start
        for taken_start, taken_end in sorted(state.taken_spans):
            if taken_end <= at or taken_start >= end:
                continue
            if taken_start > at:
                left.append((at, taken_start))
            at = max(at, taken_end)
        if at < end:
            left.append((at, end))
    return left


def empty_per_hour(states: Iterable[DayState]) -> list[int]:
    """How many rooms are empty for the whole of each hour of the curve."""
    empty = [empty_spans(state) for state in states]
    return [
        sum(any(start <= hour * HOUR and (hour + 1) * HOUR <= end for start, end in spans) for spans in empty)
        for hour in CURVE_HOURS
    ]


def idle_minutes(states: Iterable[DayState]) -> int:
    """How long a room stands empty, on average over those that are open."""
    opened = [state for state in states if state.open_spans]
    if not opened:
        return 0
    return sum(end - start for state in opened for start, end in empty_spans(state)) // len(opened)


def board(rooms: Sequence[Room], states: Mapping[UUID, DayState], free: Mapping[UUID, Sequence[Span]]) -> list[Room]:
    """Six rooms of six types and as many buildings as can be, each with time to book and a day that is partly full.

    Of a type the one whose day is divided most evenly; by chance of no kind, so that a reload shows the same.
    """
    ranked = sorted(
        (room for room in rooms if free.get(room.id)),
        key=lambda room: (-_balance(states[room.id]), room.name, str(room.id)),
    )
    chosen: list[Room] = []
    for unlike in (_new_type_and_venue, _new_type, _new_room):
        for room in ranked:
            if len(chosen) < BOARD_ROOMS and unlike(room, chosen):
                chosen.append(room)
    return chosen


def _balance(state: DayState) -> int:
    empty = sum(end - start for start, end in empty_spans(state))
    taken = sum(end - start for start, end in state.taken_spans)
    return min(empty, taken)


def _new_type_and_venue(room: Room, chosen: Sequence[Room]) -> bool:
    return all(room.type != other.type and room.venue_id != other.venue_id for other in chosen)


def _new_type(room: Room, chosen: Sequence[Room]) -> bool:
    return all(room.type != other.type for other in chosen)


def _new_room(room: Room, chosen: Sequence[Room]) -> bool:
    return room not in chosen
