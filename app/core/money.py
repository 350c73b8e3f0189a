"""Arithmetic of euro cents. Integers only; one way of rounding (half away from zero, as on invoices)."""

BPS = 10_000  # 100% in basis points


def divide_rounded(numerator: int, denominator: int) -> int:
    """`numerator / denominator`, a half rounded away from zero."""
    sign = -1 if (numerator < 0) != (denominator < 0) else 1
    quotient, remainder = divmod(abs(numerator), abs(denominator))
    if remainder * 2 >= abs(denominator):
        quotient += 1
    return sign * quotient


def share_cents(amount_cents: int, share_bps: int) -> int:
    """The part of an amount that a share in basis points makes."""
    return divide_rounded(amount_cents * share_bps, BPS)


def included_vat_cents(amount_cents: int, vat_bps: int) -> int:
    """The VAT inside an amount that includes it."""
    return divide_rounded(amount_cents * vat_bps, BPS + vat_bps)
