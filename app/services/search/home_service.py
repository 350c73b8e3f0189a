"""What the front page says of today: true at the moment it is read, in a fixed number of queries."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.core.clock import AMSTERDAM
from app.core.time_ranges import TimeRange, minute_of_day
from app.models.listing import Room, RoomType
from app.models.regions import Region
from app.services.availability import availability_service
from app.services.availability.day_states import DayState
from app.services.listing import public_service
from app.services.pricing import quote_service
from app.services.pricing.quotes import LowestPrice
from app.services.search import home_rules, repository, rules

EXAMPLE_WEEKDAYS = (0, 2, 4)


@dataclass(frozen=True, slots=True)
class TypeOffer:
    """A kind of room: how many there are, and the least that one costs."""

    type: RoomType
    rooms: int
    lowest: LowestPrice | None


@dataclass(frozen=True, slots=True)
class Example:
    """Three days of one room, to show what stands empty in an ordinary week."""

    room: Room
    states: Sequence[DayState]


@dataclass(frozen=True, slots=True)
class HomeDay:
    """The day that the front page is about: today, or tomorrow once today is as good as over.

    `evening_rooms` and `evening_hall`: how many rooms, and whether any hall, can still be booked for its evening.
    `counts`: empty rooms per hour from `home_rules.CURVE_HOURS`. `parts`: rooms that can be booked for an hour or more in
    each part of the day that is still to come. `idle_minutes`: how long a room stands empty that day, on average.
    """

    region: Region | None
    day: date
    now: datetime
    rooms: int
    bookable: int
    evening_rooms: int
    evening_hall: bool
    counts: Sequence[int]
    parts: Mapping[home_rules.PartOfDay, int]
    board: Sequence[tuple[Room, DayState]]
    types: Sequence[TypeOffer]
    idle_minutes: int
    example: Example | None


_kept: HomeDay | None = None


def look_at_today(*, now: datetime, kept_for: timedelta = timedelta(0)) -> HomeDay:
    """All of it, for the region that is live the longest.

    It takes a look at every room there is, so a process may keep the answer for `kept_for`: true when it was looked up.
    """
    global _kept  # noqa: PLW0603 - one answer a process is the point
    if _kept is not None and _kept.now <= now < _kept.now + kept_for:
        return _kept
    found = _look(now)
    _kept = found if kept_for else None
    return found


def _look(now: datetime) -> HomeDay:
    regions = public_service.live_regions()
    region = regions[0] if regions else None
    rooms = repository.rooms_of_region(region.slug) if region else []
    day = home_rules.home_day(now, AMSTERDAM)
    ranges = availability_service.free_ranges_of(rooms, day, day + timedelta(days=1), now=now) if rooms else {}
    free = {room_id: _on_day(of_room, day) for room_id, of_room in ranges.items()}
    evening = home_rules.PARTS[home_rules.PartOfDay.EVENING]
    tonight = {room_id for room_id, of_room in free.items() if home_rules.free_in(of_room, evening)}
    states = availability_service.day_states(rooms, day, day + timedelta(days=1)) if rooms else {}
    of_day = {room.id: states[room.id, day] for room in rooms}
    board = home_rules.board(rooms, of_day, free)
    return HomeDay(
        region=region,
        day=day,
        now=now,
        rooms=len(rooms),
        bookable=sum(bool(of_room) for of_room in free.values()),
        evening_rooms=len(tonight),
        evening_hall=any(room.id in tonight and room.type in home_rules.HALLS for room in rooms),
        counts=home_rules.empty_per_hour(of_day.values()),
        parts=home_rules.parts_to_come(free.values(), day, now, AMSTERDAM),
        board=[(room, of_day[room.id]) for room in board],
        types=_types(rooms, day),
        idle_minutes=home_rules.idle_minutes(of_day.values()),
        example=_example(board, day),
    )


def _on_day(ranges: Sequence[TimeRange], day: date) -> list[tuple[int, int]]:
    """The free time of one day in minutes of its wall clock."""
    found = rules.by_day(ranges, AMSTERDAM).get(day, [])
    return [
        (minute_of_day(each.starts_at, day, AMSTERDAM), minute_of_day(each.ends_at, day, AMSTERDAM)) for each in found
    ]


def _types(rooms: Sequence[Room], on: date) -> list[TypeOffer]:
    prices = quote_service.lowest_prices([room.id for room in rooms], on)
    counts = Counter(room.type for room in rooms)
    lowest: dict[RoomType, LowestPrice] = {}
    for room in rooms:
        price = prices.get(room.id)
        if price is not None and (room.type not in lowest or _rank(price) < _rank(lowest[room.type])):
            lowest[room.type] = price
    return [TypeOffer(kind, counts[kind], lowest.get(kind)) for kind in home_rules.HOME_TYPES if counts[kind]]


def _rank(price: LowestPrice) -> tuple[bool, int]:
    """A price by the hour tells more than one by the day part."""
    return price.unit.value != "hour", price.price_cents


def _example(board: Sequence[Room], day: date) -> Example | None:
    """A room from the board in the week to come."""
    if not board:
        return None
    room = board[0]
    monday = day + timedelta(days=7 - day.weekday())
    states = availability_service.day_states([room], monday, monday + timedelta(days=7))
    days = [monday + timedelta(days=weekday) for weekday in EXAMPLE_WEEKDAYS]
    return Example(room, [states[room.id, each] for each in days])
