"""Events of one payment, in any order, any number of times, partly early, partly about the same change: one end."""

import itertools
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.core.db import in_transaction, session
from app.models.booking import Booking, BookingStatus
from app.models.ledger import Posting
from app.models.mail import Mail
from app.models.payments import Payment, PaymentStatus, Refund, RefundReason, RefundStatus, StripeEvent
from app.services.payments import refund_service
from app.services.payments.errors import NotRefundableError
from tests.payments_fixtures import Json, LiveShop, Shop, deliver, run_payment_jobs
from worker.tasks import payments as tasks

# What the hirer and the bank do, where it ends, how often it is in the ledger, and the one mail that the hirer gets.
ENDS = {
    ("paid",): (PaymentStatus.PAID, BookingStatus.CONFIRMED, 1, "booking_confirmed"),
    ("failed", "paid"): (PaymentStatus.PAID, BookingStatus.CONFIRMED, 1, "booking_confirmed"),
    ("processing", "paid"): (PaymentStatus.PAID, BookingStatus.CONFIRMED, 1, "booking_confirmed"),
    ("processing", "failed"): (PaymentStatus.FAILED, BookingStatus.EXPIRED, 0, "booking_not_paid"),
}
_days = itertools.count(3)


@st.composite
def arrivals(draw: st.DrawFn) -> tuple[tuple[str, ...], list[tuple[float, bool]], list[tuple[float, bool]]]:
    """A story, and for each of its two halves the events that arrive: which (as a share of those there are), worked on at once or later."""
    story = draw(st.sampled_from(sorted(ENDS)))
    one = st.tuples(st.floats(0, 1, exclude_max=True), st.booleans())
    return story, draw(st.lists(one, max_size=5)), draw(st.lists(one, max_size=12))


def _seller_of_its_own(shop: Shop) -> Shop:
    """So that the events of one example are not among those of the next."""
    account = shop.simulator.seller()
    session().execute(text("UPDATE payment_account SET provider_account_id = :account"), {"account": account})
    session().commit()
    return replace(shop, account=account)


def _arrive(app: Flask, events: Sequence[Json], picks: Sequence[tuple[float, bool]], copies: Iterator[int]) -> None:
    for share, at_once in picks:
        event = events[int(share * len(events))] if events else None
        if event is None:
            continue
        copy = next(copies)
        # Every third is another event about the same change, not the same event once more.
        told = event if copy % 3 else {**event, "id": f"{event['id']}_{copy}"}
        assert deliver(app, told).status_code == 200
        if at_once:
            run_payment_jobs()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), arriving=arrivals())
def test_the_end_does_not_depend_on_how_the_news_travels(
    app: Flask,
    shop: Shop,
    data: st.DataObject,
    arriving: tuple[tuple[str, ...], list[tuple[float, bool]], list[tuple[float, bool]]],
) -> None:
    story, early, late = arriving
    shop = _seller_of_its_own(shop)
    copies = itertools.count()
    booking = shop.hold(days=next(_days))
    payment = shop.checkout(booking)
    for step in story:
        shop.pay(payment, step)
        _arrive(app, shop.simulator.events(shop.account), early, copies)
    events = shop.simulator.events(shop.account)
    _arrive(app, events, late, copies)
    for event in data.draw(st.permutations(events)):
        assert deliver(app, event).status_code == 200
    run_payment_jobs()
    payment_status, booking_status, postings, mail = ENDS[story]
    session().expire_all()
    assert session().get_one(Payment, payment.id).status is payment_status
    assert session().get_one(Booking, booking.id).status is booking_status
    assert session().query(Posting).where(Posting.booking_id == booking.id).count() == postings
    mails = [row.template for row in session().query(Mail).where(Mail.booking_id == booking.id)]
    assert mails.count(mail) == 1
    assert set(mails) <= {mail, "booking_received"}
    assert session().query(StripeEvent).where(StripeEvent.handled_at.is_(None)).count() == 0


@pytest.mark.commits
def test_webhooks_over_http_thrice_and_shuffled_end_in_one_confirmed_booking(live_shop: LiveShop) -> None:
    """The simulator itself delivers, to a real port, from several threads at once."""
    shop, app = live_shop.shop, live_shop.server.app
    shop.simulator.control("webhooks/mode", duplicate=2, shuffle=True)
    with app.app_context():
        booking = shop.hold()
        payment = shop.checkout(booking)
        shop.pay(payment)
    assert shop.simulator.control("webhooks/wait", timeout_seconds=15)["idle"]
    with app.app_context():
        run_payment_jobs()
        assert session().get_one(Payment, payment.id).status is PaymentStatus.PAID
        assert session().get_one(Booking, booking.id).status is BookingStatus.CONFIRMED
        assert session().query(Posting).count() == 1
        assert session().query(Mail).where(Mail.template == "booking_confirmed").count() == 1
        assert session().query(StripeEvent).where(StripeEvent.handled_at.is_(None)).count() == 0
    states = {
        one["state"]
        for one in shop.simulator.http.get(f"{shop.simulator.url}/_sim/webhooks", timeout=20).json()["deliveries"]
    }
    assert states == {"delivered"}


@pytest.mark.commits
def test_four_workers_at_once_on_one_payment_book_it_once(live_shop: LiveShop) -> None:
    shop, app = live_shop.shop, live_shop.server.app
    shop.simulator.control("webhooks/mode", drop=True)
    with app.app_context():
        booking = shop.hold()
        payment = shop.checkout(booking)
        shop.pay(payment)
    start = threading.Barrier(4)

    def work(task: Callable[[str], None]) -> None:
        with app.app_context():
            start.wait(10)
            task(str(payment.id))

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(work, task) for task in (tasks.settle, tasks.close_session) * 2]:
            done.result(30)
    with app.app_context():
        assert session().get_one(Payment, payment.id).status is PaymentStatus.PAID
        assert session().get_one(Booking, booking.id).status is BookingStatus.CONFIRMED
        assert session().query(Posting).count() == 1
        assert session().query(Mail).where(Mail.template == "booking_confirmed").count() == 1


@pytest.mark.commits
def test_two_refunds_at_once_give_no_more_back_than_there_is(live_shop: LiveShop) -> None:
    shop, app = live_shop.shop, live_shop.server.app
    with app.app_context():
        payment = shop.checkout(shop.hold())
        shop.pay(payment)
        tasks.settle(str(payment.id))
    start = threading.Barrier(2)

    def ask() -> bool:
        with app.app_context():
            start.wait(10)
            try:
                in_transaction(
                    lambda: refund_service.request(
                        payment.id, payment.booking_id, 4000, RefundReason.CANCELLED_BY_BUREAU
                    )
                )
            except NotRefundableError:
                return False
            return True

    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(ask) for _ in range(2)]
        assert sorted(one.result(30) for one in asked) == [False, True]
    with app.app_context():
        run_payment_jobs()
        assert [refund.status for refund in session().query(Refund)] == [RefundStatus.SUCCEEDED]
