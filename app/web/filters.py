"""How figures, days and times are written for a reader (Dutch practice: 19.00-22.00 uur, € 1.234,50)."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_currency
from flask import Flask
from flask_babel import gettext

from app.core.clock import AMSTERDAM
from app.core.time_ranges import MINUTES_PER_DAY
from app.web.i18n import current_locale

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"


# A list says the same few prices and days over and over, and finding out how a language writes them takes long.
@lru_cache(maxsize=8192)
def _money_in(cents: int, locale: str) -> str:
    text = str(format_currency(abs(cents) / 100, "EUR", locale=locale)).replace(" ", NO_BREAK_SPACE)
    return f"{MINUS}{text}" if cents < 0 else text


@lru_cache(maxsize=4096)
def _day_in(day: date, pattern: str, locale: str) -> str:
    return str(format_date(day, pattern, locale=locale))


def money(cents: int) -> str:
    """`€ 69,00`, with a space that does not break and a true minus before the sign."""
    return _money_in(cents, current_locale())


def percentage(bps: int) -> str:
    """`12,5%` from 1250."""
    whole, rest = divmod(bps, 100)
    if not rest:
        return f"{whole}%"
    mark = "," if current_locale() == "nl" else "."
    return f"{whole}{mark}{rest:02d}".rstrip("0") + "%"


def long_day(day: date | datetime, zone: ZoneInfo = AMSTERDAM) -> str:
    """`dinsdag 15 december 2026`."""
    return _day_in(_local_day(day, zone), "EEEE d MMMM y", current_locale())


def day_month(day: date | datetime, zone: ZoneInfo = AMSTERDAM) -> str:
    """`dinsdag 15 december`, where the year is clear."""
    return _day_in(_local_day(day, zone), "EEEE d MMMM", current_locale())


def short_day(day: date | datetime, zone: ZoneInfo = AMSTERDAM) -> str:
    """`24-11-2026`, in tables."""
    return _local_day(day, zone).strftime("%d-%m-%Y")


def weekday_short(day: date) -> str:
    """`di 15 dec`."""
    return _day_in(_local_day(day, AMSTERDAM), "EEEEEE d MMM", current_locale()).replace(".", "")


def clock_time(moment: datetime, zone: ZoneInfo = AMSTERDAM) -> str:
    """`19.00` in Dutch, `19:00` in English."""
    local = moment.astimezone(zone)
    return _clock(local.hour, local.minute, current_locale())


def minute_time(minute: int) -> str:
    """The same from minutes after midnight; after 1440 it is the clock of the next day."""
    return minute_time_in(minute, current_locale())


# Every quarter of an hour in two languages, and then some.
@lru_cache(maxsize=512)
def minute_time_in(minute: int, locale: str) -> str:
    """As `minute_time`, for who has asked for the language already."""
    hour, rest = divmod(minute % MINUTES_PER_DAY, 60)
    if minute and minute % MINUTES_PER_DAY == 0:
        hour = 24
    return _clock(hour, rest, locale)


def _clock(hour: int, minute: int, locale: str) -> str:
    mark = "." if locale == "nl" else ":"
    return f"{hour}{mark}{minute:02d}"


def time_span(starts_at: datetime, ends_at: datetime, zone: ZoneInfo = AMSTERDAM) -> str:
    """`19.00–22.00 uur`."""
    return str(gettext("%(start)s–%(end)s", start=clock_time(starts_at, zone), end=clock_time(ends_at, zone)))


def distance(km: float) -> str:
    """`1,2 km`."""
    text = f"{km:.1f}" if km < 10 else f"{km:.0f}"  # noqa: PLR2004 - a tenth says nothing beyond ten
    return (text.replace(".", ",") if current_locale() == "nl" else text) + f"{NO_BREAK_SPACE}km"


def duration(minutes: int) -> str:
    """`2 uur`, `1,5 uur`, `45 minuten`."""
    if minutes < 60:  # noqa: PLR2004 - an hour
        return str(gettext("%(count)s minutes", count=minutes))
    hours = f"{minutes / 60:.2f}".rstrip("0").rstrip(".")
    return str(gettext("%(count)s hours", count=hours.replace(".", ",") if current_locale() == "nl" else hours))


# Area codes of three digits; all others have four.
_SHORT_AREAS = frozenset(
    [
        "010",
        "013",
        "015",
        "020",
        "023",
        "024",
        "026",
        "030",
        "033",
        "035",
        "036",
        "038",
        "040",
        "043",
        "045",
        "046",
        "050",
        "053",
        "055",
        "058",
        "070",
        "071",
        "072",
        "073",
        "074",
        "075",
        "076",
        "077",
        "078",
        "079",
        "085",
        "088",
    ]
)


def phone(number: str) -> str:
    """`030-1234567` and `06-12345678` from `+31301234567`; a foreign or odd number stays as it is."""
    if not number.startswith("+31") or not number[3:].isdecimal() or len(number) != 12:  # noqa: PLR2004 - +31 and nine
        return number
    national = f"0{number[3:]}"
    size = 2 if national.startswith("06") else 3 if national[:3] in _SHORT_AREAS else 4
    return f"{national[:size]}-{national[size:]}"


def _local_day(day: date | datetime, zone: ZoneInfo) -> date:
    return day.astimezone(zone).date() if isinstance(day, datetime) else day


def init_filters(app: Flask) -> None:
    """Make them available to every template."""
    for function in (
        money,
        percentage,
        long_day,
        day_month,
        short_day,
        weekday_short,
        clock_time,
        minute_time,
        time_span,
        distance,
        duration,
        phone,
    ):
        app.jinja_env.filters[function.__name__] = function
