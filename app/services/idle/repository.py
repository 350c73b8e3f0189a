"""What the idle page asks of the database: a member's rooms with their venues, rooms to compare with, its offers."""

import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.core.db import session
from app.models.calendars import CalendarOccurrence
from app.models.idle import IdleOffer
from app.models.listing import ListingStatus, Room, RoomType, Venue
from app.models.pricing import PriceRule
from app.models.regions import Municipality


def list_rooms(organisation_id: uuid.UUID) -> Sequence[Room]:
    """Every room of a member that is not withdrawn, with its venue and the parts of its day, by venue and name."""
    query = (
        select(Room)
        .join(Room.venue)
        .where(Venue.organisation_id == organisation_id, Room.status != ListingStatus.WITHDRAWN)
        .options(contains_eager(Room.venue).selectinload(Venue.day_parts))
        .order_by(Venue.name, Venue.id, Room.name, Room.id)
    )
    return session().scalars(query).all()


def count_lessons(room_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many times each room is known to be in own use through a calendar; rooms without are absent."""
    query = (
        select(CalendarOccurrence.room_id, func.count())
        .where(CalendarOccurrence.room_id.in_(room_ids))
        .group_by(CalendarOccurrence.room_id)
    )
    return {room_id: count for room_id, count in session().execute(query)}  # noqa: C416 - rows are named tuples


def comparable_rooms(
    types: Collection[RoomType], municipality_codes: Collection[str], *, not_of: uuid.UUID
) -> list[tuple[RoomType, uuid.UUID, uuid.UUID]]:
    """Rooms on offer of these types, in the regions of these municipalities, of other members: type, region, room."""
    regions = select(Municipality.region_id).where(
        Municipality.code.in_(municipality_codes), Municipality.region_id.is_not(None)
    )
    query = (
        select(Room.type, Municipality.region_id, Room.id)
        .join(Room.venue)
        .join(Municipality, Municipality.code == Venue.municipality_code)
        .where(
            Room.status == ListingStatus.PUBLISHED,
            Room.type.in_(types),
            Venue.organisation_id != not_of,
            Municipality.region_id.in_(regions),
        )
        .order_by(Room.id)
    )
    rows = session().execute(query)
    return [(kind, region_id, room_id) for kind, region_id, room_id in rows if region_id is not None]


def regions_of(municipality_codes: Collection[str]) -> dict[str, uuid.UUID]:
    """Per municipality its region; those in none are absent."""
    query = select(Municipality.code, Municipality.region_id).where(
        Municipality.code.in_(municipality_codes), Municipality.region_id.is_not(None)
    )
    return {code: region_id for code, region_id in session().execute(query) if region_id is not None}


def list_offers(organisation_id: uuid.UUID) -> Sequence[IdleOffer]:
    """What was decided, newest first, with its hours."""
    query = (
        select(IdleOffer)
        .where(IdleOffer.organisation_id == organisation_id)
        .options(selectinload(IdleOffer.windows))
        .order_by(IdleOffer.created_at.desc(), IdleOffer.id.desc())
        .limit(50)
    )
    return session().scalars(query).all()


def find_offer(offer_id: uuid.UUID, organisation_id: uuid.UUID) -> IdleOffer | None:
    """Of this organisation only, with its hours."""
    query = (
        select(IdleOffer)
        .where(IdleOffer.id == offer_id, IdleOffer.organisation_id == organisation_id)
        .options(selectinload(IdleOffer.windows), selectinload(IdleOffer.price_rules))
    )
    return session().scalars(query).one_or_none()


def offer_asked_as(asked_as: uuid.UUID) -> IdleOffer | None:
    """The decision that this form has already become."""
    query = select(IdleOffer).where(IdleOffer.asked_as == asked_as).options(selectinload(IdleOffer.windows))
    return session().scalars(query).one_or_none()


def lock_venue(venue_id: uuid.UUID) -> None:
    """Decisions about one building wait for each other."""
    session().execute(select(Venue.id).where(Venue.id == venue_id).with_for_update())


def rooms_by_id(room_ids: Collection[uuid.UUID]) -> Sequence[Room]:
    """These rooms with their venue, by name."""
    query = select(Room).where(Room.id.in_(room_ids)).options(joinedload(Room.venue)).order_by(Room.name, Room.id)
    return session().scalars(query).all()


def price_rules(rule_ids: Collection[uuid.UUID]) -> Sequence[PriceRule]:
    """These changes of the price."""
    return session().scalars(select(PriceRule).where(PriceRule.id.in_(rule_ids))).all()
