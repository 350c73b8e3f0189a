"""Files for a spreadsheet: readable in a Dutch one, harmless in any."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.reporting.csv_files import Bps, Cents, to_csv


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_a_dutch_spreadsheet_reads_amounts_dates_and_names() -> None:
    content = to_csv(["Maand", "Lid", "Bedrag"], [["2027-01", "Café Zuid; Zeist", Cents(123456)]])
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b'2027-01;"Caf\xc3\xa9 Zuid; Zeist";1234,56\r\n')


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (Cents(-5), "-0,05"),
        (Cents(0), "0,00"),
        (Bps(1250), "12,50"),
        (date(2026, 12, 15), "15-12-2026"),
        (42, "42"),
        (None, ""),
        ("=1+1", "'=1+1"),
        ("+31 6", "'+31 6"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =HYPERLINK()", "'  =HYPERLINK()"),
        ("\t=1", "'\t=1"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("nul\0byte", "nulbyte"),
        ("Zaal - groot", "Zaal - groot"),
    ],
)
def test_a_cell_is_written_so_that_it_is_read_as_what_it_is(cell: str | int | None, written: str) -> None:
    assert read(to_csv(["x"], [[cell, "y"]]))[1] == [written, "y"]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), min_size=1, max_size=5))
def test_no_text_can_start_a_formula_or_break_the_table(cells: list[str]) -> None:
    rows = read(to_csv(["kop"], [cells]))
    assert len(rows) == 2 or any("\r" in cell or "\n" in cell for cell in cells)
    for cell in rows[1]:
        assert not cell.lstrip().startswith(("=", "+", "-", "@"))
