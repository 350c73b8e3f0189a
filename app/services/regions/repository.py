"""Questions about regions."""

import uuid
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import case, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from app.core.db import session
from app.models.audit import AuditEvent
from app.models.booking import Booking, BookingStatus
from app.models.listing import ListingStatus, Room, Venue
from app.models.regions import Municipality, Region, RegionStatus


class RegionFacts(NamedTuple):
    """A region with what lies in it."""

    region: Region
    municipalities: int
    members: int
    venues: int
    published_rooms: int


def list_regions() -> list[RegionFacts]:
    """All of them, the open ones first, then by name; one query."""
    query = (
        select(
            Region,
            func.count(Municipality.code.distinct()),
            func.count(Venue.organisation_id.distinct()),
            func.count(Venue.id.distinct()),
            func.count(Room.id).filter(Room.status == ListingStatus.PUBLISHED),
        )
        .outerjoin(Municipality, Municipality.region_id == Region.id)
        .outerjoin(Venue, Venue.municipality_code == Municipality.code)
        .outerjoin(Room, Room.venue_id == Venue.id)
        .group_by(Region.id)
        .order_by(case((Region.status == RegionStatus.LIVE, 0), else_=1), Region.name)
    )
    return [RegionFacts._make(row) for row in session().execute(query)]


def list_names() -> list[tuple[uuid.UUID, str]]:
    """Id and name of each, by name."""
    return list(session().execute(select(Region.id, Region.name).order_by(Region.name)))


def list_municipality_names(region_id: uuid.UUID) -> list[str]:
    """What a region is made of."""
    query = select(Municipality.name).where(Municipality.region_id == region_id).order_by(Municipality.name)
    return list(session().scalars(query))


def find_by_slug(slug: str) -> Region | None:
    """By its word in addresses."""
    return session().scalars(select(Region).where(Region.slug == slug)).one_or_none()


def lock(region_id: uuid.UUID) -> Region | None:
    """The row for writing, fresh from the database."""
    query = select(Region).where(Region.id == region_id).with_for_update().execution_options(populate_existing=True)
    return session().scalars(query).one_or_none()


def count_bookings_to_come(region_id: uuid.UUID, now: datetime) -> int:
    """Confirmed bookings in the region that start after `now`."""
    query = (
        select(func.count())
        .select_from(Booking)
        .join(Venue, Venue.id == Booking.venue_id)
        .join(Municipality, Municipality.code == Venue.municipality_code)
        .where(
            Municipality.region_id == region_id,
            Booking.status == BookingStatus.CONFIRMED,
            Booking.starts_at >= now,
        )
    )
    return session().scalar(query) or 0


def list_reasons() -> dict[uuid.UUID, str]:
    """Why each region last changed."""
    query = (
        select(AuditEvent.subject_id, AuditEvent.reason)
        .where(AuditEvent.subject_type == "region")
        .ext(distinct_on(AuditEvent.subject_id))
        .order_by(AuditEvent.subject_id, AuditEvent.occurred_at.desc(), AuditEvent.id.desc())
    )
    return dict(session().execute(query).all())
