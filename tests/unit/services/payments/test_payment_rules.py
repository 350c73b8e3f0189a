"""What Stripe's word means, decided without Stripe."""

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.money import divide_rounded
from app.models.payments import PaymentAccountStatus, PaymentStatus, RefundStatus
from app.services.payments import rules
from app.services.payments.rules import Agreed, EarlierRefund, EventConcern
from simulator import fees

NOW = datetime(2027, 1, 12, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("session", "payment", "intent", "expected"),
    [
        ("open", "unpaid", None, PaymentStatus.OPEN),
        ("open", "unpaid", "requires_payment_method", PaymentStatus.OPEN),
        ("complete", "paid", "succeeded", PaymentStatus.PAID),
        ("complete", "unpaid", "processing", PaymentStatus.PROCESSING),
        ("complete", "unpaid", "requires_payment_method", PaymentStatus.FAILED),
        ("complete", "unpaid", "canceled", PaymentStatus.FAILED),
        ("complete", "no_payment_required", None, None),
        ("expired", "unpaid", "canceled", PaymentStatus.EXPIRED),
        ("something new", "paid", "succeeded", None),
    ],
)
def test_a_session_tells_the_state_of_a_payment(
    session: str, payment: str, intent: str | None, expected: PaymentStatus | None
) -> None:
    assert rules.told_status(session, payment, intent) is expected


def test_paid_is_the_end_whatever_is_told_later() -> None:
    assert not any(rules.payment_may_become(PaymentStatus.PAID, later) for later in PaymentStatus)


@pytest.mark.parametrize("status", [status for status in PaymentStatus if status is not PaymentStatus.PAID])
def test_money_that_arrives_is_never_overlooked(status: PaymentStatus) -> None:
    assert rules.payment_may_become(status, PaymentStatus.PAID)


@given(st.permutations(list(PaymentStatus)))
def test_news_in_any_order_ends_paid_when_paid_is_among_it(order: Sequence[PaymentStatus]) -> None:
    status = PaymentStatus.CREATED
    for told in order:
        if rules.payment_may_become(status, told):
            status = told
    assert status is PaymentStatus.PAID


def _agreed(**changes: object) -> Agreed:
    values: dict[str, object] = {
        "account_id": "acct_1",
        "amount_cents": 6900,
        "currency": "eur",
        "reference": "K7P-2MXQ",
        "livemode": False,
        "fee_cents": 835,
    }
    return Agreed(**{**values, **changes})  # type: ignore[arg-type]  # the values above have the right types


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("account_id", "acct_2"),
        ("amount_cents", 6901),
        ("currency", "usd"),
        ("reference", "AAA-AAAA"),
        ("livemode", True),
        ("fee_cents", 834),
    ],
)
def test_each_thing_that_differs_from_what_was_written_down_is_named(name: str, value: object) -> None:
    assert rules.differences(_agreed(), _agreed(**{name: value})) == [name]


def test_the_fee_is_not_compared_before_stripe_knows_it() -> None:
    assert rules.differences(_agreed(), _agreed(fee_cents=None)) == []


def test_a_payment_is_booked_at_the_moment_of_stripes_balance() -> None:
    booked, charged = NOW - timedelta(hours=2), NOW - timedelta(days=3)
    assert rules.moment_paid(booked, charged, was_processing=True, now=NOW) == booked
    assert rules.moment_paid(None, charged, was_processing=False, now=NOW) == charged
    assert rules.moment_paid(None, charged, was_processing=True, now=NOW) == NOW


def test_a_page_is_asked_for_again_only_while_stripe_still_accepts_its_end() -> None:
    end = NOW + rules.SESSION_LIFETIME
    assert rules.attempt_is_fresh(end, NOW + timedelta(seconds=50))
    assert not rules.attempt_is_fresh(end, NOW + timedelta(seconds=58))


@pytest.mark.parametrize(
    ("previous", "card_payments", "closed", "expected"),
    [
        ("onboarding", "restricted", False, "onboarding"),
        ("onboarding", "pending", False, "onboarding"),
        ("onboarding", "active", False, "active"),
        ("onboarding", "rejected", False, "restricted"),
        ("active", "restricted", False, "restricted"),
        ("active", "pending", False, "restricted"),
        ("restricted", "active", False, "active"),
        ("active", "active", True, "restricted"),
        ("active", "", False, "restricted"),
    ],
)
def test_only_an_account_that_can_take_cards_is_active(
    previous: str, card_payments: str, closed: bool, expected: str
) -> None:
    found = rules.seller_status(PaymentAccountStatus(previous), card_payments, closed=closed)
    assert found is PaymentAccountStatus(expected)


