"""What a search may ask, what suits it, in which order it comes, and what is counted. Pure.

The order is told on the page "How we rank": nobody can pay for a higher place.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from app.core.messages import Message, message
from app.core.time_ranges import MINUTES_PER_DAY, TimeRange, minute_of_day, split_at_midnight
from app.models.listing import BookingMode, RoomType
from app.services.pricing.quotes import Quote
from app.services.search.query import Activity, Candidate, Facets, SearchQuery, Sort

LONGEST_PLACE = 80
MOST_PERSONS = 5000
FARTHEST_DAYS = 730
QUARTER_MINUTES = 15
RADIUS_CHOICES_KM = (5, 10, 15, 25, 50)
FARTHEST_RADIUS_KM = RADIUS_CHOICES_KM[-1]
# How far another time may lie from the one that was asked, nearest first; of two as near, the later one.
SHIFTS_MINUTES = (30, -30, 60, -60)

_ANY = frozenset(RoomType)
SUITING: dict[Activity, frozenset[RoomType]] = {
    Activity.CHOIR: frozenset(
        {
            RoomType.ENSEMBLE_ROOM,
            RoomType.CONCERT_HALL,
            RoomType.THEATRE_HALL,
            RoomType.MUSIC_ROOM,
            RoomType.CLASSROOM,
            RoomType.OUTDOOR_SPACE,
        }
    ),
    Activity.BAND: frozenset({RoomType.BAND_REHEARSAL_ROOM, RoomType.RECORDING_STUDIO}),
    Activity.DANCE: frozenset({RoomType.DANCE_STUDIO, RoomType.THEATRE_HALL}),
    Activity.THEATRE: frozenset(
        {RoomType.THEATRE_HALL, RoomType.DANCE_STUDIO, RoomType.ENSEMBLE_ROOM, RoomType.OUTDOOR_SPACE}
    ),
    Activity.VISUAL_ARTS: frozenset({RoomType.ART_STUDIO, RoomType.CERAMICS_STUDIO, RoomType.WORKSHOP_ROOM}),
}


def suiting_types(activity: Activity) -> frozenset[RoomType]:
    """The types of room in which people do this; the room itself says whether it lets them."""
    return SUITING.get(activity, _ANY)


def check_query(query: SearchQuery, *, now: datetime, zone: ZoneInfo) -> dict[str, list[Message]]:
    """What is wrong with a question, per field as the address names it; empty when nothing is."""
    problems: dict[str, list[Message]] = {}
    if len(query.near) > LONGEST_PLACE:
        problems["near"] = [message("Type a place or a postcode, in at most %(most)s characters.", most=LONGEST_PLACE)]
    if not 1 <= query.radius_km <= FARTHEST_RADIUS_KM:
        problems["radius_km"] = [message("Give a distance of at most %(most)s kilometres.", most=FARTHEST_RADIUS_KM)]
    if query.persons is not None and not 1 <= query.persons <= MOST_PERSONS:
        problems["persons"] = [
            message("Give a number of people between 1 and %(most)s.", most=MOST_PERSONS),
        ]
    if query.max_price_cents is not None and query.max_price_cents < 0:
        problems["max_price"] = [message("A price is zero or more.")]
    problems.update(check_time(query, now=now, zone=zone))
    return problems


def check_time(query: SearchQuery, *, now: datetime, zone: ZoneInfo) -> dict[str, list[Message]]:
    """What is wrong with day and time (`date`, `from`, `until`)."""
    problems = {
        **_check_day(query, now.astimezone(zone).date()),
        **_check_minutes(query.start_minute, query.end_minute),
    }
    return problems or _check_span(query, now, zone)


def _check_minutes(start: int | None, end: int | None) -> dict[str, list[Message]]:
    problems: dict[str, list[Message]] = {}
    if start is None and end is not None:
        problems["from"] = [message("Say from when.")]
    if end is None and start is not None:
        problems["until"] = [message("Say until when.")]
    if start is not None and end is not None:
        if end <= start:
            problems["until"] = [message("The end lies after the start.")]
        elif end - start > MINUTES_PER_DAY:
            problems["until"] = [message("You can look for at most a day at a time.")]
    for name, minute in (("from", start), ("until", end)):
        if minute is not None and minute % QUARTER_MINUTES:
            problems[name] = [message("Choose a whole quarter of an hour, such as 19:15.")]
    return problems


def _check_day(query: SearchQuery, today: date) -> dict[str, list[Message]]:
    if query.day is None:
        timeless = query.start_minute is None and query.end_minute is None
        return {} if timeless else {"date": [message("Choose a day as well.")]}
    if query.day < today:
        return {"date": [message("This day has passed. Choose today or later.")]}
    if query.day > today + timedelta(days=FARTHEST_DAYS):
        return {"date": [message("You can look up to two years ahead.")]}
    return {}


def _check_span(query: SearchQuery, now: datetime, zone: ZoneInfo) -> dict[str, list[Message]]:
    asked = query.asked
    if asked is None:
        return {}
    try:
        span = asked.span(zone)
    except ValueError:
        return {"from": [message("The clock skips this time: it goes forward that night.")]}
    if span.starts_at < now:
        return {"from": [message("This time has passed.")]}
    return {}


def by_types(query: SearchQuery) -> Callable[[Candidate], bool]:
    """Any of the chosen types."""
    return lambda candidate: not query.types or candidate.room.type in query.types


def by_amenities(query: SearchQuery) -> Callable[[Candidate], bool]:
    """All of the chosen amenities."""
    return lambda candidate: query.amenities <= candidate.amenities


def by_mode(query: SearchQuery) -> Callable[[Candidate], bool]:
    """Instant booking, when only that is wanted."""
    return lambda candidate: not query.instant_only or candidate.room.booking_mode is BookingMode.INSTANT


def by_price(query: SearchQuery, quotes: Mapping[UUID, Quote]) -> Callable[[Candidate], bool]:
    """Within the highest price for the asked time; a room without a price for it is not."""
    most = query.max_price_cents
    if most is None or query.asked is None:
        return lambda _candidate: True
    return lambda candidate: candidate.room.id in quotes and quotes[candidate.room.id].total_cents <= most


def choose(
    candidates: Sequence[Candidate], query: SearchQuery, quotes: Mapping[UUID, Quote]
) -> tuple[list[Candidate], Facets]:
    """The candidates that pass every filter, and what each other choice in one of the filters would give.

    A count keeps all filters but its own: for the types (any of them) as if none were chosen, for an amenity (all of
    them) as if it were chosen too.
    """
    typed, equipped, moded = by_types(query), by_amenities(query), by_mode(query)
    priced = [candidate for candidate in candidates if by_price(query, quotes)(candidate)]
    types = Counter(each.room.type for each in priced if equipped(each) and moded(each))
    fitting = [each for each in priced if typed(each) and equipped(each)]
    chosen = [each for each in fitting if moded(each)]
    amenities = Counter(code for each in chosen for code in each.amenities)
    instant = sum(each.room.booking_mode is BookingMode.INSTANT for each in fitting)
    return chosen, Facets(types, amenities, instant)


def ordered(
    candidates: Iterable[Candidate],
    sort: Sort,
    *,
    free: Mapping[UUID, bool] | None,
    quotes: Mapping[UUID, Quote],
) -> list[Candidate]:
    """In the order asked for: what is free goes first, then what is near (or cheap); of equals the name decides."""

    def key(candidate: Candidate) -> tuple[float | str, ...]:
        room = candidate.room
        taken = 0 if free is None or free[room.id] else 1
        distance = candidate.distance_km or 0.0
        quote = quotes.get(room.id)
        price = quote.total_cents if quote else float("inf")
        first: tuple[float, ...] = {
            Sort.FREE: (taken, distance),
            Sort.DISTANCE: (distance, taken),
            Sort.PRICE: (taken, price, distance),
            Sort.BEST: (taken, distance),
        }[sort]
        return (*first, room.venue.city, room.name, str(room.id))

    return sorted(candidates, key=key)


NIGHT_MINUTES = 6 * 60


def by_day(ranges: Iterable[TimeRange], zone: ZoneInfo) -> dict[date, list[TimeRange]]:
    """Free time under the day it begins on. It is cut at midnight, but the small hours stay with their evening."""
    days: dict[date, list[TimeRange]] = defaultdict(list)
    for whole in ranges:
        for day, piece in split_at_midnight(whole, zone):
            before = days.get(day - timedelta(days=1), [])
            night = minute_of_day(piece.ends_at, day, zone) <= NIGHT_MINUTES
            if night and before and before[-1].ends_at == piece.starts_at:
                before[-1] = TimeRange(before[-1].starts_at, piece.ends_at)
            else:
                days[day].append(piece)
    return dict(days)
