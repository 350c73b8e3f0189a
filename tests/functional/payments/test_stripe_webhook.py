"""The webhook addresses: real signatures over raw bytes, every way in which a message can be wrong, and what each does."""

import json
import time

import pytest
from flask import Flask
from flask.testing import FlaskClient
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
    StripeEvent,
)
from app.services.payments import refund_service
from tests.payments_fixtures import SECRETS, Json, Shop, Simulator, deliver, run_payment_jobs, sign

CONNECT = SECRETS["connect"][0]


def _event(**changes: object) -> Json:
    """An event of a seller, as Stripe writes one; nothing of it exists at the simulator."""
    return {
        "id": "evt_1",
        "object": "event",
        "api_version": "2026-10-28.endive",
        "created": int(time.time()),
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": "payout.paid",
        "account": "acct_unknown",
        "data": {"object": {"id": "po_1", "object": "payout"}},
        **changes,
    }


def _thin(**changes: object) -> Json:
    return {
        "id": "evt_test_1",
        "object": "v2.core.event",
        "type": "v2.core.account[requirements].updated",
        "created": "2026-11-24T12:00:00.000Z",
        "livemode": False,
        "context": None,
        "reason": None,
        "related_object": {"id": "acct_unknown", "type": "v2.core.account", "url": "/v2/core/accounts/acct_unknown"},
        **changes,
    }


def _raw(event: Json) -> bytes:
    return json.dumps(event, indent=2).encode()


def _stored() -> list[StripeEvent]:
    session().expire_all()
    return list(session().query(StripeEvent).order_by(StripeEvent.received_at))


def _jobs() -> int:
    found: int = (
        session()
        .execute(text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'payments.handle_event'"))
        .scalar_one()
    )
    return found


def test_a_signed_event_is_written_down_and_gets_a_job(app: Flask) -> None:
    answer = deliver(app, _event())
    assert answer.status_code == 200
    assert answer.json == {"received": True, "new": True}
    event = _stored()[0]
    assert (event.id, event.endpoint, event.account, event.handled_at) == ("evt_1", "connect", "acct_unknown", None)
    assert _jobs() == 1


def test_the_same_event_twice_gets_one_row_and_one_job(app: Flask) -> None:
    deliver(app, _event())
    answer = deliver(app, _event())
    assert (answer.status_code, answer.json) == (200, {"received": True, "new": False})
    assert (len(_stored()), _jobs()) == (1, 1)


def test_of_what_an_event_is_about_only_ids_are_kept(app: Flask) -> None:
    page = {
        "id": "cs_1",
        "object": "checkout.session",
        "customer_email": "marit@nevenstem.example",
        "payment_intent": "pi_1",
        "metadata": {"booking": "K7P-2MXQ", "payment": "p1"},
    }
    deliver(app, _event(type="checkout.session.completed", data={"object": page}))
    assert _stored()[0].payload == {
        "object": "cs_1",
        "kind": "checkout.session",
        "intent": "pi_1",
        "payment": "p1",
        "refund": "",
    }


def _refused(app: Flask, raw: bytes, signature: str, endpoint: str = "connect") -> None:
    answer = deliver(app, raw, endpoint, signature=signature)
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert _stored() == []
    assert _jobs() == 0


def test_a_message_signed_with_another_secret_is_refused(app: Flask) -> None:
    _refused(app, _raw(_event()), sign(_raw(_event()), "whsec_somebody_else"))


def test_a_message_signed_for_another_address_is_refused(app: Flask) -> None:
    _refused(app, _raw(_event()), sign(_raw(_event()), SECRETS["platform"][0]))


def test_a_message_changed_by_one_byte_is_refused(app: Flask) -> None:
    raw = _raw(_event())
    _refused(app, raw.replace(b"po_1", b"po_2"), sign(raw, CONNECT))


def test_a_message_written_anew_is_refused_though_it_says_the_same(app: Flask) -> None:
    raw = _raw(_event())
    _refused(app, json.dumps(json.loads(raw)).encode(), sign(raw, CONNECT))


def test_a_message_of_more_than_five_minutes_ago_is_refused(app: Flask) -> None:
    raw = _raw(_event())
    _refused(app, raw, sign(raw, CONNECT, int(time.time()) - 301))


def test_a_message_of_less_than_five_minutes_ago_is_taken(app: Flask) -> None:
    raw = _raw(_event())
    assert deliver(app, raw, signature=sign(raw, CONNECT, int(time.time()) - 290)).status_code == 200


def test_a_message_without_a_signature_is_refused(client: FlaskClient) -> None:
    answer = client.post("/webhooks/stripe/connect", data=_raw(_event()))
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "signature",
    ["", "nonsense", "t=,v1=", "t=abc,v1=def", "v1=abc", f"t={int(time.time())},v0=abc"],
    ids=["none", "nonsense", "empty", "not-numbers", "no-time", "another-scheme"],
)
def test_a_signature_that_is_none_is_refused(app: Flask, signature: str) -> None:
    _refused(app, _raw(_event()), signature)


