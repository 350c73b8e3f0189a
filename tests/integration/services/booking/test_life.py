"""What becomes of a booking: it expires, is paid for, is cancelled, and who is told. Stripe is the simulator."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from app.core import clock
from app.core.clock import AMSTERDAM
from app.core.db import in_transaction, session
from app.core.jobs import jobs
from app.integrations.calendar.calendar_values import CalendarLimits, DateWindow
from app.integrations.calendar.ical_reader import read_calendar
from app.integrations.mail.sender import mail_sender
from app.models.availability import Claim, ClaimKind
from app.models.booking import Booking, BookingStatus
from app.models.mail import Mail
from app.models.payments import Payment, PaymentStatus, Refund, RefundReason
from app.services.audit.audit_service import HIRER, SYSTEM, Actor
from app.services.booking import (
    booking_service,
    cancellation_service,
    expiry_service,
    link_service,
    payment_start_service,
)
from app.services.booking.errors import BookingNotFoundError, BookingStartedError, TransitionError
from app.web.mail_messages import build_message
from tests.factories.accounts import UserFactory
from tests.payments_fixtures import Shop
from worker.tasks import booking as booking_tasks
from worker.tasks import mail as mail_tasks
from worker.tasks import payments as tasks

At = Callable[[datetime], AbstractContextManager[None]]
RunJobs = Callable[..., list[str]]
MICROSECOND = timedelta(microseconds=1)


def fresh(booking: Booking) -> Booking:
    session().expire_all()
    return session().get_one(Booking, booking.id)


def pay(shop: Shop, booking: Booking, outcome: str = "paid") -> Payment:
    payment = shop.checkout(booking)
    shop.pay(payment, outcome)
    tasks.settle(str(payment.id))
    return session().get_one(Payment, payment.id)


def cancel(booking: Booking, actor: Actor = HIRER, **more: Any) -> list[Refund]:  # noqa: ANN401 - its options
    return in_transaction(lambda: cancellation_service.cancel(booking, actor=actor, **more))


def claims(booking: Booking) -> int:
    return session().query(Claim).where(Claim.booking_id == booking.id).count()


def mails() -> list[str]:
    return sorted(template for (template,) in session().query(Mail.template))


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


# -- mail


def sent(monkeypatch: pytest.MonkeyPatch, run_jobs: RunJobs) -> list[EmailMessage]:
    """What really leaves, in order."""
    out: list[EmailMessage] = []
    monkeypatch.setattr(type(mail_sender()), "send", lambda _self, message: out.append(message))
    run_jobs()
    return out


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def calendar_of(message: EmailMessage) -> bytes:
    (attached,) = message.iter_attachments()
    assert attached.get_content_type() == "text/calendar"
    content = attached.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content


@pytest.mark.parametrize(("locale", "subject"), [("nl", "Geboekt"), ("en", "Booked")])
def test_a_confirmed_booking_is_told_once_to_both_in_their_language_with_the_calendar_file(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, run_jobs: RunJobs, locale: str, subject: str
) -> None:
    booking = shop.hold()
    session().execute(text("UPDATE booking SET locale = :locale"), {"locale": locale})
    session().commit()
    payment = pay(shop, booking)
    tasks.settle(str(payment.id))
    out = sent(monkeypatch, run_jobs)
    assert sent(monkeypatch, run_jobs) == []
    to_hirer, to_member = sorted(out, key=lambda message: "balie" in str(message["To"]))
    assert to_hirer["To"] == "marit@nevenstem.example"
    assert str(to_hirer["Subject"]).startswith(subject)
    read_back = read_calendar(
        calendar_of(to_hirer),
        zone=AMSTERDAM,
        window=DateWindow(booking.starts_at.date(), booking.starts_at.date() + timedelta(days=1)),
        limits=CalendarLimits(),
    )
    assert [(one.starts_at, one.ends_at) for one in read_back.occurrences] == [(booking.starts_at, booking.ends_at)]
    token = booking_service.token_of(booking)
    assert token in text_of(to_hirer)
    # The member's own way in is its account: the hirer's secret link is not for the desk.
    whole = "".join(str(part.get_content()) for part in to_member.walk() if part.get_content_maintype() == "text")
    assert token not in whole
    for secret in ("sk_test", "whsec_", payment.payment_intent_id or "pi_", payment.checkout_session_id or "cs_"):
        assert secret not in whole + to_hirer.as_string()


def test_a_cancelled_booking_takes_itself_out_of_the_calendar(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, run_jobs: RunJobs
) -> None:
    booking = shop.hold(days=30)
    pay(shop, booking)
    (confirmed, _) = sorted(sent(monkeypatch, run_jobs), key=lambda message: "balie" in str(message["To"]))
    cancel(booking)
    (cancelled, _) = sorted(sent(monkeypatch, run_jobs), key=lambda message: "balie" in str(message["To"]))
    before, after = calendar_of(confirmed).decode(), calendar_of(cancelled).decode()
    assert "METHOD:PUBLISH" in before
    assert "METHOD:CANCEL" in after
    assert "SEQUENCE:1" in after

    def uid(content: str) -> str:
        return next(line for line in content.splitlines() if line.startswith("UID"))

    assert uid(before) == uid(after)


def test_the_link_of_a_hold_comes_without_a_calendar_file(shop: Shop) -> None:
    booking = shop.hold()
    in_transaction(lambda: link_service.send_link(booking.reference, "MARIT@nevenstem.example", now=clock.now()))
    (mail,) = session().query(Mail).all()
    assert list(build_message(mail).iter_attachments()) == []


def test_the_link_is_mailed_to_its_own_address_only_and_at_most_once_an_hour(shop: Shop, at: At) -> None:
    booking = shop.hold()
    now = clock.now().replace(minute=5)
    for email in ("piet@koor.example", "marit@nevenstem.example", "marit@nevenstem.example"):
        in_transaction(partial(link_service.send_link, booking.reference, email, now=now))
    in_transaction(lambda: link_service.send_link("XXX-XXXX", "marit@nevenstem.example", now=now))
    assert [mail.recipient for mail in session().query(Mail)] == ["marit@nevenstem.example"]
    in_transaction(
        lambda: link_service.send_link(booking.reference, "marit@nevenstem.example", now=now + timedelta(hours=1))
    )
    assert session().query(Mail).count() == 2


def test_a_mail_that_could_not_leave_is_sent_later_and_then_never_again(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    booking = shop.hold()
    pay(shop, booking)
    mail = session().query(Mail).where(Mail.template == "booking_confirmed").one()
    out: list[EmailMessage] = []

    def refuse(_self: object, _message: EmailMessage) -> None:
        raise OSError("connection refused")

    with monkeypatch.context() as broken:
        broken.setattr(type(mail_sender()), "send", refuse)
        with pytest.raises(OSError, match="refused"):
            mail_tasks.send(str(mail.id))
    monkeypatch.setattr(type(mail_sender()), "send", lambda _self, message: out.append(message))
    mail_tasks.send(str(mail.id))
    mail_tasks.send(str(mail.id))
    assert len(out) == 1


# -- the secret link


def test_a_booking_opens_with_its_own_token_only(app: Flask, shop: Shop) -> None:
    booking, other = shop.hold(), shop.hold(days=8)
    token = booking_service.token_of(booking)
    assert booking_service.get_by_token(f" {booking.reference.lower()} ", token).id == booking.id
    for reference, wrong in (
        (booking.reference, ""),
        (booking.reference, token[:-1]),
        (booking.reference, booking_service.token_of(other)),
        (other.reference, token),
        ("XXX-XXXX", token),
    ):
        with pytest.raises(BookingNotFoundError):
            booking_service.get_by_token(reference, wrong)
