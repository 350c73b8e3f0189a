"""The sums that reports read are those of the ledger, to the cent, and somebody looks whether they are."""

import uuid
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from app.core.db import session
from app.core.jobs import jobs
from app.models.ledger import LedgerMonthMember, LedgerMonthRegion
from app.models.listing import Room
from app.models.payments import Payment
from app.services.ledger import month_service
from tests.factories.booking import paid_booking, refunded
from tests.factories.listing import RoomFactory, VenueFactory

MUNICIPALITIES = ("0344", "0355", "0202")


def _payment(booking_id: uuid.UUID) -> Payment:
    return session().scalars(select(Payment).where(Payment.booking_id == booking_id)).one()


def _room(municipality_code: str = "0344") -> Room:
    room: Room = RoomFactory(venue=VenueFactory(municipality_code=municipality_code))
    return room


def test_a_payment_and_its_refund_stand_in_the_months_in_which_they_happened(app: Flask) -> None:
    room = _room()
    booking = paid_booking(room, total_cents=10000, created_at=datetime(2026, 12, 5, 12, tzinfo=UTC))
    refunded(_payment(booking.id), datetime(2027, 1, 3, 12, tzinfo=UTC), amount_cents=5000, fee_cents=605)
    rows = session().scalars(select(LedgerMonthMember).order_by(LedgerMonthMember.month)).all()
    told = [(row.month, row.bookings, row.paid_cents, row.refunded_cents, row.commission_cents) for row in rows]
    assert told == [(date(2026, 12, 1), 1, 10000, 0, 1000), (date(2027, 1, 1), 0, 0, 5000, -500)]
    assert [row.vat_cents for row in rows] == [210, -105]
    assert [row.member_cents for row in rows] == [10000 - 1210, -(5000 - 605)]


def test_members_of_one_region_share_a_row_and_venues_outside_all_regions_have_one(app: Flask) -> None:
    session().execute(text("UPDATE municipality SET region_id = NULL WHERE code = '0202'"))
    for code in ("0344", "0355", "0202"):
        paid_booking(_room(code), total_cents=6000, created_at=datetime(2026, 12, 5, 12, tzinfo=UTC))
    rows = session().execute(select(LedgerMonthRegion.region_id, LedgerMonthRegion.bookings)).all()
    assert sorted((region is None, bookings) for region, bookings in rows) == [(False, 2), (True, 1)]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(MUNICIPALITIES),
            st.integers(min_value=100, max_value=90_000),
            st.dates(date(2026, 1, 1), date(2027, 6, 1)),
            st.integers(min_value=0, max_value=100),
        ),
        max_size=6,
    )
)
def test_whatever_moves_the_kept_sums_are_the_ledgers(app: Flask, moves: list[tuple[str, int, date, int]]) -> None:
    rooms = {code: _room(code) for code in MUNICIPALITIES}
    for code, cents, day, back_percent in moves:
        paid_at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        booking = paid_booking(rooms[code], total_cents=cents, created_at=paid_at)
        payment = _payment(booking.id)
        if back := payment.amount_cents * back_percent // 100:
            fee = payment.fee_cents * back_percent // 100
            refunded(payment, datetime(2027, 6, 2, 12, tzinfo=UTC), amount_cents=back, fee_cents=fee)
    assert month_service.find_differences() == []


def test_a_sum_that_is_off_is_found_with_its_month_and_by_how_much(app: Flask) -> None:
    paid_booking(_room(), total_cents=6000, created_at=datetime(2026, 12, 5, 12, tzinfo=UTC))
    session().execute(text("UPDATE ledger_month_region SET commission_cents = commission_cents + 7"))
    (found,) = month_service.find_differences()
    assert (found.table, found.month, found.off_by) == ("ledger_month_region", date(2026, 12, 1), (0, 0, 0, 7, 0))


def test_a_sum_without_any_posting_behind_it_is_found(app: Flask) -> None:
    session().add(LedgerMonthRegion(month=date(2026, 12, 1), paid_cents=5))
    session().flush()
    assert [one.off_by for one in month_service.find_differences()] == [(0, 5, 0, 0, 0)]


def test_the_nightly_look_raises_an_alarm(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    session().add(LedgerMonthRegion(month=date(2026, 12, 1), paid_cents=5))
    session().flush()
    jobs.tasks["upkeep.check_ledger_months"].func(timestamp=0)
    alarms = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert ["ledger_month_differs" in told for told in alarms] == [True]


def test_the_nightly_look_is_silent_when_all_agrees(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    paid_booking(_room(), created_at=datetime(2026, 12, 5, 12, tzinfo=UTC))
    jobs.tasks["upkeep.check_ledger_months"].func(timestamp=0)
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
