"""Bookings as they stand after somebody made them, with money in the ledger where asked."""

from datetime import UTC, datetime, timedelta

import factory

from app.core.ids import new_reference
from app.models.booking import Booking, BookingLine, BookingSource, BookingStatus
from app.models.listing import Purpose, Room
from app.models.payments import Payment, PaymentStatus, Refund, RefundReason, RefundStatus
from app.services.ledger import ledger_service
from tests.factories.base import RowFactory


class BookingFactory(RowFactory):
    """Confirmed: three hours in the evening for € 60,00 at ten percent commission. Give it a `room`."""

    class Meta:
        model = Booking
        exclude = ("hours",)

    hours = 3
    room = None
    reference = factory.LazyFunction(new_reference)
    source = BookingSource.WEB
    status = BookingStatus.CONFIRMED
    room_id = factory.LazyAttribute(lambda o: o.room.id)
    venue_id = factory.LazyAttribute(lambda o: o.room.venue.id)
    organisation_id = factory.LazyAttribute(lambda o: o.room.venue.organisation.id)
    starts_at = datetime(2027, 1, 12, 18, tzinfo=UTC)
    ends_at = factory.LazyAttribute(lambda o: o.starts_at + timedelta(hours=o.hours))
    persons = 12
    purpose = Purpose.REHEARSAL
    contact_name = "Marit de Vries"
    contact_email = "marit@nevenstem.example"
    contact_phone = "06-12345678"
    hirer_organisation = "Kamerkoor Nevenstem"
    total_cents = 6000
    vat_cents = 0
    commission_bps = 1000
    commission_cents = factory.LazyAttribute(lambda o: o.total_cents * o.commission_bps // 10_000)
    commission_vat_bps = 2100
    commission_vat_cents = factory.LazyAttribute(lambda o: o.commission_cents * 21 // 100)
    cancellation_terms = factory.LazyFunction(
        lambda: {"name": "Standaard", "steps": [{"hours_before": 336, "refund_bps": 10000}]}
    )
    terms_version = "2026-01"
    created_at = datetime(2026, 12, 1, 9, tzinfo=UTC)
    terms_accepted_at = factory.SelfAttribute("created_at")
    hold_expires_at = None
    confirmed_at = factory.LazyAttribute(lambda o: o.created_at if o.status is BookingStatus.CONFIRMED else None)
    cancelled_at = factory.LazyAttribute(lambda o: o.created_at if o.status is BookingStatus.CANCELLED else None)


class BookingLineFactory(RowFactory):
    """The one line of such a booking."""

    class Meta:
        model = BookingLine

    position = 0
    kind = "hour"
    label = ""
    quantity_minutes = 180
    unit_price_cents = 2000
    amount_cents = 6000
    vat_bps = 0
    vat_cents = 0
    vat_reason = "Vrijgesteld van btw, art. 11 lid 1 onder b Wet OB 1968"


class PaymentFactory(RowFactory):
    """A payment that succeeded with iDEAL. Give it a `booking`."""

    class Meta:
        model = Payment
        exclude = ("booking",)

    booking = None
    booking_id = factory.LazyAttribute(lambda o: o.booking.id)
    organisation_id = factory.LazyAttribute(lambda o: o.booking.organisation_id)
    provider_account_id = "acct_test000001"
    status = PaymentStatus.PAID
    amount_cents = factory.LazyAttribute(lambda o: o.booking.payable_cents)
    fee_cents = factory.LazyAttribute(lambda o: o.booking.application_fee_cents)
    livemode = False
    session_expires_at = factory.LazyAttribute(lambda o: o.booking.created_at + timedelta(minutes=30))
    payment_intent_id = factory.Sequence(lambda n: f"pi_test{n:06d}")
    method = "ideal"
    paid_at = factory.LazyAttribute(lambda o: o.booking.created_at)


class RefundFactory(RowFactory):
    """A refund that came through. Give it a `payment`."""

    class Meta:
        model = Refund
        exclude = ("payment",)

    payment = None
    payment_id = factory.LazyAttribute(lambda o: o.payment.id)
    booking_id = factory.LazyAttribute(lambda o: o.payment.booking_id)
    status = RefundStatus.SUCCEEDED
    reason = RefundReason.CANCELLED_BY_HIRER
    amount_cents = factory.LazyAttribute(lambda o: o.payment.amount_cents)
    fee_refund_cents = factory.LazyAttribute(lambda o: o.payment.fee_cents)
    provider_refund_id = factory.Sequence(lambda n: f"re_test{n:06d}")


def paid_booking(room: Room, **values: object) -> Booking:
    """A booking that was paid when it was made, with its line, its payment and its posting."""
    booking: Booking = BookingFactory(room=room, **values)
    BookingLineFactory(booking_id=booking.id, amount_cents=booking.total_cents, vat_cents=booking.vat_cents)
    ledger_service.post_payment(PaymentFactory(booking=booking), booking)
    return booking


def refunded(
    payment: Payment, moment: datetime, *, amount_cents: int | None = None, fee_cents: int | None = None
) -> Refund:
    """(Part of) a payment went back at that moment."""
    refund: Refund = RefundFactory(
        payment=payment,
        amount_cents=payment.amount_cents if amount_cents is None else amount_cents,
        fee_refund_cents=payment.fee_cents if fee_cents is None else fee_cents,
        settled_at=moment,
    )
    ledger_service.post_refund(refund, moment)
    return refund
