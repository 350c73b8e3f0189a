"""What happened to the money of one booking, for its own page, the member and the bureau."""

import uuid
from collections.abc import Sequence

from app.models.payments import Payment, Refund
from app.services.payments import repository


def list_payments(booking_id: uuid.UUID) -> Sequence[Payment]:
    """Every attempt to pay, oldest first."""
    return repository.payments_of_booking(booking_id)


def list_refunds(booking_id: uuid.UUID) -> Sequence[Refund]:
    """Everything that went or goes back, oldest first."""
    return repository.refunds_of_booking(booking_id)
