"""What became of a payment: asked of Stripe, compared with what we wrote down, and only ever moved forward.

    with read_only():
        checkout = outcome_service.find_checkout(payment_id)
    found = outcome_service.fetch(checkout)               # or close(); calls Stripe, no transaction is open
    with transaction():
        payment = outcome_service.apply(payment_id, found)
        if payment is not None:
            confirmation_service.apply_payment_outcome(payment, now=...)

Events are hints to do this, whatever they say themselves; so it does not matter how often or in which order they come.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from app.core import clock
from app.core.db import session
from app.core.logging import get_logger
from app.integrations.payments.errors import PaymentsRefusedError
from app.integrations.payments.gateway import payment_gateway
from app.integrations.payments.values import CheckoutState
from app.models.payments import Payment, PaymentStatus, RefundReason
from app.services.audit import audit_service
from app.services.audit.audit_service import STRIPE, Subject
from app.services.ledger import ledger_service
from app.services.payments import refund_service, repository, rules
from app.services.payments.errors import PaymentNotFoundError

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Checkout:
    """Where to ask. `session_id` is None while we do not know of a page."""

    payment_id: uuid.UUID
    account_id: str
    session_id: str | None


def find_checkout(payment_id: uuid.UUID, *, told_session_id: str | None = None) -> Checkout:
    """Where Stripe keeps this payment. `told_session_id`: the page by an event, for when we lost it.

    Raises:
        PaymentNotFoundError: there is no such payment.
    """
    payment = repository.find_payment(payment_id)
    if payment is None:
        raise PaymentNotFoundError
    return Checkout(payment.id, payment.provider_account_id, payment.checkout_session_id or told_session_id)


def fetch(checkout: Checkout) -> CheckoutState | None:
    """The page and what was paid on it, as Stripe has it now; None when there is no page.

    Raises:
        PaymentsUnavailableError: no answer. Try again.
        PaymentsRefusedError: Stripe refuses.
    """
    if checkout.session_id is None:
        return None
    try:
        return payment_gateway().retrieve_checkout(checkout.session_id, checkout.account_id)
    except PaymentsRefusedError as error:
        if error.refusal == "resource_missing":
            return None
        raise


def close(checkout: Checkout) -> CheckoutState | None:
    """Make sure that nobody can pay any more, then `fetch`: time is never given back on our own clock alone.

    Raises:
        PaymentsUnavailableError: no answer, so it may still be paid. Try again.
        PaymentsRefusedError: Stripe refuses.
    """
    found = fetch(checkout)
    if found is None or found.status != "open":
        return found
    try:
        payment_gateway().expire_checkout(found.session_id, checkout.account_id)
    except PaymentsRefusedError:
        log.info("checkout_not_open", payment=str(checkout.payment_id))  # paid or expired in this very second
    return fetch(checkout)


def apply(payment_id: uuid.UUID, found: CheckoutState | None) -> Payment | None:
    """Move the payment forward by what Stripe says; the payment when its status changed, else None.

    Money that was paid is in the ledger from the same moment on.
    A page that is not about what we wrote down changes nothing and raises the alarm: it is never "paid".
    Money for a booking that another payment has paid, or is paying, goes back by itself.

    Raises:
        PaymentNotFoundError: there is no such payment.
    """
    payment = repository.lock_payment(payment_id)
    if payment is None:
        raise PaymentNotFoundError
    if found is None:
        return _without_page(payment)
    following = rules.told_status(found.status, found.payment_status, found.intent_status)
    wrong = _differences(payment, found)
    if wrong or following is None:
        _alarm("mismatch", payment, differences=wrong, session=found.session_id)
        return None
    _fill_in(payment, found)
    if not rules.payment_may_become(payment.status, following):
        return None
    other = repository.find_live_payment(payment.booking_id)
    if other is not None and other.id != payment.id:
        if following is PaymentStatus.PAID:
            _paid_twice(payment, found)
        return None
    _become(payment, following, found)
    return payment


def _without_page(payment: Payment) -> Payment | None:
    """Nobody ever saw a page, or Stripe has none: once its time is over for certain, nothing can be paid any more."""
    waiting = payment.status in {PaymentStatus.CREATED, PaymentStatus.OPEN}
    if not waiting or not rules.session_is_over(payment.session_expires_at, clock.now()):
        return None
    payment.status = PaymentStatus.EXPIRED
    _record("expired", payment)
    return payment


def _differences(payment: Payment, found: CheckoutState) -> list[str]:
    booking = repository.find_booking(payment.booking_id)
    ours = rules.Agreed(
        payment.provider_account_id,
        payment.amount_cents,
        payment.currency,
        booking.reference if booking else "",
        payment.livemode,
        payment.fee_cents,
    )
    theirs = rules.Agreed(
        found.account_id,
        found.amount_cents,
        found.currency,
        found.reference,
        found.livemode,
        found.fee_cents if found.intent_status else None,
    )
    wrong = rules.differences(ours, theirs)
    if not _is_of(payment, found):
        wrong.append("payment")
    if found.payment_status == "paid" and found.intent_id is None:
        wrong.append("intent")
    return wrong


def _is_of(payment: Payment, found: CheckoutState) -> bool:
    """A page that we lost is recognised by the id that we gave along."""
    if payment.checkout_session_id is None:
        return found.payment_id == str(payment.id)
    return payment.checkout_session_id == found.session_id and found.payment_id in {"", str(payment.id)}


def _fill_in(payment: Payment, found: CheckoutState) -> None:
    """What is known later than the status (the bank's costs come with the balance), and what we lost in a crash."""
    payment.checkout_session_id = payment.checkout_session_id or found.session_id
    payment.checkout_url = payment.checkout_url or found.url
    if found.status != "complete":
        return
    payment.payment_intent_id = found.intent_id
    payment.charge_id = found.charge_id
    payment.method = found.method
    if found.provider_cost_cents is not None:
        payment.provider_cost_cents = found.provider_cost_cents


def _become(payment: Payment, following: PaymentStatus, found: CheckoutState) -> None:
    if following is PaymentStatus.PAID:
        payment.paid_at = rules.moment_paid(
            found.booked_at,
            found.charged_at,
            was_processing=payment.status is PaymentStatus.PROCESSING,
            now=clock.now(),
        )
    payment.status = following
    _record(following.value, payment)
    booking = repository.find_booking(payment.booking_id)
    if following is PaymentStatus.PAID and booking is not None:
        session().flush()
        ledger_service.post_payment(payment, booking)


def _paid_twice(payment: Payment, found: CheckoutState) -> None:
    """The row keeps its end state, because the booking has its one live payment; the money is booked and goes back."""
    booking = repository.find_booking(payment.booking_id)
    if booking is None or refund_service.has_refunds(payment.id):
        return
    _alarm("paid_twice", payment, session=found.session_id)
    session().flush()
    moment = rules.moment_paid(found.booked_at, found.charged_at, was_processing=False, now=clock.now())
    ledger_service.post_payment(payment, booking, occurred_at=moment)
    refund_service.request_all(payment, RefundReason.PAID_TWICE)


def _alarm(what: str, payment: Payment, **data: Any) -> None:  # noqa: ANN401 - ids and figures for the trail
    """In the log every time, for whoever is on call; in the audit trail once."""
    tag = f"payments:payment:{what}"
    log.error(tag, payment=str(payment.id), **data)
    if not repository.has_audit_event(tag, payment.id):
        audit_service.record(tag, actor=STRIPE, subject=Subject("payment", payment.id, payment.organisation_id), **data)


def _record(what: str, payment: Payment) -> None:
    audit_service.record(
        f"payments:payment:{what}",
        actor=STRIPE,
        subject=Subject("payment", payment.id, payment.organisation_id),
        amount_cents=payment.amount_cents,
    )
