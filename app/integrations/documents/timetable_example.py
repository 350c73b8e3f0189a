"""An example of a timetable to fill in, in both kinds of file: every column, and one of each kind of row."""

import csv
import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Font

from app.integrations.documents.headings import HEADINGS, Column

_COLUMNS = (
    Column.WEEKDAY,
    Column.DATE,
    Column.START,
    Column.END,
    Column.ROOM,
    Column.TITLE,
    Column.FROM_ON,
    Column.UNTIL_ON,
)
_ORDINARY_ROOM = "Zaal 1"
_WIDTH = 16


def example_rows(rooms: Sequence[str]) -> list[list[str]]:
    """The headings, a lesson every week, one in part of the year, one on two days, and one on a single date."""
    names = [*rooms, _ORDINARY_ROOM][:2]
    first, second = names[0], names[-1]
    return [
        [HEADINGS[column][0].capitalize() for column in _COLUMNS],
        ["dinsdag", "", "19.30", "21.00", first, "Koor", "", ""],
        ["ma en wo", "", "15.00", "15.45", second, "Piano", "01-09-2026", "31-01-2027"],
        ["vrijdag", "", "20.00", "24.00", first, "Jamsessie", "", ""],
        ["", "12-12-2026", "10.00", "17.00", second, "Open dag", "", ""],
    ]


def example_csv(rooms: Sequence[str]) -> bytes:
    """As Excel in Dutch reads it: semicolons, UTF-8 with a mark in front."""
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(example_rows(rooms))
    return text.getvalue().encode("utf-8-sig")


def example_xlsx(rooms: Sequence[str]) -> bytes:
    """With the headings in bold and every cell as text, so that a spreadsheet leaves times and dates as they are."""
    workbook = Workbook()
    sheet = workbook.active or workbook.create_sheet()
    sheet.title = "Rooster"
    for number, row in enumerate(example_rows(rooms), start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column, value or None)
            cell.number_format = "@"
            cell.data_type = "s" if value else "n"
            if number == 1:
                cell.font = Font(bold=True)
                sheet.column_dimensions[cell.column_letter].width = _WIDTH
    sheet.freeze_panes = "A2"
    kept = io.BytesIO()
    workbook.save(kept)
    return kept.getvalue()
