"""A year of bookings in the demo world, paid and sometimes cancelled, so that member and bureau see figures.

Everything is computed by the rules that compute it for real: price, commission, refund, ledger. Only the hirers and the
moments come from the catalogue, and Stripe's side from the simulator's memory.
"""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.core.clock import AMSTERDAM
from app.core.db import session
from app.core.ids import new_id, new_reference
from app.core.time_ranges import TimeRange, at_minute
from app.integrations.payments.simulator_history import PaidIds, PastPayment, PastRefund, seed_payments
from app.models.booking import Booking, BookingSource, BookingStatus
from app.models.listing import Purpose, Room
from app.models.payments import Payment, PaymentStatus, Refund, RefundReason, RefundStatus
from app.models.pricing import HirerCategory
from app.services.availability import availability_service
from app.services.booking import rules as booking_rules
from app.services.booking.hold_values import booking_lines
from app.services.booking.rules import RefundDecision
from app.services.commission import commission_service
from app.services.demo import repository
from app.services.demo.catalogue.hire_types import BookingSpec, HirerSpec
from app.services.demo.catalogue.vocabulary import HirerKind
from app.services.ledger import ledger_service
from app.services.payments import rules as payment_rules
from app.services.pricing.quote_service import Pricer
from app.services.pricing.quotes import Hire, Quote

_CATEGORIES: dict[HirerKind, HirerCategory] = {
    "association": HirerCategory.AMATEUR,
    "individual": HirerCategory.PRIVATE,
    "self_employed": HirerCategory.COMMERCIAL,
    "company": HirerCategory.COMMERCIAL,
    "public_body": HirerCategory.NON_PROFIT,
}
# So far back the calendars of the demo show what was let.
LOOKED_BACK = timedelta(days=70)
_METHODS = ("ideal", "ideal", "ideal", "card", "bancontact")


@dataclass(frozen=True, slots=True)
class Past:
    """One booking of the demo year before it has a payment."""

    booking: Booking
    room: Room
    paid_at: datetime
    account_id: str
    method: str
    decision: RefundDecision | None


