"""Complete objects in the shape of the API version of the installed SDK.

The SDK's response classes name every field and say which may be null; an object starts with all of those null and gets
its values by name. A field that Stripe does not have, or a required one that is left out, is an error here and not a
surprise in the platform.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Union, get_args, get_origin

import stripe
import stripe.v2.core
from stripe._api_version import _ApiVersion  # the SDK shows its pinned version nowhere else

Json = dict[str, Any]

API_VERSION: str = _ApiVersion.CURRENT
# The association's Connect application, as the objects name it.
APPLICATION = "ca_simulator0000000000000000"
CURRENCY = "eur"

_CLASSES: Mapping[str, type] = {
    "checkout.session": stripe.checkout.Session,
    "payment_intent": stripe.PaymentIntent,
    "charge": stripe.Charge,
    "refund": stripe.Refund,
    "application_fee": stripe.ApplicationFee,
    "fee_refund": stripe.ApplicationFeeRefund,
    "balance_transaction": stripe.BalanceTransaction,
    "balance": stripe.Balance,
    "payout": stripe.Payout,
    "event": stripe.Event,
    "dispute": stripe.Dispute,
    "item": stripe.LineItem,
    "price": stripe.Price,
    "v2.core.account": stripe.v2.core.Account,
    "v2.core.account_link": stripe.v2.core.AccountLink,
}
# Optional in the SDK because Stripe leaves them out (not because they may be null), unless a value is given.
_LEFT_OUT: Mapping[str, frozenset[str]] = {
    "checkout.session": frozenset(
        {
            "branding_settings",
            "excluded_payment_method_types",
            "line_items",
            "name_collection",
            "phone_number_collection",
            "presentment_details",
            "redirect_on_completion",
            "return_url",
            "tax_id_collection",
        }
    ),
    "payment_intent": frozenset(
        {"amount_details", "hooks", "payment_details", "presentment_details", "payment_record"}
    ),
    "charge": frozenset(
        {"presentment_details", "radar_options", "transfer", "authorization_code", "level3", "refunds"}
    ),
    "refund": frozenset(
        {
            "customer",
            "customer_account",
            "description",
            "destination_details",
            "failure_balance_transaction",
            "failure_reason",
            "instructions_email",
            "next_action",
            "payment_method",
            "pending_reason",
            "presentment_details",
        }
    ),
    "balance": frozenset({"connect_reserved", "instant_available", "issuing", "refund_and_dispute_prefunding"}),
    "event": frozenset({"account", "context"}),
    "dispute": frozenset({"payment_method_details", "intended_submission_method", "network_reason_code"}),
    "item": frozenset({"adjustable_quantity", "discounts", "taxes"}),
    "price": frozenset({"deleted", "currency_options", "tiers"}),
}


@cache
def _plan(kind: str) -> tuple[dict[str, None], frozenset[str], frozenset[str]]:
    """The null fields to start from, the names that may be given, and the names that must."""
    hints = {name: hint for name, hint in _CLASSES[kind].__annotations__.items() if name.islower() and name[0] != "_"}
    optional = {name for name, hint in hints.items() if get_origin(hint) is Union and type(None) in get_args(hint)}
    nulls = dict.fromkeys(sorted(optional - _LEFT_OUT.get(kind, frozenset())))
    return nulls, frozenset(hints), frozenset(hints) - optional - {"object", "livemode"}


def fresh(kind: str, **values: object) -> Json:
    """A complete object of this kind.

    Raises: TypeError when a field does not exist at Stripe or a required one has no value.
    """
    nulls, known, required = _plan(kind)
    if wrong := set(values) - known:
        raise TypeError(f"{kind} has no field {sorted(wrong)}")
    if absent := required - set(values):
        raise TypeError(f"{kind} needs {sorted(absent)}")
    head: Json = {"id": values["id"]} if "id" in values else {}
    body: Json = {**head, "object": kind, **nulls, **values}
    if "livemode" in known:
        body["livemode"] = False
    return body


def nulls_of(cls: type) -> Json:
    """Every field of a nested class of the SDK, null."""
    return dict.fromkeys(sorted(name for name in cls.__annotations__ if name.islower() and name[0] != "_"))


def list_of(url: str, data: list[Json], *, has_more: bool = False) -> Json:
    return {"object": "list", "data": data, "has_more": has_more, "url": url}
