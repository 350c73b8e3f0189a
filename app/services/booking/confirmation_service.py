"""What a payment's outcome means for its booking. Called in the transaction that changes the payment.

Whatever order and number the news comes in, the end is the same: every step asks the state first and changes it at
most once (laws of the house 3, 5 and 6).
"""

from datetime import datetime

from app.core import clock
from app.core.db import session
from app.core.logging import get_logger
from app.core.time_ranges import TimeRange
from app.models.booking import Booking, BookingStatus
from app.models.payments import Payment, PaymentStatus, RefundReason
from app.services.audit.audit_service import STRIPE, SYSTEM, Actor
from app.services.availability import availability_service
from app.services.availability.errors import SlotTakenError
from app.services.booking import add_on_service, booking_service, emails, rules
from app.services.booking.errors import AddOnsTakenError
from app.services.listing import public_service
from app.services.payments import refund_service

log = get_logger(__name__)


def apply_payment_outcome(payment: Payment, *, now: datetime) -> None:
    """Bring the booking in line with the state of its payment (already changed, in this transaction).

    Paid: confirmed, or when the time had been released: taken again with its extras while it lies ahead and is free, or else
    lost and refunded in full.
    Processing: the time stays taken. Expired or failed: the time is given back.
    """
    booking = booking_service.get_locked(payment.booking_id)
    if payment.status is PaymentStatus.PAID:
        _paid(booking, payment, now)
    elif payment.status is PaymentStatus.PROCESSING:
        _processing(booking, now)
    elif payment.status in {PaymentStatus.EXPIRED, PaymentStatus.FAILED}:
        _not_paid(booking, payment)


def confirm_free(booking: Booking) -> None:
    """A booking that costs nothing needs no payment: confirmed at once."""
    _confirm(booking, clock.now(), SYSTEM)


def _paid(booking: Booking, payment: Payment, now: datetime) -> None:
    if booking.status in {BookingStatus.CONFIRMED, BookingStatus.LOST}:
        return
    if booking.status is BookingStatus.CANCELLED:
        # The hirer gave the time up while the bank was still at it: nobody pays for what they do not get.
        refund_service.request(payment.id, booking.id, payment.amount_cents, RefundReason.SLOT_LOST, skip_if_any=True)
        return
    if booking.status is BookingStatus.EXPIRED and (now >= booking.starts_at or not _take_again(booking)):
        booking_service.transition(
            booking, BookingStatus.LOST, actor=SYSTEM, reason="paid after the time was given away"
        )
        refund_service.request(payment.id, booking.id, payment.amount_cents, RefundReason.SLOT_LOST)
        emails.queue_lost(booking)
        return
    _confirm(booking, now, STRIPE)


def _take_again(booking: Booking) -> bool:
    room = public_service.get_room_for_booking(booking.room_id)
    attempt = session().begin_nested()
    try:
        span = TimeRange(booking.starts_at, booking.ends_at)
        availability_service.take(room, span, booking_id=booking.id, purpose=booking.purpose)
        add_on_service.take_again(booking)
    except (SlotTakenError, AddOnsTakenError):
        attempt.rollback()
        return False
    attempt.commit()
    return True


def _confirm(booking: Booking, now: datetime, actor: Actor) -> None:
    booking.confirmed_at = now
    booking.hold_expires_at = None
    booking_service.transition(booking, BookingStatus.CONFIRMED, actor=actor)
    if not availability_service.confirm(booking.id):
        raise AssertionError("a booking is confirmed only while its time is taken")
    emails.queue_confirmed(booking)


def _processing(booking: Booking, now: datetime) -> None:
    if booking.status is not BookingStatus.HELD:
        return
    booking.hold_expires_at = None
    booking_service.transition(booking, BookingStatus.PROCESSING, actor=STRIPE)
    availability_service.extend(booking.id, until=now + rules.PROCESSING_LIMIT)


def _not_paid(booking: Booking, payment: Payment) -> None:
    if booking.status not in {BookingStatus.HELD, BookingStatus.PROCESSING}:
        return
    booking.hold_expires_at = None
    booking_service.transition(booking, BookingStatus.EXPIRED, actor=STRIPE, reason=payment.status.value)
    availability_service.release(booking.id)
    emails.queue_not_paid(booking)