class History:
    """Makes the bookings; reads the tariff of a room once, and counts the dates of a series as they come."""

    def __init__(
        self, rooms: Mapping[str, Room], hirers: Mapping[str, HirerSpec], accounts: Mapping[uuid.UUID, str]
    ) -> None:
        self._rooms = rooms
        self._hirers = hirers
        self._accounts = accounts
        self._pricers: dict[uuid.UUID, Pricer] = {}
        self._dates: Counter[str] = Counter()
        self._rates: dict[tuple[uuid.UUID, date], tuple[int, int]] = {}
        self._policies = repository.cancellation_policies()

    def past(self, spec: BookingSpec, now: datetime) -> Past | None:
        """The booking that a line of the catalogue tells of; None when its seller cannot be paid."""
        room = self._rooms[spec.room_key]
        account_id = self._accounts.get(room.venue.organisation_id)
        if account_id is None:
            return None
        span = TimeRange(
            at_minute(spec.on, spec.start_minute, AMSTERDAM), at_minute(spec.on, spec.end_minute, AMSTERDAM)
        )
        minute = 9 * 60 + sum(map(ord, spec.key)) % (12 * 60)
        paid_at = min(at_minute(spec.on - timedelta(days=spec.lead_days), minute, AMSTERDAM), now - timedelta(hours=1))
        quote = self._quote(room, spec, span, paid_at)
        if quote.total_cents == 0:
            return None
        booking = self._booking(spec, room, span, quote, paid_at)
        decision = self._decision(spec, booking, now)
        if booking.deposit_cents and decision is not None:
            return None  # the past knows one refund of a payment: the deposit of a visit
        _give_deposit_back(booking, now)
        method = _METHODS[sum(map(ord, spec.key)) % len(_METHODS)]
        return Past(booking, room, paid_at, account_id, method, decision)

    def _quote(self, room: Room, spec: BookingSpec, span: TimeRange, paid_at: datetime) -> Quote:
        if room.id not in self._pricers:
            year = timedelta(days=366)
            self._pricers[room.id] = Pricer([room], TimeRange(paid_at - 2 * year, paid_at + 2 * year))
        series = spec.series_key or spec.key
        self._dates[series] += 1
        hire = Hire(
            category=_CATEGORIES[self._hirers[spec.hirer_key].kind],
            purpose=Purpose(spec.purpose),
            dates_in_season=self._dates[series],
            booked_on=paid_at.astimezone(AMSTERDAM).date(),
        )
        return self._pricers[room.id].quote(room, span, hire)

    def _rate_bps(self, room: Room, on: date) -> tuple[int, int]:
        """The commission on that day, and the VAT on it."""
        key = (room.venue_id, on)
        if key not in self._rates:
            region_id = room.venue.municipality.region_id
            rate_bps = commission_service.agreement_bps_at(room.venue.organisation_id, region_id, on)
            self._rates[key] = rate_bps, commission_service.commission_vat_bps(on)
        return self._rates[key]

    def _booking(self, spec: BookingSpec, room: Room, span: TimeRange, quote: Quote, paid_at: datetime) -> Booking:
        hirer = self._hirers[spec.hirer_key]
        rate_bps, vat_bps = self._rate_bps(room, paid_at.astimezone(AMSTERDAM).date())
        commission = commission_service.commission_for(quote.total_cents, rate_bps, vat_bps)
        policy = self._policies[room.cancellation_policy_code]
        booking_id = new_id()
        return Booking(
            id=booking_id,
            reference=new_reference(),
            source=BookingSource.DEMO,
            status=BookingStatus.CONFIRMED,
            organisation_id=room.venue.organisation_id,
            venue_id=room.venue_id,
            room_id=room.id,
            starts_at=span.starts_at,
            ends_at=span.ends_at,
            persons=spec.persons,
            purpose=Purpose(spec.purpose),
            hirer_category=_CATEGORIES[hirer.kind],
            contact_name=hirer.contact_name,
            contact_email=hirer.email,
            contact_phone=hirer.phone,
            hirer_organisation="" if hirer.name == hirer.contact_name else hirer.name,
            total_cents=quote.total_cents,
            vat_cents=quote.vat_cents,
            deposit_cents=quote.deposit_cents,
            commission_bps=rate_bps,
            commission_cents=commission.commission_cents,
            commission_vat_bps=vat_bps,
            commission_vat_cents=commission.vat_cents,
            cancellation_terms={"name": policy.name, "steps": policy.steps},
            terms_version=booking_rules.TERMS_VERSION,
            terms_accepted_at=paid_at,
            confirmed_at=paid_at,
            created_at=paid_at,
            lines=booking_lines(quote, booking_id),
        )

    def _decision(self, spec: BookingSpec, booking: Booking, now: datetime) -> RefundDecision | None:
        """What a cancellation gave back, when there was one and it lies in the past."""
        if spec.cancelled_days_before is None:
            return None
        cancelled_at = max(booking.starts_at - timedelta(days=spec.cancelled_days_before), booking.created_at)
        if cancelled_at >= now:
            return None
        booking.cancelled_at = cancelled_at
        booking.cancelled_by = "hirer"
        booking.calendar_sequence = 1
        booking.status = BookingStatus.CANCELLED
        return booking_rules.decide_refund(
            booking.cancellation_terms["steps"],
            paid_cents=booking.total_cents,
            starts_at=booking.starts_at,
            now=cancelled_at,
            by_hirer=True,
        )


@dataclass(frozen=True, slots=True)
class Paid:
    """A booking of the demo year with its money, as the simulator knows it, before it is written."""

    past: Past
    payment: Payment
    refund: Refund | None
    ids: PaidIds


def seed(pasts: Sequence[Past], *, api_base: str, livemode: bool) -> list[Paid]:
    """Tell the simulator of all payments and refunds. No transaction may be open.

    Raises:
        SimulatorUnreachableError: it does not answer.
    """
    payments = [_payment(past, livemode=livemode) for past in pasts]
    refunds = [_refund(past, payment) for past, payment in zip(pasts, payments, strict=True)]
    ids = seed_payments(api_base, [_told(*each) for each in zip(pasts, payments, refunds, strict=True)])
    return [Paid(*each) for each in zip(pasts, payments, refunds, ids, strict=True)]


