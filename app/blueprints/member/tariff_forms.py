"""What a member fills in about a tariff: seasons, percentages, times, and prices with or without VAT."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from app.blueprints.member.desk import text_of
from app.blueprints.member.listing_forms import euros_text, parse_cents, parse_count
from app.core.messages import Message, message
from app.core.money import divide_rounded
from app.services.listing.tariff_rules import Season
from app.web.asked_time import parse_day, parse_minute, until_minute

Choice = TypeVar("Choice", bound=StrEnum)
Errors = dict[str, list[Message]]
ALL_BPS = 10_000
WITHOUT_VAT = "without"
_PERCENTAGE = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]{1,2}))?\s*%?")
_DAY_OF_YEAR = re.compile(r"([0-9]{1,2})-([0-9]{1,2})")
_A_LEAP_YEAR = 2000
# What a form means by "on which days"; the last one is a choice of days.
DAY_GROUPS: dict[str, tuple[int, ...]] = {
    "all": (0, 1, 2, 3, 4, 5, 6),
    "mon_thu": (0, 1, 2, 3),
    "fri_sun": (4, 5, 6),
    "mon_fri": (0, 1, 2, 3, 4),
    "weekend": (5, 6),
}
CHOSEN_DAYS = "chosen"


def choices(kind: type[Choice], form: MultiDict[str, str], name: str) -> list[Choice]:
    """Those of several boxes that are ticked and known."""
    asked = set(form.getlist(name))
    return [member for member in kind if member.value in asked]


def read_days(form: MultiDict[str, str], *, when_empty: Sequence[int] = ()) -> list[int]:
    """The weekdays of a group, or those that are ticked one by one."""
    group = text_of(form, "days")
    if group in DAY_GROUPS:
        return list(DAY_GROUPS[group])
    ticked = [int(code) for code in form.getlist("weekdays") if code in set("0123456")]
    return ticked or list(when_empty)


def read_cents(
    form: MultiDict[str, str], name: str, errors: Errors, *, vat_bps: int = 0, optional: bool = False
) -> int | None:
    """A price with its VAT; typed without it when the form says so."""
    text = text_of(form, name)
    if not text and optional:
        return None
    cents = parse_cents(text)
    if cents is None:
        errors[name] = [message("Fill in a price in euros, such as 22,50.")]
        return None
    if text_of(form, "vat_mode") == WITHOUT_VAT:
        return divide_rounded(cents * (ALL_BPS + vat_bps), ALL_BPS)
    return cents


def read_count(form: MultiDict[str, str], name: str, errors: Errors) -> int | None:
    """A whole number that may be left out."""
    text = text_of(form, name)
    number = parse_count(text)
    if text and number is None:
        errors[name] = [message("Fill in a whole number.")]
    return number


def parse_bps(text: str) -> int | None:
    """`12,5` or `12.5%` as basis points; None when it is no percentage."""
    found = _PERCENTAGE.fullmatch(text.strip())
    return int(found.group(1)) * 100 + int((found.group(2) or "0").ljust(2, "0")) if found else None


def read_season(form: MultiDict[str, str], errors: Errors) -> Season | None:
    """`1-9` to `30-6`, both days within; nothing typed is no season."""
    first, last = text_of(form, "season_from"), text_of(form, "season_until")
    if not first and not last:
        return None
    from_day, last_day = _day_of_year(first), _day_of_year(last)
    for name, day in (("season_from", from_day), ("season_until", last_day)):
        if day is None:
            errors[name] = [message("Write a day and a month, such as 1-9.")]
    if from_day is None or last_day is None:
        return None
    after = last_day + timedelta(days=1)
    season = Season(_number(from_day), _number(after))
    if season.from_day == season.until_day:
        errors["season_until"] = [message("That is the whole year: leave both empty.")]
    return season


def season_texts(season_from: int | None, season_until: int | None) -> dict[str, str]:
    """As the form shows a season: its first and its last day."""
    if season_from is None or season_until is None:
        return {}
    last = date(_A_LEAP_YEAR, season_until // 100, season_until % 100) - timedelta(days=1)
    return {"season_from": f"{season_from % 100}-{season_from // 100}", "season_until": f"{last.day}-{last.month}"}


def _day_of_year(text: str) -> date | None:
    found = _DAY_OF_YEAR.fullmatch(text)
    if found is None:
        return None
    try:
        return date(_A_LEAP_YEAR, int(found.group(2)), int(found.group(1)))
    except ValueError:
        return None


def _number(day: date) -> int:
    return day.month * 100 + day.day


def read_minutes(form: MultiDict[str, str], errors: Errors) -> tuple[int, int] | None:
    """Between which times of the day; nothing typed is all day."""
    first, last = text_of(form, "from_time"), text_of(form, "until_time")
    if not first and not last:
        return None
    start, end = parse_minute(first), parse_minute(last)
    if start is None:
        errors["from_time"] = [message("Fill in a time, such as 19.00.")]
    if end is None:
        errors["until_time"] = [message("Fill in a time, such as 22.00.")]
    if start is None or end is None:
        return None
    end = until_minute(start, end)
    if end <= start:
        errors["until_time"] = [message("The end lies after the start.")]
    return start, end


def read_last_day(form: MultiDict[str, str], name: str, errors: Errors) -> date | None:
    """The day after the last one on which something holds; nothing typed: until further notice."""
    text = text_of(form, name)
    if not text:
        return None
    day = parse_day(text)
    if day is None:
        errors[name] = [message("Choose a day.")]
        return None
    return day + timedelta(days=1)


def euros(cents: int | None) -> str:
    """`22,50`, for a field."""
    return "" if cents is None else euros_text(cents)
