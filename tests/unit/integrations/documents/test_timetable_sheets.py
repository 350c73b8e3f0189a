"""Timetables as spreadsheets: formulas, merged cells, dates and times in Excel's own forms, and files made to hurt."""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.integrations.documents.timetable_reader import read_timetable
from app.integrations.documents.timetable_values import (
    Fault,
    Place,
    TimetableLimits,
    TimetableReading,
    TimetableUnreadableError,
)

HEADINGS = ["dag", "van", "tot", "ruimte", "les"]


def workbook(*rows: Sequence[object], change: Callable[[Workbook, Worksheet], None] | None = None) -> bytes:
    """A workbook with one sheet, `Rooster`."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Rooster"
    for row in rows:
        sheet.append(list(row))
    if change:
        change(book, sheet)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def zipped(parts: dict[str, bytes]) -> bytes:
    """A zip with these parts."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return kept.getvalue()


def unzipped(raw: bytes) -> dict[str, bytes]:
    """Its parts."""
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        return {name: package.read(name) for name in package.namelist()}


def refused(raw: bytes, **limits: int) -> Fault:
    """Why a file is refused."""
    with pytest.raises(TimetableUnreadableError) as caught:
        read_timetable(raw, limits=TimetableLimits(**limits))
    return caught.value.fault


def told(reading: TimetableReading) -> list[tuple[Place, Fault, bool]]:
    """Every problem."""
    return [(one.place, one.fault, one.left_out) for one in reading.problems]


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        (time(19, 30), time(21, 0), (1170, 1260)),
        (0.8125, 0.875, (1170, 1260)),
        ("19.30", "21:00", (1170, 1260)),
        (19.3, 21, (1170, 1260)),
        (datetime(1899, 12, 31, 19, 30), timedelta(hours=24), (1170, 1440)),  # noqa: DTZ001 - a cell has no zone
        (time(22, 0), time(0, 0), (1320, 1440)),
        (22, 1, (1320, 1440)),
    ],
)
def test_times_are_read_in_every_form_that_excel_keeps(start: object, end: object, minutes: tuple[int, int]) -> None:
    row = read_timetable(workbook(HEADINGS, ["di", start, end, "Zaal", "Koor"])).rows[0]
    assert (row.start_minute, row.end_minute) == minutes


@pytest.mark.parametrize(
    "value",
    [
        date(2026, 12, 15),
        datetime(2026, 12, 15),  # noqa: DTZ001 - a cell has no zone
        46371,
        "15-12-2026",
        "di 15 dec 2026",
    ],
)
def test_dates_are_read_in_every_form_that_excel_keeps(value: object) -> None:
    row = read_timetable(workbook(["datum", "van", "tot"], [value, "9.00", "10.00"])).rows[0]
    assert row.on == date(2026, 12, 15)


def test_a_formula_counts_with_its_kept_value_and_without_one_it_is_told() -> None:
    raw = workbook(
        HEADINGS, ["di", "=TIME(19,30,0)", "21.00", "Zaal", "Koor"], ["wo", "9.00", "10.00", "Zaal", "Piano"]
    )
    reading = read_timetable(raw)
    assert told(reading) == [(Place("Rooster", 2, "B"), Fault.FORMULA_WITHOUT_VALUE, True)]
    assert [row.title for row in reading.rows] == ["Piano"]
    parts = unzipped(raw)
    sheet = parts["xl/worksheets/sheet1.xml"]
    kept = re.sub(rb"(<f>TIME\(19,30,0\)</f>)<v ?(?:/>|></v>)", rb"\1<v>0.8125</v>", sheet)
    assert kept != sheet
    assert [row.start_minute for row in read_timetable(zipped(parts | {"xl/worksheets/sheet1.xml": kept})).rows] == [
        1170,
        540,
    ]


def test_a_merged_cell_counts_for_every_row_that_it_covers() -> None:
    def merge(_book: Workbook, sheet: Worksheet) -> None:
        sheet.merge_cells("A3:A5")
        sheet.merge_cells("A1:E1")

    raw = workbook(
        ["Rooster van dit jaar"],
        HEADINGS,
        ["dinsdag", "9.00", "10.00", "Zaal", "Piano"],
        [None, "10.00", "11.00", "Zaal", "Viool"],
        [None, "11.00", "12.00", "Zaal", "Fluit"],
        change=merge,
    )
    reading = read_timetable(raw)
    assert [(row.weekdays, row.title) for row in reading.rows] == [((1,), "Piano"), ((1,), "Viool"), ((1,), "Fluit")]
    assert told(reading) == [(Place("Rooster", 3, "A"), Fault.MERGED, False)]


