"""Asking the search tables: one statement for a page, and one each for strips and for first free days."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.core.clock import AMSTERDAM
from app.core.db import session
from app.core.time_ranges import TimeRange, at_minute
from app.integrations.geocoding.places import Place
from app.models.listing import Room, RoomType
from app.models.regions import Region
from app.models.search import AMENITY_BITS, PURPOSE_BITS, RoomSearch
from app.services.availability.day_states import DayMasks, masks_of_words
from app.services.listing.visibility import on_offer, rooms_query
from app.services.search import asking
from app.services.search.asking import Prices
from app.services.search.query import Facets, SearchQuery
from app.services.search.rules import PRICE_CHOICES_CENTS
from app.services.search.statement import STRIPS_OF_ROOMS, Kind, counts_of, statement

_QUARTER = 15


@dataclass(frozen=True, slots=True)
class Row:
    """A room that suits. `slots`: its first fitting times; `conflicts`: the dates of a series on which it is not free."""

    room_id: uuid.UUID
    distance_km: float | None
    is_free: bool | None
    slots: Sequence[TimeRange]
    conflicts: Sequence[date]
    price_cents: int | None
    type: RoomType
    amenities: frozenset[str]
    max_persons: int
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """One page of rows, in order, and what is counted over all of them."""

    rows: Sequence[Row]
    total: int
    free: int | None
    facets: Facets


def find(
    query: SearchQuery,
    place: Place | None,
    *,
    now: datetime,
    prices: Prices | None = None,
    only: Collection[uuid.UUID] = (),
) -> Answer:
    """The page of `query` that it names. With `prices` those decide about the highest price and the order by price."""
    kind = asking.kind_of(query)
    values = asking.values_of(query, place, now=now, prices=prices, only=only)
    row = session().execute(statement(kind, with_words=values["words"] is not None), values).one()
    return Answer(
        rows=[_row(one, kind) for one in row.page],
        total=row.rooms,
        free=None if kind is Kind.TIMELESS else row.free,
        facets=_facets(row, prices_known=prices is not None or not asking.has_price_of_its_own(query)),
    )


def _facets(row: Any, *, prices_known: bool) -> Facets:  # noqa: ANN401 - the row of the statement
    instant, *others = row.others
    bands = others[: len(PRICE_CHOICES_CENTS)]
    amenities = counts_of(row.amenity_counts, len(AMENITY_BITS))
    purposes = counts_of(others[len(PRICE_CHOICES_CENTS) :], len(PURPOSE_BITS))
    return Facets(
        types={RoomType(code): count for code, count in row.types.items()},
        amenities={code: count for code, count in zip(AMENITY_BITS, amenities, strict=True) if count},
        instant=instant,
        purposes={purpose: count for purpose, count in zip(PURPOSE_BITS, purposes, strict=True) if count},
        prices=dict(zip(PRICE_CHOICES_CENTS, bands, strict=True)) if prices_known else {},
    )


def _row(values: Sequence[Any], kind: Kind) -> Row:
    room_id, km, is_free, times, cents, code, amenities, persons, score = values
    times = times or ()
    return Row(
        room_id=uuid.UUID(room_id),
        distance_km=km,
        is_free=is_free,
        slots=[_span(date.fromisoformat(day), first, quarters) for day, first, quarters in times]
        if kind is Kind.SLOT
        else (),
        conflicts=[date.fromisoformat(day) for (day,) in times] if kind is Kind.WEEKLY else (),
        price_cents=cents,
        type=RoomType(code),
        amenities=asking.amenities_of(amenities),
        max_persons=persons,
        score=score,
    )


def _span(day: date, first: int, quarters: int) -> TimeRange:
    start, end = first * _QUARTER, (first + quarters) * _QUARTER
    return TimeRange(at_minute(day, start, AMSTERDAM), at_minute(day, end, AMSTERDAM))


def rooms_by_id(room_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Room]:
    """These rooms with venue and seller, as prices need them. One query."""
    if not room_ids:
        return {}
    return {room.id: room for room in session().scalars(rooms_query().where(Room.id.in_(room_ids)))}


def rooms_sharing_a_part(room_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """The rooms on offer that are a part of one of these, or of which one of these is a part. One query."""
    if not room_ids:
        return set()
    statement = select(RoomSearch.shares).where(RoomSearch.room_id.in_(room_ids), RoomSearch.shares.is_not(None))
    return {room_id for shares in session().scalars(statement) for room_id in shares or ()} - set(room_ids)


def rooms_of_region(slug: str) -> Sequence[Room]:
    """All rooms on offer in a region, in a fixed order. One query."""
    return session().scalars(rooms_query().where(on_offer(), Region.slug == slug).order_by(Room.id)).all()


def masks_around(days: Mapping[uuid.UUID, date]) -> Mapping[tuple[uuid.UUID, date], DayMasks]:
    """The masks of each room's own day and of the days beside it. One query, or none for no rooms."""
    if not days:
        return {}
    values = {"rooms": asking.array_of(days), "days": asking.array_of(days.values())}
    return {(row.room_id, row.day): _masks(row) for row in session().execute(STRIPS_OF_ROOMS, values).all()}


def _masks(row: Any) -> DayMasks:  # noqa: ANN401 - a row with four words
    return masks_of_words(row.closed_lo, row.closed_hi, row.taken_lo, row.taken_hi)
