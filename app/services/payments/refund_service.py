"""Money back: asked for in the transaction that is its reason, sent by a job, settled by what Stripe says.

    with read_only():
        orders = refund_service.find_orders(refund_id)
    for order in orders:
        answer = refund_service.send(order)               # calls Stripe; no transaction is open
        with transaction():
            refund_service.store(order.refund_id, answer)

The refund is in the ledger from the moment that Stripe has taken it, in the transaction that says so; when the hirer's
bank sends it back later, that is booked too.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime

from app.core import clock
from app.core.db import session
from app.core.ids import new_id
from app.core.jobs import defer
from app.core.logging import get_logger
from app.integrations.payments.errors import PaymentsRefusedError
from app.integrations.payments.gateway import payment_gateway
from app.integrations.payments.values import RefundRequest, RefundState
from app.models.payments import Payment, PaymentStatus, Refund, RefundReason, RefundStatus
from app.services.audit import audit_service
from app.services.audit.audit_service import STRIPE, SYSTEM, Actor, Subject
from app.services.ledger import ledger_service
from app.services.payments import repository, rules
from app.services.payments.errors import NotRefundableError, PaymentNotFoundError

log = get_logger(__name__)

MAX_FAILURE = 500


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """A refund that Stripe has to get."""

    refund_id: uuid.UUID
    created_at: datetime
    request: RefundRequest


@dataclass(frozen=True, slots=True)
class SentRefund:
    """A refund that Stripe has, and where."""

    refund_id: uuid.UUID
    provider_refund_id: str
    account_id: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Stripe's no."""

    code: str
    detail: str


def request(
    payment_id: uuid.UUID,
    booking_id: uuid.UUID,
    amount_cents: int,
    reason: RefundReason,
    *,
    actor: Actor = SYSTEM,
    skip_if_any: bool = False,
) -> Refund | None:
    """Give `amount_cents` of a payment back, and of our fee its share; a job sends it after this transaction.

    `skip_if_any`: not when something of this payment was given back before; then None.

    Raises:
        PaymentNotFoundError: there is no such payment of this booking.
        NotRefundableError: it was not paid, or less than this is left.
    """
    payment = _lock_paid(payment_id, booking_id)
    if skip_if_any and has_refunds(payment_id):
        return None
    return _request(payment, amount_cents, reason, actor, with_fee=True)


def request_without_fee(
    payment_id: uuid.UUID, booking_id: uuid.UUID, amount_cents: int, reason: RefundReason, *, actor: Actor = SYSTEM
) -> Refund:
    """Give something back of which we took nothing, such as a deposit: our fee stays what it is.

    Raises:
        PaymentNotFoundError: there is no such payment of this booking.
        NotRefundableError: it was not paid, or less than this is left.
    """
    return _request(_lock_paid(payment_id, booking_id), amount_cents, reason, actor, with_fee=False)


def request_all(payment: Payment, reason: RefundReason) -> Refund:
    """Give a whole payment back that Stripe says was paid, whatever the row's status (locked by the caller)."""
    return _request(payment, payment.amount_cents, reason, SYSTEM, with_fee=True)


def has_refunds(payment_id: uuid.UUID) -> bool:
    """Whether anything of this payment was ever asked back."""
    return bool(repository.refunds_of(payment_id))


def refundable_cents(payment: Payment) -> int:
    """What is left of a payment to give back."""
    return rules.refundable_cents(payment.amount_cents, _earlier(payment.id))


def find_orders(refund_id: uuid.UUID) -> list[RefundOrder]:
    """What Stripe must still get up to and including this refund, oldest first; nothing when it has it.

    In order, because the share of the fee is rounded on the running total of a payment's refunds.
    """
    refund = repository.find_refund(refund_id)
    payment = repository.find_payment(refund.payment_id) if refund else None
    if refund is None or payment is None or payment.payment_intent_id is None:
        return []
    return [
        RefundOrder(
            one.id,
            one.created_at,
            RefundRequest(
                refund_id=one.id,
                account_id=payment.provider_account_id,
                intent_id=payment.payment_intent_id,
                amount_cents=one.amount_cents,
                with_fee=one.with_fee,
            ),
        )
        for one in repository.requested_refunds_up_to(refund)
    ]


def send(order: RefundOrder) -> RefundState | Refusal:
    """Hand a refund to Stripe, once: under its key, and after a day only when Stripe has not got it yet.

    Raises:
        PaymentsUnavailableError: no answer; it may have been taken. Try again.
    """
    gateway = payment_gateway()
    try:
        if not rules.key_protects(order.created_at, clock.now()):
            wanted = order.request
            found = gateway.find_refund(wanted.intent_id, wanted.refund_id, wanted.account_id)
            if found is not None:
                return found
        return gateway.create_refund(order.request)
    except PaymentsRefusedError as error:
        return Refusal(error.refusal, error.detail)


def find_sent(refund_id: uuid.UUID) -> SentRefund | None:
    """Where to ask about a refund; None while Stripe has not got it."""
    refund = repository.find_refund(refund_id)
    payment = repository.find_payment(refund.payment_id) if refund else None
    if refund is None or payment is None or refund.provider_refund_id is None:
        return None
    return SentRefund(refund.id, refund.provider_refund_id, payment.provider_account_id)


