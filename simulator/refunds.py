"""Refunds: whole or in part, with the commission in proportion, and what can go wrong with them."""

from typing import Any

from simulator import books, fees
from simulator.errors import ApiError, missing_parameter, no_such, not_simulated, refused
from simulator.events import changed, emit
from simulator.ids import new_id
from simulator.listing import Query, page
from simulator.methods import METHODS
from simulator.objects import CURRENCY, fresh, list_of
from simulator.store import Thing
from simulator.work import Call, Work

Json = dict[str, Any]

_SIMULATED = frozenset({"amount", "charge", "expand", "metadata", "payment_intent", "reason", "refund_application_fee"})


def create(work: Work, call: Call) -> Json:
    params = call.params
    for name in params:
        if name not in _SIMULATED:
            raise not_simulated(name)
    charge = _charge(work, call)
    amount = params.get("amount", charge.body["amount"] - charge.body["amount_refunded"])
    _check_amount(work, charge, amount, given="amount" in params)
    wants_fee = params.get("refund_application_fee", False)
    if wants_fee and not charge.body["application_fee"]:
        raise ApiError(
            f"Attempting to refund_application_fee on charge {charge.id}, but it has no application fee",
            param="refund_application_fee",
        )
    status = work.tx.setting("refund_mode").get("status", "succeeded")
    refund = make(work, charge, amount, params, status=status)
    return refund.body


def make(work: Work, charge: Thing, amount: int, params: Json, status: str = "succeeded") -> Thing:
    """Give `amount` cents of a charge back; with `refund_application_fee` the fee follows in proportion."""
    identifier = new_id("re_")
    method = METHODS[charge.body["payment_method_details"]["type"]]
    fee_part = _return_fee(work, charge, amount) if params.get("refund_application_fee") else 0
    parts = [books.application_fee(-fee_part)] if fee_part else []
    kind = "refund" if method.is_card else "payment_refund"
    movement = books.Movement(kind, "refund", -amount, identifier, "REFUND FOR PAYMENT", parts, at_once=True)
    body = fresh(
        "refund",
        id=identifier,
        amount=amount,
        balance_transaction=books.book(work, charge.account, movement).id,
        charge=charge.id,
        created=work.now,
        currency=CURRENCY,
        destination_details=_destination(method.name),
        metadata=params.get("metadata") or {},
        payment_intent=charge.body["payment_intent"],
        reason=params.get("reason"),
        status=status,
    )
    if status == "pending":
        body["pending_reason"] = "processing"
    refund = Thing(identifier, "refund", charge.account, work.now, body)
    work.tx.insert(refund)
    charge.body["amount_refunded"] += amount
    charge.body["refunded"] = charge.body["amount_refunded"] == charge.body["amount"]
    work.tx.save(charge)
    emit(work, "refund.created", body, charge.account)
    emit(work, "charge.refunded", charge.body, charge.account)
    return refund


def _destination(method: str) -> Json:
    if method == "card":
        return {
            "type": "card",
            "card": {"reference_status": "pending", "reference_type": "acquirer_reference_number", "type": "refund"},
        }
    return {"type": method}


def _return_fee(work: Work, charge: Thing, amount: int) -> int:
    fee = work.tx.find(charge.body["application_fee"], "application_fee")
    if fee is None:
        raise LookupError(charge.body["application_fee"])
    before: int = charge.extra["fee_refund_basis"]
    part = fees.proportional(fee.body["amount"], charge.body["amount"], before, amount)
    part = min(part, int(fee.body["amount"] - fee.body["amount_refunded"]))
    charge.extra["fee_refund_basis"] = before + amount
    if part:
        fees.give_back(work, fee, part)
    return part


