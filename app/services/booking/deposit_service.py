"""What becomes of a deposit after the visit: it goes back by itself, unless the venue has reported damage.

It is decided once, under the lock of the booking; the money follows by the same road as every other refund.
"""

import uuid
from datetime import datetime

from app.core import clock
from app.core.jobs import defer
from app.core.logging import get_logger
from app.models.booking import Booking, BookingStatus
from app.services.audit import audit_service
from app.services.audit.audit_service import SYSTEM, Actor, Subject
from app.services.booking import booking_service, emails, repository, rules
from app.services.booking.errors import DepositRefusedError, TransitionError
from app.services.payments import checkout_service, deposit_refund_service

log = get_logger(__name__)

SWEEP_SIZE = 500
# What hirers and venues are told.
DAYS_UNTIL_BACK = rules.DEPOSIT_BACK_AFTER.days


def may_settle(booking: Booking, *, now: datetime) -> bool:
    """Whether the venue holds a deposit of a visit that is over, and nothing has been decided about it."""
    return (
        booking.status is BookingStatus.CONFIRMED
        and booking.deposit_cents > 0
        and booking.deposit_settled_at is None
        and now >= booking.ends_at
    )


def held_cents(booking: Booking) -> int:
    """What the venue has of a deposit that is still the hirer's: nothing has been decided about it."""
    open_yet = booking.status is BookingStatus.CONFIRMED and booking.deposit_settled_at is None
    return booking.deposit_cents if open_yet else 0


def goes_back_at(booking: Booking) -> datetime:
    """When it goes back by itself."""
    return booking.ends_at + rules.DEPOSIT_BACK_AFTER


def give_back(booking: Booking, *, actor: Actor) -> None:
    """The whole deposit, now.

    Raises:
        TransitionError: there is none, the visit is not over, or it was decided before.
    """
    _settle(booking.id, kept_cents=0, reason="", actor=actor)


def keep_for_damage(booking: Booking, cents: int | None, *, reason: str, actor: Actor) -> None:
    """Keep `cents` of it and give the rest back; the hirer gets a mail with the reason.

    Raises:
        TransitionError: there is none, the visit is not over, or it was decided before.
        DepositRefusedError: nothing, or more than the deposit, or no reason; names the field.
    """
    problems = rules.check_damage(cents, reason, deposit_cents=booking.deposit_cents)
    if cents is None or problems:
        raise DepositRefusedError(problems)
    _settle(booking.id, kept_cents=cents, reason=reason.strip(), actor=actor)


def return_when_due(booking_id: uuid.UUID) -> None:
    """Give it back if its time has come and nothing was decided; called as often as you like."""
    booking = booking_service.get_locked(booking_id)
    now = clock.now()
    if may_settle(booking, now=now) and now >= goes_back_at(booking):
        _settle(booking_id, kept_cents=0, reason="", actor=SYSTEM)


def sweep(now: datetime) -> int:
    """A job for every deposit whose time has come; the number found."""
    due = repository.due_deposit_ids(now - rules.DEPOSIT_BACK_AFTER, SWEEP_SIZE)
    for booking_id in due:
        defer("booking.return_deposit", unique=f"deposit:{booking_id}", booking_id=str(booking_id))
    return len(due)


def _settle(booking_id: uuid.UUID, *, kept_cents: int, reason: str, actor: Actor) -> None:
    now = clock.now()
    booking = booking_service.get_locked(booking_id)
    payment = checkout_service.find_live_payment(booking_id)
    if not may_settle(booking, now=now) or payment is None:
        log.info("booking:deposit:not_settled", booking=str(booking_id), paid=payment is not None)
        raise TransitionError
    booking.deposit_settled_at = now
    booking.deposit_kept_cents = kept_cents
    booking.deposit_reason = reason
    back = booking.deposit_cents - kept_cents
    if back:
        deposit_refund_service.request_deposit(payment, back, actor=actor)
    audit_service.record(
        "booking:deposit:kept" if kept_cents else "booking:deposit:returned",
        actor=actor,
        subject=Subject("booking", booking.id, booking.organisation_id),
        reason=reason,
        kept_cents=kept_cents,
        returned_cents=back,
    )
    emails.queue_deposit(booking)
