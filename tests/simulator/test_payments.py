"""Money: what is paid, promised, failed, charged as a fee, paid out and disputed."""

from typing import Any

import pytest
import requests
import stripe

from simulator.methods import METHODS
from tests.simulator.scenes import Json, World, line, on


def status_of(world: World, path: str, given: Json | None = None) -> int:
    return requests.post(f"{world.base_url}/_sim/{path}", json=given or {}, timeout=10).status_code


@pytest.mark.parametrize(
    ("method", "stripe_fee", "prefix", "kind"),
    [("ideal", 29, "py_", "payment"), ("bancontact", 39, "py_", "payment"), ("card", 129, "ch_", "charge")],
)
def test_a_payment_books_the_amount_less_both_fees(
    world: World, seller: str, method: str, stripe_fee: int, prefix: str, kind: str
) -> None:
    session = world.paid(seller, method)
    intent, charge = session.payment_intent, session.payment_intent.latest_charge
    booked = charge.balance_transaction
    assert (session.status, session.payment_status, session.url) == ("complete", "paid", None)
    assert (intent.status, intent.amount_received, intent.application_fee_amount) == ("succeeded", 6900, 835)
    assert intent.metadata.to_dict() == charge.metadata.to_dict() == {"booking": "LP-1"}
    assert charge.id.startswith(prefix)
    assert (charge.payment_method_details.type, booked.type) == (method, kind)
    assert (booked.amount, booked.fee, booked.net) == (6900, stripe_fee + 835, 6900 - stripe_fee - 835)
    assert {part.type: part.amount for part in booked.fee_details} == {"stripe_fee": stripe_fee, "application_fee": 835}


def test_a_card_fee_rounds_halves_up() -> None:
    assert [METHODS["card"].fee(cents) for cents in (50, 100, 6900, 6967)] == [26, 27, 129, 130]


def test_the_platform_gets_its_fee_in_full(world: World, seller: str) -> None:
    session = world.paid(seller)
    [fee] = world.v1.application_fees.list({"expand": ["data.charge", "data.balance_transaction"]}).data
    assert (fee.account, fee.amount, fee.amount_refunded, fee.refunded) == (seller, 835, 0, False)
    assert fee.charge.id == session.payment_intent.latest_charge.id
    assert (fee.balance_transaction.type, fee.balance_transaction.net) == ("application_fee", 835)
    assert [bt.type for bt in world.v1.balance_transactions.list().data] == ["application_fee"]
    with pytest.raises(stripe.InvalidRequestError):
        world.v1.application_fees.retrieve(fee.id, {}, on(seller))


def test_a_payment_without_a_fee_makes_no_application_fee(world: World, seller: str) -> None:
    session = world.paid(seller, payment_intent_data={"description": "Zonder commissie"})
    assert session.payment_intent.latest_charge.application_fee is None
    assert world.v1.application_fees.list().data == []


def test_a_declined_attempt_leaves_the_session_open_for_another(world: World, seller: str) -> None:
    session = world.open_session(seller)
    world.complete(session.id, "failed", "card")
    found = world.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge"]}, on(seller))
    assert (found.status, found.payment_intent.status) == ("open", "requires_payment_method")
    assert found.payment_intent.last_payment_error.code == "payment_intent_payment_attempt_failed"
    assert (found.payment_intent.latest_charge.status, found.payment_intent.latest_charge.paid) == ("failed", False)
    assert world.v1.balance_transactions.list({}, on(seller)).data == []
    world.complete(session.id, "paid", "ideal")
    again = world.sessions.retrieve(session.id, {"expand": ["payment_intent"]}, on(seller))
    assert (again.payment_status, again.payment_intent.id) == ("paid", found.payment_intent.id)
    assert again.payment_intent.last_payment_error is None
    assert len(world.v1.charges.list({"payment_intent": found.payment_intent.id}, on(seller)).data) == 2


@pytest.mark.parametrize(
    ("outcome", "payment_status", "intent_status", "event"),
    [
        ("paid", "paid", "succeeded", "checkout.session.async_payment_succeeded"),
        ("failed", "unpaid", "requires_payment_method", "checkout.session.async_payment_failed"),
    ],
)
def test_promised_money_arrives_or_does_not(
    world: World, seller: str, outcome: str, payment_status: str, intent_status: str, event: str
) -> None:
    session = world.open_session(seller)
    world.complete(session.id, "processing")
    promised = world.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge"]}, on(seller))
    assert (promised.status, promised.payment_status) == ("complete", "unpaid")
    assert (promised.payment_intent.status, promised.payment_intent.latest_charge.status) == ("processing", "pending")
    assert world.v1.balance_transactions.list({}, on(seller)).data == []
    world.complete(session.id, outcome)
    settled = world.sessions.retrieve(session.id, {"expand": ["payment_intent"]}, on(seller))
    assert (settled.status, settled.payment_status, settled.payment_intent.status) == (
        "complete",
        payment_status,
        intent_status,
    )
    assert event in world.events(seller)
    assert len(world.v1.balance_transactions.list({}, on(seller)).data) == (1 if outcome == "paid" else 0)


def test_a_payment_cannot_be_made_twice(world: World, seller: str) -> None:
    session = world.paid(seller)
    for outcome in ("paid", "failed", "processing"):
        assert status_of(world, f"checkout/sessions/{session.id}/complete", {"outcome": outcome}) == 409
    assert len(world.v1.charges.list({}, on(seller)).data) == 1


