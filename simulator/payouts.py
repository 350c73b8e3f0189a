"""Payouts of a connected account's balance to its bank. Made by a control call; Stripe makes them on a schedule."""

from typing import Any

from simulator import books
from simulator.events import emit
from simulator.ids import new_id
from simulator.objects import CURRENCY, fresh
from simulator.store import Thing, thing_from
from simulator.work import Work

Json = dict[str, Any]

STATUSES = ("pending", "in_transit", "paid", "failed", "canceled")


class NothingToPay(Exception):  # noqa: N818  a refusal, not a fault
    """There is no available balance that has not been paid out."""


def make(work: Work, account: str, status: str) -> Thing:
    """Pay out everything that is available. Raises: NothingToPay."""
    movements = _unpaid(work, account)
    amount = sum(thing.body["net"] for thing in movements)
    if amount < 1:
        raise NothingToPay(f"Account {account} has no available balance to pay out.")
    identifier = new_id("po_")
    movement = books.Movement("payout", "payout", -amount, identifier, "STRIPE PAYOUT", at_once=True)
    own = books.book(work, account, movement)
    for thing in [*movements, own]:
        thing.extra["payout"] = identifier
        work.tx.save(thing)
    body = fresh(
        "payout",
        id=identifier,
        amount=amount,
        arrival_date=(work.now // books.DAY + 2) * books.DAY,
        automatic=True,
        balance_transaction=own.id,
        created=work.now,
        currency=CURRENCY,
        description="STRIPE PAYOUT",
        destination=new_id("ba_"),
        metadata={},
        method="standard",
        reconciliation_status="completed",
        source_type="card",
        status="pending",
        trace_id={"status": "pending", "value": None},
        type="bank_account",
    )
    payout = Thing(identifier, "payout", account, work.now, body)
    work.tx.insert(payout)
    emit(work, "payout.created", body, account)
    if status != "pending":
        move(work, payout, status)
    return payout


def move(work: Work, payout: Thing, status: str) -> None:
    """The bank says how it went."""
    payout.body["status"] = status
    if status in {"failed", "canceled"}:
        kind = "payout_failure" if status == "failed" else "payout_cancel"
        movement = books.Movement(
            kind, "payout_reversal", payout.body["amount"], payout.id, "PAYOUT RETURNED", at_once=True
        )
        payout.body["failure_balance_transaction"] = books.book(work, payout.account, movement).id
    if status == "failed":
        payout.body.update(failure_code="account_closed", failure_message="The bank account has been closed.")
    work.tx.save(payout)
    emit(work, "payout.updated" if status == "in_transit" else f"payout.{status}", payout.body, payout.account)


def _unpaid(work: Work, account: str) -> list[Thing]:
    rows = work.tx.rows(
        "SELECT * FROM thing WHERE kind = 'balance_transaction' AND account = ?"
        " AND payout IS NULL AND available_on <= ?",
        (account, work.now),
    )
    return [thing_from(row) for row in rows]
