"""What the search form carries: kept as typed, so that nothing is lost when something is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from werkzeug.datastructures import MultiDict

from app.core.messages import Message, message
from app.core.paging import page_number
from app.models.listing import RoomType
from app.services.listing.words import AMENITIES
from app.services.search.query import DEFAULT_RADIUS_KM, Activity, SearchQuery, Sort
from app.web.asked_time import clock_text, parse_day, parse_minute, until_minute

MAX_PRICE_CHOICES_EUR = (25, 50, 75, 100, 150, 250, 500)
# Longer than any rule allows, so that the rule can say so; short enough to put back on the page.
_LONGEST_KEPT = 500
_MOST_DIGITS = 6
_MOST_VALUES = 50

_Choice = TypeVar("_Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class SearchForm:
    """The texts as they came, what they mean, and what could not be read."""

    texts: Mapping[str, str]
    query: SearchQuery
    errors: Mapping[str, list[Message]]


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

    def parsed(self, name: str, parse: Any, told: Message) -> Any:  # noqa: ANN401 - a day or a minute
        text = self.text(name)
        value = parse(text) if text else None
        if text and value is None:
            self.errors[name] = [told]
        return value


def read_search_form(values: MultiDict[str, str]) -> SearchForm:
    """From the address."""
    reader = _Reader(values)
    start = reader.parsed("from", parse_minute, message("This is not a time. Write it as 19:30."))
    end = reader.parsed("until", parse_minute, message("This is not a time. Write it as 19:30."))
    radius = reader.number("radius_km", message("Give a distance in whole kilometres."))
    price = reader.number("max_price", message("Give a price in whole euros."))
    query = SearchQuery(
        near=reader.text("near"),
        radius_km=DEFAULT_RADIUS_KM if radius is None else radius,
        day=reader.parsed("date", parse_day, message("This is not a day. Write it as 2026-12-15.")),
        start_minute=start,
        end_minute=end if start is None or end is None else until_minute(start, end),
        persons=reader.number("persons", message("Give the number of people as a number.")),
        types=frozenset(RoomType(value) for value in reader.choices("type", set(RoomType))),
        activity=reader.choice("activity", Activity),
        amenities=frozenset(reader.choices("amenity", set(AMENITIES))),
        instant_only=reader.text("instant") == "1",
        max_price_cents=None if price is None else price * 100,
        sort=reader.choice("sort", Sort) or Sort.FREE,
        page=page_number(values.get("page")),
    )
    names = ("near", "radius_km", "date", "from", "until", "persons", "activity", "max_price", "sort")
    return SearchForm({name: reader.text(name) for name in names}, query, reader.errors)


def address_of(query: SearchQuery) -> dict[str, Any]:
    """The values in the address that mean this question; what is usual is left out."""
    values: dict[str, Any] = {
        "activity": query.activity.value if query.activity else "",
        "near": query.near,
        "radius_km": query.radius_km if query.near and query.radius_km != DEFAULT_RADIUS_KM else "",
        "persons": "" if query.persons is None else query.persons,
        "date": query.day.isoformat() if query.day else "",
        "from": "" if query.start_minute is None else clock_text(query.start_minute),
        "until": "" if query.end_minute is None else clock_text(query.end_minute),
        "type": sorted(query.types),
        "amenity": [code for code in AMENITIES if code in query.amenities],
        "instant": "1" if query.instant_only else "",
        "max_price": "" if query.max_price_cents is None else query.max_price_cents // 100,
        "sort": "" if query.sort is Sort.FREE else query.sort.value,
        "page": query.page if query.page > 1 else "",
    }
    return {name: value for name, value in values.items() if value not in ("", [])}
