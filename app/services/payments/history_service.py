"""What happened to the money of one booking, for its own page, the member and the bureau."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from app.models.payments import Payment, Refund, RefundReason, RefundStatus
from app.services.payments import repository


@dataclass(frozen=True, slots=True)
class MoneyBack:
    """What goes back for one reason and has come equally far; in how many parts it comes on the account."""

    status: RefundStatus
    reason: RefundReason
    amount_cents: int
    parts: int


def list_payments(booking_id: uuid.UUID) -> Sequence[Payment]:
    """Every attempt to pay, oldest first."""
    return repository.payments_of_booking(booking_id)


def list_refunds(booking_id: uuid.UUID) -> Sequence[Refund]:
    """Everything that went or goes back, oldest first."""
    return repository.refunds_of_booking(booking_id)


def list_money_back(booking_id: uuid.UUID) -> list[MoneyBack]:
    """The same as its hirer sees it: how much, whatever number of refunds we make of it."""
    found: dict[tuple[RefundReason, RefundStatus], list[int]] = {}
    for refund in repository.refunds_of_booking(booking_id):
        found.setdefault((refund.reason, refund.status), []).append(refund.amount_cents)
    return [MoneyBack(status, reason, sum(cents), len(cents)) for (reason, status), cents in found.items()]
