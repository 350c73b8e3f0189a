"""What a cell says: a weekday, a date, a time of the day. People write these in many ways.

Each function gives None where the cell does not say it.
"""

import re
from datetime import date, datetime, time, timedelta

from openpyxl.utils.datetime import from_excel

from app.integrations.documents.tables import Cell

MINUTES_PER_DAY = 1440
_WEEKDAYS = (
    ("maandag", "monday"),
    ("dinsdag", "tuesday"),
    ("woensdag", "wednesday"),
    ("donderdag", "thursday"),
    ("vrijdag", "friday"),
    ("zaterdag", "saturday"),
    ("zondag", "sunday"),
)
_SHORT = {"ma": 0, "di": 1, "wo": 2, "do": 3, "vr": 4, "za": 5, "zo": 6} | {
    "mo": 0, "mon": 0, "tu": 1, "tue": 1, "tues": 1, "we": 2, "wed": 2, "th": 3, "thu": 3, "thur": 3, "thurs": 3,
    "fr": 4, "fri": 4, "sa": 5, "sat": 5, "su": 6, "sun": 6,
    "maa": 0, "din": 1, "woe": 2, "don": 3, "vri": 4, "zat": 5, "zon": 6,
}  # fmt: skip
_BY_NAME = {name: number for number, names in enumerate(_WEEKDAYS) for name in names} | _SHORT
_MONTHS = {
    "jan": 1, "feb": 2, "mrt": 3, "maa": 3, "mar": 3, "apr": 4, "mei": 5, "may": 5, "jun": 6, "jul": 7, "aug": 8,
    "sep": 9, "okt": 10, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_TIME = re.compile(r"(\d{1,2})(?:[:.,hu](\d{2}))?(?::\d{2})?(?:u(?:ur)?|h)?", re.ASCII)
_COMPACT = re.compile(r"(\d{1,2})(\d{2})(?:u(?:ur)?)?", re.ASCII)
_SPAN = re.compile(r"\s*(?:-|–|—|t/m|tot|to|until)\s*")
_NUMERIC_DATE = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})", re.ASCII)
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ]\d.*)?", re.ASCII)
_NAMED_DATE = re.compile(r"(\d{1,2})[- ]([a-z]{3,9})\.?[- ](\d{4}|\d{2})", re.ASCII)
_CENTURY = 2000
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 73_050  # 2000 up to and including 2099, as Excel counts days
_LATEST_CLOCK = 24


def weekdays_of(cell: Cell) -> tuple[int, ...] | None:
    """`dinsdag`, `di`, `Tuesday`, `ma en wo`, `ma t/m vr`; a date gives its own weekday. 0 is Monday."""
    if isinstance(cell.value, datetime | date):
        return (cell.value.weekday(),)
    if not isinstance(cell.value, str):
        return None
    found: list[int] = []
    for piece in re.split(r"\s*(?:,|;|/(?!m)|\+|&|\ben\b|\band\b)\s*", cell.value.casefold()):
        ends = [_BY_NAME.get(_singular(name)) for name in re.split(r"\s*(?:-|–|t/m|tot en met|through)\s*", piece)]
        if not ends or None in ends or len(ends) > 2:  # noqa: PLR2004 - a first and a last
            return None
        first, last = ends[0] or 0, ends[-1] or 0
        found += [(first + step) % 7 for step in range((last - first) % 7 + 1)]
    return tuple(sorted(set(found)))


def _singular(name: str) -> str:
    plain = name.strip().strip(".")
    return plain[:-1] if plain.endswith("s") and plain[:-1] in _BY_NAME and len(plain) > len("tues") else plain


def date_of(cell: Cell) -> date | None:
    """`15-12-2026`, `2026-12-15`, `di 15 december 2026`, a date of Excel, or the number that Excel keeps for one."""
    value = cell.value
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, float):
        return _from_serial(value)
    return _date_in(value) if isinstance(value, str) else None


def _from_serial(value: float) -> date | None:
    if not _FIRST_SERIAL <= value < _LAST_SERIAL:
        return None
    converted = from_excel(int(value))
    return converted.date() if isinstance(converted, datetime) else None


