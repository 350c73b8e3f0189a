"""A hold whose end has passed, which no job has come round to yet, is not in anybody's way."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from app.core import clock
from app.core.clock import AMSTERDAM
from app.core.db import in_transaction, session
from app.core.time_ranges import at_minute
from app.models.audit import AuditEvent
from app.models.booking import Booking, BookingSource, BookingStatus
from app.models.listing import Purpose, Room
from app.models.payments import PaymentStatus
from app.services.availability import mask_service
from app.services.availability.errors import SlotTakenError
from app.services.booking import hold_service
from app.services.booking.hold_service import PlaceHold
from app.services.booking.rules import Contact
from tests.factories.booking import PaymentFactory
from tests.factories.market import room_on_offer

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
DAY = date(2027, 1, 12)


@pytest.fixture
def room(app: Flask) -> Room:
    found = room_on_offer()
    session().commit()
    return found


def hold(room: Room, moment: datetime, start: int = 1140, end: int = 1320) -> Booking:
    command = PlaceHold(
        room_id=room.id,
        starts_at=at_minute(DAY, start, AMSTERDAM),
        ends_at=at_minute(DAY, end, AMSTERDAM),
        persons=12,
        purpose=Purpose.REHEARSAL,
        contact=Contact("Marit de Vries", "marit@nevenstem.example", "06-12345678"),
        accepts_terms=True,
        source=BookingSource.WEB,
    )
    with clock.frozen(moment):
        return in_transaction(lambda: hold_service.place_hold(command))


def test_it_expires_and_the_next_one_gets_the_time(room: Room) -> None:
    first = hold(room, NOW)
    second = hold(room, NOW + timedelta(minutes=16), 1200, 1380)
    session().expire_all()
    assert session().get_one(Booking, first.id).status is BookingStatus.EXPIRED
    assert session().get_one(Booking, second.id).status is BookingStatus.HELD
    tags = [event.tag for event in session().query(AuditEvent).where(AuditEvent.subject_id == first.id)]
    assert sorted(tags) == ["booking:hold:placed", "booking:status:expired"]
    with clock.frozen(NOW):
        found = mask_service.check([room.id], clock.today())
    assert (found.taken, found.closed) == ([], [])


def test_before_its_end_it_stands(room: Room) -> None:
    hold(room, NOW)
    with pytest.raises(SlotTakenError):
        hold(room, NOW + timedelta(minutes=14))


def test_two_in_the_way_both_make_way(room: Room) -> None:
    holds = [hold(room, NOW, 1140, 1200), hold(room, NOW, 1200, 1260)]
    hold(room, NOW + timedelta(minutes=16), 1170, 1230)
    session().expire_all()
    assert {session().get_one(Booking, one.id).status for one in holds} == {BookingStatus.EXPIRED}


def test_with_something_else_in_the_way_it_is_left_to_its_own_job(room: Room) -> None:
    first = hold(room, NOW, 1140, 1200)
    hold(room, NOW + timedelta(minutes=10), 1200, 1260)
    with pytest.raises(SlotTakenError):
        hold(room, NOW + timedelta(minutes=16), 1170, 1230)
    session().expire_all()
    assert session().get_one(Booking, first.id).status is BookingStatus.HELD


def test_while_somebody_may_be_paying_stripe_is_asked_first_and_the_time_stays_taken(room: Room) -> None:
    first = hold(room, NOW)
    PaymentFactory(booking=first, status=PaymentStatus.OPEN, payment_intent_id=None, paid_at=None, method="")
    session().commit()
    with pytest.raises(SlotTakenError):
        hold(room, NOW + timedelta(minutes=16))
    session().expire_all()
    assert session().get_one(Booking, first.id).status is BookingStatus.HELD
    jobs = session().execute(text("SELECT task_name FROM procrastinate_jobs")).scalars().all()
    assert "payments.close_session" in jobs