@pytest.mark.parametrize("raw", [b"", b"[]", b'"evt"', b"{}", b"{", b"null", b"\xff\xfe"])
def test_signed_nonsense_is_refused_and_is_no_error_of_ours(app: Flask, raw: bytes) -> None:
    _refused(app, raw, sign(raw, CONNECT))
    _refused(app, raw, sign(raw, SECRETS["thin"][0]), "thin")


def test_while_secrets_change_a_message_with_two_signatures_is_taken(app: Flask) -> None:
    raw = _raw(_event())
    old, new = sign(raw, "whsec_old"), sign(raw, CONNECT).split(",")[1]
    assert deliver(app, raw, signature=f"{old},{new}").status_code == 200


def test_while_secrets_change_both_of_ours_are_good(app: Flask, simulator: Simulator) -> None:
    from app.integrations.payments.gateway import configure_payments  # noqa: PLC0415 - other secrets for this test

    configure_payments("sk_test_simulator", simulator.url, {"connect": ("whsec_new", "whsec_old")})
    for number, secret in enumerate(("whsec_new", "whsec_old")):
        raw = _raw(_event(id=f"evt_{number}"))
        assert deliver(app, raw, signature=sign(raw, secret)).status_code == 200


def test_a_thin_event_at_a_snapshot_address_is_refused(app: Flask) -> None:
    raw = _raw(_thin())
    _refused(app, raw, sign(raw, CONNECT))


def test_a_snapshot_event_at_the_thin_address_is_refused(app: Flask) -> None:
    raw = _raw(_event())
    _refused(app, raw, sign(raw, SECRETS["thin"][0]), "thin")


def test_an_event_of_a_seller_at_the_platforms_address_is_refused(app: Flask) -> None:
    raw = _raw(_event())
    _refused(app, raw, sign(raw, SECRETS["platform"][0]), "platform")


def test_an_event_of_the_platform_at_the_sellers_address_is_refused(app: Flask) -> None:
    raw = _raw(_event(account=None))
    _refused(app, raw, sign(raw, CONNECT))


def test_an_event_in_another_version_of_the_api_is_refused_loudly(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    raw = _raw(_event(api_version="2025-01-27.acacia"))
    _refused(app, raw, sign(raw, CONNECT))
    assert any("webhook_version" in record.getMessage() for record in caplog.records if record.levelname == "ERROR")


def test_an_event_of_the_other_mode_is_taken_and_set_aside(app: Flask) -> None:
    assert deliver(app, _event(livemode=True)).status_code == 200
    event = _stored()[0]
    assert (event.outcome, event.handled_at is not None, _jobs()) == ("other_livemode", True, 0)


def test_an_event_of_a_type_that_we_do_not_know_is_taken_and_set_aside(app: Flask) -> None:
    assert deliver(app, _event(type="terminal.reader.action_failed")).status_code == 200
    assert (_stored()[0].outcome, _jobs()) == ("unknown_type", 0)


@pytest.mark.parametrize(
    ("event_type", "thing", "outcome"),
    [
        ("checkout.session.completed", {"id": "cs_nobody", "object": "checkout.session"}, "unknown_payment"),
        ("payment_intent.succeeded", {"id": "pi_nobody", "object": "payment_intent"}, "unknown_payment"),
        ("refund.updated", {"id": "re_nobody", "object": "refund"}, "unknown_refund"),
        ("charge.dispute.created", {"id": "dp_nobody", "object": "dispute"}, "unknown_payment"),
        ("account.application.deauthorized", {"id": "ca_1", "object": "application"}, "unknown_account"),
    ],
)
def test_an_event_about_something_we_do_not_have_is_taken_and_raises_the_alarm(
    app: Flask, shop: Shop, caplog: pytest.LogCaptureFixture, event_type: str, thing: Json, outcome: str
) -> None:
    assert deliver(app, _event(type=event_type, data={"object": thing})).status_code == 200
    run_payment_jobs()
    event = _stored()[0]
    assert (event.outcome, event.handled_at is not None) == (outcome, True)
    assert any("webhook_unknown" in record.getMessage() for record in caplog.records if record.levelname == "ERROR")


def test_an_unknown_address_is_no_address(client: FlaskClient) -> None:
    assert client.post("/webhooks/stripe/other", data=b"{}").status_code == 404
    assert client.get("/webhooks/stripe/connect").status_code == 405


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
