"""Money back: once, never more than there is, in the ledger as Stripe has it, whatever dies in between."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from app.core import clock
from app.core.db import in_transaction, session
from app.integrations.payments.errors import PaymentsUnavailableError
from app.models.audit import AuditEvent
from app.models.ledger import Entry, LedgerAccount, Posting, PostingKind
from app.models.payments import Payment, PaymentStatus, Refund, RefundReason, RefundStatus
from app.services.payments import refund_service
from app.services.payments.errors import NotRefundableError, PaymentNotFoundError
from tests.contract.net import Caught
from tests.payments_fixtures import Shop, Simulator, deliver, run_payment_jobs
from worker.tasks import payments as tasks

At = Callable[[datetime], AbstractContextManager[None]]


@pytest.fixture
def payment(shop: Shop) -> Payment:
    """€ 60,00 paid by card, of which € 7,26 is commission with VAT."""
    found = shop.checkout(shop.hold())
    shop.pay(found, method="card")
    tasks.settle(str(found.id))
    session().expire_all()
    return session().get_one(Payment, found.id)


def _request(payment: Payment, amount_cents: int) -> Refund:
    refund = in_transaction(
        lambda: refund_service.request(payment.id, payment.booking_id, amount_cents, RefundReason.CANCELLED_BY_HIRER)
    )
    assert refund is not None
    return refund


def _fresh(refund: Refund) -> Refund:
    session().expire_all()
    return session().get_one(Refund, refund.id)


def _balance() -> dict[LedgerAccount, int]:
    session().expire_all()
    sums = dict.fromkeys(LedgerAccount, 0)
    for entry in session().query(Entry):
        sums[entry.account] += entry.amount_cents
    return sums


def _fee_kept(simulator: Simulator) -> int:
    fee = simulator.read("/v1/application_fees")["data"][0]
    kept: int = fee["amount"] - fee["amount_refunded"]
    return kept


def test_a_refund_is_written_down_with_a_job_before_stripe_is_called(payment: Payment, caught: Caught) -> None:
    before = len(caught.requests)
    refund = _request(payment, 3000)
    assert (refund.status, refund.amount_cents, refund.fee_refund_cents) == (RefundStatus.REQUESTED, 3000, 363)
    assert len(caught.requests) == before
    assert run_payment_jobs() == ["payments.send_refund"]
    assert _fresh(refund).status is RefundStatus.SUCCEEDED


def test_half_back_gives_half_of_the_commission_back_here_and_at_stripe(payment: Payment, simulator: Simulator) -> None:
    _request(payment, 3000)
    run_payment_jobs()
    assert _balance() == {
        LedgerAccount.HIRER: -3000,
        LedgerAccount.MEMBER: 2637,
        LedgerAccount.COMMISSION: 300,
        LedgerAccount.COMMISSION_VAT: 63,
    }
    assert _fee_kept(simulator) == 363


def test_everything_back_in_uneven_parts_leaves_nothing_anywhere(payment: Payment, simulator: Simulator) -> None:
    for part in (1, 1999, 333, 3667):
        _request(payment, part)
    run_payment_jobs()
    assert _balance() == dict.fromkeys(LedgerAccount, 0)
    assert _fee_kept(simulator) == 0
    fees = [refund.fee_refund_cents for refund in session().query(Refund).order_by(Refund.id)]
    assert sum(fees) == 726


def test_refunds_of_one_payment_are_sent_in_the_order_in_which_they_were_asked(
    payment: Payment, caught: Caught
) -> None:
    first, second = _request(payment, 1001), _request(payment, 1999)
    tasks.send_refund(str(second.id))
    sent = [request.headers["Idempotency-Key"] for request in caught.requests if request.path == "/v1/refunds"]
    assert sent == [f"refund-{first.id}", f"refund-{second.id}"]


def test_no_more_goes_back_than_is_left(payment: Payment) -> None:
    _request(payment, 4000)
    with pytest.raises(NotRefundableError):
        _request(payment, 2001)
    _request(payment, 2000)
    assert refund_service.refundable_cents(payment) == 0


@pytest.mark.parametrize("amount_cents", [0, -1])
def test_nothing_or_less_cannot_go_back(payment: Payment, amount_cents: int) -> None:
    with pytest.raises(NotRefundableError):
        _request(payment, amount_cents)


def test_what_was_not_paid_cannot_go_back(shop: Shop) -> None:
    payment = shop.checkout(shop.hold())
    with pytest.raises(NotRefundableError):
        _request(payment, 100)


def test_a_refund_names_the_booking_of_its_payment(payment: Payment, shop: Shop) -> None:
    other = shop.hold(days=8)
    with pytest.raises(PaymentNotFoundError):
        in_transaction(lambda: refund_service.request(payment.id, other.id, 100, RefundReason.CANCELLED_BY_BUREAU))


def test_a_refund_that_should_be_the_only_one_is_left_out_when_there_is_one(payment: Payment) -> None:
    _request(payment, 3000)
    again = in_transaction(
        lambda: refund_service.request(payment.id, payment.booking_id, 3000, RefundReason.SLOT_LOST, skip_if_any=True)
    )
    assert again is None
    assert session().query(Refund).count() == 1


def test_a_lost_answer_sends_no_second_refund(payment: Payment, simulator: Simulator) -> None:
    refund = _request(payment, 3000)
    simulator.fail_next("/v1/refunds", status="timeout", when="after", times=3)
    with pytest.raises(PaymentsUnavailableError):
        tasks.send_refund(str(refund.id))
    assert _fresh(refund).status is RefundStatus.REQUESTED
    tasks.send_refund(str(refund.id))
    assert _fresh(refund).status is RefundStatus.SUCCEEDED
    assert _fee_kept(simulator) == 363


def test_a_worker_that_dies_between_stripes_answer_and_our_commit_sends_no_second_refund(
    payment: Payment, simulator: Simulator, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    refund = _request(payment, 3000)

    class KilledError(BaseException):
        """As a signal would end it."""

    def die(*_arguments: object) -> None:
        raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr("app.services.ledger.ledger_service.post_refund", die)
        with pytest.raises(KilledError):
            tasks.send_refund(str(refund.id))
    assert _fresh(refund).status is RefundStatus.REQUESTED
    tasks.send_refund(str(refund.id))
    tasks.send_refund(str(refund.id))
    assert _fresh(refund).status is RefundStatus.SUCCEEDED
    assert len(simulator.read("/v1/refunds", shop.account)["data"]) == 1
    assert session().query(Posting).where(Posting.kind == PostingKind.REFUND).count() == 1


def test_after_a_day_a_refund_is_looked_for_before_it_is_sent_again(
    payment: Payment, simulator: Simulator, shop: Shop, at: At
) -> None:
    """Stripe's memory of the key is gone by then: the same call would be a second refund."""
    refund = _request(payment, 3000)
    refund_service.send(refund_service.find_orders(refund.id)[0])
    simulator.advance(26 * 60 * 60)
    with at(clock.now() + timedelta(hours=26)):
        tasks.send_refund(str(refund.id))
    assert _fresh(refund).status is RefundStatus.SUCCEEDED
    assert len(simulator.read("/v1/refunds", shop.account)["data"]) == 1


