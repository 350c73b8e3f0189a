"""The hours at which people like to hire, cut to what a room allows."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from app.services.demo.catalogue.dice import Dice
from app.services.demo.catalogue.hire_types import HirerSpec, TimeOfWeek
from app.services.demo.catalogue.types import RoomPlace, RoomSpec

_MONTHS = 12
_STEP = 30
# Days of the week and the earliest and latest start, in minutes from midnight.
_PREFERRED: dict[TimeOfWeek, tuple[tuple[int, ...], int, int]] = {
    "morning": ((0, 1, 2, 3, 4), 9 * 60, 10 * 60 + 30),
    "afternoon": ((0, 1, 2, 3, 4), 12 * 60 + 30, 15 * 60),
    "evening": ((0, 1, 2, 3, 4), 18 * 60 + 30, 20 * 60),
    "night": ((4, 5), 20 * 60, 20 * 60 + 30),
    "weekend": ((5, 6, 4), 10 * 60, 20 * 60 + 30),
}
_FRIDAY = 4
_FRIDAY_EVENING = 18 * 60


class Trial(NamedTuple):
    """A time to try: a day, and minutes from its midnight."""

    on: date
    start: int
    end: int


def months_before(on: date, months: int) -> date:
    """The first day of the month that many months before this one (after it, when negative)."""
    number = on.year * _MONTHS + on.month - 1 - months
    return date(number // _MONTHS, number % _MONTHS + 1, 1)


def fitting_minutes(hirer: HirerSpec, room: RoomSpec, dice: Dice, *throw: object) -> int:
    """How long the hirer wants the room, within its shortest and longest time and on its grid."""
    rules = room.rules
    wanted = dice.pick(hirer.duration_minutes, "minutes", *throw)
    wanted = min(max(wanted, rules.min_duration_minutes), rules.max_duration_minutes)
    return -(-wanted // rules.start_grid_minutes) * rules.start_grid_minutes


def hours_fit(hirer: HirerSpec, place: RoomPlace) -> bool:
    """Whether the doors are open at some hour at which this hirer comes, for as long as the hirer stays."""
    minutes = max(min(hirer.duration_minutes), place.room.rules.min_duration_minutes)
    return any(
        line.weekday in days
        and max(earliest, line.start_minute) <= latest
        and max(earliest, line.start_minute) + minutes <= line.end_minute
        for days, earliest, latest in (_PREFERRED[time] for time in hirer.times)
        for line in place.venue.opening
    )


def starts_for(hirer: HirerSpec, room: RoomSpec, minutes: int, dice: Dice, *throw: object) -> Iterator[tuple[int, int]]:
    """Weekdays with starting minutes to try, in the order in which this hirer would."""
    grid = room.rules.start_grid_minutes
    options: list[tuple[float, int, int]] = []
    for time in hirer.times:
        days, earliest, latest = _PREFERRED[time]
        for day in days:
            first = _FRIDAY_EVENING if time == "weekend" and day == _FRIDAY else earliest
            starts = range(-(-first // grid) * grid, latest + 1, max(grid, _STEP))
            options.extend((dice.throw("start", day, start, minutes, *throw), day, start) for start in starts)
    for _, day, start in sorted(options):
        yield day, start
