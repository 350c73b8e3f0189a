"""The rules for a new checkout session that the parameter types do not tell."""

import re
from typing import Any
from urllib.parse import urlsplit

from simulator.errors import ApiError, missing_parameter, no_such, not_simulated, refused
from simulator.methods import DELAYED, METHODS
from simulator.objects import CURRENCY
from simulator.store import Thing

Json = dict[str, Any]

SHORTEST_SECONDS, LONGEST_SECONDS = 30 * 60, 24 * 60 * 60
SMALLEST_CENTS, LARGEST_CENTS = 50, 99_999_999
MOST_LINES = 100
_SIMULATED = {
    "": frozenset(
        {
            "allowed_payment_method_types",
            "billing_address_collection",
            "cancel_url",
            "client_reference_id",
            "customer_creation",
            "customer_email",
            "excluded_payment_method_types",
            "expand",
            "expires_at",
            "line_items",
            "locale",
            "metadata",
            "mode",
            "payment_intent_data",
            "submit_type",
            "success_url",
            "ui_mode",
        }
    ),
    "line_items": frozenset({"metadata", "price", "price_data", "quantity"}),
    "price_data": frozenset({"currency", "product_data", "tax_behavior", "unit_amount"}),
    "product_data": frozenset({"description", "images", "metadata", "name", "tax_code"}),
    "payment_intent_data": frozenset(
        {
            "application_fee_amount",
            "capture_method",
            "description",
            "metadata",
            "receipt_email",
            "statement_descriptor",
            "statement_descriptor_suffix",
            "transfer_group",
        }
    ),
}
_EMAIL = re.compile(r"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$")


def check_request(params: Json, now: int) -> None:
    """Raises: ApiError for what Stripe refuses before it does anything."""
    _only_simulated(params, "")
    for name in ("mode", "line_items", "success_url"):
        if name not in params:
            raise missing_parameter(name)
    if params["mode"] != "payment":
        raise not_simulated(f"mode={params['mode']}")
    if params.get("ui_mode", "hosted_page") != "hosted_page":
        raise not_simulated(f"ui_mode={params['ui_mode']}")
    for name in ("success_url", "cancel_url"):
        _check_url(params, name)
    email = params.get("customer_email")
    if email is not None and not _EMAIL.match(email):
        raise refused(f"Invalid email address: {email}", code="email_invalid", param="customer_email")
    _check_expiry(params, now)
    _check_lines(params["line_items"])
    intent = params.get("payment_intent_data", {})
    _only_simulated(intent, "payment_intent_data")
    if intent.get("capture_method") == "manual":
        raise not_simulated("payment_intent_data[capture_method]=manual")


def _only_simulated(given: Json, where: str) -> None:
    for name in given:
        if name not in _SIMULATED[where]:
            raise not_simulated(f"{where}[{name}]" if where else name)


def _check_url(params: Json, name: str) -> None:
    url = params.get(name)
    if url is None:
        return
    parts = urlsplit(url.replace("{CHECKOUT_SESSION_ID}", "id"))
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise refused("Not a valid URL", code="url_invalid", param=name)


def _check_expiry(params: Json, now: int) -> None:
    expires_at = params.get("expires_at")
    if expires_at is None:
        return
    if expires_at < now + SHORTEST_SECONDS:
        raise refused(
            "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.", param="expires_at"
        )
    if expires_at > now + LONGEST_SECONDS:
        raise refused(
            "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.", param="expires_at"
        )


def _check_lines(lines: list[Json]) -> None:
    if not lines:
        raise missing_parameter("line_items")
    if len(lines) > MOST_LINES:
        raise refused(f"Array line_items exceeded maximum {MOST_LINES} allowed elements.", param="line_items")
    for index, line in enumerate(lines):
        _check_line(line, f"line_items[{index}]")
    total = sum(line["quantity"] * line["price_data"]["unit_amount"] for line in lines)
    if total < SMALLEST_CENTS:
        raise refused(
            f"The Checkout Session's total amount must convert to at least {SMALLEST_CENTS} cents. "
            f"€{total / 100:.2f} converts to approximately €{total / 100:.2f}.",
            code="amount_too_small",
        )
    if total > LARGEST_CENTS:
        raise refused("The Checkout Session's total amount must be no more than €999,999.99.", code="amount_too_large")


def _check_line(line: Json, at: str) -> None:
    _only_simulated(line, "line_items")
    if "price" in line:
        raise no_such("price", line["price"], param=f"{at}[price]", status=400)
    if "price_data" not in line:
        raise missing_parameter(f"{at}[price_data]")
    price = line["price_data"]
    _only_simulated(price, "price_data")
    for name in ("product_data", "unit_amount"):
        if name not in price:
            raise missing_parameter(f"{at}[price_data][{name}]")
    _only_simulated(price["product_data"], "product_data")
    _check_figures(line, price, at)


def _check_figures(line: Json, price: Json, at: str) -> None:
    if "quantity" not in line:
        raise missing_parameter(f"{at}[quantity]")
    if price["currency"] != CURRENCY:
        raise not_simulated(f"currency={price['currency']}")
    if price["unit_amount"] < 0:
        raise refused(
            "Invalid non-negative integer", code="parameter_invalid_integer", param=f"{at}[price_data][unit_amount]"
        )
    if line["quantity"] < 1:
        raise refused(
            "This value must be greater than or equal to 1.", code="parameter_invalid_integer", param=f"{at}[quantity]"
        )


def check_fee(params: Json, total: int, *, connected: bool) -> None:
    """The platform's share: only on a connected account, at least a cent, at most the whole."""
    at = "payment_intent_data[application_fee_amount]"
    fee = params.get("payment_intent_data", {}).get("application_fee_amount")
    if fee is None:
        return
    if not connected:
        raise refused(
            "Can only apply an application_fee_amount when the PaymentIntent is attempting a direct payment (using an OAuth "
            "key or Stripe-Account header) or destination payment (using `transfer_data[destination]`).",
            code="application_fees_not_allowed",
            param=at,
        )
    if fee < 1:
        raise refused("This value must be greater than or equal to 1.", code="parameter_invalid_integer", param=at)
    if fee > total:
        raise refused("Your application fee cannot exceed the amount that is charged.", param=at)


def payment_methods(params: Json, account: Thing | None) -> list[str]:
    """The methods that the pay page offers, by the seller's active capabilities and the request's own choice.

    Raises: ApiError when nothing is left, as for a seller who has not finished onboarding.
    """
    allowed, excluded = params.get("allowed_payment_method_types"), params.get("excluded_payment_method_types", [])
    if allowed is not None and excluded:
        raise refused(
            "You may only specify one of these parameters: allowed_payment_method_types, excluded_payment_method_types.",
            code="parameters_exclusive",
            param="allowed_payment_method_types",
        )
    capabilities = account.body["configuration"]["merchant"]["capabilities"] if account else None
    able = [name for name, method in METHODS.items() if method.capability and _active(capabilities, method.capability)]
    offered = [*able, DELAYED] if able else []
    chosen = [name for name in offered if name not in excluded and (allowed is None or name in allowed)]
    if not chosen:
        raise ApiError(
            "No valid payment method types for this Checkout Session. Please ensure that you have activated payment methods "
            "compatible with your chosen currency in your dashboard, and that the account's capabilities are active.",
            code="capability_not_active" if not able else "payment_method_unactivated",
        )
    return chosen


def _active(capabilities: Json | None, name: str) -> bool:
    """The platform itself (no capabilities listed) can take every method."""
    if capabilities is None:
        return True
    return bool((capabilities[name] or {}).get("status") == "active")
