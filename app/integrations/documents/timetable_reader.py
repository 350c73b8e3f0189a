"""Reads the timetable of a school: a list of lessons with a day, a time, a room and a name.

A row that cannot be read is reported with its sheet, row and column and left out. Whether a file that was not read
completely may be used is for the caller to decide.
"""

from collections.abc import Iterable

from app.integrations.documents import cell_reading
from app.integrations.documents.csv_tables import read_csv
from app.integrations.documents.headings import HEADINGS, Column, Headings, find_headings
from app.integrations.documents.package_checks import is_package
from app.integrations.documents.row_reading import RowReader
from app.integrations.documents.tables import Table, column_letters
from app.integrations.documents.timetable_log import TimetableLog
from app.integrations.documents.timetable_values import (
    Fault,
    Place,
    TimetableLimits,
    TimetableReading,
    TimetableRow,
    TimetableUnreadableError,
)
from app.integrations.documents.xlsx_tables import read_xlsx

DEFAULT_LIMITS = TimetableLimits()
__all__ = ["HEADINGS", "Column", "cell_reading", "is_timetable", "read_timetable"]


def is_timetable(filename: str) -> bool:
    """Whether a file by this name is read here; what is in it decides how."""
    return filename.casefold().endswith((".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"))


def read_timetable(raw: bytes, *, limits: TimetableLimits = DEFAULT_LIMITS) -> TimetableReading:
    """Every lesson in the file, and what could not be read of it.

    Raises:
        TimetableUnreadableError: it is no timetable, or too large, or hostile. Nothing else is raised for any bytes.
    """
    if len(raw) > limits.max_bytes:
        raise TimetableUnreadableError(Fault.TOO_LARGE, f"{len(raw)} bytes, where {limits.max_bytes} is the most")
    tables = read_xlsx(raw, limits) if is_package(raw) else [read_csv(raw, limits)]
    log = TimetableLog(limits.max_problems)
    rows: list[TimetableRow] = []
    names_rooms = False
    for table, headings in _with_headings(tables, log):
        names_rooms = names_rooms or Column.ROOM in headings.columns
        rows += _rows(table, headings, log)
    if len(rows) > limits.max_rows:
        raise TimetableUnreadableError(Fault.TOO_MANY_ROWS, f"more than {limits.max_rows} lessons")
    return TimetableReading(tuple(rows), log.listed(), log.unlisted, names_rooms)


def _with_headings(tables: Iterable[Table], log: TimetableLog) -> list[tuple[Table, Headings]]:
    """The sheets that are timetables. One that is none is skipped and told; a file without any is refused."""
    found: list[tuple[Table, Headings]] = []
    closest: Headings | None = None
    for table in tables:
        headings = find_headings(table)
        begins = headings.row if headings else 0
        for place, fault, detail in table.notes:
            if fault is not Fault.MERGED or place.row > begins:  # the title above a list may well be merged
                log.add(place, fault, detail)
        if headings is not None and headings.usable:
            found.append((table, headings))
            for index in headings.repeated:
                log.add(Place(table.name, headings.row, column_letters(index)), Fault.DUPLICATE_COLUMN)
        elif table.rows:
            closest = closest or headings
            log.add(Place(table.name), Fault.SHEET_SKIPPED)
    if not found:
        missing = ", ".join(HEADINGS[column][0] for column in closest.missing) if closest else ""
        raise TimetableUnreadableError(Fault.NO_HEADINGS, missing)
    return found


def _rows(table: Table, headings: Headings, log: TimetableLog) -> Iterable[TimetableRow]:
    reader = RowReader(table.name, headings, log)
    seen: dict[object, int] = {}
    for number, cells in table.rows.items():
        if number <= headings.row:
            continue
        row = reader.read(number, cells)
        if row is None:
            continue
        same = (row.room, row.title, row.start_minute, row.end_minute, row.weekdays, row.on, row.from_on, row.until_on)
        if same in seen:
            log.add(row.place, Fault.REPEATED_ROW, str(seen[same]))
            continue
        seen[same] = number
        yield row
