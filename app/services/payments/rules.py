"""What Stripe's word means for a payment, a refund and a seller. Values in, a decision out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.core.money import divide_rounded
from app.models.payments import PaymentAccountStatus, PaymentStatus, RefundStatus

# Stripe wants 30 minutes at least, by its own clock; a minute more is for clocks that differ and calls that are slow.
SESSION_LIFETIME = timedelta(minutes=31)
SHORTEST_SESSION = timedelta(minutes=30, seconds=5)
# Stripe closes a session by itself and tells us; this long after its end we ask.
SWEEP_GRACE = timedelta(minutes=2)
# Stripe remembers an idempotency key for 24 hours at least.
KEY_LIFETIME = timedelta(hours=23)
MAX_DESCRIPTION = 200

_FORWARD: dict[PaymentStatus, frozenset[PaymentStatus]] = {
    PaymentStatus.CREATED: frozenset(PaymentStatus) - {PaymentStatus.CREATED},
    PaymentStatus.OPEN: frozenset(PaymentStatus) - {PaymentStatus.CREATED, PaymentStatus.OPEN},
    PaymentStatus.PROCESSING: frozenset({PaymentStatus.PAID, PaymentStatus.FAILED}),
    # Money that arrives after all is never overlooked.
    PaymentStatus.EXPIRED: frozenset({PaymentStatus.PROCESSING, PaymentStatus.PAID}),
    PaymentStatus.FAILED: frozenset({PaymentStatus.PAID}),
    PaymentStatus.PAID: frozenset(),
}


def payment_may_become(current: PaymentStatus, following: PaymentStatus) -> bool:
    """Whether news moves a payment forward; old news does not."""
    return following in _FORWARD[current]


def told_status(session_status: str, payment_status: str, intent_status: str | None) -> PaymentStatus | None:
    """The state of a payment by what Stripe says of its session and its payment intent; None: no answer to that.

    A complete session that is not paid waits for the bank, until the intent says that it will not come.
    """
    if session_status == "open":
        return PaymentStatus.OPEN
    if session_status == "expired":
        return PaymentStatus.EXPIRED
    if session_status != "complete":
        return None
    if payment_status == "paid":
        return PaymentStatus.PAID
    if payment_status != "unpaid":
        return None
    return (
        PaymentStatus.FAILED if intent_status in {"requires_payment_method", "canceled"} else PaymentStatus.PROCESSING
    )


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a payment is about, as we wrote it down or as Stripe says it; amounts in cents."""

    account_id: str
    amount_cents: int
    currency: str
    reference: str
    livemode: bool
    fee_cents: int | None


def differences(ours: Agreed, theirs: Agreed) -> list[str]:
    """The names of what is not the same. The fee counts only once Stripe knows it."""
    names = ["account_id", "amount_cents", "currency", "reference", "livemode"]
    if theirs.fee_cents is not None:
        names.append("fee_cents")
    return [name for name in names if getattr(ours, name) != getattr(theirs, name)]


def moment_paid(
    booked_at: datetime | None, charged_at: datetime | None, *, was_processing: bool, now: datetime
) -> datetime:
    """When the money moved, by Stripe's clock, so that our months are Stripe's months.

    The balance tells it; where that comes later, the charge does, unless the bank took its time after that.
    """
    if booked_at is not None:
        return booked_at
    return charged_at if charged_at is not None and not was_processing else now


def attempt_is_fresh(session_expires_at: datetime, now: datetime) -> bool:
    """Whether a session that was never shown can still be asked for under the same key with the same end."""
    return session_expires_at - now >= SHORTEST_SESSION


def session_is_over(session_expires_at: datetime, now: datetime) -> bool:
    """Whether its end has passed for certain, Stripe's clock and slowness allowed for."""
    return now >= session_expires_at + SWEEP_GRACE


def seller_status(previous: PaymentAccountStatus, card_payments: str, *, closed: bool) -> PaymentAccountStatus:
    """Active once cards can be taken; before the first time it is onboarding, after that a restriction."""
    if card_payments == "active" and not closed:
        return PaymentAccountStatus.ACTIVE
    if closed or card_payments in {"rejected", "unsupported"} or previous is not PaymentAccountStatus.ONBOARDING:
        return PaymentAccountStatus.RESTRICTED
    return PaymentAccountStatus.ONBOARDING


_REFUND_FORWARD: dict[RefundStatus, frozenset[RefundStatus]] = {
    RefundStatus.REQUESTED: frozenset({RefundStatus.PENDING, RefundStatus.SUCCEEDED, RefundStatus.FAILED}),
    RefundStatus.PENDING: frozenset({RefundStatus.SUCCEEDED, RefundStatus.FAILED}),
    # A bank may send money back that had arrived (a closed account).
    RefundStatus.SUCCEEDED: frozenset({RefundStatus.FAILED}),
    RefundStatus.FAILED: frozenset(),
}