def test_a_refund_that_stripe_never_got_is_sent_after_a_day(payment: Payment, shop: Shop, at: At) -> None:
    refund = _request(payment, 3000)
    shop.simulator.advance(26 * 60 * 60)
    with at(clock.now() + timedelta(hours=26)):
        tasks.send_refund(str(refund.id))
    assert _fresh(refund).status is RefundStatus.SUCCEEDED


def test_a_refund_that_stripe_refuses_has_failed_with_its_reason(
    payment: Payment, simulator: Simulator, shop: Shop
) -> None:
    simulator.control("disputes", charge=payment.charge_id)
    refund = _request(payment, 3000)
    run_payment_jobs()
    refund = _fresh(refund)
    assert refund.status is RefundStatus.FAILED
    assert refund.failure.startswith("charge_disputed")
    assert session().query(Posting).where(Posting.kind == PostingKind.REFUND).count() == 0
    assert session().query(AuditEvent).where(AuditEvent.tag == "payments:refund:failed").count() == 1
    assert refund_service.refundable_cents(payment) == 6000


def test_a_refund_that_is_on_its_way_is_not_shown_as_done(
    app: Flask, payment: Payment, simulator: Simulator, shop: Shop
) -> None:
    simulator.control("refunds/mode", status="pending")
    refund = _request(payment, 3000)
    run_payment_jobs()
    refund = _fresh(refund)
    assert (refund.status, refund.settled_at) == (RefundStatus.PENDING, None)
    assert _balance()[LedgerAccount.HIRER] == -3000
    simulator.control(f"refunds/{refund.provider_refund_id}/succeed")
    _deliver_refund_events(app, shop)
    refund = _fresh(refund)
    assert refund.status is RefundStatus.SUCCEEDED
    assert refund.settled_at is not None
    assert _balance()[LedgerAccount.HIRER] == -3000


