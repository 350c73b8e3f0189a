"""What a search may ask, what suits it, in which order it comes, and what is counted. Pure.

The order is told on the page "How we rank": nobody can pay for a higher place.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from math import isfinite
from zoneinfo import ZoneInfo

from app.core.messages import Message, message
from app.core.time_ranges import MINUTES_PER_DAY, NIGHT_MINUTES, TimeRange, minute_of_day, split_at_midnight
from app.models.listing import RoomType
from app.services.search import text_search
from app.services.search.query import Activity, SearchQuery, SlotWish, WeeklyWish

LONGEST_PLACE = 80
MOST_PERSONS = 5000
FARTHEST_DAYS = 730
QUARTER_MINUTES = 15
LONGEST_PERIOD_DAYS = 92
FEWEST_WEEKS = 2
MOST_WEEKS = 52
MOST_CENTS = 100_000_000
MOST_LATITUDE = 85.0
MOST_LONGITUDE = 180.0
RADIUS_CHOICES_KM = (5, 10, 15, 25, 50)
FARTHEST_RADIUS_KM = RADIUS_CHOICES_KM[-1]
PRICE_CHOICES_CENTS = (2500, 5000, 7500, 10000, 15000, 25000, 50000)
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
    if query.max_price_cents is not None and not 0 <= query.max_price_cents <= MOST_CENTS:
        problems["max_price"] = [message("A price is zero or more.")]
    if len(query.text) > text_search.LONGEST_TEXT:
        problems["text"] = [message("Type at most %(most)s characters.", most=text_search.LONGEST_TEXT)]
    problems.update(check_where(query))
    problems.update(check_time(query, now=now, zone=zone))
    return problems


def check_where(query: SearchQuery) -> dict[str, list[Message]]:
    """What is wrong with what a map or a phone said (`box`, `position`): those are no words that anybody typed."""
    problems: dict[str, list[Message]] = {}
    if query.position is not None and not _is_on_earth(*query.position):
        problems["position"] = [message("We could not read where you are. Type a place instead.")]
    if query.box is not None:
        south, west, north, east = query.box
        if not (_is_on_earth(south, west) and _is_on_earth(north, east) and south < north and west < east):
            problems["box"] = [message("We could not read what the map shows. Type a place instead.")]
    return problems


def _is_on_earth(lat: float, lon: float) -> bool:
    return isfinite(lat) and isfinite(lon) and abs(lat) <= MOST_LATITUDE and abs(lon) <= MOST_LONGITUDE


def check_time(query: SearchQuery, *, now: datetime, zone: ZoneInfo) -> dict[str, list[Message]]:
    """What is wrong with day and time (`date`, `from`, `until`; of a wish: see `_check_slot` and `_check_weekly`)."""
    today = now.astimezone(zone).date()
    if query.weekly:
        return {
            **_check_weekly(query.weekly, today),
            **_check_minutes(query.start_minute, query.end_minute, needed=True),
        }
    if query.slot:
        return _check_slot(query.slot, today)
    problems = {
        **_check_day(query, today),
        **_check_minutes(query.start_minute, query.end_minute),
    }
    return problems or _check_span(query, now, zone)


def _check_slot(wish: SlotWish, today: date) -> dict[str, list[Message]]:
    """Fields: `duration`, `weekdays`, `slot_from`, `slot_until`, `from_on`, `until_on`."""
    problems = _check_period(wish.from_on, wish.until_on, today)
    length = wish.until_minute - wish.from_minute
    if wish.duration_minutes % QUARTER_MINUTES or not QUARTER_MINUTES <= wish.duration_minutes <= MINUTES_PER_DAY:
        problems["duration"] = [message("Give a time in whole quarters of an hour, of at most a day.")]
    elif length < wish.duration_minutes:
        problems["duration"] = [message("So long does not fit between these times.")]
    if not wish.weekdays or not wish.weekdays <= frozenset(range(7)):
        problems["weekdays"] = [message("Choose one or more days of the week.")]
    if not 0 <= wish.from_minute < MINUTES_PER_DAY:
        problems["slot_from"] = [message("Say from when.")]
    if not wish.from_minute < wish.until_minute <= wish.from_minute + MINUTES_PER_DAY:
        problems["slot_until"] = [message("The end lies after the start.")]
    return problems


def _check_period(from_on: date, until_on: date, today: date) -> dict[str, list[Message]]:
    if until_on < from_on:
        return {"until_on": [message("The last day is not before the first.")]}
    if until_on < today:
        return {"until_on": [message("This day has passed. Choose today or later.")]}
    if until_on > today + timedelta(days=FARTHEST_DAYS):
        return {"until_on": [message("You can look up to two years ahead.")]}
    if until_on - max(from_on, today) >= timedelta(days=LONGEST_PERIOD_DAYS):
        return {
            "until_on": [message("You can look through at most %(most)s days at a time.", most=LONGEST_PERIOD_DAYS)]
        }
    return {}


def _check_weekly(wish: WeeklyWish, today: date) -> dict[str, list[Message]]:
    """Fields: `first_on`, `count`, `most_conflicts`; the time as always `from` and `until`."""
    problems: dict[str, list[Message]] = {}
    if wish.first_on < today:
        problems["first_on"] = [message("This day has passed. Choose today or later.")]
    elif wish.first_on > today + timedelta(days=FARTHEST_DAYS):
        problems["first_on"] = [message("You can look up to two years ahead.")]
    if not FEWEST_WEEKS <= wish.count <= MOST_WEEKS:
        problems["count"] = [
            message("Give a number of times between %(least)s and %(most)s.", least=FEWEST_WEEKS, most=MOST_WEEKS)
        ]
    elif not 0 <= wish.most_conflicts < wish.count:
        problems["most_conflicts"] = [message("That leaves no time at all.")]
    return problems


def _check_minutes(start: int | None, end: int | None, *, needed: bool = False) -> dict[str, list[Message]]:
    problems: dict[str, list[Message]] = {}
    if start is None and (needed or end is not None):
        problems["from"] = [message("Say from when.")]
    if end is None and (needed or start is not None):
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