def test_a_refund_that_waits_for_something_is_not_shown_as_done() -> None:
    assert rules.told_refund_status("requires_action") is RefundStatus.PENDING
    assert rules.told_refund_status("pending") is RefundStatus.PENDING
    assert rules.told_refund_status("canceled") is RefundStatus.FAILED


def test_a_refund_that_arrived_may_come_back_but_never_goes_on_from_there() -> None:
    assert rules.refund_may_become(RefundStatus.SUCCEEDED, RefundStatus.FAILED, known=True)
    assert not rules.refund_may_become(RefundStatus.SUCCEEDED, RefundStatus.PENDING, known=True)
    assert not rules.refund_may_become(RefundStatus.FAILED, RefundStatus.SUCCEEDED, known=True)


def test_a_refund_that_was_refused_but_turns_out_to_exist_follows_stripe() -> None:
    assert rules.refund_may_become(RefundStatus.FAILED, RefundStatus.SUCCEEDED, known=False)


def test_a_refund_that_failed_leaves_its_amount_to_give_back_but_not_its_fee() -> None:
    failed = EarlierRefund(RefundStatus.FAILED, 6900, 835, known=True)
    assert rules.refundable_cents(6900, [failed]) == 6900
    assert rules.fee_refund_cents(835, 6900, [failed], 6900) == 0


def test_a_refund_that_stripe_refused_counts_for_nothing() -> None:
    refused = EarlierRefund(RefundStatus.FAILED, 6900, 835, known=False)
    assert rules.fee_refund_cents(835, 6900, [refused], 6900) == 835


@given(amount=st.integers(2, 500_000), fee_bps=st.integers(0, 10_000), cuts=st.lists(st.integers(1, 9_999), max_size=6))
def test_partial_refunds_together_return_the_whole_fee_and_round_as_stripe_does(
    amount: int, fee_bps: int, cuts: Sequence[int]
) -> None:
    fee = amount * fee_bps // 10_000
    marks = sorted({0, amount, *(cut * amount // 10_000 for cut in cuts)})
    earlier: list[EarlierRefund] = []
    for before, after in itertools.pairwise(marks):
        part = rules.fee_refund_cents(fee, amount, earlier, after - before)
        assert part == fees.proportional(fee, amount, before, after - before)
        earlier.append(EarlierRefund(RefundStatus.SUCCEEDED, after - before, part, known=True))
    assert sum(one.fee_refund_cents for one in earlier) == fee
    assert rules.refundable_cents(amount, earlier) == 0


@given(price=st.integers(1, 200_000), deposit=st.integers(0, 100_000), fee_bps=st.integers(0, 4_000), back=st.data())
def test_the_fee_goes_back_as_if_the_deposit_had_never_been_paid(
    price: int, deposit: int, fee_bps: int, back: st.DataObject
) -> None:
    fee = price * fee_bps // 10_000
    price_back = back.draw(st.integers(0, price))
    part = rules.part_with_fee(price_cents=price, deposit_cents=deposit, fee_cents=fee, price_back_cents=price_back)
    assert 0 <= part <= price_back + deposit
    returned = fees.proportional(fee, price + deposit, 0, part) if part else 0
    exact = divide_rounded(fee * price_back, price)
    # Of a deposit of cents too little may be left to send along; then a cent of our fee stays behind.
    assert returned == exact or (part == price_back + deposit and returned == exact - 1)


def test_what_went_without_the_fee_leaves_the_shares_of_the_rest_alone() -> None:
    deposit = EarlierRefund(RefundStatus.SUCCEEDED, 5000, 0, known=True, with_fee=False)
    assert rules.refundable_cents(11_000, [deposit]) == 6000
    assert rules.fee_refund_cents(726, 11_000, [deposit], 5500) == 363


@pytest.mark.parametrize(
    ("event_type", "expected"),
    [
        ("checkout.session.completed", EventConcern.PAYMENT),
        ("charge.updated", EventConcern.PAYMENT),
        ("refund.failed", EventConcern.REFUND),
        ("charge.dispute.created", EventConcern.DISPUTE),
        ("payout.paid", EventConcern.RECORD),
        ("v2.core.account[requirements].updated", EventConcern.ACCOUNT),
        ("v2.core.account.closed", EventConcern.ACCOUNT),
        ("v2.core.account_link.returned", EventConcern.RECORD),
        ("account.application.deauthorized", EventConcern.ACCOUNT_GONE),
        ("invoice.paid", EventConcern.UNKNOWN),
    ],
)
def test_an_event_is_a_hint_to_look_at_something(event_type: str, expected: EventConcern) -> None:
    assert rules.event_concern(event_type) is expected


def test_an_idempotency_key_is_trusted_for_less_than_a_day() -> None:
    assert rules.key_protects(NOW - timedelta(hours=22), NOW)
    assert not rules.key_protects(NOW - timedelta(hours=23), NOW)
