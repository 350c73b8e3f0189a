"""Sums of money as a Dutch reader types them."""

import pytest

from app.blueprints.member.listing_forms import parse_cents


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("22,50", 2250),
        ("22.5", 2250),
        ("€ 22", 2200),
        ("22,-", 2200),
        ("1.250,00", 125_000),
        ("€ 12.500,50", 1_250_050),
        ("0", 0),
    ],
)
def test_a_price_is_read(text: str, cents: int) -> None:
    assert parse_cents(text) == cents


@pytest.mark.parametrize("text", ["", "-5", "1.250", "1,250,00", "12,505", "1e9", "veel", "1.25,00", "٣", "100000"])
def test_what_is_no_price_is_none(text: str) -> None:
    assert parse_cents(text) is None
