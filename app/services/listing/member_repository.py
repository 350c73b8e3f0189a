"""Reading and locking what a member lists; every question names the member."""

import uuid
from collections.abc import Sequence
from datetime import date

from sqlalchemy import and_, delete, exists, func, select
from sqlalchemy.orm import contains_eager, selectinload

from app.core.db import session
from app.models.accounts import Organisation
from app.models.availability import Claim
from app.models.listing import DayPart, Room, RoomAmenity, RoomLayout, RoomPart, RoomPartUse, RoomPhoto, Venue
from app.models.pricing import CancellationPolicy, Rate
from app.models.regions import Municipality


def list_venues(organisation_id: uuid.UUID) -> Sequence[Venue]:
    """By name, with their rooms."""
    query = (
        select(Venue)
        .where(Venue.organisation_id == organisation_id)
        .options(selectinload(Venue.rooms))
        .order_by(Venue.name)
    )
    return session().scalars(query).all()


def find_venue(venue_id: uuid.UUID, organisation_id: uuid.UUID) -> Venue | None:
    """With its rooms, day parts, municipality and region."""
    query = (
        select(Venue)
        .join(Venue.municipality)
        .where(Venue.id == venue_id, Venue.organisation_id == organisation_id)
        .options(
            contains_eager(Venue.municipality).selectinload(Municipality.region),
            selectinload(Venue.rooms).selectinload(Room.part_uses),
            selectinload(Venue.day_parts),
        )
    )
    return session().scalars(query).one_or_none()


def find_room(room_id: uuid.UUID, organisation_id: uuid.UUID) -> Room | None:
    """With its venue (seller, municipality, region, day parts) and everything in it."""
    query = (
        select(Room)
        .join(Room.venue)
        .join(Venue.organisation)
        .join(Venue.municipality)
        .where(Room.id == room_id, Venue.organisation_id == organisation_id)
        .options(
            contains_eager(Room.venue).options(
                contains_eager(Venue.organisation),
                contains_eager(Venue.municipality).selectinload(Municipality.region),
                selectinload(Venue.day_parts),
            ),
            selectinload(Room.layouts),
            selectinload(Room.amenities),
            selectinload(Room.photos),
            selectinload(Room.part_uses),
        )
        .execution_options(populate_existing=True)
    )
    return session().scalars(query).one_or_none()


def lock_room(room_id: uuid.UUID) -> None:
    """Whoever else changes this room waits."""
    session().execute(select(Room.id).where(Room.id == room_id).with_for_update())


def lock_organisation(organisation_id: uuid.UUID) -> Organisation:
    """The seller's row for writing."""
    query = (
        select(Organisation)
        .where(Organisation.id == organisation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return session().scalars(query).one()


def find_municipality(code: str) -> Municipality | None:
    """By its CBS code."""
    return session().get(Municipality, code)


def list_municipalities() -> Sequence[Municipality]:
    """Those that the platform knows, by name."""
    return session().scalars(select(Municipality).order_by(Municipality.name)).all()


def venue_slug_taken(slug: str) -> bool:
    """Whether a venue has it."""
    return bool(session().scalar(select(exists().where(Venue.slug == slug))))


def room_slug_taken(slug: str) -> bool:
    """Whether a room has it."""
    return bool(session().scalar(select(exists().where(Room.slug == slug))))


def priced_part_ids(venue_id: uuid.UUID) -> set[uuid.UUID]:
    """Day parts of the venue that some price is for."""
    query = select(Rate.day_part_id).join(DayPart, DayPart.id == Rate.day_part_id).where(DayPart.venue_id == venue_id)
    return {part_id for part_id in session().scalars(query) if part_id is not None}


def find_rate(rate_id: uuid.UUID, room_id: uuid.UUID) -> Rate | None:
    """Of this room only."""
    return session().scalars(select(Rate).where(Rate.id == rate_id, Rate.room_id == room_id)).one_or_none()


def list_policies() -> Sequence[CancellationPolicy]:
    """The terms for cancelling that a member can choose."""
    return session().scalars(select(CancellationPolicy).order_by(CancellationPolicy.code)).all()


def parts_by_room(venue_id: uuid.UUID) -> dict[uuid.UUID, set[uuid.UUID]]:
    """The physical parts that each room of a venue takes."""
    query = (
        select(RoomPartUse.room_id, RoomPartUse.part_id)
        .join(RoomPart, RoomPart.id == RoomPartUse.part_id)
        .where(RoomPart.venue_id == venue_id)
    )
    found: dict[uuid.UUID, set[uuid.UUID]] = {}
    for room_id, part_id in session().execute(query):
        found.setdefault(room_id, set()).add(part_id)
    return found


def part_names(venue_id: uuid.UUID) -> set[str]:
    """The names of the physical parts of a venue."""
    return set(session().scalars(select(RoomPart.name).where(RoomPart.venue_id == venue_id)))


def is_claimed_from(part_ids: set[uuid.UUID], on: date) -> bool:
    """Whether any of these parts is taken on that day or later."""
    return bool(session().scalar(select(exists().where(and_(Claim.part_id.in_(part_ids), Claim.day >= on)))))


def replace_layouts(room_id: uuid.UUID, layouts: Sequence[RoomLayout]) -> None:
    """These, and no others."""
    session().execute(delete(RoomLayout).where(RoomLayout.room_id == room_id))
    session().add_all(layouts)


def replace_amenities(room_id: uuid.UUID, codes: Sequence[str]) -> None:
    """These, and no others."""
    session().execute(delete(RoomAmenity).where(RoomAmenity.room_id == room_id))
    session().add_all(RoomAmenity(room_id=room_id, code=code) for code in codes)


def replace_parts(room_id: uuid.UUID, part_ids: set[uuid.UUID]) -> None:
    """These, and no others."""
    session().execute(delete(RoomPartUse).where(RoomPartUse.room_id == room_id))
    session().add_all(RoomPartUse(room_id=room_id, part_id=part_id) for part_id in part_ids)


def list_photos(room_id: uuid.UUID) -> Sequence[RoomPhoto]:
    """In the order in which they are shown."""
    query = select(RoomPhoto).where(RoomPhoto.room_id == room_id).order_by(RoomPhoto.position)
    return session().scalars(query).all()


def next_position(room_id: uuid.UUID) -> int:
    """Behind all others."""
    last = session().scalar(select(func.max(RoomPhoto.position)).where(RoomPhoto.room_id == room_id))
    return 0 if last is None else last + 1
