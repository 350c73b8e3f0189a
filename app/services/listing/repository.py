"""Reading rooms with what belongs to them."""

import uuid
from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, selectinload

from app.core.db import session
from app.models.listing import Room, Venue
from app.models.regions import Region, RegionStatus
from app.services.listing.visibility import on_offer, rooms_query


def _with_page(query: Select[Room]) -> Select[Room]:
    """Everything that the room's own page shows."""
    return query.options(
        selectinload(Room.layouts),
        selectinload(Room.amenities),
        selectinload(Room.photos),
        contains_eager(Room.venue).selectinload(Venue.day_parts),
    )


def find_room_on_offer(room_id: uuid.UUID) -> Room | None:
    """By id, when the public may book it."""
    return session().scalars(rooms_query().where(Room.id == room_id, on_offer())).one_or_none()


def find_room(room_id: uuid.UUID) -> Room | None:
    """By id, whether or not it is on offer."""
    return session().scalars(rooms_query().where(Room.id == room_id)).one_or_none()


def find_page(room_id: uuid.UUID) -> Room | None:
    """By id, when the public may book it, with everything about it."""
    return session().scalars(_with_page(rooms_query()).where(Room.id == room_id, on_offer())).one_or_none()


def find_page_by_slug(slug: str) -> Room | None:
    """The same by its word in addresses."""
    return session().scalars(_with_page(rooms_query()).where(Room.slug == slug, on_offer())).one_or_none()


def live_regions() -> Sequence[Region]:
    """The regions in which the public books, the oldest first."""
    return session().scalars(select(Region).where(Region.status == RegionStatus.LIVE).order_by(Region.launch_on)).all()
