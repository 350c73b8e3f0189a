"""From a question to the values of the statement: places to boxes, clock times to quarters, words to what they may mean.

Everything travels as text, so that a statement has one set of types (see statement.py).
"""

import math
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app.core.clock import AMSTERDAM
from app.core.time_ranges import MINUTES_PER_DAY, TimeRange, at_minute, minute_of_day
from app.integrations.geocoding.places import Place
from app.models.listing import Purpose, RoomType, SoundLevel
from app.models.search import AMENITY_BITS, LAYOUT_PLACES, PURPOSE_BITS
from app.services.availability import sound
from app.services.availability.sound import Loudness
from app.services.search import ranking, rules, text_search
from app.services.search.query import SearchQuery
from app.services.search.statement import Kind

SLOTS_SHOWN = 3
_QUARTER = 15
_KM_PER_DEGREE = math.pi * 6371.0088 / 180
# All of the country, with some water around it.
_COUNTRY = (50.0, 2.5, 54.5, 8.0)
# A bit that no room has: an amenity that nobody knows is nowhere.
_NOWHERE = 1 << 62
# The hour that comes twice in autumn, in quarters.
_TWICE = (8, 12)

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Prices:
    """The exact prices of rooms for the asked time, once they are known."""

    cents: Mapping[uuid.UUID, int]


def kind_of(query: SearchQuery) -> Kind:
    """What the question asks of time."""
    if query.weekly and query.start_minute is not None and query.end_minute is not None:
        return Kind.WEEKLY
    if query.slot or (query.day and query.asked is None):
        return Kind.SLOT
    return Kind.EXACT if query.asked else Kind.TIMELESS


def has_price_of_its_own(query: SearchQuery) -> bool:
    """Whether it is about so much time that a price can be asked for it; else rooms have a "from" price alone."""
    return bool(query.weekly or query.slot or query.asked)


def values_of(
    query: SearchQuery,
    place: Place | None,
    *,
    now: datetime,
    prices: Prices | None = None,
    only: Collection[uuid.UUID] = (),
) -> Values:
    """All values of the statement for this question."""
    center = (place.lat, place.lon) if place else query.position
    priced = prices is not None
    known = list(prices.cents.items()) if prices else []
    price_known = priced or not has_price_of_its_own(query)
    return {
        **_where(query, center),
        **_filters(query),
        **_when(query, now),
        **_weights(query),
        "words": text_search.ts_query(query.text),
        "max_cents": _text(query.max_price_cents) if price_known else None,
        "priced": _text(priced),
        "quoted_rooms": array_of(room_id for room_id, _cents in known),
        "quoted_cents": array_of(cents for _room_id, cents in known),
        "only_rooms": array_of(only),
        "sort": query.sort.value,
        "page": _text(query.page),
        "size": _text(query.page_size),
        "now": now.isoformat(),
        "today": now.astimezone(AMSTERDAM).date().isoformat(),
    }


def _where(query: SearchQuery, center: tuple[float, float] | None) -> Values:
    """The box goes before the circle; a circle is first cut out as a box, a little too wide, for the index."""
    box = query.box or _COUNTRY
    if center and not query.box:
        up = query.radius_km / _KM_PER_DEGREE * 1.0001
        aside = up / math.cos(math.radians(center[0]))
        box = (center[0] - up, center[1] - aside, center[0] + up, center[1] + aside)
    return {
        "south": _text(box[0]),
        "west": _text(box[1]),
        "north": _text(box[2]),
        "east": _text(box[3]),
        "center_lat": _text(center[0]) if center else None,
        "center_lon": _text(center[1]) if center else None,
        "radius_km": _text(query.radius_km) if center and not query.box else None,
        "far_km": _text(query.radius_km),
        "region": query.region,
    }


def _filters(query: SearchQuery) -> Values:
    suiting = rules.suiting_types(query.activity) if query.activity else frozenset()
    return {
        "persons": _text(query.persons or 0),
        "layout": _text(LAYOUT_PLACES.index(query.layout) + 1) if query.layout else None,
        "seats": _text(query.persons or 1),
        "types": array_of(sorted(query.types)),
        "amenities": _text(amenity_bits(query.amenities | query.accessibility)),
        "purpose": _text(_purpose_bit(query.purpose)),
        "activity": _text(_purpose_bit(query.activity.purpose if query.activity else None)),
        "suiting": "{}" if len(suiting) == len(RoomType) else array_of(sorted(suiting)),
        "instant_only": _text(query.instant_only),
    }


def amenity_bits(codes: Iterable[str]) -> int:
    """Their bits together."""
    bits = 0
    for code in codes:
        bits |= 1 << AMENITY_BITS.index(code) if code in AMENITY_BITS else _NOWHERE
    return bits


def amenities_of(bits: int) -> frozenset[str]:
    """The other way round."""
    return frozenset(code for bit, code in enumerate(AMENITY_BITS) if bits >> bit & 1)


def _purpose_bit(purpose: Purpose | None) -> int:
    return 1 << PURPOSE_BITS.index(purpose) if purpose else 0


