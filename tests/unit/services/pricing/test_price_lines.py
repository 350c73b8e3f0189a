"""How a price reads, the same for a quote and for a booking made long ago."""

import pytest
from flask import Flask
from flask_babel import force_locale

from app.models.booking import BookingLine
from app.web.price_lines import line_label, price_rows, vat_notes
from tests.fixtures.tariffs.houses import LUTMASTRAAT
from tests.fixtures.tariffs.words import EXEMPT, TAXED, TUESDAY, price


@pytest.mark.parametrize(
    ("start", "end", "rows"),
    [
        ("19.00", "21.00", [("Koorzaal, 2 uur × € 17,50", "€ 35,00")]),
        ("18.00", "22.00", [("Koorzaal, avond", "€ 60,00")]),
        ("12.30", "17.00", [("Koorzaal, 30 minuten × € 17,50", "€ 8,75"), ("Koorzaal, middag", "€ 60,00")]),
        ("8.00", "22.00", [("Koorzaal, hele dag", "€ 150,00")]),
    ],
)
def test_a_price_reads_in_dutch(app: Flask, start: str, end: str, rows: list[tuple[str, str]]) -> None:
    with force_locale("nl"):
        read = price_rows(price(LUTMASTRAAT, TUESDAY, start, end).lines, "Koorzaal")
    assert [(label.replace("\xa0", " "), amount.replace("\xa0", " ")) for label, amount, _why in read] == rows


def test_a_line_of_a_booking_reads_as_the_quote_did(app: Flask) -> None:
    line = BookingLine(kind="day_part", label="ZZP-blok", quantity_minutes=None, unit_price_cents=1, amount_cents=1)
    with force_locale("en"):
        assert line_label(line, "Choir hall") == "Choir hall, ZZP-blok"


def test_vat_is_named_once_for_each_rate_and_its_absence_is_explained(app: Flask) -> None:
    with force_locale("nl"):
        taxed = vat_notes(price(LUTMASTRAAT, TUESDAY, "12.00", "17.00", TAXED).lines)
        exempt = vat_notes(price(LUTMASTRAAT, TUESDAY, "12.00", "17.00", EXEMPT).lines)
    assert [note.replace("\xa0", " ") for note in taxed] == ["Inclusief 21% btw: € 13,45"]
    assert exempt == ["exempt"]