def _date_in(text: str) -> date | None:
    plain = text.strip().casefold()
    head, _, rest = plain.partition(" ")
    if rest and _singular(head.strip(",")) in _BY_NAME:
        plain = rest.strip()
    for pattern, order in ((_ISO_DATE, (0, 1, 2)), (_NUMERIC_DATE, (2, 1, 0)), (_NAMED_DATE, (2, 1, 0))):
        match = pattern.fullmatch(plain)
        if match:
            year, month, day = (match.groups()[at] for at in order)
            return _date(int(year), int(month) if month.isdigit() else _MONTHS.get(month[:3], 0), int(day))
    return _from_serial(float(plain)) if plain.isdecimal() and plain.isascii() and len(plain) == len("36526") else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year if year > 99 else year + _CENTURY, month, day)  # noqa: PLR2004 - two figures
    except ValueError:
        return None


def minute_of(cell: Cell) -> int | None:
    """`19.30`, `19:30`, `19u30`, `19`, `1930`, `24:00`, a time of Excel, or the part of a day that Excel keeps for one."""
    value = cell.value
    if isinstance(value, datetime):
        return _minute_of_datetime(value)
    if isinstance(value, time):
        return value.hour * 60 + value.minute + round(value.second / 60)
    if isinstance(value, timedelta):
        return _within_a_day(round(value.total_seconds() / 60))
    if isinstance(value, float):
        return _minute_of_number(value)
    return _minute_in(value) if isinstance(value, str) else None


def _minute_of_datetime(value: datetime) -> int:
    """Excel's 24:00 is the midnight that begins its day 1."""
    if value.year <= 1900 and value.hour == value.minute == 0 and value.date() > date(1899, 12, 30):  # noqa: PLR2004
        return MINUTES_PER_DAY
    return value.hour * 60 + value.minute


def _minute_of_number(value: float) -> int | None:
    """Up to 1 it is a part of the day, as Excel counts. 19.3 is half past seven written with a point."""
    if 0 <= value <= 1:
        return round(value * MINUTES_PER_DAY)
    if value <= _LATEST_CLOCK:
        hours, minutes = divmod(round(value * 100), 100)
        return _clock(hours, minutes)
    if value == int(value) and value <= _LATEST_CLOCK * 100:
        return _clock(*divmod(int(value), 100))
    if _FIRST_SERIAL <= value < _LAST_SERIAL:
        return round((value % 1) * MINUTES_PER_DAY)
    return None


def _minute_in(text: str) -> int | None:
    plain = re.sub(r"\s+", "", text.casefold())
    for pattern in (_TIME, _COMPACT):
        match = pattern.fullmatch(plain)
        if match:
            return _clock(int(match.group(1)), int(match.group(2) or 0))
    if re.fullmatch(r"[01]?[.,]\d{3,}", plain, re.ASCII):
        return _minute_of_number(float("0" + plain.lstrip("0").replace(",", ".")))
    return None


def _clock(hours: int, minutes: int) -> int | None:
    return _within_a_day(hours * 60 + minutes) if minutes < 60 else None  # noqa: PLR2004 - minutes in an hour


def _within_a_day(minute: int) -> int | None:
    return minute if 0 <= minute <= MINUTES_PER_DAY else None


def minutes_of(cell: Cell) -> tuple[int, int] | None:
    """`19.30-21.00` in one cell."""
    if not isinstance(cell.value, str):
        return None
    ends = [_minute_in(piece) for piece in _SPAN.split(cell.value.strip().casefold())]
    if len(ends) != 2 or ends[0] is None or ends[1] is None:  # noqa: PLR2004 - a start and an end
        return None
    return ends[0], ends[1]


def is_time(cell: Cell) -> bool:
    """Whether it says a time of the day rather than a day."""
    if isinstance(cell.value, datetime) and cell.value.year > 1900:  # noqa: PLR2004 - a day, with or without a time
        return False
    return minute_of(cell) is not None and not (isinstance(cell.value, float) and cell.value > _LATEST_CLOCK * 100)
