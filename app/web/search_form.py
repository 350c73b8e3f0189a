"""What the search form carries: kept as typed, so that nothing is lost when something is wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from werkzeug.datastructures import MultiDict

from app.core.messages import Message, message
from app.core.paging import page_number
from app.core.time_ranges import MINUTES_PER_DAY
from app.models.listing import LayoutKind, Purpose, RoomType
from app.models.pricing import HirerCategory
from app.services.listing.words import AMENITIES
from app.services.search.query import (
    DEFAULT_RADIUS_KM,
    Activity,
    Box,
    SearchQuery,
    SlotWish,
    Sort,
    WeeklyWish,
)
from app.web.asked_time import parse_day, parse_minute, until_minute
from app.web.price_lines import WITHOUT_VAT
from app.web.search_address import (
    ACCESSIBILITY,
    ALL_WEEKDAYS,
    CATEGORIES,
    PART_MINUTES,
    SLOT_LASTS,
    SLOT_MINUTES,
    WEEKLY_CONFLICTS,
    WEEKLY_TIMES,
    Mode,
    Part,
)

# Longer than any rule allows, so that the rule can say so; short enough to put back on the page.
_LONGEST_KEPT = 500
_MOST_DIGITS = 6
_MOST_VALUES = 50
_DEGREES = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{1,8})?")
_TEXTS = (
    *(
        "q",
        "activity",
        "near",
        "at",
        "radius_km",
        "box",
        "region",
        "persons",
        "layout",
        "purpose",
        "mode",
        "date",
        "from",
    ),
    *("until", "last", "part", "minutes", "times", "misses", "max_price", "category", "sort"),
)
NOT_A_TIME = message("This is not a time. Write it as 19:30.")
NOT_A_DAY = message("This is not a day. Write it as 2026-12-15.")

_Choice = TypeVar("_Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class SearchForm:
    """The texts as they came, what they mean, and what could not be read."""

    texts: Mapping[str, str]
    query: SearchQuery
    errors: Mapping[str, list[Message]]
    mode: Mode
    weekdays: frozenset[int]
    without_vat: bool


class _Reader:
    """Reads field by field and remembers what is wrong."""

    def __init__(self, values: MultiDict[str, str]) -> None:
        self._values = values
        self.errors: dict[str, list[Message]] = {}

    def text(self, name: str) -> str:
        return self._values.get(name, "").replace("\x00", "").strip()[:_LONGEST_KEPT]

    def number(self, name: str, told: Message) -> int | None:
        text = self.text(name)
        if not text:
            return None
        if not text.isascii() or not text.isdecimal() or len(text) > _MOST_DIGITS:
            self.errors[name] = [told]
            return None
        return int(text)

    def choice(self, name: str, kind: type[_Choice]) -> _Choice | None:
        text = self.text(name)
        if not text:
            return None
        if text not in set(kind):
            self.errors[name] = [message("Choose from the list.")]
            return None
        return kind(text)

    def choices(self, name: str, known: set[str]) -> list[str]:
        chosen = [value for value in self._values.getlist(name)[:_MOST_VALUES] if value]
        if not set(chosen) <= known:
            self.errors[name] = [message("Choose from the list.")]
        return [value for value in chosen if value in known]

    def category(self) -> HirerCategory:
        category = self.choice("category", HirerCategory) or HirerCategory.PRIVATE
        if category not in CATEGORIES:
            self.errors["category"] = [message("Choose from the list.")]
        return category if category in CATEGORIES else HirerCategory.PRIVATE

    def parsed(self, name: str, parse: Any, told: Message) -> Any:  # noqa: ANN401 - a day or a minute
        text = self.text(name)
        value = parse(text) if text else None
        if text and value is None:
            self.errors[name] = [told]
        return value

    def degrees(self, name: str, count: int, told: Message) -> tuple[float, ...] | None:
        text = self.text(name)
        parts = [part.strip() for part in text.split(",")]
        if not text:
            return None
        if len(parts) != count or not all(_DEGREES.fullmatch(part) for part in parts):
            self.errors[name] = [told]
            return None
        return tuple(float(part) for part in parts)


def read_search_form(values: MultiDict[str, str], *, today: date) -> SearchForm:
    """From the address. Without a mode it is about one moment, as addresses of old are."""
    reader = _Reader(values)
    mode = reader.choice("mode", Mode) or Mode.MOMENT
    weekdays = frozenset(int(day) for day in reader.choices("weekday", {str(day) for day in ALL_WEEKDAYS}))
    price = reader.number("max_price", message("Give a price in whole euros."))
    query = SearchQuery(
        text=reader.text("q"),
        **_where(reader),
        **_when(reader, mode, weekdays, today),
        persons=reader.number("persons", message("Give the number of people as a number.")),
        layout=reader.choice("layout", LayoutKind),
        types=frozenset(RoomType(value) for value in reader.choices("type", set(RoomType))),
        activity=reader.choice("activity", Activity),
        purpose=reader.choice("purpose", Purpose),
        amenities=frozenset(reader.choices("amenity", set(AMENITIES))),
        accessibility=frozenset(reader.choices("access", set(ACCESSIBILITY))),
        instant_only=reader.text("instant") == "1",
        category=reader.category(),
        max_price_cents=None if price is None else price * 100,
        sort=reader.choice("sort", Sort) or Sort.FREE,
        page=page_number(values.get("page")),
    )
    texts = {name: reader.text(name) for name in _TEXTS}
    return SearchForm(texts, query, reader.errors, mode, weekdays or ALL_WEEKDAYS, reader.text("vat") == WITHOUT_VAT)


def _where(reader: _Reader) -> dict[str, Any]:
    """What somebody types goes before where they are, and where they are before what a map shows."""
    radius = reader.number("radius_km", message("Give a distance in whole kilometres."))
    near = reader.text("near")
    position = reader.degrees("at", 2, message("This is no position. Type a place instead."))
    box = reader.degrees("box", 4, message("This part of the map cannot be read. Move the map and try again."))
    return {
        "near": near,
        "radius_km": DEFAULT_RADIUS_KM if radius is None else radius,
        # A kilometre is near enough to search by, and says less about where somebody lives.
        "position": (round(position[0], 2), round(position[1], 2)) if position and not near else None,
        "box": _box(box) if box and not near and not position else None,
        "region": reader.text("region"),
    }


def _box(corners: tuple[float, ...]) -> Box:
    south, west, north, east = corners
    return south, west, north, east


def _when(reader: _Reader, mode: Mode, weekdays: frozenset[int], today: date) -> dict[str, Any]:
    day = reader.parsed("date", parse_day, NOT_A_DAY)
    start = reader.parsed("from", parse_minute, NOT_A_TIME)
    end = reader.parsed("until", parse_minute, NOT_A_TIME)
    end = end if start is None or end is None else until_minute(start, end)
    if mode is Mode.BLOCK:
        return {"slot": _slot(reader, weekdays, day or today, (start, end))}
    times: dict[str, Any] = {"day": day, "start_minute": start, "end_minute": end}
    if mode is Mode.MOMENT:
        return times
    count = reader.number("times", message("Give the number of times as a number."))
    misses = reader.number("misses", message("Give the number of times as a number."))
    for name, told in _missing_for_weeks(times).items():
        reader.errors.setdefault(name, [told])
    wish = WeeklyWish(
        first_on=day or today,
        count=WEEKLY_TIMES if count is None else count,
        most_conflicts=WEEKLY_CONFLICTS if misses is None else misses,
    )
    return {"weekly": wish, "start_minute": start, "end_minute": end}


def _missing_for_weeks(times: Mapping[str, Any]) -> dict[str, Message]:
    told = {
        "date": (times["day"], message("Choose a day as well.")),
        "from": (times["start_minute"], message("Say from when.")),
        "until": (times["end_minute"], message("Say until when.")),
    }
    return {name: words for name, (value, words) in told.items() if value is None}


def _slot(reader: _Reader, weekdays: frozenset[int], first: date, own: tuple[int | None, int | None]) -> SlotWish:
    part = reader.choice("part", Part)
    minutes = PART_MINUTES[part or Part.ALL]
    if part is None:
        minutes = (own[0] or minutes[0], MINUTES_PER_DAY if own[1] is None else own[1])
    length = reader.number("minutes", message("Choose from the list."))
    last = reader.parsed("last", parse_day, NOT_A_DAY)
    return SlotWish(
        duration_minutes=SLOT_MINUTES if length is None else length,
        weekdays=weekdays or ALL_WEEKDAYS,
        from_minute=minutes[0],
        until_minute=minutes[1],
        from_on=first,
        until_on=last or first + SLOT_LASTS,
    )
