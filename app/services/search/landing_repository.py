"""Rooms on offer by place, kind and region, as the pages for search engines list them."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from app.core.db import session
from app.models.listing import Room, RoomAmenity, RoomPhoto, RoomType
from app.models.regions import Region
from app.models.search import RoomSearch


def _today(on: date) -> ColumnElement[bool]:
    return (RoomSearch.valid_from <= on) & or_(RoomSearch.valid_until.is_(None), RoomSearch.valid_until > on)


def list_groups(on: date) -> Sequence[tuple[str, RoomType, str, str, int, datetime | None]]:
    """City, kind, slug and name of the region, how many rooms, and when the newest came; one row per combination."""
    query = (
        select(
            RoomSearch.city,
            RoomSearch.type,
            RoomSearch.region,
            Region.name,
            func.count(RoomSearch.room_id),
            func.max(Room.published_at),
        )
        .join(Room, Room.id == RoomSearch.room_id)
        .join(Region, Region.slug == RoomSearch.region)
        .where(_today(on))
        .group_by(RoomSearch.city, RoomSearch.type, RoomSearch.region, Region.name)
        .order_by(RoomSearch.city, RoomSearch.type)
    )
    return [(city, RoomType(kind), *more) for city, kind, *more in session().execute(query)]  # type: ignore[misc]  # of five


def _chosen(
    query: Select[*tuple[Any, ...]], on: date, city: str | None, kind: RoomType | None, region: str | None
) -> Select[*tuple[Any, ...]]:
    query = query.where(_today(on))
    if city is not None:
        query = query.where(RoomSearch.city == city)
    if kind is not None:
        query = query.where(RoomSearch.type == kind.value)
    return query if region is None else query.where(RoomSearch.region == region)


def list_rooms(
    on: date, city: str | None, kind: RoomType | None, region: str | None, *, most: int, offset: int
) -> Sequence[tuple[uuid.UUID, str]]:
    """Id and kind of the rooms, by place and name."""
    query = _chosen(select(RoomSearch.room_id, RoomSearch.type), on, city, kind, region)
    rows = session().execute(
        query.order_by(RoomSearch.city, RoomSearch.name, RoomSearch.room_id).limit(most).offset(offset)
    )
    return [(room_id, type_) for room_id, type_ in rows]


def facts(
    on: date, city: str | None, kind: RoomType | None, region: str | None
) -> tuple[int, int, int, int, int | None, int]:
    """Rooms, venues, the smallest and the largest number of people, the lowest hourly price, rooms without steps."""
    wheelchair = (
        select(func.count(RoomAmenity.room_id.distinct()))
        .join(RoomSearch, RoomSearch.room_id == RoomAmenity.room_id)
        .where(RoomAmenity.code == "wheelchair_accessible")
    )
    accessible = session().scalar(_chosen(wheelchair, on, city, kind, region)) or 0
    row = (
        session()
        .execute(
            _chosen(
                select(
                    func.count(RoomSearch.room_id.distinct()),
                    func.count(RoomSearch.venue_id.distinct()),
                    func.min(RoomSearch.max_persons),
                    func.max(RoomSearch.max_persons),
                    func.min(RoomSearch.price_cents),
                ),
                on,
                city,
                kind,
                region,
            )
        )
        .one()
    )
    rooms, venues, smallest, largest, lowest = row
    return rooms, venues, smallest or 0, largest or 0, lowest, accessible


def list_room_pages(on: date, *, most: int, offset: int) -> Sequence[tuple[str, datetime]]:
    """Slug of every room on offer and when its page last changed as far as we know: published, or a photo added."""
    newest = (
        select(func.max(RoomPhoto.created_at)).where(RoomPhoto.room_id == Room.id).correlate(Room).scalar_subquery()
    )
    changed = func.greatest(func.coalesce(Room.published_at, Room.created_at), newest)
    query = (
        select(Room.slug, changed)
        .join(RoomSearch, RoomSearch.room_id == Room.id)
        .where(_today(on))
        .order_by(Room.id)
        .limit(most)
        .offset(offset)
    )
    return [(slug, at) for slug, at in session().execute(query)]


def count_rooms(on: date) -> int:
    """Rooms on offer."""
    return session().scalar(select(func.count()).select_from(RoomSearch).where(_today(on))) or 0
