"""Balance transactions: every cent that moves on the balance of a connected account or of the platform."""

from dataclasses import dataclass, field
from typing import Any

from simulator.ids import new_id
from simulator.objects import APPLICATION, CURRENCY, fresh
from simulator.store import Thing
from simulator.work import Work

Json = dict[str, Any]

DAY = 86_400
DAYS_TO_AVAILABLE = 3


@dataclass(frozen=True)
class Movement:
    """Amounts in cents, negative when money leaves. `fees` are the parts of the fee that goes off the amount."""

    type: str
    category: str
    amount: int
    source: str
    description: str | None = None
    fees: list[Json] = field(default_factory=list)
    at_once: bool = False


def book(work: Work, account: str, movement: Movement) -> Thing:
    """Write one movement; `available_on` is three days on for money from a payment, now for the rest."""
    fee = sum(part["amount"] for part in movement.fees)
    body = fresh(
        "balance_transaction",
        id=new_id("txn_"),
        amount=movement.amount,
        available_on=work.now if movement.at_once else (work.now // DAY + DAYS_TO_AVAILABLE) * DAY,
        balance_type="payments",
        created=work.now,
        currency=CURRENCY,
        description=movement.description,
        fee=fee,
        fee_details=movement.fees,
        net=movement.amount - fee,
        reporting_category=movement.category,
        source=movement.source,
        status="pending",
        type=movement.type,
    )
    thing = Thing(body["id"], "balance_transaction", account, work.now, body)
    work.tx.insert(thing)
    return thing


def stripe_fee(amount: int) -> Json:
    return {
        "amount": amount,
        "application": None,
        "currency": CURRENCY,
        "description": "Stripe processing fees",
        "type": "stripe_fee",
    }


def application_fee(amount: int) -> Json:
    """The platform's share; negative when it goes back to the seller with a refund."""
    return {
        "amount": amount,
        "application": APPLICATION,
        "currency": CURRENCY,
        "description": "Locatieplatform application fee" + (" refund" if amount < 0 else ""),
        "type": "application_fee",
    }


def balance(work: Work, account: str) -> Json:
    """What the account has, split in available and pending at this moment."""
    rows = work.tx.rows(
        "SELECT available_on <= ? AS ready, sum(net) AS net"
        " FROM thing WHERE kind = 'balance_transaction' AND account = ? GROUP BY ready",
        (work.now, account),
    )
    sums = {bool(row["ready"]): int(row["net"]) for row in rows}
    available, pending = (
        [{"amount": sums.get(ready, 0), "currency": CURRENCY, "source_types": {"card": sums.get(ready, 0)}}]
        for ready in (True, False)
    )
    return fresh("balance", available=available, pending=pending)
