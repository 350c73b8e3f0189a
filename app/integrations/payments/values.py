"""What goes to Stripe and what comes back, in our own words. No object of the SDK leaves this package.

Amounts are whole cents of `currency`, moments are aware datetimes.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SellerRequest:
    """A member that wants to be paid."""

    organisation_id: uuid.UUID
    display_name: str
    contact_email: str


@dataclass(frozen=True, slots=True)
class SellerState:
    """How far an account is. A capability is `active`, `pending`, `rejected`, `restricted`, `unsupported` or absent."""

    account_id: str
    livemode: bool
    closed: bool
    card_payments: str
    ideal_payments: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutRequest:
    """One page to pay one amount on. Everything here is covered by the idempotency key: repeat it unchanged."""

    payment_id: uuid.UUID
    account_id: str
    reference: str
    email: str
    amount_cents: int
    fee_cents: int
    currency: str
    description: str
    success_url: str
    cancel_url: str
    locale: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutState:
    """A checkout session as Stripe has it now, with what was paid on it.

    `status` is open, complete or expired; `payment_status` is paid, unpaid or no_payment_required. The fields from
    `intent_id` on are empty until there is a payment. `booked_at` is when the money reached the seller's balance.
    """

    session_id: str
    account_id: str
    url: str | None
    status: str
    payment_status: str
    amount_cents: int
    currency: str
    livemode: bool
    reference: str
    payment_id: str
    intent_id: str | None = None
    intent_status: str | None = None
    fee_cents: int = 0
    charge_id: str | None = None
    method: str | None = None
    charged_at: datetime | None = None
    booked_at: datetime | None = None
    provider_cost_cents: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRequest:
    """Money back to a hirer. `with_fee`: our commission goes back in proportion."""

    refund_id: uuid.UUID
    account_id: str
    intent_id: str
    amount_cents: int
    with_fee: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundState:
    """A refund as Stripe has it now: pending, requires_action, succeeded, failed or canceled.

    `fee_refund_cents` is what of our commission went back with it, where Stripe tells.
    """

    provider_refund_id: str
    status: str
    amount_cents: int
    currency: str
    intent_id: str | None
    refund_id: str
    failure: str
    created_at: datetime
    fee_refund_cents: int | None


@dataclass(frozen=True, slots=True)
class ApplicationFee:
    """Commission (including VAT) as Stripe took it from one charge, and what of it went back."""

    id: str
    account_id: str
    charge_id: str
    amount_cents: int
    refunded_cents: int
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EventNotice:
    """That something happened, and to what. Only ids: what is true now is asked for when it is handled.

    `our_payment` and `our_refund` are ids of ours that we gave along as metadata.
    """

    id: str
    type: str
    account: str | None
    api_version: str | None
    livemode: bool
    object_id: str = ""
    object_kind: str = ""
    intent_id: str = ""
    our_payment: str = ""
    our_refund: str = ""
