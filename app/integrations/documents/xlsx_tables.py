"""A spreadsheet of Excel, LibreOffice, Google or Numbers, as .xlsx.

Of a formula the value counts that was saved with it. A merged cell gives its value to every row and column it covers,
because that is what it looks like to whoever merged it.
"""

import io
import warnings
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
from openpyxl.cell.cell import MergedCell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.worksheet import Worksheet

from app.integrations.documents.package_checks import check_package
from app.integrations.documents.tables import EMPTY, Cell, Table, column_letters
from app.integrations.documents.timetable_values import Fault, Place, TimetableLimits, TimetableUnreadableError

_LONGEST_CELL = 10_000


def read_xlsx(raw: bytes, limits: TimetableLimits) -> list[Table]:
    """Every visible sheet of the workbook.

    Raises:
        TimetableUnreadableError: it is no workbook, or larger or worse than it looks.
    """
    check_package(raw, limits)
    values, formulas = _open(raw, values=True), _open(raw, values=False)
    tables = [
        _table(sheet, formulas[sheet.title], limits) if sheet.sheet_state == "visible" else _hidden(sheet)
        for sheet in values.worksheets
    ]
    if sum(len(table.rows) for table in tables) > limits.max_rows + len(tables):
        raise TimetableUnreadableError(Fault.TOO_MANY_ROWS, f"more than {limits.max_rows} rows")
    return tables


def _open(raw: bytes, *, values: bool) -> Workbook:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that are not ours to read: validations, print settings
            return openpyxl.load_workbook(io.BytesIO(raw), data_only=values, keep_links=False)
    except Exception as error:  # the library lets a great many kinds through for a damaged file
        raise TimetableUnreadableError(Fault.NOT_A_TABLE, f"{type(error).__name__}: {error}") from error


def _hidden(sheet: Worksheet) -> Table:
    return Table(sheet.title, {}, ((Place(sheet.title), Fault.HIDDEN_SHEET, ""),))


def _table(sheet: Worksheet, formulas: Worksheet, limits: TimetableLimits) -> Table:
    """Only cells that exist are looked at: a sheet may reach to its last row and hold three."""
    found: dict[int, dict[int, Cell]] = {}
    for (row, column), cell in sorted(sheet._cells.items()):  # noqa: SLF001 - iterating its rows would make the cells in between
        if column > limits.max_columns or isinstance(cell, MergedCell):
            continue
        read = _cell(cell, formulas.cell(row, column))
        if not read.empty:
            found.setdefault(row, {})[column] = read
    notes = _spread_merged(sheet, found, limits)
    rows = {
        row: tuple(cells.get(column, EMPTY) for column in range(1, max(cells) + 1))
        for row, cells in sorted(found.items())
    }
    return Table(sheet.title, rows, notes)


def _spread_merged(
    sheet: Worksheet, found: dict[int, dict[int, Cell]], limits: TimetableLimits
) -> tuple[tuple[Place, Fault, str], ...]:
    """Into rows that hold something of their own; a merged block over empty rows stays empty rows."""
    notes = []
    own_rows = sorted(found)
    for block in sheet.merged_cells.ranges:
        value = found.get(block.min_row, {}).get(block.min_col)
        if value is None:
            continue
        notes.append((Place(sheet.title, block.min_row, column_letters(block.min_col - 1)), Fault.MERGED, block.coord))
        for row in own_rows:
            if block.min_row <= row <= block.max_row:
                for column in range(block.min_col, min(block.max_col, limits.max_columns) + 1):
                    found[row].setdefault(column, value)
    return tuple(sorted(notes, key=lambda note: (note[0].row, note[0].column)))


def _cell(cell: Any, formula: Any) -> Cell:  # noqa: ANN401 - a cell of the library
    value = cell.value
    if value is None and _is_formula(formula):
        return Cell(None, Fault.FORMULA_WITHOUT_VALUE)
    if cell.data_type == "e":
        return Cell(str(value), Fault.CELL_ERROR)
    if isinstance(value, bool):
        return Cell(str(value))
    if isinstance(value, int | float):
        return Cell(float(value))
    if isinstance(value, datetime | date | time | timedelta):
        return Cell(value)
    text = " ".join(str(value or "").split())[:_LONGEST_CELL]
    return Cell(text) if text else EMPTY


def _is_formula(cell: Any) -> bool:  # noqa: ANN401 - a cell of the library
    return cell.data_type == "f" or isinstance(cell.value, ArrayFormula | DataTableFormula)
