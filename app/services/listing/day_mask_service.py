"""The day masks follow what a member changes, in the same transaction."""

import uuid
from collections.abc import Sequence
from datetime import date

from app.core.db import session
from app.models.listing import ListingStatus
from app.services.availability import availability_service
from app.services.listing import opening_repository
from app.services.listing.owner import Owner


def follow_openings(owner: Owner) -> None:
    """What is closed on the days of these rooms is what their openings say now."""
    follow_openings_of([room.id for room in owner.rooms])


def follow_openings_of(room_ids: Sequence[uuid.UUID]) -> None:
    """The same for any rooms."""
    session().flush()
    availability_service.refresh_openings(opening_repository.rooms_with_venue(room_ids))


def follow_horizon(owner: Owner, today: date) -> None:
    """Rooms on offer that can be booked farther ahead from now on have their days filled that far."""
    session().flush()
    offered = [room.id for room in owner.rooms if room.status is ListingStatus.PUBLISHED]
    availability_service.fill_days(offered, today)
