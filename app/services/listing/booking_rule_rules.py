"""What may be asked of a booking: the limits of each value, and what contradicts what. Pure."""

from collections.abc import Mapping
from datetime import date, timedelta

from app.core.messages import Message, message

Errors = dict[str, list[Message]]
Values = Mapping[str, int | None]

GRIDS = (15, 30, 60)
LIMITS: Mapping[str, tuple[int, int]] = {
    "min_duration_minutes": (15, 1440),
    "max_duration_minutes": (15, 1440),
    "notice_minutes": (0, 90 * 1440),
    "horizon_days": (1, 730),
    "buffer_before_minutes": (0, 240),
    "buffer_after_minutes": (0, 240),
    "notice_in_caretaker_hours": (0, 1),
    "buffers_shared": (0, 1),
}
FARTHEST = timedelta(days=3 * 365)


def check_values(values: Values) -> Errors:
    """What is wrong, per field. None says nothing and is never wrong."""
    errors: Errors = {}
    if values.get("start_grid_minutes") not in {None, *GRIDS}:
        errors["start_grid_minutes"] = [message("Choose how times go.")]
    for field, (least, most) in LIMITS.items():
        value = values.get(field)
        if value is not None and not least <= value <= most:
            errors[field] = [message("Fill in a whole number from %(least)s to %(most)s.", least=least, most=most)]
    shortest, longest = values.get("min_duration_minutes"), values.get("max_duration_minutes")
    if not errors and shortest is not None and longest is not None and shortest > longest:
        errors["max_duration_minutes"] = [message("The longest time is shorter than the shortest.")]
    return errors


def check_period(valid_from: date | None, last_on: date | None, *, today: date) -> Errors:
    """What is wrong with the days in which something holds (`last_on` is the last of them; None: for good)."""
    errors: Errors = {}
    if valid_from is None or valid_from > today + FARTHEST:
        errors["valid_from"] = [message("Choose the day from which this holds.")]
    elif valid_from < today:
        errors["valid_from"] = [message("It can begin today at the earliest.")]
    elif last_on is not None and last_on < valid_from:
        errors["last_on"] = [message("The last day lies before the first.")]
    elif last_on is not None and last_on > valid_from + FARTHEST:
        errors["last_on"] = [message("Choose days from today on, at most three years ahead.")]
    return errors
