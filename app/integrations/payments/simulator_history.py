"""The simulator's past: accounts and payments of a demo year, written into it in one go.

Only our simulator has this door; Stripe has none, so against Stripe the demo has no past payments.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

_TIMEOUT_SECONDS = 120


class SimulatorUnreachableError(Exception):
    """The simulator does not answer, or refuses."""


@dataclass(frozen=True, slots=True)
class PastAccount:
    """A seller that has been through onboarding."""

    display_name: str
    contact_email: str
    metadata: dict[str, str]


@dataclass(frozen=True, slots=True)
class PastRefund:
    """Money that went back; `with_fee`: with our share of it, as always but with a deposit."""

    amount: int
    created: datetime
    metadata: dict[str, str]
    with_fee: bool = True


@dataclass(frozen=True, slots=True)
class PastPayment:
    """Money that was paid, in cents."""

    account: str
    amount: int
    application_fee_amount: int
    created: datetime
    client_reference_id: str
    metadata: dict[str, str]
    method: str
    description: str
    refund: PastRefund | None


@dataclass(frozen=True, slots=True)
class PaidIds:
    """What the simulator calls them."""

    session: str
    payment_intent: str
    charge: str
    refund: str | None


def seed_accounts(api_base: str, accounts: Sequence[PastAccount]) -> list[str]:
    """Their ids, in the same order.

    Raises:
        SimulatorUnreachableError: no answer, or a refusal.
    """
    rows = [{**asdict(account), "ready": True} for account in accounts]
    found: list[str] = _post(api_base, {"accounts": rows})["accounts"]
    return found


def seed_payments(api_base: str, payments: Sequence[PastPayment]) -> list[PaidIds]:
    """Their ids, in the same order.

    Raises:
        SimulatorUnreachableError: no answer, or a refusal.
    """
    found = _post(api_base, {"payments": [_payment(payment) for payment in payments]})["payments"]
    return [PaidIds(one["session"], one["payment_intent"], one["charge"], one.get("refund")) for one in found]


def _payment(payment: PastPayment) -> dict[str, object]:
    row: dict[str, object] = {**asdict(payment), "created": int(payment.created.timestamp())}
    if payment.refund is None:
        del row["refund"]
    else:
        row["refund"] = {**asdict(payment.refund), "created": int(payment.refund.created.timestamp())}
    return row


def _post(api_base: str, body: dict[str, object]) -> dict[str, Any]:
    parts = urlsplit(api_base)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=_TIMEOUT_SECONDS)
    try:
        connection.request("POST", "/_sim/seed", json.dumps(body), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        content = answer.read()
    except OSError as error:
        raise SimulatorUnreachableError(f"the payment simulator at {api_base} does not answer") from error
    finally:
        connection.close()
    if answer.status != 200:  # noqa: PLR2004
        raise SimulatorUnreachableError(f"the payment simulator says {answer.status}: {content[:300]!r}")
    found: dict[str, Any] = json.loads(content)
    return found
