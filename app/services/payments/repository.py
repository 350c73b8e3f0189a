"""Payments, refunds, sellers' accounts and events: reading and locking.

Whoever locks more than one row locks in this order: booking, payment, refund.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.dialects.postgresql import insert

from app.core.db import session
from app.models.audit import AuditEvent
from app.models.booking import Booking
from app.models.payments import (
    Payment,
    PaymentAccount,
    PaymentStatus,
    Refund,
    RefundStatus,
    StripeEvent,
)

LIVE = (PaymentStatus.CREATED, PaymentStatus.OPEN, PaymentStatus.PROCESSING, PaymentStatus.PAID)


# Payments


def find_payment(payment_id: uuid.UUID) -> Payment | None:
    """As it was read last."""
    return session().get(Payment, payment_id)


def lock_payment(payment_id: uuid.UUID) -> Payment | None:
    """The row for writing, fresh, after its booking."""
    booking_id = session().scalar(select(Payment.booking_id).where(Payment.id == payment_id))
    if booking_id is None:
        return None
    lock_booking(booking_id)
    query = select(Payment).where(Payment.id == payment_id).with_for_update()
    return session().scalars(query.execution_options(populate_existing=True)).one()


def lock_booking(booking_id: uuid.UUID) -> None:
    """First in the order of locks."""
    session().execute(select(Booking.id).where(Booking.id == booking_id).with_for_update())


def find_live_payment(booking_id: uuid.UUID) -> Payment | None:
    """The one attempt that may have brought or may still bring money."""
    query = select(Payment).where(Payment.booking_id == booking_id, Payment.status.in_(LIVE))
    return session().scalars(query.execution_options(populate_existing=True)).one_or_none()


def find_payment_by_session(session_id: str) -> Payment | None:
    """Whose page this is."""
    return session().scalars(select(Payment).where(Payment.checkout_session_id == session_id)).one_or_none()


def find_payment_by_intent(intent_id: str) -> Payment | None:
    """Which payment Stripe's payment intent belongs to."""
    return session().scalars(select(Payment).where(Payment.payment_intent_id == intent_id)).one_or_none()


def find_booking(booking_id: uuid.UUID) -> Booking | None:
    """The bare booking, fresh."""
    return session().get(Booking, booking_id, populate_existing=True)


def overdue_payments(statuses: Sequence[PaymentStatus], since: datetime, until: datetime) -> list[uuid.UUID]:
    """Payments in these states whose session ended in `[since, until)`, oldest first."""
    query = (
        select(Payment.id)
        .where(
            Payment.status.in_(statuses),
            Payment.session_expires_at >= since,
            Payment.session_expires_at < until,
        )
        .order_by(Payment.session_expires_at)
    )
    return list(session().scalars(query))


# Refunds


def refunds_of(payment_id: uuid.UUID) -> list[Refund]:
    """All that was ever asked back of a payment, oldest first."""
    query = select(Refund).where(Refund.payment_id == payment_id).order_by(Refund.id)
    return list(session().scalars(query.execution_options(populate_existing=True)))


def find_refund(refund_id: uuid.UUID) -> Refund | None:
    """As it was read last."""
    return session().get(Refund, refund_id)


def find_refund_by_provider_id(provider_refund_id: str) -> Refund | None:
    """By Stripe's id."""
    return session().scalars(select(Refund).where(Refund.provider_refund_id == provider_refund_id)).one_or_none()


def lock_refund(refund_id: uuid.UUID) -> tuple[Refund, Payment] | None:
    """The row for writing and its payment, both fresh, after the booking."""
    payment_id = session().scalar(select(Refund.payment_id).where(Refund.id == refund_id))
    payment = lock_payment(payment_id) if payment_id else None
    if payment is None:
        return None
    query = select(Refund).where(Refund.id == refund_id).with_for_update()
    return session().scalars(query.execution_options(populate_existing=True)).one(), payment


