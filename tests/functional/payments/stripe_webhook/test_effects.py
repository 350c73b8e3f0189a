"""What an event does, however often and in whatever order it comes."""

from flask import Flask
from sqlalchemy import text

from app.core.db import session
from app.models.audit import AuditEvent
from app.models.booking import Booking, BookingStatus
from app.models.ledger import Posting
from app.models.payments import (
    Payment,
    PaymentAccount,
    PaymentAccountStatus,
    PaymentStatus,
    Refund,
    RefundReason,
    RefundStatus,
)
from app.services.payments import refund_service
from tests.functional.payments.stripe_webhook.messages import _event, _stored, _thin
from tests.payments_fixtures import Json, Shop, Simulator, deliver, run_payment_jobs


def _deliver_all(app: Flask, shop: Shop, *types: str) -> None:
    for event in shop.simulator.events(shop.account):
        if not types or event["type"] in types:
            assert deliver(app, event).status_code == 200


def _states(payment: Payment) -> tuple[PaymentStatus, BookingStatus]:
    session().expire_all()
    found = session().get_one(Payment, payment.id)
    return found.status, session().get_one(Booking, found.booking_id).status


def test_the_events_of_a_payment_confirm_its_booking(app: Flask, shop: Shop) -> None:
    payment = shop.checkout(shop.hold())
    shop.pay(payment)
    _deliver_all(app, shop)
    run_payment_jobs()
    assert _states(payment) == (PaymentStatus.PAID, BookingStatus.CONFIRMED)
    assert session().query(Posting).count() == 1
    assert all(event.handled_at is not None for event in _stored())


def test_two_events_about_one_change_have_one_effect(app: Flask, shop: Shop) -> None:
    payment = shop.checkout(shop.hold())
    shop.pay(payment)
    completed = next(e for e in shop.simulator.events(shop.account) if e["type"] == "checkout.session.completed")
    deliver(app, completed)
    deliver(app, {**completed, "id": "evt_copy"})
    run_payment_jobs()
    assert _states(payment) == (PaymentStatus.PAID, BookingStatus.CONFIRMED)
    assert session().query(Posting).count() == 1
    assert len(_stored()) == 2


def test_completed_after_expired_is_paid_and_expired_after_completed_changes_nothing(app: Flask, shop: Shop) -> None:
    """What an event says does not count; what Stripe says when asked does."""
    payment = shop.checkout(shop.hold())
    shop.pay(payment)
    completed = next(e for e in shop.simulator.events(shop.account) if e["type"] == "checkout.session.completed")
    expired = {**completed, "id": "evt_expired", "type": "checkout.session.expired"}
    for event in (expired, completed, {**expired, "id": "evt_expired_again"}):
        deliver(app, event)
        run_payment_jobs()
    assert _states(payment) == (PaymentStatus.PAID, BookingStatus.CONFIRMED)


def test_async_failure_before_completed_gives_the_time_back_once(app: Flask, shop: Shop) -> None:
    payment = shop.checkout(shop.hold())
    shop.pay(payment, "processing")
    shop.pay(payment, "failed")
    events = {event["type"]: event for event in shop.simulator.events(shop.account)}
    for name in ("checkout.session.async_payment_failed", "checkout.session.completed"):
        deliver(app, events[name])
        run_payment_jobs()
    assert _states(payment) == (PaymentStatus.FAILED, BookingStatus.EXPIRED)


def test_an_event_for_another_sellers_payment_changes_nothing(app: Flask, shop: Shop) -> None:
    payment = shop.checkout(shop.hold())
    shop.pay(payment)
    completed = next(e for e in shop.simulator.events(shop.account) if e["type"] == "checkout.session.completed")
    deliver(app, {**completed, "account": shop.simulator.seller("Een ander")})
    run_payment_jobs()
    assert _states(payment) == (PaymentStatus.OPEN, BookingStatus.HELD)
    assert _stored()[0].outcome == "unknown_payment"


def _paid(shop: Shop) -> Payment:
    payment = shop.checkout(shop.hold())
    shop.pay(payment)
    return payment


