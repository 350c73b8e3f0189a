"""Finding the rooms that suit: place, people and use in one statement; what is counted and priced comes after."""

import math
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Float, cast, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, TEXT, array

from app.core.db import session
from app.integrations.geocoding.places import Place
from app.models.listing import Room, RoomAmenity, RoomType, Venue
from app.models.regions import Region
from app.services.listing.visibility import on_offer, rooms_query
from app.services.search.query import Candidate, SearchQuery
from app.services.search.rules import suiting_types

_EARTH_RADIUS_KM = 6371.0088
_KM_PER_DEGREE = math.pi * _EARTH_RADIUS_KM / 180


def list_candidates(
    query: SearchQuery, place: Place | None, radius_km: float, *, region_slug: str | None = None
) -> Sequence[Candidate]:
    """Rooms on offer within the circle (anywhere, without a place) that take so many people and this use."""
    amenities = (
        select(func.array_agg(RoomAmenity.code)).where(RoomAmenity.room_id == Room.id).correlate(Room).scalar_subquery()
    )
    distance = _distance_km(place) if place else cast(literal(None), Float)
    statement = rooms_query().add_columns(amenities, distance).where(on_offer(), *_suits(query))
    if place:
        statement = statement.where(*_within_box(place, radius_km), distance <= radius_km)
    if region_slug is not None:
        statement = statement.where(Region.slug == region_slug)
    rows = session().execute(statement.order_by(Room.id))
    return [Candidate(room, frozenset(codes or ()), km) for room, codes, km in rows]


def _suits(query: SearchQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.persons is not None:
        conditions.append(Room.max_persons >= query.persons)
    if query.activity is not None:
        wanted = cast(array([query.activity.purpose.value]), ARRAY(TEXT))
        conditions.append(Room.purposes.contains(wanted))
        types = suiting_types(query.activity)
        if len(types) < len(RoomType):
            conditions.append(Room.type.in_(sorted(types)))
    return conditions


def _within_box(place: Place, radius_km: float) -> list[ColumnElement[bool]]:
    """Cheap and a little too wide: it spares the exact distance for everything far away."""
    up = radius_km / _KM_PER_DEGREE
    aside = up / math.cos(math.radians(place.lat))
    return [
        Venue.latitude.between(place.lat - up, place.lat + up),
        Venue.longitude.between(place.lon - aside, place.lon + aside),
    ]


def _distance_km(place: Place) -> ColumnElement[float]:
    """Kilometres as the crow flies (haversine), as integrations/geocoding measures them too."""
    half_lat = func.sin((func.radians(Venue.latitude) - math.radians(place.lat)) / 2)
    half_lon = func.sin((func.radians(Venue.longitude) - math.radians(place.lon)) / 2)
    chord = half_lat * half_lat + math.cos(math.radians(place.lat)) * func.cos(func.radians(Venue.latitude)) * (
        half_lon * half_lon
    )
    return 2 * _EARTH_RADIUS_KM * func.asin(func.sqrt(func.least(1.0, chord)))
