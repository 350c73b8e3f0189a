"""What a day looks like, from its masks: the quarters in which a room is open, and those of it that are taken."""

import uuid
from collections.abc import Mapping
from datetime import date, timedelta

from app.models.availability import ClaimKind
from app.services.availability.availability_service import DayState, TakenMinutes
from app.services.search import repository
from app.services.search.repository import Masks
from app.services.search.rules import NIGHT_MINUTES

_QUARTER = 15
_DAY = 96
_NIGHT = NIGHT_MINUTES // _QUARTER
_ALL = (1 << _DAY) - 1
_ONE = timedelta(days=1)

# Quarters `[first, until)`; from 96 on they lie on the next day.
_Run = tuple[int, int]


def runs(bits: int, length: int = _DAY) -> list[_Run]:
    """The stretches of ones, in order."""
    found, at = [], 0
    while bits >> at:
        first = at + ((bits >> at) & -(bits >> at)).bit_length() - 1
        rest = ~(bits >> first)
        until = min(first + (rest & -rest).bit_length() - 1, length)
        found.append((first, until))
        at = until
    return found


def day_state(day: date, masks: Mapping[date, Masks]) -> DayState:
    """The state of `day` by the words (closed, taken) of it and its neighbours; days without words count as closed.

    The small hours stay with their evening: what runs past midnight and ends by six belongs to the day before. What has
    the time is not known here, and no visitor is told: all of it counts as booked.
    """
    opened, taken = _three_days(day, masks)
    spans = [
        run
        for run in (_own_part(first - _DAY, until - _DAY) for first, until in runs(opened, 3 * _DAY))
        if run is not None
    ]
    told = [
        TakenMinutes(start * _QUARTER, end * _QUARTER, ClaimKind.BOOKING)
        for opens, closes in spans
        for start, end in ((first - _DAY, until - _DAY) for first, until in runs(taken, 3 * _DAY))
        for start, end in [(max(start, opens), min(end, closes))]
        if start < end
    ]
    return DayState(day, [(start * _QUARTER, end * _QUARTER) for start, end in spans], told)


def _three_days(day: date, masks: Mapping[date, Masks]) -> tuple[int, int]:
    opened = taken = 0
    for place, on in enumerate(_around(day)):
        closed_bits, taken_bits = masks.get(on, (_ALL, 0))
        opened |= (~closed_bits & _ALL) << place * _DAY
        taken |= taken_bits << place * _DAY
    return opened, taken


def _own_part(first: int, until: int) -> _Run | None:
    """The part of an opening that belongs to the day itself."""
    if first < 0:
        # It began the day before: its night is that day's, unless it goes on in the morning.
        first = 0 if until > _NIGHT else until
    if until > _DAY and until > _DAY + _NIGHT:
        until = _DAY
    return (first, until) if first < until and first < _DAY else None


def read(days: Mapping[uuid.UUID, date]) -> dict[uuid.UUID, DayState]:
    """The state of each room on a day of its own. One query."""
    known = repository.masks_around(days)
    return {
        room_id: day_state(day, {on: known[room_id, on] for on in _around(day) if (room_id, on) in known})
        for room_id, day in days.items()
    }


def read_days(room_id: uuid.UUID, first: date, last: date) -> dict[date, DayState]:
    """The states of many days of one room, both included, as a calendar shows them. One query."""
    known = repository.masks_between(room_id, first - _ONE, last + _ONE)
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    return {day: day_state(day, {on: known[on] for on in _around(day) if on in known}) for day in days}


def _around(day: date) -> tuple[date, date, date]:
    return day - _ONE, day, day + _ONE
