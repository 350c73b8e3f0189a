"""How an amount is divided over the accounts of the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.core.money import divide_rounded
from app.models.ledger import LedgerAccount


@dataclass(frozen=True, slots=True)
class FeeParts:
    """The association's fee: commission excluding VAT, and the VAT on it."""

    commission_cents: int
    vat_cents: int

    @property
    def total_cents(self) -> int:
        """What is taken from the payment."""
        return self.commission_cents + self.vat_cents


Entries = Mapping[LedgerAccount, int]


def payment_entries(amount_cents: int, fee: FeeParts) -> Entries:
    """A hirer paid `amount_cents`; the member keeps what the fee leaves."""
    return _without_zeros(
        {
            LedgerAccount.HIRER: -amount_cents,
            LedgerAccount.MEMBER: amount_cents - fee.total_cents,
            LedgerAccount.COMMISSION: fee.commission_cents,
            LedgerAccount.COMMISSION_VAT: fee.vat_cents,
        }
    )


def refund_entries(amount_cents: int, returned: FeeParts) -> Entries:
    """`amount_cents` went back to the hirer, and `returned` of the fee went back to the member."""
    return _without_zeros(
        {account: -cents for account, cents in payment_entries(amount_cents, returned).items()},
    )


def failed_refund_entries(amount_cents: int) -> Entries:
    """The hirer's bank sent a refund back: the member has the amount again.

    The part of the fee that went back with it stays with the member: Stripe does not take it a second time.
    """
    return {LedgerAccount.HIRER: -amount_cents, LedgerAccount.MEMBER: amount_cents}


def fee_part(fee: FeeParts, returned_before_cents: int, returned_cents: int) -> FeeParts:
    """Of `returned_cents` of the fee, what is commission and what is VAT.

    Rounded on the running total, so that refunds that return the whole fee together return exactly its VAT.
    """
    if not fee.total_cents:
        return FeeParts(0, 0)
    before = divide_rounded(fee.vat_cents * returned_before_cents, fee.total_cents)
    after = divide_rounded(fee.vat_cents * (returned_before_cents + returned_cents), fee.total_cents)
    return FeeParts(returned_cents - (after - before), after - before)


def _without_zeros(entries: Entries) -> Entries:
    """An account that receives nothing has no entry."""
    return {account: cents for account, cents in entries.items() if cents}
