"""Reading what is offered. Whether a room is on offer is one condition, here, for search, pages, API and booking alike."""

import uuid

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import contains_eager

from app.core.db import session
from app.models.accounts import MembershipStatus, Organisation
from app.models.listing import ListingStatus, Room, Venue
from app.models.payments import PaymentAccount, PaymentAccountStatus
from app.models.regions import Municipality, Region, RegionStatus


def on_offer() -> ColumnElement[bool]:
    """A published room, in a live region, of an active member that can be paid and is not suspended from selling."""
    return and_(
        Room.status == ListingStatus.PUBLISHED,
        Region.status == RegionStatus.LIVE,
        Organisation.membership_status == MembershipStatus.ACTIVE,
        Organisation.selling_suspended_reason.is_(None),
        PaymentAccount.status == PaymentAccountStatus.ACTIVE,
    )


def rooms_query() -> Select[tuple[Room]]:
    """Rooms with venue, municipality and seller loaded, joined to all that `on_offer` asks about."""
    return (
        select(Room)
        .join(Room.venue)
        .join(Venue.organisation)
        .join(Venue.municipality)
        .outerjoin(Region, Region.id == Municipality.region_id)
        .outerjoin(PaymentAccount, PaymentAccount.organisation_id == Organisation.id)
        .options(
            contains_eager(Room.venue).options(
                contains_eager(Venue.organisation),
                contains_eager(Venue.municipality),
            )
        )
    )


def find_room_on_offer(room_id: uuid.UUID) -> Room | None:
    """By id, when the public may book it."""
    return session().scalars(rooms_query().where(Room.id == room_id, on_offer())).one_or_none()


def find_room(room_id: uuid.UUID) -> Room | None:
    """By id, whether or not it is on offer."""
    return session().scalars(rooms_query().where(Room.id == room_id)).one_or_none()
