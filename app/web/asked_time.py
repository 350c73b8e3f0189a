"""A day and two clock times, as an address or a form carries them: `date=2027-01-12&from=19:00&until=22:00`."""

import re
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from app.core.messages import Message, message
from app.core.time_ranges import MINUTES_PER_DAY, NIGHT_MINUTES, TimeRange, at_minute, minute_of_day

_DAY = re.compile(r"2[01][0-9]{2}-[0-9]{2}-[0-9]{2}")
_CLOCK = re.compile(r"([01]?[0-9]|2[0-4])[:.]([0-5][0-9])")


def parse_day(text: str) -> date | None:
    """`2027-01-12`, else None. Years that no calendar of ours reaches are no days either."""
    if _DAY.fullmatch(text) is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def parse_minute(text: str) -> int | None:
    """`19:00` or `19.00` as minutes after midnight (`24:00` is the end of the day), else None."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        return None
    minute = int(found.group(1)) * 60 + int(found.group(2))
    return minute if minute <= MINUTES_PER_DAY else None


def until_minute(start_minute: int, end_minute: int) -> int:
    """The end, past 1440 when it lies in the night after the start; any later end before the start is a mistake."""
    if end_minute <= start_minute and end_minute <= NIGHT_MINUTES:
        return end_minute + MINUTES_PER_DAY
    return end_minute


def clock_text(minute: int) -> str:
    """`19:00`, for a time field; past midnight it is the clock of the night."""
    hour, rest = divmod(minute % MINUTES_PER_DAY, 60)
    return f"{hour:02d}:{rest:02d}"


@dataclass(frozen=True, slots=True)
class AskedTime:
    """What was asked: the texts as they came, and the time they mean or what is wrong with them."""

    day: str
    start: str
    end: str
    span: TimeRange | None
    errors: dict[str, list[Message]]


def read_asked_time(day: str, start: str, end: str, zone: ZoneInfo) -> AskedTime:
    """Make sense of the three texts; problems are told at the fields `date`, `from` and `until`."""
    errors: dict[str, list[Message]] = {}
    on, opens, closes = parse_day(day), parse_minute(start), parse_minute(end)
    if on is None:
        errors["date"] = [message("Choose a day.")]
    if opens is None:
        errors["from"] = [message("Say from when, such as 19:00.")]
    if closes is None:
        errors["until"] = [message("Say until when, such as 22:00.")]
    if on is None or opens is None or closes is None:
        return AskedTime(day, start, end, None, errors)
    starts_at, ends_at = at_minute(on, opens, zone), at_minute(on, until_minute(opens, closes), zone)
    if ends_at <= starts_at:
        errors["until"] = [message("The end lies after the start.")]
        return AskedTime(day, start, end, None, errors)
    return AskedTime(day, start, end, TimeRange(starts_at, ends_at), errors)


def time_arguments(span: TimeRange, zone: ZoneInfo) -> dict[str, str]:
    """The address arguments that mean this time."""
    day = span.starts_at.astimezone(zone).date()
    return {
        "date": day.isoformat(),
        "from": clock_text(minute_of_day(span.starts_at, day, zone)),
        "until": clock_text(minute_of_day(span.ends_at, day, zone)),
    }
