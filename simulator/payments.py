"""What happens to money: a session is paid, fails, or is promised and settled later (payment intents and charges)."""

import copy
from typing import Any

from simulator import books, fees
from simulator.events import changed, emit
from simulator.ids import new_id
from simulator.methods import DELAYED, METHODS, details_of
from simulator.objects import APPLICATION, CURRENCY, fresh
from simulator.store import Thing
from simulator.work import PLATFORM, Work

Json = dict[str, Any]


class WrongMoment(Exception):  # noqa: N818  a refusal, not a fault
    """The session or payment is not in a state in which this can happen."""


def pay(work: Work, session: Thing, method: str) -> None:
    """An open session is paid at once. Raises: WrongMoment when it is not open."""
    _require_open(session)
    intent = _intent(work, session)
    charge = _charge(work, intent, method, status="succeeded")
    _complete(work, session, paid=True)
    _succeed(work, intent, charge)
    emit(work, "checkout.session.completed", session.body, session.account)
    _book(work, intent, charge)


def promise(work: Work, session: Thing) -> None:
    """An open session is completed with a method that pays later. Raises: WrongMoment."""
    _require_open(session)
    intent = _intent(work, session)
    charge = _charge(work, intent, DELAYED, status="pending")
    intent.body.update(status="processing", latest_charge=charge.id, payment_method=charge.body["payment_method"])
    work.tx.save(intent)
    _complete(work, session, paid=False)
    emit(work, "charge.pending", charge.body, charge.account)
    emit(work, "payment_intent.processing", intent.body, intent.account)
    emit(work, "checkout.session.completed", session.body, session.account)


def settle(work: Work, session: Thing, *, paid: bool) -> None:
    """The promised money arrives, or does not. Raises: WrongMoment when nothing was promised."""
    intent = work.tx.find(str(session.body["payment_intent"]))
    if intent is None or intent.body["status"] != "processing":
        raise WrongMoment(f"Session {session.id} has no payment that is being processed.")
    charge = work.tx.find(intent.body["latest_charge"])
    if charge is None:
        raise LookupError(intent.body["latest_charge"])
    if not paid:
        _decline(work, intent, charge)
        emit(work, "checkout.session.async_payment_failed", session.body, session.account)
        return
    charge.body.update(status="succeeded", paid=True, outcome=_outcome(failed=False))
    session.body["payment_status"] = "paid"
    work.tx.save(session)
    _succeed(work, intent, charge)
    emit(work, "checkout.session.async_payment_succeeded", session.body, session.account)
    _book(work, intent, charge)


def fail(work: Work, session: Thing, method: str) -> None:
    """An attempt is declined; the session stays open for another. Raises: WrongMoment."""
    _require_open(session)
    intent = _intent(work, session)
    charge = _charge(work, intent, method, status="failed")
    _decline(work, intent, charge)


def cancel(work: Work, session: Thing) -> None:
    """The intent of a session that ran out goes with it."""
    intent = work.tx.find(str(session.body["payment_intent"]))
    if intent is None or intent.body["status"] != "requires_payment_method":
        return
    intent.body.update(status="canceled", canceled_at=work.now, cancellation_reason="expired")
    work.tx.save(intent)
    emit(work, "payment_intent.canceled", intent.body, intent.account)


def _require_open(session: Thing) -> None:
    if session.body["status"] != "open":
        raise WrongMoment(f"Session {session.id} is {session.body['status']}.")


def _intent(work: Work, session: Thing) -> Thing:
    """The session's payment intent. Like Stripe's, it exists from the first attempt on."""
    if session.body["payment_intent"]:
        found = work.tx.find(session.body["payment_intent"])
        if found:
            return found
    identifier = new_id("pi_")
    given = session.extra["payment_intent_data"]
    body = fresh(
        "payment_intent",
        id=identifier,
        amount=session.body["amount_total"],
        amount_capturable=0,
        amount_received=0,
        application=APPLICATION if session.account != PLATFORM else None,
        application_fee_amount=given.get("application_fee_amount"),
        automatic_payment_methods={"enabled": True},
        capture_method=given.get("capture_method", "automatic_async"),
        client_secret=f"{identifier}_secret_{new_id('')}",
        confirmation_method="automatic",
        created=work.now,
        currency=CURRENCY,
        description=given.get("description"),
        metadata=given.get("metadata") or {},
        payment_method_options={},
        payment_method_types=session.body["payment_method_types"],
        receipt_email=given.get("receipt_email"),
        statement_descriptor=given.get("statement_descriptor"),
        statement_descriptor_suffix=given.get("statement_descriptor_suffix"),
        status="requires_payment_method",
        transfer_group=given.get("transfer_group"),
    )
    extra = {"session": session.id, "email": session.body["customer_email"], "seller": session.extra["seller"]}
    intent = Thing(identifier, "payment_intent", session.account, work.now, body, extra)
    work.tx.insert(intent)
    session.body["payment_intent"] = identifier
    work.tx.save(session)
    emit(work, "payment_intent.created", body, session.account)
    return intent


