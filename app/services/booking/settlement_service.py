"""Asking Stripe what became of a payment, and bringing payment, booking, ledger and mail in line with the answer.

The same step for a webhook, a sweep, the end of a hold and a hirer who comes back from the payment page: whoever is
first does the work, the others find it done.
"""

import uuid
from collections.abc import Callable

from app.core import clock
from app.core.db import in_transaction, read_only
from app.services.booking import confirmation_service
from app.services.payments import outcome_service


def _nothing() -> None:
    """When there is nothing more to write."""


def settle(
    payment_id: uuid.UUID,
    *,
    told_session_id: str | None = None,
    close: bool = False,
    afterwards: Callable[[], None] = _nothing,
) -> None:
    """Ask, then write in one transaction, together with what `afterwards` writes.

    `told_session_id`: the page by an event, for when we lost it. `close`: make sure first that nobody can pay any more.
    Opens its own transactions, because Stripe is called between them: call it outside of any.

    Raises:
        PaymentNotFoundError: there is no such payment.
        PaymentsUnavailableError: Stripe does not answer; nothing was written. Try again.
        PaymentsRefusedError: Stripe refuses.
    """
    with read_only():
        checkout = outcome_service.find_checkout(payment_id, told_session_id=told_session_id)
    found = outcome_service.close(checkout) if close else outcome_service.fetch(checkout)

    def use_case() -> None:
        payment = outcome_service.apply(payment_id, found)
        if payment is not None:
            confirmation_service.apply_payment_outcome(payment, now=clock.now())
        afterwards()

    in_transaction(use_case)
