"""Money back of a payment that holds a deposit beside the price: our fee was taken over the price alone."""

from app.models.payments import Payment, Refund, RefundReason
from app.services.audit.audit_service import SYSTEM, Actor
from app.services.payments import refund_service, rules


def request_with_price(
    payment: Payment, *, price_back_cents: int, deposit_cents: int, reason: RefundReason, actor: Actor = SYSTEM
) -> list[Refund]:
    """Give a part of the price back and the whole deposit that was paid with it, with the price's share of our fee.

    In one refund where that can be, else in two: one takes its share of the fee along, the other does not.

    Raises:
        PaymentNotFoundError: the payment is not there.
        NotRefundableError: it was not paid, or less than this is left.
    """
    part = rules.part_with_fee(
        price_cents=payment.amount_cents - deposit_cents,
        deposit_cents=deposit_cents,
        fee_cents=payment.fee_cents,
        price_back_cents=price_back_cents,
    )
    rest = price_back_cents + deposit_cents - part
    asked = []
    if part:
        asked.append(refund_service.request(payment.id, payment.booking_id, part, reason, actor=actor))
    if rest:
        asked.append(refund_service.request_without_fee(payment.id, payment.booking_id, rest, reason, actor=actor))
    return [refund for refund in asked if refund is not None]


def request_deposit(payment: Payment, cents: int, *, actor: Actor = SYSTEM) -> Refund:
    """Give (what is left of) a deposit back; our fee stays what it is.

    Raises:
        PaymentNotFoundError: the payment is not there.
        NotRefundableError: it was not paid, or less than this is left.
    """
    return refund_service.request_without_fee(payment.id, payment.booking_id, cents, RefundReason.DEPOSIT, actor=actor)
