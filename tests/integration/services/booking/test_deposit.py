"""A deposit: outside the fee, given back after the visit or with a cancellation, once, and the same here as at Stripe."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest

from app.core import clock
from app.core.db import in_transaction, session
from app.models.audit import AuditEvent
from app.models.booking import Booking, BookingStatus
from app.models.ledger import Entry, LedgerAccount
from app.models.listing import Room
from app.models.mail import Mail
from app.models.payments import Payment, Refund, RefundReason, RefundStatus
from app.services.audit.audit_service import HIRER, Actor
from app.services.booking import booking_service, cancellation_service, deposit_service
from app.services.booking.errors import DepositRefusedError, TransitionError
from app.services.payments import refund_service
from app.web.mail_messages import build_message
from tests.factories.accounts import UserFactory
from tests.payments_fixtures import Shop
from worker.tasks import booking as booking_tasks
from worker.tasks import payments as tasks

At = Callable[[datetime], AbstractContextManager[None]]
RunJobs = Callable[..., list[str]]
DEPOSIT = 5000
FEE = 726  # ten percent of € 60,00 and VAT on it: nothing of the deposit
WEEK = timedelta(days=7)


@pytest.fixture
def booking(shop: Shop) -> Booking:
    """€ 60,00 and a deposit of € 50,00, paid, thirty days ahead."""
    session().get_one(Room, shop.room_id).deposit_cents = DEPOSIT
    session().commit()
    made = shop.hold(days=30)
    payment = shop.checkout(made)
    shop.pay(payment)
    tasks.settle(str(payment.id))
    return fresh(made)


def fresh(booking: Booking) -> Booking:
    session().expire_all()
    return session().get_one(Booking, booking.id)


def refunds() -> list[tuple[int, int, RefundReason]]:
    session().expire_all()
    found = session().query(Refund).order_by(Refund.id)
    return [(refund.amount_cents, refund.fee_refund_cents, refund.reason) for refund in found]


def books() -> tuple[int, int, int]:
    """By our ledger: what the hirer has paid in the end, what we keep, and what is out of balance."""
    session().expire_all()
    sums = dict.fromkeys(LedgerAccount, 0)
    for entry in session().query(Entry):
        sums[entry.account] += entry.amount_cents
    kept = sums[LedgerAccount.COMMISSION] + sums[LedgerAccount.COMMISSION_VAT]
    return -sums[LedgerAccount.HIRER], kept, sum(sums.values())


def at_stripe(shop: Shop) -> tuple[int, int, int]:
    """The same by Stripe, of which the books always balance."""
    payment = session().query(Payment).one()
    charge = shop.simulator.read(f"/v1/charges/{payment.charge_id}", shop.account)
    [fee] = shop.simulator.read("/v1/application_fees")["data"]
    return charge["amount"] - charge["amount_refunded"], fee["amount"] - fee["amount_refunded"], 0


def mail_of(template: str) -> str:
    mail = session().query(Mail).filter_by(template=template).one()
    body = build_message(mail).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def sweep(run_jobs: RunJobs) -> list[str]:
    booking_tasks.sweep_deposits(int(clock.now().timestamp()))
    return [name for name in run_jobs() if name in {"booking.return_deposit", "payments.send_refund"}]


def test_our_fee_is_taken_over_the_price_alone(shop: Shop, booking: Booking) -> None:
    payment = session().query(Payment).one()
    assert (payment.amount_cents, payment.fee_cents) == (6000 + DEPOSIT, FEE)
    assert books() == at_stripe(shop) == (6000 + DEPOSIT, FEE, 0)


def test_a_deposit_goes_back_by_itself_a_week_after_the_end_and_not_before(
    shop: Shop, booking: Booking, at: At, run_jobs: RunJobs
) -> None:
    run_jobs()
    with at(booking.ends_at + WEEK - timedelta(seconds=1)):
        assert sweep(run_jobs) == []
        booking_tasks.return_deposit(str(booking.id))
        assert refunds() == []
    with at(booking.ends_at + WEEK):
        assert sweep(run_jobs) == ["booking.return_deposit", "payments.send_refund"]
    assert refunds() == [(DEPOSIT, 0, RefundReason.DEPOSIT)]
    assert books() == at_stripe(shop) == (6000, FEE, 0)
    assert fresh(booking).status is BookingStatus.CONFIRMED
    assert "€\N{NO-BREAK SPACE}50,00 terug" in mail_of("deposit_returned")


def test_a_task_that_runs_twice_gives_a_deposit_back_once(
    shop: Shop, booking: Booking, at: At, run_jobs: RunJobs
) -> None:
    with at(booking.ends_at + WEEK):
        booking_tasks.return_deposit(str(booking.id))
        booking_tasks.return_deposit(str(booking.id))
        run_jobs()
        assert sweep(run_jobs) == []
    assert len(refunds()) == 1
    assert books() == at_stripe(shop) == (6000, FEE, 0)


def test_a_worker_that_dies_after_stripe_took_the_refund_gives_it_back_once(
    shop: Shop, booking: Booking, at: At, run_jobs: RunJobs
) -> None:
    run_jobs()
    with at(booking.ends_at + WEEK):
        booking_tasks.return_deposit(str(booking.id))
        refund = session().query(Refund).one()
        [order] = refund_service.find_orders(refund.id)
        refund_service.send(order)  # and here it dies: nothing of the answer is kept
        assert fresh(booking).deposit_settled_at is not None
        run_jobs()
    assert session().query(Refund.status).scalar() is RefundStatus.SUCCEEDED
    assert books() == at_stripe(shop) == (6000, FEE, 0)


def test_what_is_kept_for_damage_stays_and_the_rest_goes_back_with_the_reason(
    shop: Shop, booking: Booking, at: At, run_jobs: RunJobs
) -> None:
    person = Actor.user(UserFactory().id)
    with at(booking.ends_at + timedelta(hours=1)):
        in_transaction(
            lambda: deposit_service.keep_for_damage(booking, 1250, reason=" Een statief is stuk. ", actor=person)
        )
        run_jobs()
    assert refunds() == [(3750, 0, RefundReason.DEPOSIT)]
    assert books() == at_stripe(shop) == (7250, FEE, 0)
    event = session().query(AuditEvent).filter_by(tag="booking:deposit:kept").one()
    assert (event.reason, event.actor_user_id) == ("Een statief is stuk.", person.user_id)
    told = mail_of("deposit_kept")
    assert "Een statief is stuk." in told
    assert "€\N{NO-BREAK SPACE}37,50 terug" in told
    with at(booking.ends_at + WEEK):
        assert sweep(run_jobs) == []
        with pytest.raises(TransitionError):
            in_transaction(lambda: deposit_service.give_back(booking, actor=person))
    assert len(refunds()) == 1


def test_a_whole_deposit_can_be_kept_and_then_nothing_goes_back(
    shop: Shop, booking: Booking, at: At, run_jobs: RunJobs
) -> None:
    with at(booking.ends_at):
        in_transaction(lambda: deposit_service.keep_for_damage(booking, DEPOSIT, reason="Ruit stuk", actor=HIRER))
        run_jobs()
    assert refunds() == []
    assert books() == at_stripe(shop) == (6000 + DEPOSIT, FEE, 0)
    assert "De locatie houdt je borg." in mail_of("deposit_kept")


@pytest.mark.parametrize(
    ("cents", "reason", "field"), [(None, "Stuk", "amount"), (0, "Stuk", "amount"), (5001, "Stuk", "amount"),
                                   (100, " ", "reason"), (100, "x" * 501, "reason")],
)  # fmt: skip
def test_damage_has_an_amount_within_the_deposit_and_a_reason(
    booking: Booking, at: At, cents: int | None, reason: str, field: str
) -> None:
    with at(booking.ends_at), pytest.raises(DepositRefusedError) as refused:
        deposit_service.keep_for_damage(booking, cents, reason=reason, actor=HIRER)
    assert list(refused.value.errors) == [field]
    assert refunds() == []


def test_nothing_is_decided_about_a_deposit_while_the_visit_lasts(booking: Booking, at: At) -> None:
    with at(booking.ends_at - timedelta(seconds=1)), pytest.raises(TransitionError):
        in_transaction(lambda: deposit_service.give_back(booking, actor=HIRER))
    assert refunds() == []


@pytest.mark.parametrize(
    ("days", "price_back", "fee_kept", "parts"),
    [(20, 6000, 0, [(11_000, 726)]), (8, 3000, 363, [(5500, 363), (2500, 0)]), (1, 0, 726, [(5000, 0)])],
)
def test_cancelling_gives_the_deposit_whole_the_price_by_the_terms_and_the_fee_of_that_part_of_the_price(
    shop: Shop, booking: Booking, at: At, run_jobs: RunJobs, days: int, price_back: int, fee_kept: int,
    parts: list[tuple[int, int]],
) -> None:  # fmt: skip
    with at(booking.starts_at - timedelta(days=days)):
        shown = cancellation_service.preview(booking, now=clock.now()).refund_cents
        assert shown == price_back + DEPOSIT
        in_transaction(lambda: cancellation_service.cancel(booking, actor=HIRER, expected_refund_cents=shown))
        run_jobs()
    assert sorted((amount, fee) for amount, fee, _reason in refunds()) == sorted(parts)
    assert books() == at_stripe(shop) == (6000 - price_back, fee_kept, 0)
    told = mail_of("booking_cancelled")
    assert f"€\N{NO-BREAK SPACE}{shown // 100},00 terug" in told
    assert ("in twee delen" in told) is (len(parts) > 1)


def test_what_is_cancelled_has_no_deposit_left_to_decide_about(
    shop: Shop, booking: Booking, at: At, run_jobs: RunJobs
) -> None:
    in_transaction(lambda: cancellation_service.cancel(booking, actor=HIRER))
    run_jobs()
    with at(booking.ends_at + WEEK):
        assert sweep(run_jobs) == []
        assert not deposit_service.may_settle(fresh(booking), now=clock.now())
    assert books() == at_stripe(shop) == (0, 0, 0)


def test_a_visit_of_which_the_deposit_was_settled_can_no_longer_be_cancelled(
    booking: Booking, at: At, run_jobs: RunJobs
) -> None:
    with at(booking.ends_at):
        in_transaction(lambda: deposit_service.give_back(booking, actor=HIRER))
        run_jobs()
        with pytest.raises(TransitionError):
            in_transaction(lambda: cancellation_service.cancel(booking, actor=Actor.user(UserFactory().id)))
    assert booking_service.get(booking.id).status is BookingStatus.CONFIRMED
