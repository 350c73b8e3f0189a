"""What opening hours, exceptions, day parts and prices must be. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from app.core.messages import Message, message

Errors = dict[str, list[Message]]
Minutes = tuple[int, int]

MAX_NAME = 120
MAX_PRICE_CENTS = 2_000_000
LATEST_MINUTE = 2160
FARTHEST = timedelta(days=3 * 365)


@dataclass(frozen=True, slots=True)
class PartDraft:
    """A named block of the day as filled in."""

    id: str
    name: str
    starts_minute: int | None
    ends_minute: int | None


def check_week(week: Mapping[int, Sequence[Minutes]]) -> Errors:
    """What is wrong with weekly openings: per weekday, `day-0` for Monday."""
    errors: Errors = {}
    for weekday, spans in week.items():
        ordered = sorted(spans)
        if any(not 0 <= start < end <= LATEST_MINUTE for start, end in ordered):
            errors[f"day-{weekday}"] = [
                message("Closing time lies after opening time; past midnight until 6.00 at most.")
            ]
        elif any(first[1] > second[0] for first, second in pairwise(ordered)):
            errors[f"day-{weekday}"] = [message("These times overlap.")]
    return errors


def check_exception(from_on: date | None, until_on: date | None, hours: Minutes | None, *, today: date) -> Errors:
    """What is wrong with days that differ (`until_on` is the last of them)."""
    errors: Errors = {}
    if from_on is None:
        errors["from_on"] = [message("Choose the first day.")]
    if until_on is None:
        errors["until_on"] = [message("Choose the last day.")]
    if from_on is not None and until_on is not None:
        if until_on < from_on:
            errors["until_on"] = [message("The last day lies before the first.")]
        elif until_on < today or until_on > today + FARTHEST:
            errors["until_on"] = [message("Choose days from today on, at most three years ahead.")]
    if hours is not None and not 0 <= hours[0] < hours[1] <= LATEST_MINUTE:
        errors["closes"] = [message("Closing time lies after opening time; past midnight until 6.00 at most.")]
    return errors


def check_day_parts(parts: Sequence[PartDraft]) -> Errors:
    """What is wrong with named blocks of the day, per row (`part-0`)."""
    errors: Errors = {}
    seen: set[str] = set()
    for index, part in enumerate(parts):
        starts, ends = part.starts_minute, part.ends_minute
        if not part.name or len(part.name) > MAX_NAME:
            errors[f"part-{index}"] = [message("Give this part of the day a name.")]
        elif part.name.casefold() in seen:
            errors[f"part-{index}"] = [message("This name stands here twice.")]
        elif starts is None or ends is None or not 0 <= starts < ends <= LATEST_MINUTE:
            errors[f"part-{index}"] = [message("Fill in from when until when; the end lies after the start.")]
        seen.add(part.name.casefold())
    return errors


def check_rate(
    *,
    price_cents: int | None,
    weekdays: Sequence[int],
    from_on: date | None,
    needs_part: bool,
    today: date,
    may_be_free: bool = False,
) -> Errors:
    """What is wrong with a price. `needs_part`: a price per day part without a day part. `may_be_free`: nil is a price."""
    errors: Errors = {}
    if needs_part:
        errors["day_part"] = [message("Choose the part of the day that this is the price of.")]
    if price_cents is None or not (0 if may_be_free else 1) <= price_cents <= MAX_PRICE_CENTS:
        errors["price"] = [message("Fill in a price in euros, such as 22,50.")]
    if not weekdays:
        errors["weekdays"] = [message("Choose at least one day.")]
    if from_on is None or from_on > today + FARTHEST:
        errors["from_on"] = [message("Choose the day from which this price holds.")]
    elif from_on < today:
        errors["from_on"] = [message("A price can begin today at the earliest.")]
    return errors
