"""Chargebacks on cards and direct debits (iDEAL and Bancontact know none)."""

from typing import Any

import stripe

from simulator import books
from simulator.events import emit
from simulator.ids import new_id
from simulator.methods import METHODS
from simulator.objects import CURRENCY, fresh, nulls_of
from simulator.store import Thing
from simulator.work import Work

Json = dict[str, Any]

DISPUTE_FEE_CENTS = 2_000
ANSWER_DAYS = 20
VERDICTS = ("won", "lost")


class NoDispute(Exception):  # noqa: N818  a refusal, not a fault
    """The charge cannot be disputed, or the dispute is not open."""


def open_on(work: Work, charge: Thing, reason: str) -> Thing:
    """The payer takes the money back through the bank. Raises: NoDispute."""
    method = METHODS[charge.body["payment_method_details"]["type"]]
    if not method.disputes or charge.body["status"] != "succeeded" or charge.body["disputed"]:
        raise NoDispute(f"Charge {charge.id} ({method.name}) cannot be disputed.")
    identifier = new_id("du_")
    amount = charge.body["amount"] - charge.body["amount_refunded"]
    fee = {**books.stripe_fee(DISPUTE_FEE_CENTS), "description": "Dispute fee"}
    movement = books.Movement(
        "adjustment", "dispute", -amount, identifier, f"Chargeback withdrawal for {charge.id}", [fee], at_once=True
    )
    withdrawal = books.book(work, charge.account, movement)
    body = _body(work, charge, reason, identifier, amount, withdrawal)
    dispute = Thing(identifier, "dispute", charge.account, work.now, body)
    work.tx.insert(dispute)
    charge.body["disputed"] = True
    charge.extra["blocked"] = True
    work.tx.save(charge)
    emit(work, "charge.dispute.created", body, charge.account)
    emit(work, "charge.dispute.funds_withdrawn", body, charge.account)
    return dispute


def _body(work: Work, charge: Thing, reason: str, identifier: str, amount: int, withdrawal: Thing) -> Json:
    evidence = {**nulls_of(stripe.Dispute.Evidence), "enhanced_evidence": {}}
    return fresh(
        "dispute",
        id=identifier,
        amount=amount,
        balance_transactions=[withdrawal.body],
        charge=charge.id,
        created=work.now,
        currency=CURRENCY,
        enhanced_eligibility_types=[],
        evidence=evidence,
        evidence_details={
            "due_by": work.now + ANSWER_DAYS * books.DAY,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        is_charge_refundable=False,
        metadata={},
        payment_intent=charge.body["payment_intent"],
        reason=reason,
        status="needs_response",
    )


def close(work: Work, dispute: Thing, verdict: str) -> None:
    """The bank decides: `won` gives the seller the money back, `lost` does not. Raises: NoDispute."""
    if dispute.body["status"] in VERDICTS:
        raise NoDispute(f"Dispute {dispute.id} is already {dispute.body['status']}.")
    dispute.body["status"] = verdict
    if verdict == "won":
        movement = books.Movement(
            "adjustment", "dispute_reversal", dispute.body["amount"], dispute.id, "Chargeback reversal", at_once=True
        )
        dispute.body["balance_transactions"].append(books.book(work, dispute.account, movement).body)
        charge = work.tx.find(dispute.body["charge"])
        if charge is not None:
            charge.extra["blocked"] = False
            work.tx.save(charge)
    work.tx.save(dispute)
    if verdict == "won":
        emit(work, "charge.dispute.funds_reinstated", dispute.body, dispute.account)
    emit(work, "charge.dispute.closed", dispute.body, dispute.account)
