"""From a question to its one address: everything usual is left out, the same question always reads the same."""

from datetime import timedelta
from enum import StrEnum
from typing import Any

from app.core import clock
from app.core.time_ranges import MINUTES_PER_DAY
from app.models.pricing import HirerCategory
from app.services.listing.words import AMENITIES
from app.services.search.query import DEFAULT_RADIUS_KM, SearchQuery, Sort
from app.web.asked_time import clock_text

SLOT_MINUTES = 120
SLOT_LASTS = timedelta(days=27)
WEEKLY_TIMES = 10
WEEKLY_CONFLICTS = 2
ALL_WEEKDAYS = frozenset(range(7))
HOUR = 60

# Who one may say to be when one searches; the others are given by a member, not declared.
CATEGORIES = (
    HirerCategory.PRIVATE,
    HirerCategory.AMATEUR,
    HirerCategory.NON_PROFIT,
    HirerCategory.COMMERCIAL,
    HirerCategory.MEMBER,
)

# Needs that are no luxury: asked apart from what one would like to have.
ACCESSIBILITY = ("wheelchair_accessible", "accessible_toilet", "lift", "hearing_loop", "low_stimulus")


class Mode(StrEnum):
    """The three ways to say when."""

    MOMENT = "moment"
    BLOCK = "block"
    WEEKLY = "weekly"


class Part(StrEnum):
    """The part of the day in which a free block may lie."""

    ALL = "all"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


PART_MINUTES: dict[Part, tuple[int, int]] = {
    Part.ALL: (0, MINUTES_PER_DAY),
    Part.MORNING: (8 * HOUR, 13 * HOUR),
    Part.AFTERNOON: (12 * HOUR, 18 * HOUR),
    Part.EVENING: (18 * HOUR, MINUTES_PER_DAY),
}


def address_of(query: SearchQuery) -> dict[str, Any]:
    """The values in the address that mean this question, in one order; what is usual is left out."""
    values: dict[str, Any] = {
        "q": query.text,
        "activity": query.activity.value if query.activity else "",
        "purpose": query.purpose.value if query.purpose else "",
        **_where(query),
        "persons": "" if query.persons is None else query.persons,
        "layout": query.layout.value if query.layout else "",
        **_when(query),
        "type": sorted(query.types),
        "amenity": [code for code in AMENITIES if code in query.amenities],
        "access": [code for code in ACCESSIBILITY if code in query.accessibility],
        "instant": "1" if query.instant_only else "",
        "category": "" if query.category is HirerCategory.PRIVATE else query.category.value,
        "max_price": "" if query.max_price_cents is None else query.max_price_cents // 100,
        "sort": "" if query.sort is Sort.FREE else query.sort.value,
        "page": query.page if query.page > 1 else "",
    }
    return {name: value for name, value in values.items() if value not in ("", [])}


def _where(query: SearchQuery) -> dict[str, Any]:
    around = query.near or query.position
    return {
        "near": query.near,
        "at": "" if query.position is None else ",".join(f"{part:.2f}" for part in query.position),
        "radius_km": query.radius_km if around and query.radius_km != DEFAULT_RADIUS_KM else "",
        "box": "" if query.box is None else ",".join(f"{part:.4f}" for part in query.box),
        "region": query.region,
    }


def _when(query: SearchQuery) -> dict[str, Any]:
    if query.weekly is not None:
        wish = query.weekly
        return {
            "mode": Mode.WEEKLY.value,
            "date": wish.first_on.isoformat(),
            **_clock(query),
            "times": "" if wish.count == WEEKLY_TIMES else wish.count,
            "misses": "" if wish.most_conflicts == WEEKLY_CONFLICTS else wish.most_conflicts,
        }
    if query.slot is not None:
        return _slot(query)
    return {"date": query.day.isoformat() if query.day else "", **_clock(query)}


def _slot(query: SearchQuery) -> dict[str, Any]:
    wish = query.slot
    if wish is None:
        return {}
    span = (wish.from_minute, wish.until_minute)
    part = next((part for part, minutes in PART_MINUTES.items() if minutes == span), None)
    return {
        "mode": Mode.BLOCK.value,
        "date": "" if wish.from_on == clock.today() else wish.from_on.isoformat(),
        "last": "" if wish.until_on == wish.from_on + SLOT_LASTS else wish.until_on.isoformat(),
        "from": "" if part else clock_text(wish.from_minute),
        "until": "" if part else clock_text(wish.until_minute),
        "part": "" if part in {None, Part.ALL} else part.value if part else "",
        "minutes": "" if wish.duration_minutes == SLOT_MINUTES else wish.duration_minutes,
        "weekday": [] if wish.weekdays == ALL_WEEKDAYS else sorted(wish.weekdays),
    }


def _clock(query: SearchQuery) -> dict[str, str]:
    return {
        "from": "" if query.start_minute is None else clock_text(query.start_minute),
        "until": "" if query.end_minute is None else clock_text(query.end_minute),
    }
