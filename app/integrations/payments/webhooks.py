"""Is this message from Stripe, and is it of the kind that belongs at this address?"""

from collections.abc import Sequence

import stripe

from app.integrations.payments.errors import WebhookRefusedError
from app.integrations.payments.reading import snapshot_notice, thin_notice
from app.integrations.payments.values import EventNotice

TOLERANCE_SECONDS = 300
THIN = "thin"


def parse_event(
    client: stripe.StripeClient, endpoint: str, raw: bytes, signature: str | None, secrets: Sequence[str]
) -> EventNotice:
    """What a message at `endpoint` (platform, connect or thin) says, once its signature over the raw bytes is right.

    Raises:
        WebhookRefusedError: not signed with one of `secrets`, too old, unreadable, or of another endpoint's kind.
    """
    secret = _matching_secret(raw, signature, secrets)
    try:
        if endpoint == THIN:
            return thin_notice(client.parse_event_notification(raw, signature, secret, TOLERANCE_SECONDS))
        notice = snapshot_notice(client.construct_event(raw, signature, secret, TOLERANCE_SECONDS))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise WebhookRefusedError("not an event of this endpoint's kind") from error
    if (endpoint == "connect") != (notice.account is not None):
        raise WebhookRefusedError("an event of another endpoint")
    return notice


def _matching_secret(raw: bytes, signature: str | None, secrets: Sequence[str]) -> str:
    """While secrets are being changed there are several; one must fit."""
    for secret in secrets:
        try:
            stripe.WebhookSignature.verify_header(raw, signature, secret, TOLERANCE_SECONDS)
        except stripe.SignatureVerificationError:
            continue
        except ValueError as error:  # bytes that are no text
            raise WebhookRefusedError("not readable") from error
        return secret
    raise WebhookRefusedError("not signed by Stripe")
