"""Giving back time that nobody came to pay for."""

import uuid
from collections.abc import Sequence

from app.core import clock
from app.core.jobs import defer
from app.models.booking import BookingStatus
from app.services.audit.audit_service import SYSTEM
from app.services.availability import availability_service
from app.services.booking import booking_service, repository, rules
from app.services.booking.errors import TransitionError
from app.services.payments import checkout_service

# Of one sweep, every few seconds: what is more waits for the next, and whoever wants such time ends its hold at once.
SWEEP_SIZE = 1000


def expire_hold(booking_id: uuid.UUID) -> None:
    """Release the hold if its time is over and no payment is under way; called after its end, and as often as you like.

    With a payment under way our own clock decides nothing: Stripe is asked to close the session first, and what it
    answers decides (`payments.close_session`).
    """
    booking = booking_service.get_locked(booking_id)
    if booking.status is not BookingStatus.HELD or booking.hold_expires_at is None:
        return
    if booking.hold_expires_at > clock.now():
        return
    payment = checkout_service.find_live_payment(booking.id)
    if payment is not None:
        defer("payments.close_session", unique=f"close:{payment.id}", payment_id=str(payment.id))
        return
    booking.hold_expires_at = None
    booking_service.transition(booking, BookingStatus.EXPIRED, actor=SYSTEM, reason="not paid in time")
    availability_service.release(booking.id)


def expire_holds(booking_ids: Sequence[uuid.UUID]) -> None:
    """The same for several that stand in somebody's way, in one order."""
    for booking_id in sorted(booking_ids):
        expire_hold(booking_id)


def extend_for_payment(booking_id: uuid.UUID) -> None:
    """Somebody goes to pay: keep the time for as long as the payment page lives, plus grace.

    Raises:
        TransitionError: the booking is no longer held.
    """
    booking = booking_service.get_locked(booking_id)
    if booking.status is not BookingStatus.HELD:
        raise TransitionError
    until = clock.now() + checkout_service.SESSION_LIFETIME + rules.PAYMENT_GRACE
    booking.hold_expires_at = until
    availability_service.extend(booking.id, until=until)


def sweep(limit: int = SWEEP_SIZE) -> int:
    """Ask about every hold whose time is over, each in a job of its own; the number found (docs/adr/0014)."""
    overdue = repository.overdue_hold_ids(clock.now(), limit)
    for booking_id in overdue:
        defer("booking.expire_hold", unique=f"expire:{booking_id}", booking_id=str(booking_id))
    return len(overdue)