def requested_refunds_up_to(refund: Refund) -> list[Refund]:
    """Those of the same payment that Stripe has not got yet, this one last."""
    query = (
        select(Refund)
        .where(
            Refund.payment_id == refund.payment_id,
            Refund.status == RefundStatus.REQUESTED,
            Refund.id <= refund.id,
        )
        .order_by(Refund.id)
    )
    return list(session().scalars(query.execution_options(populate_existing=True)))


def unsettled_refunds(status: RefundStatus, before: datetime) -> list[uuid.UUID]:
    """Refunds that have been in this state since before then."""
    query = select(Refund.id).where(Refund.status == status, Refund.created_at < before).order_by(Refund.id)
    return list(session().scalars(query))


# Sellers


def find_account(organisation_id: uuid.UUID) -> PaymentAccount | None:
    """The account of a member."""
    return session().get(PaymentAccount, organisation_id, populate_existing=True)


def lock_account(organisation_id: uuid.UUID) -> PaymentAccount | None:
    """The row for writing, fresh."""
    query = select(PaymentAccount).where(PaymentAccount.organisation_id == organisation_id).with_for_update()
    return session().scalars(query.execution_options(populate_existing=True)).one_or_none()


def find_account_by_provider_id(account_id: str) -> PaymentAccount | None:
    """By Stripe's id."""
    query = select(PaymentAccount).where(PaymentAccount.provider_account_id == account_id)
    return session().scalars(query).one_or_none()


def insert_account(values: dict[str, Any]) -> None:
    """Unless this member has one already."""
    statement = insert(PaymentAccount).values(values)
    session().execute(statement.on_conflict_do_nothing(index_elements=[PaymentAccount.organisation_id]))


def stale_accounts(before: datetime) -> list[str]:
    """Stripe's ids of accounts that we have not asked about since then."""
    return list(
        session().scalars(select(PaymentAccount.provider_account_id).where(PaymentAccount.refreshed_at < before))
    )


def accounts_with_movement(since: datetime) -> list[str]:
    """Stripe's ids of accounts where something was paid, is being paid or goes back since then."""
    moving: ColumnElement[bool] = or_(
        Payment.created_at >= since,
        Payment.status == PaymentStatus.PROCESSING,
        select(Refund.id)
        .where(Refund.payment_id == Payment.id)
        .where(or_(Refund.created_at >= since, Refund.status.in_((RefundStatus.REQUESTED, RefundStatus.PENDING))))
        .exists(),
    )
    return list(session().scalars(select(Payment.provider_account_id).where(moving).distinct()))


# Events


def insert_event(values: dict[str, Any]) -> bool:
    """Write an event down; False when it had come before."""
    statement = insert(StripeEvent).values(values)
    added = session().execute(
        statement.on_conflict_do_nothing(index_elements=[StripeEvent.id]).returning(StripeEvent.id)
    )
    return added.first() is not None


def find_event(event_id: str) -> StripeEvent | None:
    """Fresh from the database."""
    return session().get(StripeEvent, event_id, populate_existing=True)


def unhandled_events(before: datetime) -> list[str]:
    """Events that came before then and have had no effect yet."""
    query = select(StripeEvent.id).where(StripeEvent.handled_at.is_(None), StripeEvent.received_at < before)
    return list(session().scalars(query.order_by(StripeEvent.received_at)))


def has_audit_event(tag: str, subject_id: uuid.UUID) -> bool:
    """Whether this has been written down about this thing before."""
    query = select(AuditEvent.id).where(AuditEvent.tag == tag, AuditEvent.subject_id == subject_id).limit(1)
    return session().scalar(query) is not None


def payments_of_booking(booking_id: uuid.UUID) -> Sequence[Payment]:
    """Every attempt, oldest first."""
    query = select(Payment).where(Payment.booking_id == booking_id).order_by(Payment.created_at, Payment.id)
    return session().scalars(query).all()


def refunds_of_booking(booking_id: uuid.UUID) -> Sequence[Refund]:
    """Everything given back, oldest first."""
    query = select(Refund).where(Refund.booking_id == booking_id).order_by(Refund.created_at, Refund.id)
    return session().scalars(query).all()
