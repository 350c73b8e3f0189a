"""Going to pay survives a crash between any two of its lines, and a second try finds what the first one left."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest

from app.core import clock
from app.core.db import in_transaction, session
from app.integrations.payments.errors import PaymentsUnavailableError
from app.models.payments import Payment, PaymentAccount, PaymentAccountStatus, PaymentStatus
from app.services.payments import checkout_service
from app.services.payments.errors import AlreadyPaidError, CheckoutClosedError, SellerNotReadyError
from tests.contract.net import Caught
from tests.payments_fixtures import Shop, Simulator
from worker.tasks import payments as tasks

At = Callable[[datetime], AbstractContextManager[None]]


def _payments() -> list[Payment]:
    return list(session().query(Payment).order_by(Payment.id))


def _prepare(shop: Shop, order: checkout_service.CheckoutOrder) -> checkout_service.PreparedCheckout:
    return in_transaction(lambda: checkout_service.prepare(order))


def test_a_payment_is_written_down_before_stripe_is_called(shop: Shop, caught: Caught) -> None:
    booking = shop.hold()
    prepared = _prepare(shop, shop.order(booking))
    payment = session().get_one(Payment, prepared.payment_id)
    assert caught.requests == []
    assert payment.status is PaymentStatus.CREATED
    assert (payment.amount_cents, payment.fee_cents) == (booking.total_cents, booking.application_fee_cents)
    assert timedelta(minutes=30) < payment.session_expires_at - clock.now() <= timedelta(minutes=31)


def test_a_second_visit_leads_to_the_same_page(shop: Shop) -> None:
    booking = shop.hold()
    payment = shop.checkout(booking)
    again = _prepare(shop, shop.order(booking))
    assert again.url == payment.checkout_url
    assert payment.status is PaymentStatus.OPEN
    assert len(_payments()) == 1


def test_a_crash_before_the_call_is_repaired_by_going_to_pay_again(shop: Shop) -> None:
    booking = shop.hold()
    first = _prepare(shop, shop.order(booking))
    payment = shop.checkout(booking)
    assert payment.id == first.payment_id
    assert len(shop.simulator.read("/v1/checkout/sessions", shop.account)["data"]) == 1


def test_a_crash_after_stripes_answer_is_repaired_by_going_to_pay_again(shop: Shop) -> None:
    booking = shop.hold()
    lost = checkout_service.open_session(_prepare(shop, shop.order(booking)))
    payment = shop.checkout(booking)
    assert payment.checkout_session_id == lost.session_id
    assert len(shop.simulator.read("/v1/checkout/sessions", shop.account)["data"]) == 1


def test_no_answer_leaves_a_payment_that_can_be_tried_again(shop: Shop, simulator: Simulator) -> None:
    booking = shop.hold()
    prepared = _prepare(shop, shop.order(booking))
    simulator.fail_next("/v1/checkout/sessions", status="timeout", when="after", times=3)
    with pytest.raises(PaymentsUnavailableError):
        checkout_service.open_session(prepared)
    payment = shop.checkout(booking)
    assert payment.id == prepared.payment_id
    assert len(simulator.read("/v1/checkout/sessions", shop.account)["data"]) == 1


def test_an_attempt_whose_page_was_never_shown_is_replaced_when_its_end_comes_too_near(shop: Shop, at: At) -> None:
    booking = shop.hold()
    first = _prepare(shop, shop.order(booking))
    with at(clock.now() + timedelta(minutes=2)):
        second = _prepare(shop, shop.order(booking))
    assert second.payment_id != first.payment_id
    assert [payment.status for payment in _payments()] == [PaymentStatus.FAILED, PaymentStatus.CREATED]


def test_the_page_of_an_attempt_that_was_replaced_meanwhile_is_shown_to_nobody(shop: Shop, at: At) -> None:
    booking = shop.hold()
    first = _prepare(shop, shop.order(booking))
    page = checkout_service.open_session(first)
    with at(clock.now() + timedelta(minutes=2)):
        _prepare(shop, shop.order(booking))
    with pytest.raises(CheckoutClosedError):
        in_transaction(lambda: checkout_service.store_session(first, page))


def test_the_page_of_a_payment_that_came_through_meanwhile_is_shown_to_nobody(shop: Shop) -> None:
    booking = shop.hold()
    prepared = _prepare(shop, shop.order(booking))
    page = checkout_service.open_session(prepared)
    in_transaction(lambda: checkout_service.store_session(prepared, page))
    shop.simulator.complete(page.session_id)
    tasks.settle(str(prepared.payment_id))
    with pytest.raises(CheckoutClosedError):
        in_transaction(lambda: checkout_service.store_session(prepared, page))


def test_nobody_pays_a_seller_that_cannot_be_paid(shop: Shop) -> None:
    booking = shop.hold()
    account = session().get_one(PaymentAccount, booking.organisation_id)
    account.status = PaymentAccountStatus.RESTRICTED
    session().commit()
    with pytest.raises(SellerNotReadyError):
        _prepare(shop, shop.order(booking))
    assert _payments() == []


def test_an_account_from_the_time_of_other_keys_cannot_be_paid(shop: Shop) -> None:
    booking = shop.hold()
    session().get_one(PaymentAccount, booking.organisation_id).livemode = True
    session().commit()
    with pytest.raises(SellerNotReadyError):
        _prepare(shop, shop.order(booking))


def test_what_is_paid_is_not_paid_again(shop: Shop) -> None:
    booking = shop.hold()
    payment = shop.checkout(booking)
    shop.pay(payment)
    tasks.settle(str(payment.id))
    with pytest.raises(AlreadyPaidError):
        _prepare(shop, shop.order(booking))


def test_a_page_whose_time_is_over_is_not_shown_again(shop: Shop, at: At) -> None:
    booking = shop.hold()
    payment = shop.checkout(booking)
    with at(payment.session_expires_at), pytest.raises(CheckoutClosedError):
        _prepare(shop, shop.order(booking))