def test_a_refund_that_the_bank_sends_back_is_the_members_again_and_the_books_follow_stripe(
    app: Flask, payment: Payment, simulator: Simulator, shop: Shop
) -> None:
    refund = _request(payment, 6000)
    run_payment_jobs()
    simulator.control(f"refunds/{_fresh(refund).provider_refund_id}/fail", reason="lost_or_stolen_card")
    _deliver_refund_events(app, shop)
    refund = _fresh(refund)
    assert (refund.status, refund.failure) == (RefundStatus.FAILED, "lost_or_stolen_card")
    # The fee went back to the member with the refund, and Stripe does not take it again.
    assert _balance() == {
        LedgerAccount.HIRER: -6000,
        LedgerAccount.MEMBER: 6000,
        LedgerAccount.COMMISSION: 0,
        LedgerAccount.COMMISSION_VAT: 0,
    }
    assert _fee_kept(simulator) == 0
    transactions = simulator.read("/v1/balance_transactions?limit=100", shop.account)["data"]
    assert sum(one["net"] for one in transactions) == _balance()[LedgerAccount.MEMBER] - (
        payment.provider_cost_cents or 0
    )


def test_a_refund_that_came_back_can_be_tried_once_more(
    app: Flask, payment: Payment, simulator: Simulator, shop: Shop
) -> None:
    first = _request(payment, 6000)
    run_payment_jobs()
    simulator.control(f"refunds/{_fresh(first).provider_refund_id}/fail")
    _deliver_refund_events(app, shop)
    second = _request(payment, 6000)
    assert second.fee_refund_cents == 0
    run_payment_jobs()
    assert _fresh(second).status is RefundStatus.SUCCEEDED
    assert _balance() == dict.fromkeys(LedgerAccount, 0)


def test_asking_stripe_how_far_a_refund_is_settles_it_without_an_event(payment: Payment, simulator: Simulator) -> None:
    simulator.control("refunds/mode", status="pending")
    refund = _request(payment, 3000)
    tasks.settle_refund(str(refund.id))
    run_payment_jobs()
    simulator.control(f"refunds/{_fresh(refund).provider_refund_id}/succeed")
    tasks.settle_refund(str(refund.id))
    assert _fresh(refund).status is RefundStatus.SUCCEEDED


def test_a_refund_of_a_payment_without_commission_asks_no_commission_back(shop: Shop, caught: Caught) -> None:
    booking = shop.hold()
    session().execute(text("UPDATE booking SET commission_cents = 0, commission_vat_cents = 0"))
    session().commit()
    session().refresh(booking)
    payment = shop.checkout(booking)
    shop.pay(payment)
    tasks.settle(str(payment.id))
    session().expire_all()
    assert session().get_one(Payment, payment.id).status is PaymentStatus.PAID
    refund = _request(payment, 6000)
    run_payment_jobs()
    assert _fresh(refund).status is RefundStatus.SUCCEEDED
    assert "refund_application_fee" not in caught.requests[-1].body
    assert _balance() == dict.fromkeys(LedgerAccount, 0)


def _deliver_refund_events(app: Flask, shop: Shop) -> None:
    for event in shop.simulator.events(shop.account):
        if event["type"].startswith("refund."):
            assert deliver(app, event).status_code == 200
    run_payment_jobs()