def _charge(work: Work, intent: Thing, method: str, status: str) -> Thing:
    """One attempt to collect. Cards give a `ch_`, bank methods a `py_`, as at Stripe."""
    pi = intent.body
    body = fresh(
        "charge",
        id=new_id("ch_" if METHODS[method].is_card else "py_"),
        amount=pi["amount"],
        amount_captured=0 if status == "failed" else pi["amount"],
        amount_refunded=0,
        application=pi["application"],
        application_fee_amount=pi["application_fee_amount"],
        billing_details={
            "address": dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state")),
            "email": intent.extra["email"],
            "name": None,
            "phone": None,
            "tax_id": None,
        },
        calculated_statement_descriptor=pi["statement_descriptor"] or intent.extra["seller"][:22],
        captured=status != "failed",
        created=work.now,
        currency=CURRENCY,
        description=pi["description"],
        disputed=False,
        fraud_details={},
        metadata=pi["metadata"],
        outcome=_outcome(failed=status == "failed"),
        paid=status == "succeeded",
        payment_intent=intent.id,
        payment_method=new_id("pm_"),
        payment_method_details=details_of(method),
        receipt_email=pi["receipt_email"],
        refunded=False,
        statement_descriptor=pi["statement_descriptor"],
        statement_descriptor_suffix=pi["statement_descriptor_suffix"],
        status=status,
        transfer_group=pi["transfer_group"],
    )
    charge = Thing(body["id"], "charge", intent.account, work.now, body, {"fee_refund_basis": 0})
    work.tx.insert(charge)
    return charge


def _outcome(*, failed: bool) -> Json:
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "declined_by_network" if failed else "approved_by_network",
        "reason": "generic_decline" if failed else None,
        "risk_level": "not_assessed",
        "seller_message": "The bank did not go on with the payment." if failed else "Payment complete.",
        "type": "issuer_declined" if failed else "authorized",
    }


def _complete(work: Work, session: Thing, *, paid: bool) -> None:
    session.body.update(status="complete", payment_status="paid" if paid else "unpaid", url=None)
    session.body["customer_details"] = {
        "address": None,
        "business_name": None,
        "email": session.body["customer_email"],
        "individual_name": None,
        "name": None,
        "phone": None,
        "tax_exempt": "none",
        "tax_ids": [],
    }
    work.tx.save(session)


def _succeed(work: Work, intent: Thing, charge: Thing) -> None:
    intent.body.update(
        status="succeeded",
        amount_received=intent.body["amount"],
        latest_charge=charge.id,
        last_payment_error=None,
        payment_method=charge.body["payment_method"],
    )
    work.tx.save(intent)
    work.tx.save(charge)
    emit(work, "charge.succeeded", charge.body, charge.account)
    emit(work, "payment_intent.succeeded", intent.body, intent.account)


def _decline(work: Work, intent: Thing, charge: Thing) -> None:
    charge.body.update(
        status="failed",
        paid=False,
        captured=False,
        amount_captured=0,
        failure_code="payment_intent_payment_attempt_failed",
        failure_message="The payment failed.",
        outcome=_outcome(failed=True),
    )
    work.tx.save(charge)
    intent.body.update(
        status="requires_payment_method",
        latest_charge=charge.id,
        payment_method=None,
        last_payment_error={
            "charge": charge.id,
            "code": "payment_intent_payment_attempt_failed",
            "doc_url": "https://stripe.com/docs/error-codes/payment-intent-payment-attempt-failed",
            "message": "The payment failed.",
            "type": "invalid_request_error",
        },
    )
    work.tx.save(intent)
    emit(work, "charge.failed", charge.body, charge.account)
    emit(work, "payment_intent.payment_failed", intent.body, intent.account)


def _book(work: Work, intent: Thing, charge: Thing) -> None:
    """The seller's balance, and the platform's fee. Comes after success, like Stripe's asynchronous capture."""
    before = copy.copy(charge.body)
    method = METHODS[charge.body["payment_method_details"]["type"]]
    parts = [books.stripe_fee(method.fee(charge.body["amount"]))]
    share = charge.body["application_fee_amount"]
    if share:
        fee = fees.collect(work, charge, share)
        charge.body["application_fee"] = fee.id
        parts.append(books.application_fee(share))
    kind = "charge" if method.is_card else "payment"
    movement = books.Movement(kind, "charge", charge.body["amount"], charge.id, intent.body["description"], parts)
    charge.body["balance_transaction"] = books.book(work, charge.account, movement).id
    work.tx.save(charge)
    emit(work, "charge.updated", charge.body, charge.account, changed(before, charge.body))