def test_a_refund_event_before_our_own_commit_is_the_refunds_own(app: Flask, shop: Shop) -> None:
    """Stripe has the refund and says so, our worker died before it could write that down."""
    payment = _paid(shop)
    _deliver_all(app, shop)
    run_payment_jobs()
    refund = refund_service.request(payment.id, payment.booking_id, 3000, RefundReason.CANCELLED_BY_HIRER)
    assert refund is not None
    session().commit()
    refund_service.send(refund_service.find_orders(refund.id)[0])
    _deliver_all(app, shop, "refund.created")
    session().execute(text("DELETE FROM procrastinate_jobs WHERE task_name = 'payments.send_refund'"))
    run_payment_jobs()
    session().expire_all()
    found = session().get_one(Refund, refund.id)
    assert found.status is RefundStatus.SUCCEEDED
    assert found.provider_refund_id is not None
    assert session().query(Posting).count() == 2


def test_a_refund_that_a_member_made_in_its_own_dashboard_raises_the_alarm(app: Flask, shop: Shop) -> None:
    payment = _paid(shop)
    _deliver_all(app, shop)
    run_payment_jobs()
    session().expire_all()
    intent = session().get_one(Payment, payment.id).payment_intent_id
    thing: Json = {"id": "re_elsewhere", "object": "refund", "payment_intent": intent, "metadata": {}}
    deliver(app, _event(type="refund.created", account=shop.account, data={"object": thing}))
    run_payment_jobs()
    assert session().query(AuditEvent).where(AuditEvent.tag == "payments:payment:refunded_elsewhere").count() == 1
    assert session().query(Refund).count() == 0


def test_a_dispute_is_written_down_about_its_payment(app: Flask, shop: Shop, simulator: Simulator) -> None:
    payment = shop.checkout(shop.hold())
    shop.pay(payment, method="card")
    _deliver_all(app, shop)
    run_payment_jobs()
    session().expire_all()
    simulator.control("disputes", charge=session().get_one(Payment, payment.id).charge_id)
    _deliver_all(app, shop, "charge.dispute.created")
    run_payment_jobs()
    found = session().query(AuditEvent).where(AuditEvent.tag == "payments:payment:dispute_created").one()
    assert found.subject_id == payment.id


def _account(shop: Shop) -> PaymentAccountStatus:
    session().expire_all()
    return session().get_one(PaymentAccount, shop.organisation_id).status


def test_a_thin_event_brings_the_account_up_to_date(app: Flask, shop: Shop, simulator: Simulator) -> None:
    related = {"id": shop.account, "type": "v2.core.account", "url": f"/v2/core/accounts/{shop.account}"}
    simulator.control(f"accounts/{shop.account}/restrict")
    assert deliver(app, _thin(related_object=related), "thin").status_code == 200
    run_payment_jobs()
    assert _account(shop) is PaymentAccountStatus.RESTRICTED
    simulator.control(f"accounts/{shop.account}/activate")
    deliver(app, _thin(id="evt_test_2", related_object=related), "thin")
    run_payment_jobs()
    assert _account(shop) is PaymentAccountStatus.ACTIVE


def test_a_member_that_takes_our_access_away_can_no_longer_be_paid(
    app: Flask, shop: Shop, simulator: Simulator
) -> None:
    simulator.control(f"accounts/{shop.account}/deauthorize")
    thing = {"id": "ca_1", "object": "application"}
    event = _event(type="account.application.deauthorized", account=shop.account, data={"object": thing})
    assert deliver(app, event).status_code == 200
    run_payment_jobs()
    assert _account(shop) is PaymentAccountStatus.RESTRICTED


def test_an_event_that_stripe_refuses_to_explain_is_handled_once_and_said_so(
    app: Flask, shop: Shop, simulator: Simulator
) -> None:
    payment = _paid(shop)
    _deliver_all(app, shop, "checkout.session.completed")
    simulator.control(f"accounts/{shop.account}/deauthorize")
    run_payment_jobs()
    assert _stored()[0].outcome.startswith("refused: ")
    assert _states(payment) == (PaymentStatus.OPEN, BookingStatus.HELD)


def test_the_webhook_needs_no_form_token_because_it_is_signed(app: Flask) -> None:
    assert app.config["WTF_CSRF_ENABLED"]
    assert deliver(app, _event()).status_code == 200
