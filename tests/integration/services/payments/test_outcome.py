"""What became of a payment: Stripe says it, we compare it, and booking, payment and ledger change together."""

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
from app.models.booking import Booking, BookingStatus
from app.models.ledger import Entry, LedgerAccount, Posting
from app.models.mail import Mail
from app.models.payments import Payment, PaymentStatus, Refund, RefundReason, RefundStatus
from app.services.audit.audit_service import HIRER, SYSTEM
from app.services.availability import availability_service
from app.services.booking import booking_service, cancellation_service
from app.services.payments import checkout_service, outcome_service
from tests.payments_fixtures import Shop, Simulator, deliver, run_payment_jobs
from worker.tasks import payments as tasks

At = Callable[[datetime], AbstractContextManager[None]]


def _fresh(payment: Payment) -> tuple[Payment, Booking]:
    session().expire_all()
    return session().get_one(Payment, payment.id), session().get_one(Booking, payment.booking_id)


def _let_go(booking: Booking) -> None:
    def use_case() -> None:
        locked = booking_service.get_locked(booking.id)
        booking_service.transition(locked, BookingStatus.EXPIRED, actor=SYSTEM)
        availability_service.release(locked.id)

    in_transaction(use_case)


def _entries(kind: str) -> dict[LedgerAccount, int]:
    rows = session().query(Entry.account, Entry.amount_cents).join(Posting).where(Posting.kind == kind)
    return dict(rows)


def test_a_payment_that_came_through_confirms_the_booking_and_is_in_the_ledger(shop: Shop) -> None:
    payment = shop.checkout(shop.hold())
    shop.pay(payment)
    tasks.settle(str(payment.id))
    payment, booking = _fresh(payment)
    assert payment.status is PaymentStatus.PAID
    assert (payment.method, payment.provider_cost_cents) == ("ideal", 29)
    assert payment.payment_intent_id is not None
    assert payment.charge_id is not None
    assert booking.status is BookingStatus.CONFIRMED
    # 3 hours at € 20,00; ten percent commission, and 21 percent VAT on that.
    assert _entries("payment") == {
        LedgerAccount.HIRER: -6000,
        LedgerAccount.MEMBER: 5274,
        LedgerAccount.COMMISSION: 600,
        LedgerAccount.COMMISSION_VAT: 126,
    }


def test_the_ledger_agrees_with_stripe_to_the_cent(shop: Shop, simulator: Simulator) -> None:
    payment = shop.checkout(shop.hold())
    shop.pay(payment, method="card")
    tasks.settle(str(payment.id))
    payment, _booking = _fresh(payment)
    fee = simulator.read("/v1/application_fees")["data"][0]
    charge = simulator.read(f"/v1/charges/{payment.charge_id}", shop.account)
    entries = _entries("payment")
    assert fee["amount"] == entries[LedgerAccount.COMMISSION] + entries[LedgerAccount.COMMISSION_VAT]
    assert charge["amount"] == -entries[LedgerAccount.HIRER]
    net = simulator.read(f"/v1/balance_transactions/{charge['balance_transaction']}", shop.account)["net"]
    assert net == entries[LedgerAccount.MEMBER] - (payment.provider_cost_cents or 0)


def test_asking_twice_changes_nothing_the_second_time(shop: Shop) -> None:
    payment = shop.checkout(shop.hold())
    shop.pay(payment)
    tasks.settle(str(payment.id))
    tasks.settle(str(payment.id))
    assert session().query(Posting).count() == 1
    assert session().query(Mail).where(Mail.template == "booking_confirmed").count() == 1


def test_an_answer_of_stripe_that_arrives_late_changes_nothing(shop: Shop) -> None:
    """Two workers asked; the one that asked first writes last."""
    payment = shop.checkout(shop.hold())
    old = outcome_service.fetch(outcome_service.find_checkout(payment.id))
    shop.pay(payment)
    tasks.settle(str(payment.id))
    assert in_transaction(lambda: outcome_service.apply(payment.id, old)) is None
    payment, booking = _fresh(payment)
    assert (payment.status, booking.status) == (PaymentStatus.PAID, BookingStatus.CONFIRMED)


def test_late_news_of_a_payment_gives_nothing_back_that_the_terms_keep(shop: Shop) -> None:
    """Confirmed, cancelled too late for a refund, and then one more event about the old payment."""
    booking = shop.hold(days=1)
    payment = shop.checkout(booking)
    shop.pay(payment)
    tasks.settle(str(payment.id))
    in_transaction(lambda: cancellation_service.cancel(booking, actor=HIRER))
    tasks.settle(str(payment.id))
    payment, booking = _fresh(payment)
    assert (payment.status, booking.status) == (PaymentStatus.PAID, BookingStatus.CANCELLED)
    assert session().query(Refund).count() == 0


