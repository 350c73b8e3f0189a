"""Cancelling: what comes back is shown by the same function that gives it back."""

from dataclasses import replace
from datetime import datetime

from app.core import clock
from app.core.jobs import defer
from app.models.audit import ActorKind
from app.models.booking import Booking, BookingStatus
from app.models.payments import Refund, RefundReason
from app.services.audit.audit_service import Actor
from app.services.availability import availability_service
from app.services.booking import booking_service, emails, repository, rules
from app.services.booking.errors import BookingStartedError, TransitionError
from app.services.booking.rules import RefundDecision, RefundStep
from app.services.payments import checkout_service, deposit_refund_service


def preview(booking: Booking, *, now: datetime, by_hirer: bool = True) -> RefundDecision:
    """What a cancellation at `now` would give back and keep, in cents. A deposit always goes back, all of it."""
    is_paid = booking.status is BookingStatus.CONFIRMED
    decision = rules.decide_refund(
        booking.cancellation_terms["steps"],
        paid_cents=booking.total_cents if is_paid else 0,
        starts_at=booking.starts_at,
        now=now,
        by_hirer=by_hirer,
    )
    deposit = booking.deposit_cents if is_paid else 0
    return replace(decision, refund_cents=decision.refund_cents + deposit)


def steps(booking: Booking) -> list[RefundStep]:
    """The whole ladder: until when how much comes back."""
    return rules.refund_steps(
        booking.cancellation_terms["steps"], paid_cents=booking.total_cents, starts_at=booking.starts_at
    )


def steps_for(policy_code: str, *, paid_cents: int, starts_at: datetime) -> list[RefundStep]:
    """The ladder that a booking would get now, before it is made."""
    policy = repository.get_cancellation_policy(policy_code)
    return rules.refund_steps(policy.steps, paid_cents=paid_cents, starts_at=starts_at)


def may_cancel(booking: Booking, *, now: datetime) -> bool:
    """Whether it can (still) be cancelled by its hirer."""
    return rules.may_become(booking.status, BookingStatus.CANCELLED) and now < booking.starts_at


def cancel(
    booking: Booking,
    *,
    actor: Actor,
    reason: str = "",
    expected_refund_cents: int | None = None,
    for_bureau: bool = False,
) -> list[Refund]:
    """Cancel, give the time back and start the refund that the terms give, a deposit included; in one part or two.

    `expected_refund_cents`: what the person saw before saying yes. If that has changed since, nothing happens.
    `for_bureau`: the user who acts does so for the bureau and not for the member.

    Raises:
        TransitionError: it can no longer be cancelled, or the refund is no longer what was shown.
        BookingStartedError: a hirer cancels what has begun.
    """
    now = clock.now()
    locked = booking_service.get_locked(booking.id)
    by_hirer = actor.kind is ActorKind.HIRER
    if by_hirer and now >= locked.starts_at:
        raise BookingStartedError
    decision = preview(locked, now=now, by_hirer=by_hirer)
    changed = expected_refund_cents is not None and expected_refund_cents != decision.refund_cents
    if changed or locked.deposit_settled_at is not None:  # settled: the visit is over and done with
        raise TransitionError
    was_confirmed = locked.status is BookingStatus.CONFIRMED
    locked.cancelled_at = now
    locked.cancelled_by = actor.kind.value
    locked.cancel_reason = reason
    locked.hold_expires_at = None
    locked.calendar_sequence += 1
    booking_service.transition(locked, BookingStatus.CANCELLED, actor=actor, reason=reason)
    availability_service.release(locked.id)
    if was_confirmed:
        emails.queue_cancelled(locked)
        return _pay_back(locked, decision, _reason_of(actor, for_bureau=for_bureau))
    _close_payment_page(locked)
    return []


def _pay_back(booking: Booking, decision: RefundDecision, reason: RefundReason) -> list[Refund]:
    payment = checkout_service.find_live_payment(booking.id)
    if payment is None:
        return []
    return deposit_refund_service.request_with_price(
        payment,
        price_back_cents=decision.refund_cents - booking.deposit_cents,
        deposit_cents=booking.deposit_cents,
        reason=reason,
    )


def _close_payment_page(booking: Booking) -> None:
    """It may still be open somewhere: close it, and refund what lands all the same."""
    payment = checkout_service.find_live_payment(booking.id)
    if payment is not None:
        defer("payments.close_session", unique=f"close:{payment.id}", payment_id=str(payment.id))


def _reason_of(actor: Actor, *, for_bureau: bool) -> RefundReason:
    if actor.kind is ActorKind.HIRER:
        return RefundReason.CANCELLED_BY_HIRER
    return RefundReason.CANCELLED_BY_BUREAU if for_bureau else RefundReason.CANCELLED_BY_MEMBER
