"""Which rooms the public can find and book: one query and one condition, for search, pages, API and booking alike."""

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import contains_eager

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


def rooms_query() -> Select[Room]:
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