def fetch(refund_id: uuid.UUID, provider_refund_id: str, account_id: str) -> RefundState | None:
    """A refund as Stripe has it now; None when it is not ours.

    Raises:
        PaymentsUnavailableError: no answer. Try again.
        PaymentsRefusedError: Stripe refuses.
    """
    found = payment_gateway().retrieve_refund(provider_refund_id, account_id)
    return found if found.refund_id == str(refund_id) else None


def store(refund_id: uuid.UUID, answer: RefundState | Refusal) -> Refund:
    """Move a refund forward by what Stripe says, and book it in the same transaction.

    Raises:
        PaymentNotFoundError: there is no such refund.
    """
    locked = repository.lock_refund(refund_id)
    if locked is None:
        raise PaymentNotFoundError
    refund, _payment = locked
    if isinstance(answer, Refusal):
        if refund.status is RefundStatus.REQUESTED:
            refund.failure = f"{answer.code}: {answer.detail}"[:MAX_FAILURE]
            _become(refund, RefundStatus.FAILED)
        return refund
    if answer.amount_cents != refund.amount_cents:
        log.error("payments:refund:mismatch", refund=str(refund.id), amount=answer.amount_cents)
        return refund
    known = refund.provider_refund_id is not None
    _take_over(refund, answer)
    following = rules.told_refund_status(answer.status)
    if rules.refund_may_become(refund.status, following, known=known):
        refund.failure = answer.failure[:MAX_FAILURE]
        _become(refund, following)
    session().flush()
    _book(refund, answer)
    return refund


def _lock_paid(payment_id: uuid.UUID, booking_id: uuid.UUID) -> Payment:
    payment = repository.lock_payment(payment_id)
    if payment is None or payment.booking_id != booking_id:
        raise PaymentNotFoundError
    if payment.status is not PaymentStatus.PAID:
        raise NotRefundableError
    return payment


def _request(payment: Payment, amount_cents: int, reason: RefundReason, actor: Actor, *, with_fee: bool) -> Refund:
    earlier = _earlier(payment.id)
    if not 0 < amount_cents <= rules.refundable_cents(payment.amount_cents, earlier):
        raise NotRefundableError
    fee = rules.fee_refund_cents(payment.fee_cents, payment.amount_cents, earlier, amount_cents) if with_fee else 0
    fee_left = payment.fee_cents - sum(one.fee_refund_cents for one in earlier if one.known)
    refund = Refund(
        id=new_id(),
        payment_id=payment.id,
        booking_id=payment.booking_id,
        status=RefundStatus.REQUESTED,
        reason=reason,
        amount_cents=amount_cents,
        fee_refund_cents=fee,
        with_fee=with_fee and fee_left > 0,  # Stripe refuses to give a fee back that is not there
    )
    session().add(refund)
    session().flush()
    _record(refund, payment.organisation_id, actor)
    defer("payments.send_refund", refund_id=str(refund.id))
    return refund


def _earlier(payment_id: uuid.UUID) -> list[rules.EarlierRefund]:
    return [
        rules.EarlierRefund(
            one.status,
            one.amount_cents,
            one.fee_refund_cents,
            known=one.provider_refund_id is not None,
            with_fee=one.with_fee,
        )
        for one in repository.refunds_of(payment_id)
    ]


def _take_over(refund: Refund, answer: RefundState) -> None:
    """Stripe's id, and Stripe's figure for the fee where it tells one: the books follow the money."""
    first = refund.provider_refund_id is None
    refund.provider_refund_id = answer.provider_refund_id
    if first and answer.fee_refund_cents is not None and answer.fee_refund_cents != refund.fee_refund_cents:
        log.error(
            "payments:refund:fee_differs",
            refund=str(refund.id),
            ours=refund.fee_refund_cents,
            theirs=answer.fee_refund_cents,
        )
        refund.fee_refund_cents = answer.fee_refund_cents


def _book(refund: Refund, answer: RefundState) -> None:
    ledger_service.post_refund(refund, answer.created_at)
    if refund.status is RefundStatus.FAILED:
        ledger_service.post_failed_refund(refund, refund.settled_at or clock.now())


def _become(refund: Refund, following: RefundStatus) -> None:
    refund.status = following
    refund.settled_at = None if following is RefundStatus.PENDING else clock.now()
    payment = repository.find_payment(refund.payment_id)
    _record(refund, payment.organisation_id if payment else None, STRIPE)
    if following is RefundStatus.FAILED:
        log.error("payments:refund:failed", refund=str(refund.id), failure=refund.failure)


def _record(refund: Refund, organisation_id: uuid.UUID | None, actor: Actor) -> None:
    audit_service.record(
        f"payments:refund:{refund.status}",
        actor=actor,
        subject=Subject("refund", refund.id, organisation_id),
        reason=refund.reason.value,
        amount_cents=refund.amount_cents,
        fee_refund_cents=refund.fee_refund_cents,
    )
