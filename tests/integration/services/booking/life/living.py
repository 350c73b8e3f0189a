"""A booking in its life: paid, cancelled, and looked at afresh."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

from app.core.db import in_transaction, session
from app.models.availability import Claim
from app.models.booking import Booking
from app.models.mail import Mail
from app.models.payments import Payment, Refund
from app.services.audit.audit_service import HIRER, Actor
from app.services.booking import (
    cancellation_service,
)
from tests.payments_fixtures import Shop
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
