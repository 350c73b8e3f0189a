"""What does work when nothing is free: another time, another day, a little farther, one wish less, a part of a hall.

Every suggestion is a search of its own that has been tried, one statement each: its rooms are free and its price is asked.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.core.clock import AMSTERDAM
from app.core.time_ranges import TimeRange, minute_of_day
from app.integrations.geocoding.places import Place
from app.models.listing import Room
from app.services.pricing import quote_service
from app.services.pricing.quotes import Quote
from app.services.search import first_free, places_service, repository, rules, strips
from app.services.search.query import Alternative, AlternativeKind, Candidate, SearchQuery, Sort
from app.services.search.repository import Row
from app.services.search.search_service import hire_of

# So many free rooms are looked at for one suggestion, the nearest ones.
MOST_ROOMS = 200


@dataclass(frozen=True, slots=True)
class _Idea:
    """A changed question with the rooms that are free for it, the best first."""

    kind: AlternativeKind
    query: SearchQuery
    free: Sequence[Row]
    rooms: int


def suggest(query: SearchQuery, *, now: datetime) -> list[Alternative]:
    """One suggestion of each kind that finds something free. Needs an asked time and a question without mistakes.

    Raises:
        UnknownPlaceError: nobody knows where that is.
    """
    if query.asked is None:
        return []
    place = places_service.find(query.near)
    tried = _Trials(place, now)
    ideas = [*tried.other_times(query), *tried.same_time(query)]
    return _alternatives(ideas)


@dataclass(frozen=True, slots=True)
class _Trials:
    """Where and when all suggestions are tried."""

    place: Place | None
    now: datetime

    def other_times(self, query: SearchQuery) -> Iterator[_Idea]:
        """What was looked for at another time, in the widest circle if there is nothing in the asked one."""
        wide = query.but(radius_km=rules.FARTHEST_RADIUS_KM, box=None)
        wanted = repository.find(_all(query), self.place, now=self.now).rows
        if not wanted:
            query, wanted = wide, repository.find(_all(wide), self.place, now=self.now).rows
        if not wanted or query.asked is None:
            return
        span = query.asked.span()
        for minutes in rules.SHIFTS_MINUTES:
            move = timedelta(minutes=minutes)
            idea = self._idea(
                AlternativeKind.OTHER_TIME, at_time(query, TimeRange(span.starts_at + move, span.ends_at + move))
            )
            if idea:
                yield idea
                break
        later = first_free.same_times([row.room_id for row in wanted], query, now=self.now)
        for first in sorted(set(later.values()))[:1]:
            idea = self._idea(AlternativeKind.OTHER_DAY, at_time(query, first))
            if idea:
                yield idea

    def same_time(self, query: SearchQuery) -> list[_Idea]:
        """Exactly the asked time, with another wish given up each time; all of them when one is not enough."""
        tried = [
            (AlternativeKind.FARTHER, self._farther(query)),
            (AlternativeKind.OTHER_TYPE, self._other_type(query)),
            (AlternativeKind.WITHOUT_AMENITY, self._without_amenity(query)),
            (AlternativeKind.SPLIT_ROOM, self._split_room(query)),
            (AlternativeKind.ANY_PRICE, query.but(max_price_cents=None) if query.max_price_cents else None),
        ]
        ideas = [idea for kind, changed in tried if changed is not None and (idea := self._idea(kind, changed))]
        bare = query.without_filters()
        last = self._idea(AlternativeKind.NO_FILTERS, bare) if not ideas and bare != query.but() else None
        return [*ideas, last] if last else ideas

    def _free(self, query: SearchQuery) -> Sequence[Row]:
        """The rooms that are free for it and not too dear, the nearest first."""
        rows = [row for row in repository.find(_all(query), self.place, now=self.now).rows if row.is_free]
        most = query.max_price_cents
        if most is None and query.sort is not Sort.PRICE:
            return rows
        quotes = _quotes([(query, rows)])
        affordable = [row for row in rows if (found := quotes.get((row.room_id, query))) and _within(found, most)]
        if query.sort is Sort.PRICE:
            affordable.sort(key=lambda row: quotes[row.room_id, query].total_cents)
        return affordable

    def _idea(self, kind: AlternativeKind, query: SearchQuery) -> _Idea | None:
        if query.asked is None or rules.check_time(query, now=self.now, zone=AMSTERDAM):
            return None
        found = self._free(query)
        return _Idea(kind, query, found, len(found)) if found else None

    def _farther(self, query: SearchQuery) -> SearchQuery | None:
        """The smallest of the usual circles with something free in it."""
        if query.box or not (self.place or query.position):
            return None
        anywhere = self._free(query.but(radius_km=rules.FARTHEST_RADIUS_KM))
        distances = [row.distance_km for row in anywhere if row.distance_km is not None]
        if not distances:
            return None
        radius = next(choice for choice in rules.RADIUS_CHOICES_KM if choice >= min(distances))
        return query.but(radius_km=radius) if radius > query.radius_km else None

    def _other_type(self, query: SearchQuery) -> SearchQuery | None:
        """The type with most free rooms that was not asked for."""
        if not query.types:
            return None
        counts = Counter(row.type for row in self._free(query.but(types=frozenset())))
        return query.but(types=frozenset({counts.most_common(1)[0][0]})) if counts else None

    def _without_amenity(self, query: SearchQuery) -> SearchQuery | None:
        """The one wish whose loss brings most. What somebody needs to get in is no wish."""
        if not query.amenities:
            return None
        free = self._free(query.but(amenities=frozenset()))
        counts = {
            code: sum(query.amenities - {code} <= row.amenities for row in free) for code in sorted(query.amenities)
        }
        code = max(counts, key=lambda each: counts[each])
        return query.but(amenities=query.amenities - {code}) if counts[code] else None

    def _split_room(self, query: SearchQuery) -> SearchQuery | None:
        """The largest free part of a hall that is itself taken: for fewer people than were asked."""
        if query.persons is None:
            return None
        halls = {row.room_id for row in repository.find(_all(query), self.place, now=self.now).rows if not row.is_free}
        parts = repository.rooms_sharing_a_part(halls)
        smaller = query.but(persons=None)
        rows = repository.find(_all(smaller), self.place, now=self.now, only=parts).rows if parts else ()
        most = max((row.max_persons for row in rows if row.is_free), default=0)
        return query.but(persons=most) if 0 < most < query.persons else None


def _all(query: SearchQuery) -> SearchQuery:
    """As many rooms as a suggestion looks at; their prices are asked apart."""
    sort = Sort.FREE if query.sort is Sort.PRICE else query.sort
    return query.but(max_price_cents=None, sort=sort, page_size=MOST_ROOMS)


def _within(quote: Quote, most: int | None) -> bool:
    return most is None or quote.total_cents <= most


def _quotes(asked: Iterable[tuple[SearchQuery, Sequence[Row]]]) -> dict[tuple[uuid.UUID, SearchQuery], Quote]:
    found: dict[tuple[uuid.UUID, SearchQuery], Quote] = {}
    for query, rows in asked:
        if query.asked:
            span = query.asked.span()
            rooms = repository.rooms_by_id([row.room_id for row in rows])
            quotes = quote_service.quote_many(list(rooms.values()), span, hire=hire_of(query))
            found |= {(room_id, query): quote for room_id, quote in quotes.items()}
    return found


def _alternatives(ideas: Sequence[_Idea]) -> list[Alternative]:
    rooms = repository.rooms_by_id({idea.free[0].room_id for idea in ideas})
    lowest = _lowest(ideas)
    told = []
    for idea in ideas:
        best = idea.free[0]
        if idea.query.day is None or idea.query not in lowest:
            continue
        told.append(
            Alternative(
                kind=idea.kind,
                query=idea.query,
                rooms=idea.rooms,
                best=_candidate(best, rooms),
                state=strips.read({best.room_id: idea.query.day})[best.room_id],
                lowest_cents=lowest[idea.query],
            )
        )
    return told


def _candidate(row: Row, rooms: Mapping[uuid.UUID, Room]) -> Candidate:
    return Candidate(rooms[row.room_id], row.amenities, row.distance_km)


def _lowest(ideas: Sequence[_Idea]) -> dict[SearchQuery, int]:
    """The lowest price of each question."""
    quotes = _quotes([(idea.query, idea.free) for idea in ideas])
    lowest: dict[SearchQuery, int] = {}
    for (_room_id, query), quote in quotes.items():
        lowest[query] = min(quote.total_cents, lowest.get(query, quote.total_cents))
    return lowest


def at_time(query: SearchQuery, span: TimeRange) -> SearchQuery:
    """The same question about another time."""
    day = span.starts_at.astimezone(AMSTERDAM).date()
    start, end = minute_of_day(span.starts_at, day, AMSTERDAM), minute_of_day(span.ends_at, day, AMSTERDAM)
    return replace(query.but(), day=day, start_minute=start, end_minute=end)
