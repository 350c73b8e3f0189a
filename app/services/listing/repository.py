"""Reading rooms with what belongs to them."""

import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, load_only, selectinload

from app.core.db import session
from app.models.listing import Room, RoomPhoto, Venue
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


# A list shows two dozen rooms: it reads what it shows and what their rules say, and refuses to be asked for more.
_CARDS = (
    select(Room)
    .join(Room.venue)
    .options(
        load_only(
            Room.venue_id,
            Room.slug,
            Room.name,
            Room.type,
            Room.max_persons,
            Room.booking_mode,
            Room.start_grid_minutes,
            Room.min_duration_minutes,
            Room.max_duration_minutes,
            Room.notice_minutes,
            Room.notice_in_caretaker_hours,
            Room.horizon_days,
            Room.buffer_before_minutes,
            Room.buffer_after_minutes,
            Room.buffers_shared,
            Room.purposes,
            raiseload=True,
        ),
        contains_eager(Room.venue).load_only(Venue.name, Venue.city, Venue.latitude, Venue.longitude, raiseload=True),
        selectinload(Room.amenities),
        selectinload(Room.photos).load_only(RoomPhoto.storage_key, RoomPhoto.position),
    )
)


def load_cards(room_ids: Collection[uuid.UUID]) -> Sequence[Room]:
    """These rooms with what a list shows of them, in no particular order."""
    return session().scalars(_CARDS.where(Room.id.in_(room_ids))).all()


def live_regions() -> Sequence[Region]:
    """The regions in which the public books, the oldest first."""
    return session().scalars(select(Region).where(Region.status == RegionStatus.LIVE).order_by(Region.launch_on)).all()
