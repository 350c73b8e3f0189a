"""Mails go out once with the calendar file, and a booking opens with its own token only."""

from datetime import timedelta
from email.message import EmailMessage
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import text

from app.core import clock
from app.core.clock import AMSTERDAM
from app.core.db import in_transaction, session
from app.integrations.calendar.calendar_values import CalendarLimits, DateWindow
from app.integrations.calendar.ical_reader import read_calendar
from app.integrations.mail.sender import mail_sender
from app.models.mail import Mail
from app.services.booking import (
    booking_service,
    link_service,
)
from app.services.booking.errors import BookingNotFoundError
from app.web.mail_messages import build_message
from tests.integration.services.booking.life.living import At, RunJobs, cancel, pay
from tests.payments_fixtures import Shop
from worker.tasks import mail as mail_tasks
from worker.tasks import payments as tasks

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
