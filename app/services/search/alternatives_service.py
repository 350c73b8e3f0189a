"""What does work when nothing is free: another time, another day, a little farther, one wish less.

Every suggestion is a search of its own that has been tried: its rooms are free and its price is asked.
"""

import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core.clock import AMSTERDAM
from app.core.time_ranges import TimeRange, minute_of_day
from app.services.availability import availability_service
from app.services.pricing import quote_service
from app.services.pricing.quotes import Quote
from app.services.search import places_service, repository, rules
from app.services.search.query import Alternative, AlternativeKind, Candidate, SearchQuery

Test = Callable[[Candidate], bool]


@dataclass(frozen=True, slots=True)
class _Idea:
    """A changed question with the rooms that are free for it, in order, and their prices."""

    kind: AlternativeKind
    query: SearchQuery
    free: Sequence[Candidate]
    quotes: Mapping[uuid.UUID, Quote]


def suggest(query: SearchQuery, *, now: datetime) -> list[Alternative]:
    """One suggestion of each kind that finds something free. Needs an asked time and a question without mistakes.

    Raises:
        UnknownPlaceError: nobody knows where that is.
    """
    asked = query.asked
    if asked is None:
        return []
    place = places_service.find(query.near)
    around = repository.list_candidates(query, place, rules.FARTHEST_RADIUS_KM)
    inside = [each for each in around if _within(each, query.radius_km)]
    span = asked.span()
    ideas = [*_other_times(around, query, span, now), *_same_time(around, inside, query, span, now)]
    return _alternatives(ideas)


def _alternatives(ideas: Sequence[_Idea]) -> list[Alternative]:
    if not ideas:
        return []
    days = [idea.query.day for idea in ideas if idea.query.day]
    rooms = list({idea.free[0].room.id: idea.free[0].room for idea in ideas}.values())
    states = availability_service.day_states(rooms, min(days), max(days) + timedelta(days=1))
    return [
        Alternative(
            kind=idea.kind,
            query=idea.query,
            rooms=len(idea.free),
            best=idea.free[0],
            state=states[idea.free[0].room.id, idea.query.day],
            lowest_cents=min(idea.quotes[each.room.id].total_cents for each in idea.free),
        )
        for idea in ideas
        if idea.query.day
    ]


def _other_times(around: Sequence[Candidate], query: SearchQuery, span: TimeRange, now: datetime) -> Iterator[_Idea]:
    """What was looked for at another time, in the widest circle if there is nothing in the asked one."""
    fits = _all(rules.by_types(query), rules.by_amenities(query), rules.by_mode(query))
    wanted = [each for each in around if fits(each) and _within(each, query.radius_km)]
    if not wanted:
        wanted, query = [each for each in around if fits(each)], query.but(radius_km=rules.FARTHEST_RADIUS_KM)
    for minutes in rules.SHIFTS_MINUTES:
        moved = TimeRange(span.starts_at + timedelta(minutes=minutes), span.ends_at + timedelta(minutes=minutes))
        idea = _idea(AlternativeKind.OTHER_TIME, wanted, at_time(query, moved), now)
        if idea:
            yield idea
            break
    later = availability_service.first_free([each.room for each in wanted], span, now=now)
    for first in sorted(set(later.values())):
        idea = _idea(AlternativeKind.OTHER_DAY, wanted, at_time(query, first), now)
        if idea:
            yield idea
            break


