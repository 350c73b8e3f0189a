"""Going to pay: a row of ours first, then a page at Stripe, then its address on our row.

A view does three things in a row, each of which may be the last that happens before a crash:

    with transaction():
        prepared = checkout_service.prepare(order)
    page = checkout_service.open_session(prepared)        # calls Stripe; no transaction is open
    with transaction():
        url = checkout_service.store_session(prepared, page)

Doing it again repairs whatever is missing: the same row, the same idempotency key, the same parameters. The address of a
page is shown to nobody before it is stored, so a page that got lost between the two can be paid by nobody.
"""

import uuid
from dataclasses import dataclass

from app.core import clock
from app.core.db import session
from app.core.ids import new_id
from app.integrations.payments.gateway import payment_gateway
from app.integrations.payments.values import CheckoutRequest, CheckoutState
from app.models.payments import Payment, PaymentStatus
from app.services.audit import audit_service
from app.services.audit.audit_service import HIRER, SYSTEM, Actor, Subject
from app.services.payments import account_service, repository, rules
from app.services.payments.errors import (
    AlreadyPaidError,
    CheckoutClosedError,
    PaymentNotFoundError,
    SellerNotReadyError,
)

SESSION_LIFETIME = rules.SESSION_LIFETIME


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutOrder:
    """What is to be paid, for which booking; amounts in cents of `currency`.

    `fee_cents` is the association's commission with VAT. `description` names the room and the time: it stands on the
    payment page and on the bank statement's detail. `success_url` may hold `{CHECKOUT_SESSION_ID}`.
    """

    booking_id: uuid.UUID
    organisation_id: uuid.UUID
    reference: str
    email: str
    amount_cents: int
    fee_cents: int
    currency: str
    description: str
    success_url: str
    cancel_url: str
    locale: str


@dataclass(frozen=True, slots=True)
class PreparedCheckout:
    """A payment that waits for its page; `url` is there when it has one."""

    payment_id: uuid.UUID
    request: CheckoutRequest
    url: str | None


def find_live_payment(booking_id: uuid.UUID) -> Payment | None:
    """The one attempt of a booking that has brought money or still may (created, open, processing or paid)."""
    return repository.find_live_payment(booking_id)


def prepare(order: CheckoutOrder) -> PreparedCheckout:
    """Write down that somebody goes to pay, with everything that the call to Stripe will say.

    An attempt that has its page already is given again. One whose page was never shown is used again while that can
    be, and replaced by a new one after that.

    Raises:
        SellerNotReadyError: the member's account cannot be paid.
        AlreadyPaidError: money came, or is on its way.
        CheckoutClosedError: the time to pay is over.
    """
    now = clock.now()
    repository.lock_booking(order.booking_id)
    live = repository.find_live_payment(order.booking_id)
    if live is not None and live.status in {PaymentStatus.PAID, PaymentStatus.PROCESSING}:
        raise AlreadyPaidError
    if live is not None and live.status is PaymentStatus.OPEN:
        if live.session_expires_at <= now:
            raise CheckoutClosedError
        return _prepared(live, order)
    if live is not None:
        if rules.attempt_is_fresh(live.session_expires_at, now):
            return _prepared(live, order)
        give_up(live, reason="its page was never shown")
        session().flush()
    return _prepared(_new_payment(order), order)


def open_session(prepared: PreparedCheckout) -> CheckoutState:
    """Ask Stripe for the page. No transaction may be open. Asking again gives the same page.

    Raises:
        PaymentsUnavailableError: no answer; the page may or may not exist. Try again.
        PaymentsRefusedError: Stripe refuses.
    """
    return payment_gateway().create_checkout(prepared.request)


def store_session(prepared: PreparedCheckout, page: CheckoutState) -> str:
    """Keep the page with its payment; the address to send the hirer to.

    Raises:
        CheckoutClosedError: the payment has gone on without this page, so nobody may pay on it.
    """
    payment = repository.lock_payment(prepared.payment_id)
    if payment is None:
        raise PaymentNotFoundError
    if payment.status is PaymentStatus.CREATED:
        payment.checkout_session_id = page.session_id
        payment.checkout_url = page.url
        payment.status = PaymentStatus.OPEN
        _record("opened", payment, HIRER)
    if payment.status is not PaymentStatus.OPEN or payment.checkout_url is None:
        raise CheckoutClosedError
    return payment.checkout_url


def give_up(payment: Payment, *, reason: str) -> None:
    """An attempt whose page was never shown ends here: nobody can pay on a page that nobody has seen."""
    payment.status = PaymentStatus.FAILED
    _record("given_up", payment, SYSTEM, reason)


def _new_payment(order: CheckoutOrder) -> Payment:
    account = account_service.find_ready(order.organisation_id)
    if account is None:
        raise SellerNotReadyError
    payment = Payment(
        id=new_id(),
        booking_id=order.booking_id,
        organisation_id=order.organisation_id,
        provider_account_id=account.provider_account_id,
        status=PaymentStatus.CREATED,
        amount_cents=order.amount_cents,
        currency=order.currency,
        fee_cents=order.fee_cents,
        livemode=payment_gateway().livemode,
        session_expires_at=(clock.now() + rules.SESSION_LIFETIME).replace(microsecond=0),
    )
    session().add(payment)
    session().flush()
    _record("created", payment, HIRER)
    return payment


def _prepared(payment: Payment, order: CheckoutOrder) -> PreparedCheckout:
    request = CheckoutRequest(
        payment_id=payment.id,
        account_id=payment.provider_account_id,
        reference=order.reference,
        email=order.email,
        amount_cents=payment.amount_cents,
        fee_cents=payment.fee_cents,
        currency=payment.currency,
        description=order.description[: rules.MAX_DESCRIPTION],
        success_url=order.success_url,
        cancel_url=order.cancel_url,
        locale=order.locale,
        expires_at=payment.session_expires_at,
    )
    return PreparedCheckout(payment.id, request, payment.checkout_url)


def _record(what: str, payment: Payment, actor: Actor, reason: str = "") -> None:
    audit_service.record(
        f"payments:payment:{what}",
        actor=actor,
        subject=Subject("payment", payment.id, payment.organisation_id),
        reason=reason,
        amount_cents=payment.amount_cents,
    )
