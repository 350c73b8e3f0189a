"""A hold ends at its time, unless somebody is paying; late money takes the time again or goes back."""

from datetime import UTC, datetime, timedelta

import pytest

from app.core import clock
from app.core.db import in_transaction, session
from app.core.jobs import jobs
from app.models.availability import Claim, ClaimKind
from app.models.booking import Booking, BookingStatus
from app.models.payments import Payment, PaymentStatus, Refund, RefundReason
from app.services.audit.audit_service import SYSTEM
from app.services.booking import (
    booking_service,
    expiry_service,
    payment_start_service,
)
from app.services.booking.errors import TransitionError
from tests.integration.services.booking.life.living import MICROSECOND, At, RunJobs, claims, fresh, mails
from tests.payments_fixtures import Shop
from worker.tasks import booking as booking_tasks
from worker.tasks import payments as tasks

# -- expiry


def test_a_hold_that_nobody_pays_for_ends_at_its_time_and_not_a_moment_earlier(shop: Shop, at: At) -> None:
    booking = shop.hold()
    over = booking.hold_expires_at
    assert over is not None
    with at(over - MICROSECOND):
        booking_tasks.expire_hold(str(booking.id))
        assert fresh(booking).status is BookingStatus.HELD
        assert claims(booking) == 1
    with at(over):
        booking_tasks.expire_hold(str(booking.id))
        booking_tasks.expire_hold(str(booking.id))
    assert fresh(booking).status is BookingStatus.EXPIRED
    assert claims(booking) == 0
    assert mails() == []


def test_the_sweep_ends_every_hold_whose_time_is_over_and_no_other(shop: Shop, at: At, run_jobs: RunJobs) -> None:
    booking = shop.hold()
    with at(clock.now() + timedelta(minutes=1)):
        later = shop.hold(days=8)
    with at(clock.now() + timedelta(minutes=15)):
        booking_tasks.sweep_holds(0)
        booking_tasks.sweep_holds(0)
        assert run_jobs() == ["booking.expire_hold"]
    assert fresh(booking).status is BookingStatus.EXPIRED
    assert claims(booking) == 0
    assert fresh(later).status is BookingStatus.HELD


def test_the_sweep_comes_every_quarter_of_a_minute() -> None:
    (sweep,) = [one for one in jobs.periodic_registry.periodic_tasks.values() if one.periodic_id == "sweep_holds"]
    moments = sweep.croniter
    start = datetime(2027, 1, 4, 9, tzinfo=UTC).timestamp()
    assert [moments.get_next(float, start_time=start) - start] == [15.0]


def test_with_a_payment_page_open_stripe_is_asked_before_the_time_is_given_away(
    shop: Shop, at: At, run_jobs: RunJobs
) -> None:
    booking = shop.hold()
    payment = shop.checkout(booking)
    shop.pay(payment)  # paid, and nobody has told us
    with at(clock.now() + timedelta(hours=2)):
        expiry_service.expire_hold(booking.id)
        session().commit()
        assert fresh(booking).status is BookingStatus.HELD
        assert "payments.close_session" in run_jobs()
    assert fresh(booking).status is BookingStatus.CONFIRMED


def test_with_an_unpaid_page_the_page_is_closed_and_then_the_time_is_free(
    shop: Shop, at: At, run_jobs: RunJobs
) -> None:
    booking = shop.hold()
    payment = shop.checkout(booking)
    with at(clock.now() + timedelta(hours=2)):
        booking_tasks.sweep_holds(0)
        run_jobs()
    assert fresh(booking).status is BookingStatus.EXPIRED
    assert session().get_one(Payment, payment.id).status is PaymentStatus.EXPIRED
    page = shop.simulator.read(f"/v1/checkout/sessions/{payment.checkout_session_id}", shop.account)
    assert page["status"] == "expired"
    assert mails() == ["booking_not_paid"]


def test_going_to_pay_keeps_the_time_as_long_as_the_page_lives(shop: Shop, at: At) -> None:
    booking = shop.hold()
    now = clock.now()
    with at(now):
        url = payment_start_service.payment_page(
            booking, description="x", success_url="http://localhost/a", cancel_url="http://localhost/b"
        )
        again = payment_start_service.payment_page(
            booking, description="x", success_url="http://localhost/a", cancel_url="http://localhost/b"
        )
    assert url == again
    payment = session().query(Payment).one()
    until = fresh(booking).hold_expires_at
    assert until is not None
    assert until >= payment.session_expires_at + timedelta(minutes=9)
    assert session().query(Claim.hold_until).scalar() == until
    with at(now + timedelta(minutes=16)):
        booking_tasks.expire_hold(str(booking.id))
    assert fresh(booking).status is BookingStatus.HELD


def test_nobody_goes_to_pay_for_what_is_no_longer_held(shop: Shop, at: At) -> None:
    booking = shop.hold()
    with at(clock.now() + timedelta(minutes=15)):
        booking_tasks.expire_hold(str(booking.id))
        with pytest.raises(TransitionError):
            payment_start_service.payment_page(
                fresh(booking), description="x", success_url="http://x/a", cancel_url="http://x/b"
            )
    assert session().query(Payment).count() == 0


# -- money for time that was given away


def expire_while_paid(shop: Shop, at: At, booking: Booking) -> Payment:
    payment = shop.checkout(booking)
    shop.pay(payment)

    def let_go() -> None:
        locked = booking_service.get_locked(booking.id)
        locked.hold_expires_at = None
        booking_service.transition(locked, BookingStatus.EXPIRED, actor=SYSTEM)
        session().query(Claim).where(Claim.booking_id == booking.id).delete()

    in_transaction(let_go)
    return payment


def test_late_money_takes_the_time_again_when_it_is_still_free(shop: Shop, at: At) -> None:
    booking = shop.hold()
    payment = expire_while_paid(shop, at, booking)
    tasks.settle(str(payment.id))
    assert fresh(booking).status is BookingStatus.CONFIRMED
    assert session().query(Claim.kind).scalar() is ClaimKind.BOOKING
    assert mails() == ["booking_confirmed", "booking_received"]


def test_late_money_for_time_that_has_begun_goes_back(shop: Shop, at: At, run_jobs: RunJobs) -> None:
    booking = shop.hold()
    payment = expire_while_paid(shop, at, booking)
    with at(booking.starts_at):
        tasks.settle(str(payment.id))
    assert fresh(booking).status is BookingStatus.LOST
    assert session().query(Refund.reason, Refund.amount_cents).one() == (RefundReason.SLOT_LOST, 6000)
    assert claims(booking) == 0
    assert mails() == ["booking_lost"]