def test_an_error_in_a_cell_is_told_and_one_that_is_not_needed_is_not() -> None:
    def spoil(_book: Workbook, sheet: Worksheet) -> None:
        sheet["C2"] = "#REF!"
        sheet["C2"].data_type = "e"
        sheet["G3"] = "#REF!"
        sheet["G3"].data_type = "e"

    raw = workbook(HEADINGS, ["di", "9.00", "x", "Zaal", "A"], ["wo", "9.00", "10.00", "Zaal", "B"], change=spoil)
    reading = read_timetable(raw)
    assert told(reading) == [(Place("Rooster", 2, "C"), Fault.CELL_ERROR, True)]
    assert [row.title for row in reading.rows] == ["B"]


def test_every_sheet_is_read_and_hidden_and_other_ones_are_told() -> None:
    def more(book: Workbook, _sheet: Worksheet) -> None:
        for title in ("Studio", "Notities", "Oud"):
            sheet = book.create_sheet(title)
            if title == "Notities":
                sheet.append(["Bel de stemmer"])
                continue
            sheet.append(["dag", "van", "tot"])
            sheet.append(["wo", "9.00", "10.00"])
        book["Oud"].sheet_state = "hidden"

    reading = read_timetable(workbook(HEADINGS, ["di", "9.00", "10.00", "Zaal", "Koor"], change=more))
    assert [(row.place.sheet, row.room) for row in reading.rows] == [("Rooster", "Zaal"), ("Studio", "")]
    assert told(reading) == [
        (Place("Notities"), Fault.SHEET_SKIPPED, False),
        (Place("Oud"), Fault.HIDDEN_SHEET, False),
    ]


def test_more_rows_than_lessons_can_be_are_refused_without_reading_them_all() -> None:
    parts = unzipped(workbook(HEADINGS))
    name = "xl/worksheets/sheet1.xml"
    row = b'<row r="%d"><c r="A%d"><v>1</v></c><c r="B%d"><v>0.5</v></c></row>'
    many = b"".join(row % (number, number, number) for number in range(2, 100_002))
    assert refused(zipped(parts | {name: parts[name].replace(b"</sheetData>", many + b"</sheetData>")})) is (
        Fault.TOO_MANY_ROWS
    )
    assert refused(workbook(HEADINGS, *[["di", "9.00", "10.00", "Z", str(n)] for n in range(60)]), max_rows=50) is (
        Fault.TOO_MANY_ROWS
    )


def test_one_cell_at_the_far_end_of_a_sheet_costs_nothing() -> None:
    def far(_book: Workbook, sheet: Worksheet) -> None:
        sheet["A1048576"] = "einde"

    reading = read_timetable(workbook(HEADINGS, ["di", "9.00", "10.00", "Zaal", "Koor"], change=far))
    assert [row.title for row in reading.rows] == ["Koor"]


def test_a_zip_that_unpacks_to_far_more_is_refused_unopened() -> None:
    parts = unzipped(workbook(HEADINGS))
    bomb = parts | {"xl/sharedStrings.xml": b"<sst>" + b" " * (80 * 1024 * 1024) + b"</sst>"}
    raw = zipped(bomb)
    assert len(raw) < 1024 * 1024
    assert refused(raw) is Fault.TOO_LARGE


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_a_document_that_declares_entities_is_refused_unopened(part: str) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
    assert refused(zipped(unzipped(workbook(HEADINGS)) | {part: bomb})) is Fault.UNSAFE
    wide = bomb.decode().replace("?>", ' encoding="utf-16"?>', 1).encode("utf-16")
    assert refused(zipped(unzipped(workbook(HEADINGS)) | {part: wide})) in {Fault.UNSAFE, Fault.NOT_A_TABLE}


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512, Fault.OLD_EXCEL),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), Fault.PASSWORD),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), Fault.OTHER_SPREADSHEET),
        (zipped({"xl/workbook.bin": b"x"}), Fault.OTHER_SPREADSHEET),
        (zipped({"word/document.xml": b"<x/>"}), Fault.NOT_A_TABLE),
        (b"PK\x03\x04 and then nothing", Fault.NOT_A_TABLE),
    ],
)
def test_other_files_are_told_apart(raw: bytes, fault: Fault) -> None:
    assert refused(raw) is fault


def test_a_workbook_that_was_cut_off_is_refused() -> None:
    raw = workbook(HEADINGS, ["di", "9.00", "10.00", "Zaal", "Koor"])
    for length in (200, len(raw) // 2, len(raw) - 10):
        assert refused(raw[:length]) is Fault.NOT_A_TABLE


def test_damaged_parts_are_refused_and_never_break_the_reader() -> None:
    parts = unzipped(workbook(HEADINGS, ["di", "9.00", "10.00", "Zaal", "Koor"]))
    for name in parts:
        for spoiled in (b"", b"<x", parts[name][: len(parts[name]) // 2]):
            try:
                read_timetable(zipped(parts | {name: spoiled}))
            except TimetableUnreadableError:
                continue


def test_what_is_read_is_what_the_file_says_after_a_round_trip() -> None:
    raw = workbook(HEADINGS, ["di", time(9, 0), time(10, 0), "Zaal", 101])
    assert read_timetable(raw).rows[0].title == "101"
    assert load_workbook(io.BytesIO(raw)).sheetnames == ["Rooster"]