def _same_time(
    around: Sequence[Candidate], inside: Sequence[Candidate], query: SearchQuery, span: TimeRange, now: datetime
) -> list[_Idea]:
    """Exactly the asked time, with another wish given up each time; all of them when one is not enough."""
    rooms = [each.room for each in around]
    free = availability_service.is_free(rooms, span, now=now)
    quotes = quote_service.quote_many([room for room in rooms if free[room.id]], span)
    bare = query.without_filters()
    tried = [
        (AlternativeKind.FARTHER, around, _farther(around, query, quotes)),
        (AlternativeKind.OTHER_TYPE, inside, _other_type(inside, query, quotes)),
        (AlternativeKind.WITHOUT_AMENITY, inside, _without_amenity(inside, query, quotes)),
        (AlternativeKind.ANY_PRICE, inside, query.but(max_price_cents=None) if query.max_price_cents else None),
    ]
    ideas = [
        _Idea(kind, changed, found, quotes)
        for kind, candidates, changed in tried
        if changed is not None and (found := _matching(candidates, changed, quotes))
    ]
    last = _matching(inside, bare, quotes) if not ideas and bare != query.but() else []
    return [*ideas, _Idea(AlternativeKind.NO_FILTERS, bare, last, quotes)] if last else ideas


def _farther(around: Sequence[Candidate], query: SearchQuery, quotes: Mapping[uuid.UUID, Quote]) -> SearchQuery | None:
    """The smallest of the usual circles with something free in it."""
    anywhere = _matching(around, query.but(radius_km=rules.FARTHEST_RADIUS_KM), quotes)
    distances = [each.distance_km for each in anywhere if each.distance_km is not None]
    if not distances:
        return None
    radius = next(choice for choice in rules.RADIUS_CHOICES_KM if choice >= min(distances))
    return query.but(radius_km=radius) if radius > query.radius_km else None


def _other_type(
    inside: Sequence[Candidate], query: SearchQuery, quotes: Mapping[uuid.UUID, Quote]
) -> SearchQuery | None:
    """The type with most free rooms that was not asked for."""
    others = _matching(inside, query.but(types=frozenset()), quotes)
    counts = Counter(each.room.type for each in others)
    return query.but(types=frozenset({counts.most_common(1)[0][0]})) if query.types and counts else None


def _without_amenity(
    inside: Sequence[Candidate], query: SearchQuery, quotes: Mapping[uuid.UUID, Quote]
) -> SearchQuery | None:
    """The one wish whose loss brings most."""
    fewer = [query.but(amenities=query.amenities - {code}) for code in sorted(query.amenities)]
    return max(fewer, key=lambda changed: len(_matching(inside, changed, quotes)), default=None)


def _matching(
    candidates: Sequence[Candidate], query: SearchQuery, quotes: Mapping[uuid.UUID, Quote]
) -> list[Candidate]:
    """Those with a price (so: free) that pass every filter of `query`, its circle included, nearest first."""
    fits = _all(rules.by_types(query), rules.by_amenities(query), rules.by_mode(query), rules.by_price(query, quotes))
    found = [each for each in candidates if each.room.id in quotes and fits(each) and _within(each, query.radius_km)]
    return rules.ordered(found, query.sort, free=None, quotes=quotes)


def _idea(kind: AlternativeKind, wanted: Sequence[Candidate], query: SearchQuery, now: datetime) -> _Idea | None:
    asked = query.asked
    if asked is None or not wanted or rules.check_time(query, now=now, zone=AMSTERDAM):
        return None
    rooms = [each.room for each in wanted]
    free = availability_service.is_free(rooms, asked.span(), now=now)
    quotes = quote_service.quote_many([room for room in rooms if free[room.id]], asked.span())
    found = _matching(wanted, query, quotes)
    return _Idea(kind, query, found, quotes) if found else None


def at_time(query: SearchQuery, span: TimeRange) -> SearchQuery:
    """The same question about another time."""
    day = span.starts_at.astimezone(AMSTERDAM).date()
    start, end = minute_of_day(span.starts_at, day, AMSTERDAM), minute_of_day(span.ends_at, day, AMSTERDAM)
    return query.but(day=day, start_minute=start, end_minute=end)


def _all(*tests: Test) -> Test:
    return lambda candidate: all(test(candidate) for test in tests)


def _within(candidate: Candidate, radius_km: int) -> bool:
    return candidate.distance_km is None or candidate.distance_km <= radius_km
