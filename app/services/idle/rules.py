"""How long rooms stand empty, per weekday and part of the day. Pure.

A day is a row of minutes, one bit each: what is open, in own use and let are masks of one integer, so that "open and
neither" is one operation and every minute is counted once. Minutes past 1440 are the night after, as an evening has that
ends at one. Wall clock: an hour that the spring clock skips is not open, the one that comes twice in autumn counts once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

Minutes = tuple[int, int]
MINUTES_PER_DAY = 1440
LONGEST_DAY = 2160  # until noon of the day after, as opening hours may run
_WHOLE = (1 << LONGEST_DAY) - 1
_FOUR_HOURS = tuple(("", start * 60, (start + 4) * 60) for start in (8, 12, 16, 20))


class WeekKind(StrEnum):
    """Whether lessons are held: a week of the term, or one of the school holidays."""

    TERM = "term"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the day as it is counted here: every minute belongs to one block.

    `name` is the venue's own word, empty where it has none; `hours` are those the venue gives it. `spans` are the minutes
    counted with it: time between two parts goes with the one before, time before the first with the first.
    """

    number: int
    name: str
    hours: Minutes
    spans: tuple[Minutes, ...]

    @property
    def mask(self) -> int:
        """Its minutes."""
        return mask_of(self.spans)


@dataclass(frozen=True, slots=True)
class Measure:
    """Minutes: `open` = `own` + `let` + `idle`. `online` is how much of what is idle can be booked now."""

    open_minutes: int = 0
    own_minutes: int = 0
    let_minutes: int = 0
    online_minutes: int = 0
    offline_minutes: int = 0

    @property
    def idle_minutes(self) -> int:
        """Open, and used by nobody."""
        return self.online_minutes + self.offline_minutes

    def __add__(self, other: "Measure") -> "Measure":
        return Measure(
            self.open_minutes + other.open_minutes,
            self.own_minutes + other.own_minutes,
            self.let_minutes + other.let_minutes,
            self.online_minutes + other.online_minutes,
            self.offline_minutes + other.offline_minutes,
        )


@dataclass(frozen=True, slots=True)
class Day:
    """One room on one day: when the building is open, when the room can be booked, and what takes it."""

    building: int
    offered: int
    own: int
    let: int


NOTHING = Measure()


def mask_of(spans: Iterable[Minutes]) -> int:
    """The minutes of these spans, as far as they lie in one day and the night after."""
    found = 0
    for start, end in spans:
        first, last = max(start, 0), min(end, LONGEST_DAY)
        if last > first:
            found |= ((1 << (last - first)) - 1) << first
    return found


def spans_of(mask: int) -> list[Minutes]:
    """The other way round, in order."""
    spans = []
    minute = 0
    while mask:
        gap = (mask & -mask).bit_length() - 1
        mask >>= gap
        run = (~mask & (mask + 1)).bit_length() - 1
        spans.append((minute + gap, minute + gap + run))
        minute += gap + run
        mask >>= run
    return spans


def blocks_of(parts: Sequence[tuple[str, int, int]]) -> list[Block]:
    """The parts of a venue's day in order, all minutes divided over them; four hours each where a venue named none.

    Where parts overlap the shorter has the time, then the earlier. A part made of two others ("the whole day") says
    nothing that they do not say.
    """
    known = list(parts) or list(_FOUR_HOURS)
    masks = {part: mask_of([(part[1], part[2])]) for part in known}
    single = [part for part in known if not _is_made_of_others(part, masks)]
    left = _WHOLE
    found: dict[tuple[str, int, int], int] = {}
    for part in sorted(single, key=lambda one: (one[2] - one[1], one[1], one[0])):
        found[part] = masks[part] & left
        left &= ~masks[part]
    ordered = [part for part in sorted(single, key=lambda one: (one[1], one[2], one[0])) if found[part]]
    for start, end in spans_of(left):
        before = [part for part in ordered if spans_of(found[part])[0][0] < start]
        owner = before[-1] if before else ordered[0]
        found[owner] |= mask_of([(start, end)])
    return [
        Block(number, part[0], (part[1], part[2]), tuple(spans_of(found[part]))) for number, part in enumerate(ordered)
    ]


def _is_made_of_others(part: tuple[str, int, int], masks: Mapping[tuple[str, int, int], int]) -> bool:
    inner = [mask for other, mask in masks.items() if other != part and mask != masks[part] and not mask & ~masks[part]]
    return len(inner) > 1 and not any(mask & other for at, mask in enumerate(inner) for other in inner[:at])


def measure(day: Day, minutes: int) -> Measure:
    """What a day is within some minutes of it. Time that is both let and in own use counts as let."""
    opened = day.building & minutes
    let = opened & day.let
    own = opened & day.own & ~let
    idle = opened & ~let & ~own
    online = idle & day.offered
    return Measure(
        opened.bit_count(), own.bit_count(), let.bit_count(), online.bit_count(), (idle & ~online).bit_count()
    )


def without_next(opened: int, next_opened: int) -> int:
    """The openings of a day less what the next day's own openings say too: no minute counts twice."""
    return opened & ~(next_opened << MINUTES_PER_DAY)


def with_night(today: int, tomorrow: int) -> int:
    """What takes a room from midnight on, and in the night after, from what is taken on two calendar days."""
    return (today & ((1 << MINUTES_PER_DAY) - 1) | tomorrow << MINUTES_PER_DAY) & _WHOLE


def days_between(from_on: date, until_on: date) -> list[date]:
    """Every day of `[from_on, until_on)`."""
    return [from_on + timedelta(days=offset) for offset in range((until_on - from_on).days)]


def percent(part: int, whole: int) -> int:
    """Rounded; 0 of nothing. Only all is 100 and only none is 0."""
    if not whole or not part:
        return 0
    return 100 if part == whole else min(99, max(1, round(part * 100 / whole)))


def expected_cents(idle_minutes: int, hourly_cents: int, fill_percent: int) -> int:
    """What a share of the empty time would bring in at a price an hour, in whole euros: it is an estimate."""
    return round(idle_minutes * hourly_cents * fill_percent / 600_000) * 100


def median(values: Sequence[int]) -> int | None:
    """The middle one, of an even number the lower; None of none."""
    ordered = sorted(values)
    return ordered[(len(ordered) - 1) // 2] if ordered else None