def test_an_expired_session_cannot_be_paid(world: World, seller: str) -> None:
    session = world.open_session(seller)
    world.control("clock/advance", {"seconds": 32 * 60})
    assert status_of(world, f"checkout/sessions/{session.id}/complete", {"outcome": "paid"}) == 409
    assert world.v1.payment_intents.list({}, on(seller)).data == []


def test_the_events_of_a_payment_come_in_stripes_names(world: World, seller: str) -> None:
    world.paid(seller)
    assert world.events(seller) == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.completed",
        "charge.updated",
    ]
    assert world.events() == ["application_fee.created"]


def test_the_balance_transaction_appears_in_charge_updated_and_not_before(world: World, seller: str) -> None:
    world.paid(seller)
    events = {event.type: event for event in world.v1.events.list({}, on(seller)).data}
    assert events["charge.succeeded"].data.object.balance_transaction is None
    assert events["charge.updated"].data.object.balance_transaction.startswith("txn_")
    assert events["charge.updated"].data.previous_attributes.to_dict() == {
        "application_fee": None,
        "balance_transaction": None,
    }
    assert {event.account for event in events.values()} == {seller}


def test_money_becomes_available_after_three_days_and_is_paid_out(world: World, seller: str) -> None:
    session = world.paid(seller)
    booked = session.payment_intent.latest_charge.balance_transaction
    balance = world.v1.balance.retrieve({}, on(seller))
    assert (balance.available[0].amount, balance.pending[0].amount) == (0, booked.net)
    assert booked.status == "pending"
    assert status_of(world, f"accounts/{seller}/payout") == 409
    world.control("clock/advance", {"seconds": 4 * 86_400})
    assert world.v1.balance.retrieve({}, on(seller)).available[0].amount == booked.net
    assert world.v1.balance_transactions.retrieve(booked.id, {}, on(seller)).status == "available"
    made = world.control(f"accounts/{seller}/payout")
    assert (made["amount"], made["status"]) == (booked.net, "paid")
    assert world.v1.balance.retrieve({}, on(seller)).available[0].amount == 0
    [payout] = world.v1.payouts.list({"status": "paid"}, on(seller)).data
    parts = world.v1.balance_transactions.list({"payout": payout.id}, on(seller)).data
    assert sorted(bt.net for bt in parts) == [-booked.net, booked.net]
    assert world.events(seller)[-2:] == ["payout.created", "payout.paid"]
    assert world.v1.payouts.list({}).data == []


def test_a_failed_payout_puts_the_money_back(world: World, seller: str) -> None:
    session = world.paid(seller)
    world.control("clock/advance", {"seconds": 4 * 86_400})
    failed = world.control(f"accounts/{seller}/payout", {"status": "failed"})
    assert (failed["status"], failed["failure_code"]) == ("failed", "account_closed")
    net = session.payment_intent.latest_charge.balance_transaction.net
    assert world.v1.balance.retrieve({}, on(seller)).available[0].amount == net
    assert world.events(seller)[-1] == "payout.failed"


@pytest.mark.parametrize(("verdict", "back"), [("won", 6900), ("lost", 0)])
def test_a_card_payment_can_be_disputed(world: World, seller: str, verdict: str, back: int) -> None:
    session = world.paid(seller, "card")
    charge = session.payment_intent.latest_charge
    before = charge.balance_transaction.net
    opened = world.control("disputes", {"charge": charge.id})
    assert world.v1.charges.retrieve(charge.id, {}, on(seller)).disputed is True
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        world.v1.refunds.create({"charge": charge.id}, on(seller))
    assert refusal.value.code == "charge_disputed"
    world.control(f"disputes/{opened['id']}/close", {"status": verdict})
    [dispute] = world.v1.disputes.list({"charge": charge.id}, on(seller)).data
    assert dispute.status == verdict
    world.control("clock/advance", {"seconds": 4 * 86_400})
    assert world.v1.balance.retrieve({}, on(seller)).available[0].amount == before - 6900 - 2000 + back
    assert world.events(seller)[-1] == "charge.dispute.closed"


def test_ideal_knows_no_disputes(world: World, seller: str) -> None:
    charge = world.paid(seller, "ideal").payment_intent.latest_charge
    assert status_of(world, "disputes", {"charge": charge.id}) == 409


def test_balance_transactions_can_be_found_by_type_source_and_time(world: World, seller: str) -> None:
    session = world.paid(seller)
    charge = session.payment_intent.latest_charge
    world.v1.refunds.create({"charge": charge.id, "amount": 100}, on(seller))

    def types(params: dict[str, Any]) -> list[str]:
        return [bt.type for bt in world.v1.balance_transactions.list(params, on(seller)).data]

    assert types({}) == ["payment_refund", "payment"]
    assert types({"type": "payment"}) == ["payment"]
    assert types({"source": charge.id}) == ["payment"]
    assert types({"created": {"lt": session.created}}) == []
    expanded = world.v1.balance_transactions.list({"expand": ["data.source"]}, on(seller))
    assert [bt.source.object for bt in expanded.data] == ["refund", "charge"]


def test_the_lines_of_a_session_make_the_total(world: World, seller: str) -> None:
    session = world.paid(seller, line_items=[line(4500), line(300, "Stoel", 8)])
    assert session.payment_intent.latest_charge.amount == 4500 + 8 * 300