def test_a_payment_that_the_bank_works_on_keeps_the_time_and_comes_through_later(shop: Shop) -> None:
    payment = shop.checkout(shop.hold())
    shop.pay(payment, "processing")
    tasks.settle(str(payment.id))
    payment, booking = _fresh(payment)
    assert (payment.status, booking.status) == (PaymentStatus.PROCESSING, BookingStatus.PROCESSING)
    assert session().query(Posting).count() == 0
    shop.pay(payment, "paid")
    tasks.settle(str(payment.id))
    payment, booking = _fresh(payment)
    assert (payment.status, booking.status) == (PaymentStatus.PAID, BookingStatus.CONFIRMED)


def test_a_payment_that_the_bank_refuses_in_the_end_gives_the_time_back(shop: Shop) -> None:
    payment = shop.checkout(shop.hold())
    shop.pay(payment, "processing")
    tasks.settle(str(payment.id))
    shop.pay(payment, "failed")
    tasks.settle(str(payment.id))
    payment, booking = _fresh(payment)
    assert (payment.status, booking.status) == (PaymentStatus.FAILED, BookingStatus.EXPIRED)
    assert session().query(Posting).count() == 0


def test_a_failed_try_on_the_page_leaves_the_page_open(shop: Shop) -> None:
    payment = shop.checkout(shop.hold())
    shop.pay(payment, "failed")
    tasks.settle(str(payment.id))
    payment, booking = _fresh(payment)
    assert (payment.status, booking.status) == (PaymentStatus.OPEN, BookingStatus.HELD)


def test_closing_a_page_that_nobody_paid_on_gives_the_time_back(shop: Shop, simulator: Simulator) -> None:
    payment = shop.checkout(shop.hold())
    tasks.close_session(str(payment.id))
    payment, booking = _fresh(payment)
    assert (payment.status, booking.status) == (PaymentStatus.EXPIRED, BookingStatus.EXPIRED)
    page = simulator.read(f"/v1/checkout/sessions/{payment.checkout_session_id}", shop.account)
    assert page["status"] == "expired"


def test_closing_a_page_that_was_just_paid_on_confirms_instead(shop: Shop) -> None:
    payment = shop.checkout(shop.hold())
    shop.pay(payment)
    tasks.close_session(str(payment.id))
    payment, booking = _fresh(payment)
    assert (payment.status, booking.status) == (PaymentStatus.PAID, BookingStatus.CONFIRMED)


def test_while_stripe_does_not_answer_the_time_stays_taken(shop: Shop, simulator: Simulator, at: At) -> None:
    payment = shop.checkout(shop.hold())
    simulator.fail_next("/v1/checkout/sessions", status="timeout", times=3)
    with at(clock.now() + timedelta(hours=3)), pytest.raises(PaymentsUnavailableError):
        tasks.close_session(str(payment.id))
    payment, booking = _fresh(payment)
    assert (payment.status, booking.status) == (PaymentStatus.OPEN, BookingStatus.HELD)


def test_money_for_a_slot_that_is_gone_goes_back_by_itself(shop: Shop) -> None:
    """Paid just before the page closed, told only after the time had been released and taken by somebody else."""
    first = shop.hold()
    payment = shop.checkout(first)
    shop.pay(payment)
    _let_go(first)
    second = shop.hold()
    tasks.settle(str(payment.id))
    payment, booking = _fresh(payment)
    assert (payment.status, booking.status) == (PaymentStatus.PAID, BookingStatus.LOST)
    refund = session().query(Refund).one()
    assert (refund.reason, refund.amount_cents) == (RefundReason.SLOT_LOST, payment.amount_cents)
    tasks.send_refund(str(refund.id))
    session().expire_all()
    assert session().get_one(Refund, refund.id).status is RefundStatus.SUCCEEDED
    assert session().get_one(Booking, second.id).status is BookingStatus.HELD
    assert session().query(Mail).where(Mail.template == "booking_lost").count() == 1
    total = session().query(Entry.account, Entry.amount_cents).all()
    assert {account: sum(c for a, c in total if a is account) for account, _c in total} == dict.fromkeys(
        LedgerAccount, 0
    )


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("UPDATE payment SET amount_cents = amount_cents + 1", "amount_cents"),
        ("UPDATE payment SET fee_cents = fee_cents - 1", "fee_cents"),
        ("UPDATE payment SET livemode = true", "livemode"),
        ("UPDATE booking SET reference = 'AAA-AAAA'", "reference"),
    ],
)
def test_a_page_that_is_not_what_was_agreed_is_never_paid(shop: Shop, change: str, named: str) -> None:
    payment = shop.checkout(shop.hold())
    shop.pay(payment)
    session().execute(text(change))
    session().commit()
    tasks.settle(str(payment.id))
    tasks.settle(str(payment.id))
    payment, booking = _fresh(payment)
    assert (payment.status, booking.status) == (PaymentStatus.OPEN, BookingStatus.HELD)
    assert session().query(Posting).count() == 0
    alarm = session().query(AuditEvent).where(AuditEvent.tag == "payments:payment:mismatch").one()
    assert alarm.data["differences"] == [named]