def _weights(query: SearchQuery) -> Values:
    weights = ranking.WEIGHTS
    return {
        "text_weight": _text(weights.text),
        "free_weight": _text(weights.free),
        "near_weight": _text(weights.near),
        "complete_weight": _text(weights.complete),
        **_loudness(query.purpose_of_use),
    }


def _loudness(purpose: Purpose | None) -> Values:
    """In which rooms this use is loud, and in which it wants quiet."""
    heard = {level: sound.loudness(purpose, level) for level in SoundLevel}
    return {
        "loud": array_of(level.value for level, how in heard.items() if how is Loudness.LOUD),
        "quiet": array_of(level.value for level, how in heard.items() if how is Loudness.QUIET),
    }


_NO_TIME: Values = dict.fromkeys(
    ("first", "until", "minutes", "start_minute", "end_minute", "starts_at", "ends_at", "weekdays", "most")
) | {"long_days": "{}", "days": "{}"}


def _when(query: SearchQuery, now: datetime) -> Values:
    today = now.astimezone(AMSTERDAM).date()
    kind = kind_of(query)
    if kind is Kind.EXACT and query.asked:
        return exact_values(query.asked.span())
    if kind is Kind.WEEKLY:
        return _weekly_values(query)
    if kind is Kind.SLOT:
        return _slot_values(query, today)
    day = (query.day or today).isoformat()
    return {**_NO_TIME, "day": day, "last_day": day}


def exact_values(span: TimeRange) -> Values:
    """One stretch of at most a day, on the clock of the venues. Across the hour that comes twice: both of it."""
    day = span.starts_at.astimezone(AMSTERDAM).date()
    start, end = minute_of_day(span.starts_at, day, AMSTERDAM), minute_of_day(span.ends_at, day, AMSTERDAM)
    first, until = start // _QUARTER, -(-end // _QUARTER)
    if span.minutes > end - start:
        first, until = min(first, _TWICE[0]), max(until, _TWICE[1])
    last_day = (span.ends_at - timedelta(microseconds=1)).astimezone(AMSTERDAM).date()
    return {
        **_NO_TIME,
        "day": day.isoformat(),
        "last_day": last_day.isoformat(),
        "first": _text(first),
        "until": _text(until),
        "minutes": _text(span.minutes),
        "start_minute": _text(start % MINUTES_PER_DAY),
        "end_minute": _text(end % MINUTES_PER_DAY),
        "starts_at": span.starts_at.isoformat(),
        "ends_at": span.ends_at.isoformat(),
    }


def _weekly_values(query: SearchQuery) -> Values:
    wish, start, end = query.weekly, query.start_minute, query.end_minute
    if wish is None or start is None or end is None:
        raise ValueError("a weekly wish has a time")
    shift, start = divmod(start, MINUTES_PER_DAY)
    end -= shift * MINUTES_PER_DAY
    days = [day + timedelta(days=shift) for day in wish.days]
    return {
        **_NO_TIME,
        "day": days[0].isoformat(),
        "last_day": days[-1].isoformat(),
        "first": _text(start // _QUARTER),
        "until": _text(-(-end // _QUARTER)),
        "minutes": _text(end - start),
        "start_minute": _text(start),
        "end_minute": _text(end % MINUTES_PER_DAY),
        "days": array_of(days),
        "most": _text(wish.most_conflicts),
    }


def _slot_values(query: SearchQuery, today: date) -> Values:
    """A wish, or a day alone: any time that starts on that day, as short as the room allows."""
    wish = query.slot
    if wish is None:
        day = query.day or today
        given = {"minutes": None, "first": "0", "until": "96", "weekdays": "127", "most": "1"}
        first_on = last_on = day
    else:
        given = {
            "minutes": _text(wish.duration_minutes),
            "first": _text(-(-wish.from_minute // _QUARTER)),
            "until": _text(wish.until_minute // _QUARTER),
            "weekdays": _text(sum(1 << weekday for weekday in wish.weekdays)),
            "most": _text(SLOTS_SHOWN),
        }
        first_on, last_on = max(wish.from_on, today), wish.until_on
    return {
        **_NO_TIME,
        **given,
        "day": first_on.isoformat(),
        "last_day": last_on.isoformat(),
        "long_days": array_of(_long_days(first_on, last_on + timedelta(days=1))),
    }


def _long_days(first_on: date, last_on: date) -> list[date]:
    """Days of 25 hours: the last Sunday of October of each year, when it lies between."""
    found = []
    for year in range(first_on.year, last_on.year + 1):
        end = date(year, 10, 31)
        day = end - timedelta(days=(end.weekday() + 1) % 7)
        length = at_minute(day, MINUTES_PER_DAY, AMSTERDAM) - at_minute(day, 0, AMSTERDAM)
        if first_on <= day <= last_on and length > timedelta(days=1):
            found.append(day)
    return found


def _text(value: float | bool | None) -> str | None:  # noqa: FBT001 - a value of any kind
    return None if value is None else str(value)


def array_of(values: Iterable[object]) -> str:
    """A list as PostgreSQL writes it; only for values without commas, quotes or braces."""
    return "{" + ",".join(str(value) for value in values) + "}"
