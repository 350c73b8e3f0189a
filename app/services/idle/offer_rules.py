"""What a decision to offer idle hours adds to the hours of a room. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.messages import Message, message
from app.services.idle.rules import MINUTES_PER_DAY, Block, Minutes, mask_of, spans_of

Errors = dict[str, list[Message]]
Cell = tuple[int, int]  # weekday and number of a block
LAST_MINUTE_PERCENTS = (10, 20, 30, 40, 50)
LAST_MINUTE_DAYS = (1, 2, 3, 5, 7, 14)
FARTHEST_DAYS = 366


@dataclass(frozen=True, slots=True)
class LastMinute:
    """So much off, in basis points, on what is booked at most so many days before."""

    off_bps: int
    days_before: int


def check(*, cells: Collection[Cell], starts_on: date | None, today: date, last_minute: LastMinute | None) -> Errors:
    """What is wrong, per field."""
    errors: Errors = {}
    if not cells:
        errors["cells"] = [message("Choose at least one part of a day.")]
    if starts_on is None:
        errors["starts_on"] = [message("Choose the day from which people can book.")]
    elif starts_on < today:
        errors["starts_on"] = [message("The first day can be today at the earliest.")]
    elif starts_on > today + timedelta(days=FARTHEST_DAYS):
        errors["starts_on"] = [message("Choose a day within a year.")]
    if last_minute is not None and not (
        last_minute.off_bps in {percent * 100 for percent in LAST_MINUTE_PERCENTS}
        and last_minute.days_before in LAST_MINUTE_DAYS
    ):
        errors["last_minute"] = [message("Choose a reduction and a number of days from the lists.")]
    return errors


def added_hours(
    building: Mapping[int, Sequence[Minutes]],
    offered: Mapping[int, Sequence[Minutes]],
    blocks: Sequence[Block],
    cells: Collection[Cell],
) -> dict[int, list[Minutes]]:
    """Per weekday what comes online: the chosen parts of the day, as far as the building is open and it is not yet so."""
    masks = {block.number: block.mask for block in blocks}
    found: dict[int, list[Minutes]] = {}
    for weekday in range(7):
        chosen = 0
        for day, number in cells:
            if day == weekday:
                chosen |= masks.get(number, 0)
        new = chosen & mask_of(building.get(weekday, ())) & ~mask_of(offered.get(weekday, ()))
        spans = [span for span in spans_of(new) if span[0] < MINUTES_PER_DAY]
        if spans:
            found[weekday] = spans
    return found


def weekly_minutes(week: Mapping[int, Sequence[Minutes]]) -> int:
    """How long that is in a week."""
    return sum(end - start for spans in week.values() for start, end in spans)


def discount_times(blocks: Sequence[Block], cells: Collection[Cell]) -> list[tuple[Minutes | None, list[int]]]:
    """The times of a last-minute price: each stretch of the clock with its weekdays; None for all of every day."""
    if all((weekday, block.number) in cells for block in blocks for weekday in range(7)):
        return [(None, [])]
    found: dict[Minutes, set[int]] = {}
    for block in blocks:
        weekdays = {day for day, number in cells if number == block.number}
        for span in block.spans:
            if weekdays and span[0] < MINUTES_PER_DAY:
                found.setdefault(span, set()).update(weekdays)
    return [(span, sorted(weekdays)) for span, weekdays in sorted(found.items())]


def first_day(weekday: int, from_on: date) -> date:
    """The first such weekday, that day itself included."""
    return from_on + timedelta(days=(weekday - from_on.weekday()) % 7)
