"""Money as Stripe moves it: sellers' accounts, payments, refunds, and every event that Stripe told us."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.models.columns import created_at_column, enum_column, foreign_key, id_column


class PaymentAccountStatus(StrEnum):
    """How far a seller is with Stripe. Only an active one can be paid."""

    ONBOARDING = "onboarding"
    ACTIVE = "active"
    RESTRICTED = "restricted"


class PaymentStatus(StrEnum):
    """The life of a payment; only forward, whatever order the events come in."""

    CREATED = "created"
    OPEN = "open"
    PROCESSING = "processing"
    PAID = "paid"
    EXPIRED = "expired"
    FAILED = "failed"


class RefundStatus(StrEnum):
    """Requested: our row exists. Pending: Stripe has it. Then it came through or it did not."""

    REQUESTED = "requested"
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class RefundReason(StrEnum):
    """Why money goes back."""

    CANCELLED_BY_HIRER = "cancelled_by_hirer"
    CANCELLED_BY_MEMBER = "cancelled_by_member"
    CANCELLED_BY_BUREAU = "cancelled_by_bureau"
    SLOT_LOST = "slot_lost"
    PAID_TWICE = "paid_twice"
    DEPOSIT = "deposit"


class PaymentAccount(Base):
    """A member's own account at Stripe: the seller of its hire."""

    __tablename__ = "payment_account"

    organisation_id: Mapped[uuid.UUID] = foreign_key("organisation.id", index=False, primary_key=True)
    provider_account_id: Mapped[str] = mapped_column(unique=True)
    status: Mapped[PaymentAccountStatus] = enum_column(PaymentAccountStatus, "status")
    livemode: Mapped[bool]
    refreshed_at: Mapped[datetime]
    created_at: Mapped[datetime] = created_at_column()


class Payment(Base):
    """One attempt to pay for one booking, through one checkout session of the seller's account."""

    __tablename__ = "payment"
    __table_args__ = (
        CheckConstraint("amount_cents > 0", name="amount_positive"),
        CheckConstraint("fee_cents >= 0 AND fee_cents <= amount_cents", name="fee_within_amount"),
        CheckConstraint("(status = 'paid') = (paid_at IS NOT NULL)", name="paid_has_moment"),
        CheckConstraint("status <> 'paid' OR payment_intent_id IS NOT NULL", name="paid_has_intent"),
        Index(
            "ix_payment_open", "session_expires_at", postgresql_where=text("status IN ('created','open','processing')")
        ),
        # One live attempt per booking: a second would let somebody pay twice.
        Index(
            "uq_payment_one_live_per_booking",
            "booking_id",
            unique=True,
            postgresql_where=text("status IN ('created','open','processing','paid')"),
        ),
    )

    id: Mapped[uuid.UUID] = id_column()
    booking_id: Mapped[uuid.UUID] = foreign_key("booking.id")
    organisation_id: Mapped[uuid.UUID] = foreign_key("organisation.id")
    provider_account_id: Mapped[str]
    status: Mapped[PaymentStatus] = enum_column(PaymentStatus, "status")
    amount_cents: Mapped[int]
    currency: Mapped[str] = mapped_column(default="eur")
    fee_cents: Mapped[int]
    livemode: Mapped[bool]
    checkout_session_id: Mapped[str | None] = mapped_column(unique=True)
    checkout_url: Mapped[str | None]
    # Sent to Stripe as `expires_at`: stored before the call, because it is part of what the idempotency key covers.
    session_expires_at: Mapped[datetime]
    payment_intent_id: Mapped[str | None] = mapped_column(unique=True)
    charge_id: Mapped[str | None]
    method: Mapped[str | None]
    provider_cost_cents: Mapped[int | None]
    paid_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = created_at_column()


class Refund(Base):
    """Money on its way back to a hirer, with the commission that goes back with it."""

    __tablename__ = "refund"
    __table_args__ = (
        CheckConstraint("amount_cents > 0", name="amount_positive"),
        CheckConstraint("fee_refund_cents >= 0 AND fee_refund_cents <= amount_cents", name="fee_within_amount"),
        CheckConstraint(
            "status NOT IN ('pending','succeeded') OR provider_refund_id IS NOT NULL", name="known_at_stripe"
        ),
    )

    id: Mapped[uuid.UUID] = id_column()
    payment_id: Mapped[uuid.UUID] = foreign_key("payment.id")
    booking_id: Mapped[uuid.UUID] = foreign_key("booking.id")
    status: Mapped[RefundStatus] = enum_column(RefundStatus, "status")
    reason: Mapped[RefundReason] = enum_column(RefundReason, "reason")
    amount_cents: Mapped[int]
    fee_refund_cents: Mapped[int]
    # Whether Stripe is asked to give our fee back with it, in proportion: not with a deposit, of which we took nothing.
    with_fee: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    provider_refund_id: Mapped[str | None] = mapped_column(unique=True)
    failure: Mapped[str] = mapped_column(default="")
    settled_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = created_at_column()


class StripeEvent(Base):
    """Something that Stripe told us: which event, about what. `handled_at` is set when its effect is in the tables.

    The payload keeps ids only: what stands in an event about people is asked of Stripe when it is needed.
    """

    __tablename__ = "stripe_event"
    __table_args__ = (Index("ix_stripe_event_unhandled", "received_at", postgresql_where=text("handled_at IS NULL")),)

    id: Mapped[str] = mapped_column(primary_key=True)
    endpoint: Mapped[str]
    type: Mapped[str]
    account: Mapped[str | None]
    api_version: Mapped[str | None]
    livemode: Mapped[bool]
    payload: Mapped[dict[str, Any]]
    received_at: Mapped[datetime]
    handled_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(default="")
