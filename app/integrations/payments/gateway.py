"""The only door to Stripe. Money goes through the `stripe` SDK and nothing else; without keys its address is our simulator.

None of these calls may happen inside a database transaction: they wait for another company's machine.
"""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import requests
import stripe

from app.integrations.payments import reading, webhooks
from app.integrations.payments.errors import translated
from app.integrations.payments.values import (
    ApplicationFee,
    CheckoutRequest,
    CheckoutState,
    EventNotice,
    RefundRequest,
    RefundState,
    SellerRequest,
    SellerState,
)

if TYPE_CHECKING:
    from stripe.params import RefundCreateParams
    from stripe.params.checkout import SessionCreateParams

API_VERSION = "2026-10-28.endive"
TIMEOUT_SECONDS = 10
RETRIES = 2
PAGE = 100

_PAID_WITH = "payment_intent.latest_charge.balance_transaction"


def make_http_client(*, direct: bool) -> stripe.HTTPClient:
    """The SDK's own client with a time limit. `direct`: never through a proxy (the simulator is on this machine)."""
    if not direct:
        return stripe.RequestsClient(timeout=TIMEOUT_SECONDS)
    session = requests.Session()
    session.trust_env = False
    return stripe.RequestsClient(timeout=TIMEOUT_SECONDS, session=session)


class PaymentGateway:
    """Stripe's calls that this platform makes, in its own words.

    Every method that calls Stripe raises PaymentsUnavailableError (repeat later, under the same key) or
    PaymentsRefusedError (Stripe says no).
    """

    def __init__(
        self,
        secret_key: str,
        api_base: str | None,
        webhook_secrets: Mapping[str, tuple[str, ...]],
        http_client: stripe.HTTPClient | None = None,
    ) -> None:
        self._client = stripe.StripeClient(
            secret_key,
            stripe_version=API_VERSION,
            max_network_retries=RETRIES,
            http_client=http_client or make_http_client(direct=api_base is not None),
            base_addresses={"api": api_base} if api_base else {},
        )
        self._webhook_secrets = webhook_secrets
        self.livemode = "_live_" in secret_key

    # Sellers

    def create_account(self, seller: SellerRequest) -> SellerState:
        """Open an account in which the member is the seller. Repeating it for the same member gives the same one."""
        with translated():
            account = self._client.v2.core.accounts.create(
                {
                    "contact_email": seller.contact_email,
                    "display_name": seller.display_name,
                    "dashboard": "full",
                    # Where an organisation is something else, it says so itself during onboarding.
                    "identity": {"country": "nl", "entity_type": "non_profit"},
                    "configuration": {
                        "merchant": {
                            "capabilities": {
                                "card_payments": {"requested": True},
                                "ideal_payments": {"requested": True},
                                "bancontact_payments": {"requested": True},
                            }
                        }
                    },
                    "defaults": {
                        "currency": "eur",
                        "locales": ["nl-NL"],
                        "responsibilities": {"fees_collector": "stripe", "losses_collector": "stripe"},
                    },
                    "metadata": {"organisation_id": str(seller.organisation_id)},
                    "include": ["configuration.merchant", "requirements", "identity", "defaults"],
                },
                {"idempotency_key": f"organisation-{seller.organisation_id}-account"},
            )
        return reading.seller_state(account)

    def create_onboarding_link(self, account_id: str, *, refresh_url: str, return_url: str) -> str:
        """An address where the member tells Stripe about itself. It works once and for minutes: make it on the click."""
        with translated():
            link = self._client.v2.core.account_links.create(
                {
                    "account": account_id,
                    "use_case": {
                        "type": "account_onboarding",
                        "account_onboarding": {
                            "refresh_url": refresh_url,
                            "return_url": return_url,
                            "collection_options": {"fields": "eventually_due"},
                        },
                    },
                }
            )
        return link.url

    def retrieve_account(self, account_id: str) -> SellerState:
        """How far this account is now."""
        with translated():
            account = self._client.v2.core.accounts.retrieve(
                account_id, {"include": ["configuration.merchant", "requirements"]}
            )
        return reading.seller_state(account)

    # Paying

    def create_checkout(self, order: CheckoutRequest) -> CheckoutState:
        """Open a page to pay on. The same order under the same payment gives the same page."""
        with translated():
            session = self._client.v1.checkout.sessions.create(
                _checkout_params(order),
                {"stripe_account": order.account_id, "idempotency_key": f"payment-{order.payment_id}-checkout"},
            )
        return reading.checkout_state(session, order.account_id)

    def retrieve_checkout(self, session_id: str, account_id: str) -> CheckoutState:
        """The page as it is now, with what was paid on it."""
        with translated():
            session = self._client.v1.checkout.sessions.retrieve(
                session_id, {"expand": [_PAID_WITH]}, {"stripe_account": account_id}
            )
        return reading.checkout_state(session, account_id)

    def expire_checkout(self, session_id: str, account_id: str) -> CheckoutState:
        """Close a page that is still open, so that nobody can pay on it any more; refused when it is not open."""
        with translated():
            session = self._client.v1.checkout.sessions.expire(session_id, {}, {"stripe_account": account_id})
        return reading.checkout_state(session, account_id)

    # Money back

    def create_refund(self, request: RefundRequest) -> RefundState:
        """Send money back. Its key protects for 24 hours against sending it twice; later, look for it first."""
        params: RefundCreateParams = {
            "payment_intent": request.intent_id,
            "amount": request.amount_cents,
            "reason": "requested_by_customer",
            "metadata": {"refund": str(request.refund_id)},
            "expand": ["balance_transaction"],
        }
        if request.with_fee:  # Stripe refuses this where no fee was taken
            params["refund_application_fee"] = True
        with translated():
            refund = self._client.v1.refunds.create(
                params, {"stripe_account": request.account_id, "idempotency_key": f"refund-{request.refund_id}"}
            )
        return reading.refund_state(refund)

    def retrieve_refund(self, provider_refund_id: str, account_id: str) -> RefundState:
        """How far this refund is now."""
        with translated():
            refund = self._client.v1.refunds.retrieve(
                provider_refund_id, {"expand": ["balance_transaction"]}, {"stripe_account": account_id}
            )
        return reading.refund_state(refund)

    def find_refund(self, intent_id: str, refund_id: uuid.UUID, account_id: str) -> RefundState | None:
        """Our refund among those of a payment, by the id that we gave along; None when Stripe never got it."""
        with translated():
            found = self._client.v1.refunds.list(
                {"payment_intent": intent_id, "limit": PAGE, "expand": ["data.balance_transaction"]},
                {"stripe_account": account_id},
            )
            states = [reading.refund_state(refund) for refund in found.auto_paging_iter()]
        return next((state for state in states if state.refund_id == str(refund_id)), None)

    # What Stripe knows

    def list_application_fees(self, since: datetime, until: datetime) -> list[ApplicationFee]:
        """Commission that Stripe took in `[since, until)`."""
        with translated():
            fees = self._client.v1.application_fees.list(
                {
                    "created": {"gte": int(since.timestamp()), "lt": int(until.timestamp())},
                    "limit": PAGE,
                    "expand": ["data.charge"],
                }
            )
            return [reading.application_fee(fee) for fee in fees.auto_paging_iter()]

    def list_undelivered_events(self, since: datetime, account_id: str | None = None) -> list[EventNotice]:
        """Events that Stripe could not deliver to us: of one seller, or the platform's own. Oldest first."""
        options: stripe.RequestOptions = {"stripe_account": account_id} if account_id else {}
        with translated():
            events = self._client.v1.events.list(
                {"delivery_success": False, "created": {"gte": int(since.timestamp())}, "limit": PAGE}, options
            )
            notices = [reading.snapshot_notice(event) for event in _oldest_first(events)]
        # Asked for per seller, so that is whose they are, also where the event itself does not repeat it.
        return [replace(notice, account=account_id) for notice in notices]

    def parse_event(self, endpoint: str, raw: bytes, signature: str | None) -> EventNotice:
        """What a signed message at a webhook address says; no call is made.

        Raises:
            WebhookRefusedError: it is not from Stripe, or not for this endpoint.
        """
        return webhooks.parse_event(self._client, endpoint, raw, signature, self._webhook_secrets.get(endpoint, ()))


