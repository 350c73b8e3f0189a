"""Finding bookings back, and looking one up with everything that happened to it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.core.errors import NotFoundError
from app.core.messages import message
from app.core.paging import PAGE_SIZE, Page
from app.models.booking import Booking
from app.models.payments import Payment, Refund
from app.services.audit import audit_service
from app.services.audit.audit_service import Actor, Subject
from app.services.payments import history_service
from app.services.reporting import booking_repository
from app.services.reporting.booking_repository import BookingFilter, BookingRow, FailedRefundRow, TrailRow

__all__ = [
    "BookingDetail",
    "BookingFilter",
    "BookingRow",
    "FailedRefundRow",
    "TrailRow",
    "bookings_to_come",
    "failed_refunds",
    "list_bookings",
    "organisation_names",
    "view_booking",
]

MAX_TEXT = 100


@dataclass(frozen=True, slots=True)
class BookingDetail:
    """A booking with its lines, its money and its history (latest first)."""

    booking: Booking
    payments: Sequence[Payment]
    refunds: Sequence[Refund]
    trail: Sequence[TrailRow]


def list_bookings(wanted: BookingFilter, page: int, size: int = PAGE_SIZE) -> Page[BookingRow]:
    """The bookings that fit, the latest made first, in pages. No row says who the hirer is."""
    rows = booking_repository.list_bookings(wanted, limit=size, offset=(page - 1) * size)
    return Page(rows, page, size, booking_repository.count_bookings(wanted))


def view_booking(reference: str, *, actor: Actor, organisation_id: uuid.UUID | None = None) -> BookingDetail:
    """A booking with everything about it, the hirer included. That somebody looked is written down.

    `organisation_id`: look only among the bookings of this member.

    Raises:
        NotFoundError: there is no such booking (there).
    """
    booking = booking_repository.find_booking(reference.strip().upper(), organisation_id)
    if booking is None:
        raise NotFoundError(message("There is no booking with this number."))
    payments = history_service.list_payments(booking.id)
    refunds = history_service.list_refunds(booking.id)
    subjects = [booking.id, *(payment.id for payment in payments), *(refund.id for refund in refunds)]
    trail = booking_repository.list_trail(subjects)
    audit_service.record(
        "booking:personal_data:viewed", actor=actor, subject=Subject("booking", booking.id, booking.organisation_id)
    )
    return BookingDetail(booking, payments, refunds, trail)


def failed_refunds(limit: int) -> list[FailedRefundRow]:
    """Refunds that did not come through, oldest first: somebody has to pay these back by hand."""
    return booking_repository.list_failed_refunds(limit)


def bookings_to_come(now: datetime) -> tuple[int, int]:
    """How many confirmed bookings start after `now`, and what hirers pay for them together, in cents."""
    return booking_repository.sum_to_come(now)


def organisation_names() -> list[tuple[uuid.UUID, str]]:
    """Every member by name."""
    return booking_repository.list_organisation_names()
