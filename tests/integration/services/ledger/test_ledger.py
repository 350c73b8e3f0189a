"""The ledger adds up, happens once, and is never rewritten: the database sees to it."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.core.db import session
from app.core.ids import new_id
from app.models.booking import Booking
from app.models.ledger import Entry, LedgerAccount, Posting, PostingKind
from app.models.payments import Payment, Refund, RefundReason, RefundStatus
from app.models.regions import Region
from app.services.ledger import ledger_service
from tests.payments_fixtures import Shop

# Half past midnight in Amsterdam on 1 February; in UTC it is still January.
AFTER_MIDNIGHT = datetime(2027, 1, 31, 23, 30, tzinfo=UTC)


@pytest.fixture
def booking(shop: Shop) -> Booking:
    return shop.hold()


@pytest.fixture
def payment(shop: Shop, booking: Booking) -> Payment:
    return shop.checkout(booking)


def _settle_constraints() -> None:
    """What the end of a real transaction does."""
    session().execute(text("SET CONSTRAINTS ALL IMMEDIATE"))


def _refund(payment: Payment) -> Refund:
    refund = Refund(
        payment_id=payment.id,
        booking_id=payment.booking_id,
        status=RefundStatus.REQUESTED,
        reason=RefundReason.CANCELLED_BY_HIRER,
        amount_cents=3000,
        fee_refund_cents=363,
    )
    session().add(refund)
    session().flush()
    return refund


def test_a_payment_is_booked_once(booking: Booking, payment: Payment) -> None:
    assert ledger_service.post_payment(payment, booking, occurred_at=AFTER_MIDNIGHT)
    assert not ledger_service.post_payment(payment, booking, occurred_at=AFTER_MIDNIGHT)
    _settle_constraints()
    assert session().query(Posting).count() == 1
    assert session().query(Entry).count() == 4


def test_a_posting_names_the_amsterdam_day_the_seller_and_the_region(booking: Booking, payment: Payment) -> None:
    ledger_service.post_payment(payment, booking, occurred_at=AFTER_MIDNIGHT)
    posting = session().query(Posting).one()
    utrecht = session().query(Region).where(Region.slug == "utrecht").one()
    assert posting.booked_on == date(2027, 2, 1)
    assert (posting.organisation_id, posting.region_id) == (booking.organisation_id, utrecht.id)


def test_a_fee_that_is_not_the_bookings_commission_is_not_booked(booking: Booking, payment: Payment) -> None:
    payment.fee_cents -= 1
    with pytest.raises(ValueError, match="fee"):
        ledger_service.post_payment(payment, booking, occurred_at=AFTER_MIDNIGHT)


def test_a_payment_without_a_moment_is_not_booked(booking: Booking, payment: Payment) -> None:
    with pytest.raises(ValueError, match="moment"):
        ledger_service.post_payment(payment, booking)


def test_a_refund_and_its_return_are_each_booked_once(booking: Booking, payment: Payment) -> None:
    ledger_service.post_payment(payment, booking, occurred_at=AFTER_MIDNIGHT)
    refund = _refund(payment)
    assert ledger_service.post_refund(refund, AFTER_MIDNIGHT)
    assert not ledger_service.post_refund(refund, AFTER_MIDNIGHT)
    assert ledger_service.post_failed_refund(refund, AFTER_MIDNIGHT)
    assert not ledger_service.post_failed_refund(refund, AFTER_MIDNIGHT)
    _settle_constraints()
    kinds = [posting.kind for posting in session().query(Posting).order_by(Posting.id)]
    assert kinds == [PostingKind.PAYMENT, PostingKind.REFUND, PostingKind.REFUND_REVERSED]


def test_a_refund_of_a_payment_that_was_never_booked_is_a_mistake(payment: Payment) -> None:
    with pytest.raises(LookupError, match="not in the ledger"):
        ledger_service.post_refund(_refund(payment), AFTER_MIDNIGHT)


def _bare_posting(payment: Payment) -> Posting:
    posting = Posting(
        id=new_id(),
        source_key="test",
        kind=PostingKind.PAYMENT,
        occurred_at=AFTER_MIDNIGHT,
        booked_on=date(2027, 2, 1),
        booking_id=payment.booking_id,
        payment_id=payment.id,
        organisation_id=payment.organisation_id,
    )
    session().add(posting)
    session().flush()
    return posting


@pytest.mark.parametrize("cents", [(-6000, 5999), (-6000, 6001), (6000,), ()])
def test_the_database_refuses_a_posting_that_does_not_add_up(payment: Payment, cents: tuple[int, ...]) -> None:
    posting = _bare_posting(payment)
    for account, amount in zip(LedgerAccount, cents, strict=False):
        session().add(Entry(posting_id=posting.id, account=account, amount_cents=amount))
    session().flush()
    with pytest.raises(IntegrityError, match="does not balance"):
        _settle_constraints()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET amount_cents = amount_cents + 1",
        "DELETE FROM entry",
        "UPDATE posting SET booked_on = booked_on + 1",
        "DELETE FROM posting",
    ],
)
def test_the_database_refuses_to_rewrite_the_ledger(booking: Booking, payment: Payment, statement: str) -> None:
    ledger_service.post_payment(payment, booking, occurred_at=AFTER_MIDNIGHT)
    with pytest.raises(IntegrityError, match="append-only"):
        session().execute(text(statement))


def test_an_entry_added_later_to_a_posting_is_refused(payment: Payment) -> None:
    posting = _bare_posting(payment)
    session().add(Entry(posting_id=posting.id, account=LedgerAccount.HIRER, amount_cents=-6000))
    session().add(Entry(posting_id=posting.id, account=LedgerAccount.MEMBER, amount_cents=6000))
    session().flush()
    _settle_constraints()
    session().execute(text("SET CONSTRAINTS ALL DEFERRED"))
    session().add(Entry(posting_id=posting.id, account=LedgerAccount.COMMISSION, amount_cents=1))
    session().flush()
    with pytest.raises(IntegrityError, match="does not balance"):
        _settle_constraints()
