"""Numbers that have the right form and belong to nobody.

No KvK number ever began with 00, and the tax office gives no RSIN this low: whoever sees one knows it is invented.
"""

_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2)
_MODULUS = 11
_NO_DIGIT = 10


def kvk_number(number: int) -> str:
    """Eight digits; `number` from 1 up to 999999."""
    return f"{number:08d}"


def rsin(number: int) -> str:
    """Nine digits that pass the eleven test. No two numbers share one."""
    stem = 2 * number
    # Of two stems that follow each other and begin with an even one, at least one has a check digit.
    digits = f"{stem:08d}" if _check(stem) != _NO_DIGIT else f"{stem + 1:08d}"
    return f"{digits}{_check(int(digits))}"


def vat_number(number: int) -> str:
    """The VAT number that goes with the RSIN of the same number."""
    return f"NL{rsin(number)}B01"


def phone(number: int, line: int = 0) -> str:
    """A number of Utrecht (030) that no subscriber has: after the area code no number begins with 0."""
    return f"+3130{number % 10_000:05d}{line % 100:02d}"


def _check(stem: int) -> int:
    return sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, f"{stem:08d}", strict=True)) % _MODULUS
