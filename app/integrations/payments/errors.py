"""How a call to Stripe can fail, and how a message that claims to come from Stripe can be wrong."""

from collections.abc import Iterator
from contextlib import contextmanager

import stripe

from app.core.errors import UnavailableError
from app.core.messages import message

_LATER_STATUSES = frozenset({401, 409, 429})
_FIRST_SERVER_ERROR = 500


class PaymentsUnavailableError(UnavailableError):
    """Stripe did not answer, or not now. Whether the call took effect is not known: repeat it under the same key."""

    code = "payments_unavailable"


class PaymentsRefusedError(UnavailableError):
    """Stripe says no, and will say so again. `refusal` is Stripe's own code (empty when it gives none)."""

    code = "payments_refused"

    def __init__(self, refusal: str, detail: str) -> None:
        super().__init__(message("Paying does not work for this room right now. Nothing has been charged."))
        self.refusal = refusal
        self.detail = detail


class WebhookRefusedError(Exception):
    """A message at a webhook address that is not what belongs there; `reason` is for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@contextmanager
def translated() -> Iterator[None]:
    """Turn the SDK's failures into ours.

    A key that Stripe does not know (401) is a mistake in our settings and not an answer about this payment or refund,
    so it counts as "not now".

    Raises:
        PaymentsUnavailableError: no answer, an error at Stripe's side, too fast, or the same key is being worked on.
        PaymentsRefusedError: Stripe understood and refuses.
    """
    try:
        yield
    except stripe.StripeError as error:
        if _is_for_later(error):
            raise PaymentsUnavailableError(
                message("The payment service does not answer right now. Try again in a few minutes.")
            ) from error
        raise PaymentsRefusedError(_refusal(error), str(error.user_message or "")) from error


def _is_for_later(error: stripe.StripeError) -> bool:
    status = error.http_status
    if status is None or isinstance(error, stripe.APIConnectionError | stripe.RateLimitError):
        return True
    return status in _LATER_STATUSES or status >= _FIRST_SERVER_ERROR


def _refusal(error: stripe.StripeError) -> str:
    if isinstance(error, stripe.IdempotencyError):
        return "idempotency_conflict"
    if error.code:
        return error.code
    return "permission_denied" if isinstance(error, stripe.PermissionError) else ""
