"""The payment methods of the simulator: what they cost the seller and how a charge describes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Method:
    """`fee_cents` + `fee_bps` of the amount is what Stripe keeps; plausible European tariffs, not a price list."""

    name: str
    capability: str | None
    fee_cents: int
    fee_bps: int
    details: Json
    refund_days: int | None = None
    disputes: bool = False

    @property
    def is_card(self) -> bool:
        return self.name == "card"

    def fee(self, amount_cents: int) -> int:
        """Stripe's processing fee in cents, halves rounded up."""
        return self.fee_cents + (amount_cents * self.fee_bps + 5_000) // 10_000


_CARD: Json = {
    "amount_authorized": None,
    "authorization_code": None,
    "brand": "visa",
    "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
    "country": "NL",
    "exp_month": 12,
    "exp_year": 2034,
    "fingerprint": "SimulatedCard000",
    "funding": "debit",
    "installments": None,
    "last4": "4242",
    "mandate": None,
    "network": "visa",
    "network_token": None,
    "network_transaction_id": None,
    "regulated_status": "regulated",
    "three_d_secure": None,
    "wallet": None,
}
_IDEAL: Json = {
    "bank": "rabobank",
    "bic": "RABONL2U",
    "generated_sepa_debit": None,
    "generated_sepa_debit_mandate": None,
    "iban_last4": "5264",
    "transaction_id": None,
    "verified_name": None,
}
_BANCONTACT: Json = {
    "bank_code": None,
    "bank_name": None,
    "bic": None,
    "generated_sepa_debit": None,
    "generated_sepa_debit_mandate": None,
    "iban_last4": None,
    "preferred_language": "nl",
    "verified_name": None,
}
_SEPA: Json = {
    "bank_code": "RABO",
    "branch_code": "",
    "country": "NL",
    "fingerprint": "SimulatedIban000",
    "last4": "5264",
    "mandate": None,
}
METHODS: Mapping[str, Method] = {
    "card": Method("card", "card_payments", 25, 150, _CARD, disputes=True),
    "ideal": Method("ideal", "ideal_payments", 29, 0, _IDEAL, refund_days=180),
    "bancontact": Method("bancontact", "bancontact_payments", 39, 0, _BANCONTACT, refund_days=180),
    # "Pay later": money that is promised now and arrives, or does not, some days on.
    "sepa_debit": Method("sepa_debit", None, 35, 0, _SEPA, refund_days=180, disputes=True),
}
DELAYED = "sepa_debit"


def details_of(method: str) -> Json:
    return {"type": method, method: dict(METHODS[method].details)}
