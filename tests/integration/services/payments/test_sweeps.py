"""What never arrived is found by asking: no webhook came at all in these tests, unless a sweep fetched it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from app.core import clock
from app.core.db import in_transaction, session
from app.integrations.payments.errors import PaymentsUnavailableError
from app.models.booking import Booking, BookingStatus
from app.models.payments import Payment, PaymentStatus, Refund, RefundReason, RefundStatus, StripeEvent
from app.services.payments import refund_service
from tests.contract.net import Caught
from tests.payments_fixtures import Shop, Simulator, run_payment_jobs
from worker.tasks import payments as tasks

At = Callable[[datetime], AbstractContextManager[None]]


def _states(payment: Payment) -> tuple[PaymentStatus, BookingStatus]:
    session().expire_all()
    found = session().get_one(Payment, payment.id)
    return found.status, session().get_one(Booking, found.booking_id).status


def _sweep(at: At, moment: datetime) -> list[str]:
    with at(moment):
        tasks.sweep(int(moment.timestamp()))
        return run_payment_jobs()


def _look_back(at: At, moment: datetime) -> list[str]:
    with at(moment):
        tasks.look_back(int(moment.timestamp()))
        return run_payment_jobs()


def test_a_page_that_nobody_paid_on_ends_without_any_webhook(shop: Shop, at: At) -> None:
    payment = shop.checkout(shop.hold())
    shop.simulator.advance(34 * 60)
    assert _sweep(at, clock.now() + timedelta(minutes=34)) == ["payments.close_session"]
    assert _states(payment) == (PaymentStatus.EXPIRED, BookingStatus.EXPIRED)


def test_a_payment_that_nobody_told_us_about_is_found(shop: Shop, at: At) -> None:
    payment = shop.checkout(shop.hold())
    shop.pay(payment)
    _sweep(at, clock.now() + timedelta(minutes=34))
    assert _states(payment) == (PaymentStatus.PAID, BookingStatus.CONFIRMED)


def test_a_page_whose_time_is_not_over_is_left_alone(shop: Shop, at: At) -> None:
    shop.checkout(shop.hold())
    assert _sweep(at, clock.now() + timedelta(minutes=32)) == []


def test_while_stripe_is_away_the_sweep_adds_no_second_job(shop: Shop, simulator: Simulator, at: At) -> None:
    payment = shop.checkout(shop.hold())
    moment = clock.now() + timedelta(minutes=34)
    with at(moment):
        for _ in range(3):
            tasks.sweep(int(moment.timestamp()))
        simulator.fail_next("/v1/checkout/sessions", status="timeout", times=3)
        with pytest.raises(PaymentsUnavailableError):
            run_payment_jobs()
    assert _states(payment) == (PaymentStatus.OPEN, BookingStatus.HELD)
    assert _sweep(at, moment) == ["payments.close_session"]
    assert _states(payment) == (PaymentStatus.EXPIRED, BookingStatus.EXPIRED)


def test_what_was_missed_for_hours_is_found_every_hour(shop: Shop, at: At) -> None:
    payment = shop.checkout(shop.hold())
    moment = clock.now() + timedelta(hours=8)
    assert _sweep(at, moment) == []
    assert "payments.close_session" in _look_back(at, moment)
    assert _states(payment) == (PaymentStatus.EXPIRED, BookingStatus.EXPIRED)


def test_a_payment_that_the_bank_works_on_is_asked_about_every_hour(shop: Shop, at: At) -> None:
    payment = shop.checkout(shop.hold())
    shop.pay(payment, "processing")
    tasks.settle(str(payment.id))
    shop.pay(payment, "paid")
    assert "payments.settle" in _look_back(at, clock.now() + timedelta(hours=3))
    assert _states(payment) == (PaymentStatus.PAID, BookingStatus.CONFIRMED)


def test_a_refund_whose_job_got_lost_is_sent(shop: Shop, at: At) -> None:
    payment = shop.checkout(shop.hold())
    shop.pay(payment)
    tasks.settle(str(payment.id))
    refund = in_transaction(
        lambda: refund_service.request(payment.id, payment.booking_id, 3000, RefundReason.CANCELLED_BY_HIRER)
    )
    assert refund is not None
    session().execute(text("DELETE FROM procrastinate_jobs"))
    session().execute(text("UPDATE refund SET created_at = created_at - interval '1 hour'"))
    session().commit()
    assert "payments.send_refund" in _look_back(at, clock.now())
    session().expire_all()
    assert session().get_one(Refund, refund.id).status is RefundStatus.SUCCEEDED


def test_a_refund_that_stays_on_its_way_is_asked_about(shop: Shop, simulator: Simulator, at: At) -> None:
    payment = shop.checkout(shop.hold())
    shop.pay(payment)
    tasks.settle(str(payment.id))
    simulator.control("refunds/mode", status="pending")
    refund = in_transaction(
        lambda: refund_service.request(payment.id, payment.booking_id, 3000, RefundReason.CANCELLED_BY_HIRER)
    )
    assert refund is not None
    run_payment_jobs()
    session().expire_all()
    simulator.control(f"refunds/{session().get_one(Refund, refund.id).provider_refund_id}/succeed")
    assert "payments.settle_refund" in _look_back(at, clock.now() + timedelta(days=2))
    session().expire_all()
    assert session().get_one(Refund, refund.id).status is RefundStatus.SUCCEEDED


def test_events_that_stripe_could_not_deliver_are_fetched_and_handled(shop: Shop, simulator: Simulator, at: At) -> None:
    simulator.control("webhooks/endpoints", urls={"connect": "http://127.0.0.1:9/nobody"})
    simulator.control("webhooks/mode", drop=True)
    payment = shop.checkout(shop.hold())
    shop.pay(payment)
    tasks.catch_up(shop.account)
    run_payment_jobs()
    assert _states(payment) == (PaymentStatus.PAID, BookingStatus.CONFIRMED)
    before = session().query(StripeEvent).count()
    tasks.catch_up(shop.account)
    assert session().query(StripeEvent).count() == before > 0


def test_only_sellers_where_money_moved_and_the_platform_are_asked(
    shop: Shop, simulator: Simulator, caught: Caught, at: At
) -> None:
    shop.checkout(shop.hold())
    simulator.seller("Een ander")
    ran = _look_back(at, clock.now() + timedelta(minutes=5))
    assert ran.count("payments.catch_up") == 2
    asked = [request.headers.get("Stripe-Account") for request in caught.requests if request.path == "/v1/events"]
    assert asked == [None, shop.account]


def test_a_seller_that_was_not_asked_about_for_a_day_is(shop: Shop, simulator: Simulator, at: At) -> None:
    """Its refreshed_at lies far back; after one round it does not."""
    assert "payments.refresh_account" in _look_back(at, clock.now())
    assert "payments.refresh_account" not in _look_back(at, clock.now())


def test_an_event_whose_job_got_lost_is_handled(shop: Shop, at: At) -> None:
    payment = shop.checkout(shop.hold())
    shop.pay(payment)
    session().add(
        StripeEvent(
            id="evt_lost",
            endpoint="connect",
            type="checkout.session.completed",
            account=shop.account,
            api_version="2026-10-28.endive",
            livemode=False,
            payload={
                "object": payment.checkout_session_id,
                "kind": "checkout.session",
                "intent": "",
                "payment": str(payment.id),
                "refund": "",
            },
            received_at=clock.now() - timedelta(hours=1),
        )
    )
    session().commit()
    assert "payments.handle_event" in _look_back(at, clock.now())
    assert _states(payment) == (PaymentStatus.PAID, BookingStatus.CONFIRMED)
