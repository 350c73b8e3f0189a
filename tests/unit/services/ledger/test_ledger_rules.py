"""Every posting adds up to nothing, and what goes back is the mirror of what came."""

import itertools
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from app.models.ledger import LedgerAccount
from app.services.ledger.rules import (
    FeeParts,
    failed_refund_entries,
    fee_part,
    payment_entries,
    refund_entries,
)

CENTS = st.integers(1, 10_000_000)


def test_a_payment_of_69_euro_with_ten_percent_commission_is_divided_over_four_accounts() -> None:
    assert payment_entries(6900, FeeParts(690, 145)) == {
        LedgerAccount.HIRER: -6900,
        LedgerAccount.MEMBER: 6065,
        LedgerAccount.COMMISSION: 690,
        LedgerAccount.COMMISSION_VAT: 145,
    }


def test_a_payment_without_commission_has_no_commission_entries() -> None:
    assert payment_entries(6900, FeeParts(0, 0)) == {LedgerAccount.HIRER: -6900, LedgerAccount.MEMBER: 6900}


def test_a_refund_of_half_gives_half_the_commission_back() -> None:
    assert refund_entries(3450, FeeParts(345, 72)) == {
        LedgerAccount.HIRER: 3450,
        LedgerAccount.MEMBER: -3033,
        LedgerAccount.COMMISSION: -345,
        LedgerAccount.COMMISSION_VAT: -72,
    }


def test_a_refund_that_the_bank_sends_back_is_the_members_again_and_takes_no_fee_a_second_time() -> None:
    assert failed_refund_entries(3450) == {LedgerAccount.HIRER: -3450, LedgerAccount.MEMBER: 3450}


@given(amount=CENTS, data=st.data())
def test_payments_and_refunds_always_balance(amount: int, data: st.DataObject) -> None:
    fee = data.draw(st.integers(0, amount))
    vat = data.draw(st.integers(0, fee))
    parts = FeeParts(fee - vat, vat)
    assert sum(payment_entries(amount, parts).values()) == 0
    assert sum(refund_entries(amount, parts).values()) == 0
    assert 0 not in payment_entries(amount, parts).values()


@given(
    commission=st.integers(0, 100_000), vat=st.integers(0, 21_000), cuts=st.lists(st.integers(0, 10_000), max_size=6)
)
def test_refunds_that_return_the_whole_fee_return_exactly_its_vat(
    commission: int, vat: int, cuts: Sequence[int]
) -> None:
    fee = FeeParts(commission, vat)
    marks = sorted({0, fee.total_cents, *(cut * fee.total_cents // 10_000 for cut in cuts)})
    parts = [fee_part(fee, before, after - before) for before, after in itertools.pairwise(marks)]
    assert sum(part.commission_cents for part in parts) == commission
    assert sum(part.vat_cents for part in parts) == vat
    assert all(part.commission_cents >= 0 and part.vat_cents >= 0 for part in parts)
