"""What is shown is what comes back, once, whoever cancels and whenever money lands."""

from datetime import timedelta

import pytest

from app.core import clock
from app.core.db import session
from app.models.booking import BookingStatus
from app.models.payments import Refund, RefundReason
from app.services.audit.audit_service import Actor
from app.services.booking import (
    cancellation_service,
)
from app.services.booking.errors import BookingStartedError, TransitionError
from tests.factories.accounts import UserFactory
from tests.integration.services.booking.life.living import MICROSECOND, At, RunJobs, cancel, claims, fresh, mails, pay
from tests.payments_fixtures import Shop
from worker.tasks import payments as tasks

# -- cancelling


@pytest.mark.parametrize(
    ("days", "before", "cents"),
    [
        (30, timedelta(days=20), 6000),
        (30, timedelta(days=14), 6000),
        (30, timedelta(days=14) - MICROSECOND, 3000),
        (30, timedelta(hours=48), 3000),
        (30, timedelta(hours=48) - MICROSECOND, 0),
        (30, MICROSECOND, 0),
    ],
)
def test_what_the_page_shows_is_what_comes_back(shop: Shop, at: At, days: int, before: timedelta, cents: int) -> None:
    booking = shop.hold(days=days)
    pay(shop, booking)
    with at(booking.starts_at - before):
        shown = cancellation_service.preview(fresh(booking), now=clock.now())
        assert (shown.refund_cents, shown.kept_cents) == (cents, 6000 - cents)
        refunds = cancel(booking, expected_refund_cents=shown.refund_cents)
    assert [refund.amount_cents for refund in refunds] == ([cents] if cents else [])
    cancelled = fresh(booking)
    assert cancelled.status is BookingStatus.CANCELLED
    assert (cancelled.cancelled_by, cancelled.calendar_sequence) == ("hirer", 1)
    assert claims(booking) == 0
    assert mails() == ["booking_cancelled", "booking_confirmed", "booking_received", "booking_withdrawn"]


def test_when_less_would_come_back_than_was_shown_nothing_happens(shop: Shop, at: At) -> None:
    booking = shop.hold(days=30)
    pay(shop, booking)
    with at(booking.starts_at - timedelta(days=3)), pytest.raises(TransitionError):
        cancel(booking, expected_refund_cents=6000)
    assert fresh(booking).status is BookingStatus.CONFIRMED
    assert session().query(Refund).count() == 0


@pytest.mark.parametrize(
    ("for_bureau", "reason"),
    [(False, RefundReason.CANCELLED_BY_MEMBER), (True, RefundReason.CANCELLED_BY_BUREAU)],
)
def test_when_the_member_or_the_bureau_cancels_everything_comes_back(
    shop: Shop, at: At, for_bureau: bool, reason: RefundReason
) -> None:
    booking = shop.hold(days=30)
    pay(shop, booking)
    actor = Actor.user(UserFactory().id)
    with at(booking.starts_at - timedelta(hours=1)):
        [refund] = cancel(booking, actor, reason="lekkage", for_bureau=for_bureau)
    assert (refund.amount_cents, refund.reason) == (6000, reason)
    cancelled = fresh(booking)
    assert (cancelled.cancelled_by, cancelled.cancel_reason) == ("user", "lekkage")


def test_a_booking_is_cancelled_once(shop: Shop) -> None:
    booking = shop.hold(days=30)
    pay(shop, booking)
    cancel(booking)
    with pytest.raises(TransitionError):
        cancel(booking)
    assert session().query(Refund).count() == 1
    assert mails().count("booking_cancelled") == 1


def test_what_has_begun_is_not_cancelled_by_a_link(shop: Shop, at: At) -> None:
    booking = shop.hold(days=30)
    pay(shop, booking)
    with at(booking.starts_at), pytest.raises(BookingStartedError):
        cancel(booking)
    assert fresh(booking).status is BookingStatus.CONFIRMED
    with at(booking.starts_at - MICROSECOND):
        assert cancellation_service.may_cancel(fresh(booking), now=clock.now())


def test_a_hold_is_cancelled_without_a_word_or_a_cent(shop: Shop) -> None:
    booking = shop.hold()
    assert cancel(booking) == []
    assert fresh(booking).status is BookingStatus.CANCELLED
    assert claims(booking) == 0
    assert mails() == []


def test_a_page_that_is_still_open_after_cancelling_is_closed(shop: Shop, run_jobs: RunJobs) -> None:
    booking = shop.hold()
    payment = shop.checkout(booking)
    cancel(booking)
    run_jobs()
    page = shop.simulator.read(f"/v1/checkout/sessions/{payment.checkout_session_id}", shop.account)
    assert page["status"] == "expired"
    assert fresh(booking).status is BookingStatus.CANCELLED
    assert mails() == []


def test_money_that_lands_on_a_cancelled_hold_goes_back_once(shop: Shop, run_jobs: RunJobs) -> None:
    booking = shop.hold()
    payment = shop.checkout(booking)
    shop.pay(payment)
    cancel(booking)
    run_jobs()
    tasks.settle(str(payment.id))
    run_jobs()
    assert fresh(booking).status is BookingStatus.CANCELLED
    refund = session().query(Refund).one()
    assert refund.amount_cents == 6000
    fee = shop.simulator.read("/v1/application_fees")["data"][0]
    assert fee["amount"] == fee["amount_refunded"]
