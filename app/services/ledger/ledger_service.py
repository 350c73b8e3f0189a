"""Writing money down. Every posting balances, is made once for its source, and is never changed.

The database refuses what does not balance and every later change (triggers in the migrations). `booked_on` is the
Amsterdam day on which the money moved at Stripe, so that our months agree with Stripe's.
"""

import uuid
from datetime import datetime

from app.core.clock import AMSTERDAM
from app.core.ids import new_id
from app.models.booking import Booking
from app.models.ledger import LedgerAccount, Posting, PostingKind
from app.models.payments import Payment, Refund
from app.services.ledger import repository, rules


def post_payment(payment: Payment, booking: Booking, *, occurred_at: datetime | None = None) -> bool:
    """Book a payment: what the hirer paid, what the member keeps, commission and its VAT, in cents as frozen in the booking.

    `occurred_at`: when the money moved; the payment's own moment when not given.
    Returns whether it was new; a second time changes nothing.

    Raises:
        ValueError: the fee that Stripe took is not the booking's commission with VAT, or there is no moment.
    """
    moment = occurred_at or payment.paid_at
    fee = rules.FeeParts(booking.commission_cents, booking.commission_vat_cents)
    if moment is None or payment.fee_cents != fee.total_cents:
        raise ValueError(f"payment {payment.id}: fee {payment.fee_cents} of {fee.total_cents}, moment {moment}")
    posting = Posting(
        id=new_id(),
        source_key=f"payment:{payment.id}",
        kind=PostingKind.PAYMENT,
        occurred_at=moment,
        booked_on=moment.astimezone(AMSTERDAM).date(),
        booking_id=booking.id,
        payment_id=payment.id,
        organisation_id=booking.organisation_id,
        region_id=repository.region_of_venue(booking.venue_id),
    )
    return repository.add_posting(posting, rules.payment_entries(payment.amount_cents, fee))


def post_refund(refund: Refund, occurred_at: datetime) -> bool:
    """Book a refund that Stripe has taken: the mirror of its share of the payment, the fee's part included.

    Returns whether it was new; a second time changes nothing.

    Raises:
        LookupError: the payment was never booked.
    """
    source = _payment_posting(refund)
    fee = _fee_parts(refund.payment_id, PostingKind.PAYMENT)
    returned = _fee_parts(refund.payment_id, PostingKind.REFUND)
    part = rules.fee_part(fee, -returned.total_cents, refund.fee_refund_cents)
    posting = _of_refund(refund, source, PostingKind.REFUND, f"refund:{refund.id}", occurred_at)
    return repository.add_posting(posting, rules.refund_entries(refund.amount_cents, part))


def post_failed_refund(refund: Refund, occurred_at: datetime) -> bool:
    """Book that a refund which Stripe had taken did not reach the hirer: the member has the amount again.

    Returns whether it was new; a second time changes nothing.

    Raises:
        LookupError: the payment was never booked.
    """
    source = _payment_posting(refund)
    key = f"refund_reversed:{refund.id}"
    posting = _of_refund(refund, source, PostingKind.REFUND_REVERSED, key, occurred_at)
    return repository.add_posting(posting, rules.failed_refund_entries(refund.amount_cents))


def _payment_posting(refund: Refund) -> Posting:
    posting = repository.find_payment_posting(refund.payment_id)
    if posting is None:
        raise LookupError(f"payment {refund.payment_id} of refund {refund.id} is not in the ledger")
    return posting


def _fee_parts(payment_id: uuid.UUID, kind: PostingKind) -> rules.FeeParts:
    found = repository.sums(payment_id, kind)
    return rules.FeeParts(found.get(LedgerAccount.COMMISSION, 0), found.get(LedgerAccount.COMMISSION_VAT, 0))


def _of_refund(refund: Refund, source: Posting, kind: PostingKind, key: str, occurred_at: datetime) -> Posting:
    return Posting(
        id=new_id(),
        source_key=key,
        kind=kind,
        occurred_at=occurred_at,
        booked_on=occurred_at.astimezone(AMSTERDAM).date(),
        booking_id=refund.booking_id,
        payment_id=refund.payment_id,
        refund_id=refund.id,
        organisation_id=source.organisation_id,
        region_id=source.region_id,
    )
