"""What the demo loader asks of the database."""

import uuid

from sqlalchemy import func, select

from app.core.db import session
from app.models.accounts import Organisation
from app.models.booking import Booking, BookingSource
from app.models.listing import Room
from app.models.occupancy import SoundPair
from app.models.payments import PaymentAccount
from app.models.pricing import CancellationPolicy


def count_organisations() -> int:
    """Members of the demo world."""
    return session().scalar(select(func.count()).where(Organisation.is_demo)) or 0


def count_bookings() -> int:
    """Bookings of the demo year."""
    return session().scalar(select(func.count()).where(Booking.source == BookingSource.DEMO)) or 0


def count_sound_pairs() -> int:
    """Rooms that hear each other."""
    return session().scalar(select(func.count()).select_from(SoundPair)) or 0


def room_ids_by_slug() -> dict[str, uuid.UUID]:
    """Every room by its word in addresses."""
    rows = session().execute(select(Room.slug, Room.id))
    return {key: value for key, value in rows}  # noqa: C416 - rows are named tuples; dict() takes them untyped


def accounts() -> dict[uuid.UUID, str]:
    """Per organisation its account at the simulator."""
    rows = session().execute(select(PaymentAccount.organisation_id, PaymentAccount.provider_account_id))
    return {key: value for key, value in rows}  # noqa: C416 - rows are named tuples; dict() takes them untyped


def cancellation_policies() -> dict[str, CancellationPolicy]:
    """By code."""
    return {policy.code: policy for policy in session().scalars(select(CancellationPolicy))}