def test_a_page_that_got_lost_in_a_crash_is_found_by_the_event_about_it(
    app: Flask, shop: Shop, simulator: Simulator
) -> None:
    """Stripe made the page, our worker died before it could store it, and somebody paid all the same."""
    booking = shop.hold()
    order = shop.order(booking)
    prepared = in_transaction(lambda: checkout_service.prepare(order))
    page = checkout_service.open_session(prepared)
    simulator.complete(page.session_id)
    for event in simulator.events(shop.account):
        assert deliver(app, event).status_code == 200
    run_payment_jobs()
    session().expire_all()
    payment = session().get_one(Payment, prepared.payment_id)
    assert (payment.status, payment.checkout_session_id) == (PaymentStatus.PAID, page.session_id)
    assert session().get_one(Booking, booking.id).status is BookingStatus.CONFIRMED


def test_a_worker_that_dies_between_stripes_answer_and_our_commit_ends_right(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = shop.checkout(shop.hold())
    shop.pay(payment)

    class KilledError(BaseException):
        """As a signal would end it."""

    def die(*_arguments: object, **_more: object) -> None:
        raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr("app.services.booking.emails.queue_confirmed", die)
        with pytest.raises(KilledError):
            tasks.settle(str(payment.id))
    payment, booking = _fresh(payment)
    assert (payment.status, booking.status) == (PaymentStatus.OPEN, BookingStatus.HELD)
    assert session().query(Posting).count() == 0
    tasks.settle(str(payment.id))
    payment, booking = _fresh(payment)
    assert (payment.status, booking.status) == (PaymentStatus.PAID, BookingStatus.CONFIRMED)
    assert session().query(Posting).count() == 1


def test_an_attempt_without_a_page_ends_when_its_time_is_over(shop: Shop, at: At) -> None:
    booking = shop.hold()
    order = shop.order(booking)
    prepared = in_transaction(lambda: checkout_service.prepare(order))
    tasks.close_session(str(prepared.payment_id))
    payment = session().get_one(Payment, prepared.payment_id)
    assert payment.status is PaymentStatus.CREATED
    with at(payment.session_expires_at + timedelta(minutes=3)):
        tasks.close_session(str(payment.id))
    payment, booking = _fresh(payment)
    assert (payment.status, booking.status) == (PaymentStatus.EXPIRED, BookingStatus.EXPIRED)


def test_money_on_a_second_payment_of_one_booking_goes_back(shop: Shop, simulator: Simulator) -> None:
    booking = shop.hold()
    first = shop.checkout(booking)
    session().execute(text("UPDATE payment SET status = 'failed'"))
    session().commit()
    second = shop.checkout(booking)
    shop.pay(second)
    tasks.settle(str(second.id))
    shop.pay(first)
    tasks.settle(str(first.id))
    tasks.settle(str(first.id))
    refund = session().query(Refund).one()
    assert (refund.payment_id, refund.reason) == (first.id, RefundReason.PAID_TWICE)
    tasks.send_refund(str(refund.id))
    first, booking = _fresh(first)
    assert (first.status, booking.status) == (PaymentStatus.FAILED, BookingStatus.CONFIRMED)
    assert session().get_one(Refund, refund.id).status is RefundStatus.SUCCEEDED
    assert [fee["amount"] - fee["amount_refunded"] for fee in simulator.read("/v1/application_fees")["data"]] == [
        0,
        726,
    ]
    kept = session().execute(text("SELECT sum(amount_cents) FROM entry WHERE account LIKE 'commission%'")).scalar_one()
    assert kept == 726
