"""A hold takes the time and freezes what was agreed; the same key is the same booking."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import text

from app.core.db import session
from app.models.audit import ActorKind, AuditEvent
from app.models.availability import Claim, ClaimKind
from app.models.booking import Booking, BookingStatus
from app.models.listing import Room
from app.models.mail import Mail
from tests.integration.services.booking.hold.placing import NOW, asked, make_room, place, written


def test_a_hold_takes_the_time_and_freezes_what_was_agreed(room: Room) -> None:
    booking = place(asked(room))
    assert booking.status is BookingStatus.HELD
    assert booking.hold_expires_at == NOW + timedelta(minutes=15)
    # 3 hours at € 20,00; ten percent commission, and 21 percent VAT on that.
    assert (booking.total_cents, booking.commission_bps, booking.commission_cents) == (6000, 1000, 600)
    assert booking.commission_vat_cents == 126
    assert [(line.quantity_minutes, line.amount_cents) for line in booking.lines] == [(180, 6000)]
    assert booking.cancellation_terms["steps"][0] == {"hours_before": 336, "refund_bps": 10000}
    claim = session().query(Claim).one()
    assert (claim.kind, claim.hold_until, claim.booking_id) == (ClaimKind.HOLD, booking.hold_expires_at, booking.id)
    event = session().query(AuditEvent).one()
    assert (event.tag, event.actor_kind) == ("booking:hold:placed", ActorKind.HIRER)
    assert "marit" not in str(event.data).lower()
    assert (written()["procrastinate_jobs"], written()["mail"]) == (0, 0)  # the sweep finds it when its time is over


def test_a_later_change_of_price_and_terms_changes_nothing_agreed(room: Room) -> None:
    booking = place(asked(room))
    session().execute(text("UPDATE rate SET price_cents = 9900"))
    session().execute(text("UPDATE cancellation_policy SET steps = '[]'"))
    session().expire_all()
    again = session().get_one(Booking, booking.id)
    assert again.total_cents == 6000
    assert len(again.cancellation_terms["steps"]) == 2


def test_what_costs_nothing_is_confirmed_at_once(app: Flask) -> None:
    room = make_room(rate_cents=0)
    session().commit()
    booking = place(asked(room))
    assert booking.status is BookingStatus.CONFIRMED
    assert session().query(Claim.kind).scalar() is ClaimKind.BOOKING
    assert sorted(template for (template,) in session().query(Mail.template)) == [
        "booking_confirmed",
        "booking_received",
    ]
    confirmed = session().query(AuditEvent).where(AuditEvent.tag == "booking:status:confirmed").one()
    assert confirmed.actor_kind is ActorKind.SYSTEM
    assert session().execute(text("SELECT task_name FROM procrastinate_jobs")).scalars().all() == ["mail.send"] * 2