def refund_may_become(current: RefundStatus, following: RefundStatus, *, known: bool) -> bool:
    """Whether news moves a refund forward; old news does not.

    `known`: Stripe had taken it before. One that failed without that was only a no to our asking, and if it turns out
    to be there after all, what Stripe says holds.
    """
    if current is RefundStatus.FAILED and not known:
        return following is not RefundStatus.FAILED
    return following in _REFUND_FORWARD[current]


def told_refund_status(status: str) -> RefundStatus:
    """The state of a refund in our words. One that waits for something is never shown as done."""
    if status == "succeeded":
        return RefundStatus.SUCCEEDED
    return RefundStatus.FAILED if status in {"failed", "canceled"} else RefundStatus.PENDING


@dataclass(frozen=True, slots=True)
class EarlierRefund:
    """What counts of a refund that was asked before; `known` is whether Stripe ever took it."""

    status: RefundStatus
    amount_cents: int
    fee_refund_cents: int
    known: bool
    with_fee: bool = True


def refundable_cents(amount_cents: int, earlier: Sequence[EarlierRefund]) -> int:
    """What is left of a payment to give back. A refund that failed gives nothing away."""
    return amount_cents - sum(one.amount_cents for one in earlier if one.status is not RefundStatus.FAILED)


def fee_refund_cents(fee_cents: int, amount_cents: int, earlier: Sequence[EarlierRefund], refund_cents: int) -> int:
    """The part of our fee that goes back with a refund: in proportion, rounded on the running total.

    So several refunds that together return the payment return exactly the whole fee. What Stripe once returned of the
    fee stays returned, also when that refund failed later. Refunds that went without the fee do not count.
    """
    taken = [one for one in earlier if one.with_fee and (one.known or one.status is RefundStatus.REQUESTED)]
    before = sum(one.amount_cents for one in taken)
    left = fee_cents - sum(one.fee_refund_cents for one in taken)
    part = divide_rounded(fee_cents * (before + refund_cents), amount_cents) - divide_rounded(
        fee_cents * before, amount_cents
    )
    return min(part, left)


def part_with_fee(*, price_cents: int, deposit_cents: int, fee_cents: int, price_back_cents: int) -> int:
    """Of a refund of `price_back_cents` and the whole deposit: the part to be sent with the fee, so that the fee goes back
    as if the deposit had never been paid.

    Stripe returns a fee in proportion to the whole payment, of which the deposit is a part. The same share of the
    payment as comes back of the price therefore returns the right part of the fee; the rest is sent without.
    """
    if not fee_cents or not price_back_cents:
        return 0
    paid = price_cents + deposit_cents
    wanted = divide_rounded(fee_cents * price_back_cents, price_cents)
    part = divide_rounded(paid * price_back_cents, price_cents)
    while divide_rounded(fee_cents * part, paid) < wanted:  # a cent or two, where both are rounded
        part += 1
    while divide_rounded(fee_cents * part, paid) > wanted:
        part -= 1
    return min(part, price_back_cents + deposit_cents)


def key_protects(created_at: datetime, now: datetime) -> bool:
    """Whether Stripe still remembers what was sent under the key of a row this old."""
    return now - created_at < KEY_LIFETIME


class EventConcern(StrEnum):
    """What an event is a hint to look at."""

    PAYMENT = "payment"
    REFUND = "refund"
    ACCOUNT = "account"
    ACCOUNT_GONE = "account_gone"
    DISPUTE = "dispute"
    # Known and wanted in the record; nothing changes because of it.
    RECORD = "record"
    UNKNOWN = "unknown"


_CONCERNS: dict[str, EventConcern] = {
    **dict.fromkeys(
        (
            "checkout.session.completed",
            "checkout.session.async_payment_succeeded",
            "checkout.session.async_payment_failed",
            "checkout.session.expired",
            "payment_intent.succeeded",
            "payment_intent.payment_failed",
            "payment_intent.canceled",
            "charge.updated",
        ),
        EventConcern.PAYMENT,
    ),
    **dict.fromkeys(("refund.created", "refund.updated", "refund.failed"), EventConcern.REFUND),
    **dict.fromkeys(
        (
            "charge.refunded",
            "application_fee.created",
            "application_fee.refunded",
            "payout.created",
            "payout.updated",
            "payout.paid",
            "payout.failed",
            "payout.canceled",
            "v2.core.account_link.returned",
        ),
        EventConcern.RECORD,
    ),
    "account.application.deauthorized": EventConcern.ACCOUNT_GONE,
}


def event_concern(event_type: str) -> EventConcern:
    """What to look at when an event of this type comes. New types of Stripe are unknown, and no reason to fail."""
    if event_type.startswith("charge.dispute."):
        return EventConcern.DISPUTE
    if re.match(r"v2\.core\.account(\[|\.)", event_type):
        return EventConcern.ACCOUNT
    return _CONCERNS.get(event_type, EventConcern.UNKNOWN)