def _charge(work: Work, call: Call) -> Thing:
    params = call.params
    if ("charge" in params) == ("payment_intent" in params):
        if "charge" in params:
            raise refused(
                "You may only specify one of these parameters: charge, payment_intent.", code="parameters_exclusive"
            )
        raise missing_parameter("payment_intent")
    if "charge" in params:
        charge = work.tx.find(params["charge"], "charge")
        if charge is None or charge.account != call.account:
            raise no_such("charge", params["charge"], param="charge", status=400)
    else:
        charge = _charge_of_intent(work, call)
    if charge.body["status"] != "succeeded":
        raise ApiError(f"Charge {charge.id} has not succeeded and cannot be refunded.", code="charge_not_refundable")
    return charge


def _charge_of_intent(work: Work, call: Call) -> Thing:
    identifier = call.params["payment_intent"]
    intent = work.tx.find(identifier, "payment_intent")
    if intent is None or intent.account != call.account:
        raise no_such("payment_intent", identifier, param="payment_intent", status=400)
    charge = work.tx.find(intent.body["latest_charge"] or "", "charge")
    if charge is None or charge.body["status"] != "succeeded":
        raise ApiError(
            f"This PaymentIntent ({identifier}) does not have a successful charge to refund.",
            code="payment_intent_unexpected_state",
            param="payment_intent",
        )
    return charge


def _check_amount(work: Work, charge: Thing, amount: int, *, given: bool) -> None:
    left = charge.body["amount"] - charge.body["amount_refunded"]
    if given and amount < 1:
        raise refused("Invalid positive integer", code="parameter_invalid_integer", param="amount")
    if left == 0:
        raise ApiError(f"Charge {charge.id} has already been refunded.", code="charge_already_refunded")
    if charge.extra.get("blocked"):
        raise ApiError(f"Charge {charge.id} has been charged back; cannot issue a refund.", code="charge_disputed")
    if amount > left:
        raise ApiError(
            f"Refund amount (€{amount / 100:.2f}) is greater than unrefunded amount on charge (€{left / 100:.2f})",
            param="amount",
        )
    method = METHODS[charge.body["payment_method_details"]["type"]]
    if method.refund_days is not None and work.now > charge.created + method.refund_days * books.DAY:
        raise ApiError(
            f"Charge {charge.id} was paid more than {method.refund_days} days ago with {method.name} and can no longer be refunded.",
            code="charge_not_refundable",
        )


def retrieve(work: Work, call: Call) -> Json:
    refund = work.tx.find(call.path["id"], "refund")
    if refund is None or refund.account != call.account:
        raise no_such("refund", call.path["id"], param="refund")
    return refund.body


def list_all(work: Work, call: Call) -> Json:
    query = Query("refund", call.account)
    for name in ("charge", "payment_intent"):
        if name in call.params:
            query.where_body(name, call.params[name])
    things, more = page(work.tx, query, call.params)
    return list_of("/v1/refunds", [thing.body for thing in things], has_more=more)


def fail(work: Work, refund: Thing, reason: str) -> None:
    """The bank sends the money back: the seller has it again, the hirer does not. The fee stays with the seller."""
    charge = work.tx.find(refund.body["charge"], "charge")
    if charge is None:
        raise LookupError(refund.body["charge"])
    before = dict(refund.body)
    movement = books.Movement(
        "refund_failure", "refund_failure", refund.body["amount"], refund.id, "REFUND FAILURE", at_once=True
    )
    refund.body["failure_balance_transaction"] = books.book(work, refund.account, movement).id
    refund.body.update(status="failed", failure_reason=reason)
    refund.body.pop("pending_reason", None)
    work.tx.save(refund)
    charge.body["amount_refunded"] -= refund.body["amount"]
    charge.body["refunded"] = False
    work.tx.save(charge)
    emit(work, "refund.updated", refund.body, refund.account, changed(before, refund.body))
    emit(work, "refund.failed", refund.body, refund.account)


def succeed(work: Work, refund: Thing) -> None:
    """A pending refund arrives at the hirer."""
    before = dict(refund.body)
    refund.body["status"] = "succeeded"
    refund.body.pop("pending_reason", None)
    work.tx.save(refund)
    emit(work, "refund.updated", refund.body, refund.account, changed(before, refund.body))