def _checkout_params(order: CheckoutRequest) -> "SessionCreateParams":
    names = {"booking": order.reference, "payment": str(order.payment_id)}
    params: SessionCreateParams = {
        "mode": "payment",
        "locale": "en" if order.locale == "en" else "nl",
        "submit_type": "book",
        "client_reference_id": order.reference,
        "customer_email": order.email,
        "expires_at": int(order.expires_at.timestamp()),
        "success_url": order.success_url,
        "cancel_url": order.cancel_url,
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": order.currency,
                    "unit_amount": order.amount_cents,
                    "product_data": {"name": order.description},
                },
            }
        ],
        "payment_intent_data": {"description": order.description, "metadata": names},
        "metadata": names,
    }
    if order.fee_cents:  # Stripe refuses a fee of nothing
        params["payment_intent_data"]["application_fee_amount"] = order.fee_cents
    return params


def _oldest_first(events: "stripe.ListObject[stripe.Event]") -> Iterator[stripe.Event]:
    return reversed(list(events.auto_paging_iter()))


_gateway: PaymentGateway | None = None


def configure_payments(
    secret_key: str,
    api_base: str | None,
    webhook_secrets: Mapping[str, tuple[str, ...]],
    http_client: stripe.HTTPClient | None = None,
) -> None:
    """Called once by the composition root."""
    global _gateway  # noqa: PLW0603 - set once at start
    _gateway = PaymentGateway(secret_key, api_base, webhook_secrets, http_client)


def payment_gateway() -> PaymentGateway:
    """The gateway of this installation."""
    if _gateway is None:
        raise RuntimeError("Payments are not configured: build the application first.")
    return _gateway