def write(paid: Paid, *, now: datetime) -> None:
    """Write a booking, its payment, its refund, the ledger and, unless it is long ago, the time it takes."""
    booking, payment, refund = paid.past.booking, paid.payment, paid.refund
    session().add(booking)
    session().flush()
    payment.checkout_session_id = paid.ids.session
    payment.payment_intent_id = paid.ids.payment_intent
    payment.charge_id = paid.ids.charge
    session().add(payment)
    session().flush()
    ledger_service.post_payment(payment, booking)
    if refund is not None and refund.settled_at is not None:
        refund.provider_refund_id = paid.ids.refund
        session().add(refund)
        session().flush()
        ledger_service.post_refund(refund, refund.settled_at)
    if booking.status is BookingStatus.CONFIRMED and booking.ends_at > now - LOOKED_BACK:
        span = TimeRange(booking.starts_at, booking.ends_at)
        availability_service.take(paid.past.room, span, booking_id=booking.id, purpose=booking.purpose)


def _payment(past: Past, *, livemode: bool) -> Payment:
    return Payment(
        id=new_id(),
        booking_id=past.booking.id,
        organisation_id=past.booking.organisation_id,
        provider_account_id=past.account_id,
        status=PaymentStatus.PAID,
        amount_cents=past.booking.payable_cents,
        fee_cents=past.booking.application_fee_cents,
        livemode=livemode,
        session_expires_at=past.paid_at + timedelta(minutes=31),
        method=past.method,
        paid_at=past.paid_at,
        created_at=past.paid_at,
    )


def _give_deposit_back(booking: Booking, now: datetime) -> None:
    """By itself, some days after the visit, as it goes in life; younger visits leave it to decide."""
    goes_back_at = booking.ends_at + booking_rules.DEPOSIT_BACK_AFTER
    if booking.deposit_cents and goes_back_at <= now:
        booking.deposit_settled_at = goes_back_at


def _refund(past: Past, payment: Payment) -> Refund | None:
    if past.booking.deposit_settled_at is not None:
        return Refund(
            id=new_id(),
            payment_id=payment.id,
            booking_id=past.booking.id,
            status=RefundStatus.SUCCEEDED,
            reason=RefundReason.DEPOSIT,
            amount_cents=past.booking.deposit_cents,
            fee_refund_cents=0,
            with_fee=False,
            settled_at=past.booking.deposit_settled_at,
            created_at=past.booking.deposit_settled_at,
        )
    if past.decision is None or not past.decision.refund_cents or past.booking.cancelled_at is None:
        return None
    return Refund(
        id=new_id(),
        payment_id=payment.id,
        booking_id=past.booking.id,
        status=RefundStatus.SUCCEEDED,
        reason=RefundReason.CANCELLED_BY_HIRER,
        amount_cents=past.decision.refund_cents,
        fee_refund_cents=payment_rules.fee_refund_cents(
            payment.fee_cents, payment.amount_cents, [], past.decision.refund_cents
        ),
        settled_at=past.booking.cancelled_at,
        created_at=past.booking.cancelled_at,
    )


def _told(past: Past, payment: Payment, refund: Refund | None) -> PastPayment:
    booking = past.booking
    return PastPayment(
        account=past.account_id,
        amount=payment.amount_cents,
        application_fee_amount=payment.fee_cents,
        created=past.paid_at,
        client_reference_id=booking.reference,
        metadata={"booking": booking.reference},
        method=past.method,
        description=f"{past.room.name}, {past.room.venue.name}",
        refund=None
        if refund is None or refund.settled_at is None
        else PastRefund(
            refund.amount_cents,
            refund.settled_at,
            {"refund": str(refund.id)},
            with_fee=refund.reason is not RefundReason.DEPOSIT,
        ),
    )
