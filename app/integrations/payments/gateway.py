"""The only door to Stripe. Money goes through the `stripe` SDK and nothing else; without keys its address is our simulator."""

from collections.abc import Mapping

import stripe

API_VERSION = "2026-10-28.endive"


class PaymentGateway:
    """Stripe's calls that this platform makes, in its own words."""

    def __init__(
        self, secret_key: str, api_base: str | None, webhook_secrets: Mapping[str, tuple[str, ...]]
    ) -> None:
        self._client = (
            stripe.StripeClient(secret_key, max_network_retries=2, base_addresses={"api": api_base})
            if api_base
            else stripe.StripeClient(secret_key, max_network_retries=2)
        )
        self._webhook_secrets = webhook_secrets
        self.livemode = "_live_" in secret_key


_gateway: PaymentGateway | None = None


def configure_payments(
    secret_key: str, api_base: str | None, webhook_secrets: Mapping[str, tuple[str, ...]]
) -> None:
    """Called once by the composition root."""
    global _gateway  # noqa: PLW0603 - set once at start
    _gateway = PaymentGateway(secret_key, api_base, webhook_secrets)


def payment_gateway() -> PaymentGateway:
    """The gateway of this installation."""
    if _gateway is None:
        raise RuntimeError("Payments are not configured: build the application first.")
    return _gateway
