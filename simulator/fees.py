"""The platform's commission as Stripe keeps it: application fees and what of them goes back."""

from typing import Any

from simulator import books
from simulator.errors import ApiError, no_such, refused
from simulator.events import emit
from simulator.ids import new_id
from simulator.listing import Query, page
from simulator.objects import APPLICATION, CURRENCY, fresh, list_of
from simulator.present import present
from simulator.store import Thing
from simulator.work import PLATFORM, Call, Work

Json = dict[str, Any]

_SHOWN_REFUNDS = 10


def collect(work: Work, charge: Thing, amount: int) -> Thing:
    """The platform's share of a charge on a connected account, in cents."""
    identifier = new_id("fee_")
    movement = books.Movement("application_fee", "platform_earning", amount, identifier, charge.body["description"])
    body = fresh(
        "application_fee",
        id=identifier,
        account=charge.account,
        amount=amount,
        amount_refunded=0,
        application=APPLICATION,
        balance_transaction=books.book(work, PLATFORM, movement).id,
        charge=charge.id,
        created=work.now,
        currency=CURRENCY,
        fee_source={"charge": charge.id, "type": "charge"},
        refunded=False,
        refunds=list_of(f"/v1/application_fees/{identifier}/refunds", []),
    )
    fee = Thing(identifier, "application_fee", PLATFORM, work.now, body)
    work.tx.insert(fee)
    emit(work, "application_fee.created", body, PLATFORM)
    return fee


def give_back(work: Work, fee: Thing, amount: int, metadata: Json | None = None) -> Thing:
    """Part of a fee returns to the seller. The caller has checked that so much is left."""
    identifier = new_id("fr_")
    movement = books.Movement("application_fee_refund", "platform_earning_refund", -amount, identifier, at_once=True)
    body = fresh(
        "fee_refund",
        id=identifier,
        amount=amount,
        balance_transaction=books.book(work, PLATFORM, movement).id,
        created=work.now,
        currency=CURRENCY,
        fee=fee.id,
        metadata=metadata or {},
    )
    refund = Thing(identifier, "fee_refund", PLATFORM, work.now, body)
    work.tx.insert(refund)
    refunds = fee.body["refunds"]
    refunds["has_more"] = len(refunds["data"]) >= _SHOWN_REFUNDS
    refunds["data"] = [body, *refunds["data"]][:_SHOWN_REFUNDS]
    fee.body["amount_refunded"] += amount
    fee.body["refunded"] = fee.body["amount_refunded"] == fee.body["amount"]
    work.tx.save(fee)
    emit(work, "application_fee.refunded", fee.body, PLATFORM)
    return refund


def proportional(fee_amount: int, charge_amount: int, refunded_before: int, refund_amount: int) -> int:
    """The part of the fee that belongs to this refund, in cents.

    Rounded on the running total, so that several partial refunds together return exactly the whole fee.
    """
    return _share(fee_amount, charge_amount, refunded_before + refund_amount) - _share(
        fee_amount, charge_amount, refunded_before
    )


def _share(fee_amount: int, charge_amount: int, refunded: int) -> int:
    return (2 * fee_amount * refunded + charge_amount) // (2 * charge_amount)


def retrieve(work: Work, call: Call) -> Json:
    return present(work.tx, _fee(work, call), work.now)


def list_all(work: Work, call: Call) -> Json:
    query = Query("application_fee", call.account)
    if "charge" in call.params:
        query.where_body("charge", call.params["charge"])
    things, more = page(work.tx, query, call.params)
    return list_of("/v1/application_fees", [present(work.tx, t, work.now) for t in things], has_more=more)


def create_refund(work: Work, call: Call) -> Json:
    fee = _fee(work, call)
    left = fee.body["amount"] - fee.body["amount_refunded"]
    amount = call.params.get("amount", left)
    if left == 0:
        raise ApiError(f"Application fee {fee.id} has already been refunded.", code="charge_already_refunded")
    if amount < 1:
        raise refused("Invalid positive integer", code="parameter_invalid_integer", param="amount")
    if amount > left:
        raise ApiError(f"Refund amount ({amount}) is greater than unrefunded amount on fee ({left})", param="amount")
    refund = give_back(work, fee, amount, call.params.get("metadata"))
    movement = books.Movement("adjustment", "other_adjustment", amount, fee.id, "Application fee refund", at_once=True)
    books.book(work, fee.body["account"], movement)
    return refund.body


def list_refunds(work: Work, call: Call) -> Json:
    fee = _fee(work, call)
    query = Query("fee_refund", PLATFORM)
    query.where_body("fee", fee.id)
    things, more = page(work.tx, query, call.params)
    return list_of(f"/v1/application_fees/{fee.id}/refunds", [t.body for t in things], has_more=more)


def _fee(work: Work, call: Call) -> Thing:
    identifier = call.path["id"]
    fee = work.tx.find(identifier, "application_fee")
    if fee is None or fee.account != call.account:
        raise no_such("application fee", identifier)
    return fee
