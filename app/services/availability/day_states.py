"""A day as it is drawn: when a room is open, and what of that is taken; also read off its masks. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.time_ranges import NIGHT_MINUTES
from app.models.availability import ClaimKind
from app.services.availability.masks import QUARTER_MINUTES, QUARTERS
from app.services.availability.rules import Minutes

# A day in 96 quarters, as two numbers: what is closed and what is taken; bit i stands for quarter i.
DayMasks = tuple[int, int]

_WORD = 48
_NIGHT = NIGHT_MINUTES // QUARTER_MINUTES
_ALL = (1 << QUARTERS) - 1
_ONE = timedelta(days=1)

# Quarters `[first, until)`; from 96 on they lie on the next day.
_Run = tuple[int, int]


@dataclass(frozen=True, slots=True)
class TakenMinutes:
    """Wall-clock minutes of a day that are taken, and by what."""

    start_minute: int
    end_minute: int
    kind: ClaimKind


@dataclass(frozen=True, slots=True)
class DayState:
    """One room on one day, in wall-clock minutes from that day's midnight (past 1440: the night after).

    `taken` lies within `open_spans`; neighbouring pieces of one kind are joined.
    """

    day: date
    open_spans: list[Minutes]
    taken: list[TakenMinutes]

    @property
    def taken_spans(self) -> list[Minutes]:
        """What is taken, whatever by."""
        return [(span.start_minute, span.end_minute) for span in self.taken]


def masks_of_words(closed_lo: int, closed_hi: int, taken_lo: int, taken_hi: int) -> DayMasks:
    """The four words of a row of `room_day` as two numbers."""
    return closed_lo | closed_hi << _WORD, taken_lo | taken_hi << _WORD


def around(day: date) -> tuple[date, date, date]:
    """The days whose masks `state_of` looks at."""
    return day - _ONE, day, day + _ONE


def state_of(day: date, masks: Mapping[date, DayMasks]) -> DayState:
    """The state of `day` by the masks of it and its neighbours; a day without masks counts as closed.

    The small hours stay with their evening: what runs past midnight and ends by six belongs to the day before. Masks
    do not say what has the time: all of it counts as booked.
    """
    opened, taken = _three_days(day, masks)
    spans = [
        run
        for run in (_own_part(first - QUARTERS, until - QUARTERS) for first, until in runs(opened, 3 * QUARTERS))
        if run is not None
    ]
    told = [
        TakenMinutes(start * QUARTER_MINUTES, end * QUARTER_MINUTES, ClaimKind.BOOKING)
        for opens, closes in spans
        for start, end in ((first - QUARTERS, until - QUARTERS) for first, until in runs(taken, 3 * QUARTERS))
        for start, end in [(max(start, opens), min(end, closes))]
        if start < end
    ]
    return DayState(day, [(start * QUARTER_MINUTES, end * QUARTER_MINUTES) for start, end in spans], told)


def runs(bits: int, length: int = QUARTERS) -> list[_Run]:
    """The stretches of ones, in order."""
    found, at = [], 0
    while bits >> at:
        first = at + ((bits >> at) & -(bits >> at)).bit_length() - 1
        rest = ~(bits >> first)
        until = min(first + (rest & -rest).bit_length() - 1, length)
        found.append((first, until))
        at = until
    return found


def _three_days(day: date, masks: Mapping[date, DayMasks]) -> tuple[int, int]:
    opened = taken = 0
    for place, on in enumerate(around(day)):
        closed_bits, taken_bits = masks.get(on, (_ALL, 0))
        opened |= (~closed_bits & _ALL) << place * QUARTERS
        taken |= taken_bits << place * QUARTERS
    return opened, taken


def _own_part(first: int, until: int) -> _Run | None:
    """The part of an opening that belongs to the day itself."""
    if first < 0:
        # It began the day before: its night is that day's, unless it goes on in the morning.
        first = 0 if until > _NIGHT else until
    if until > QUARTERS and until > QUARTERS + _NIGHT:
        until = QUARTERS
    return (first, until) if first < until and first < QUARTERS else None
