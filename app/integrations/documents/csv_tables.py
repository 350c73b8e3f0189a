"""A text file of values: Excel's own csv, an export of a school's software, something typed by hand."""

import csv
import io

from app.integrations.documents.tables import EMPTY, Cell, Table
from app.integrations.documents.timetable_values import Fault, Place, TimetableLimits, TimetableUnreadableError

_DELIMITERS = (";", "\t", ",")
_LOOKED_AT = 20
_LONGEST_CELL = 10_000
_REPLACED = "\ufffd"


def read_csv(raw: bytes, limits: TimetableLimits) -> Table:
    """The one table of the file, in UTF-8 or windows-1252, with any of `;`, tab or `,` between the values.

    Raises:
        TimetableUnreadableError: it is no text, or has too many rows.
    """
    text = _text_of(raw)
    rows: dict[int, tuple[Cell, ...]] = {}
    notes: list[tuple[Place, Fault, str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        for number, values in enumerate(reader, start=1):
            if not any(value.strip() for value in values):
                continue
            if len(rows) > limits.max_rows:
                raise TimetableUnreadableError(Fault.TOO_MANY_ROWS, f"more than {limits.max_rows} rows")
            rows[number] = tuple(_cell(value) for value in values[: limits.max_columns])
            if any(_REPLACED in value for value in values):
                notes.append((Place("", number), Fault.BAD_LETTERS, ""))
    except csv.Error as error:
        raise TimetableUnreadableError(Fault.NOT_A_TABLE, str(error)) from error
    return Table("", rows, tuple(notes))


def _cell(value: str) -> Cell:
    text = value.strip()[:_LONGEST_CELL]
    return Cell(text) if text else EMPTY


def _text_of(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    if b"\x00" in raw:
        raise TimetableUnreadableError(Fault.NOT_A_TABLE, "bytes that no text has")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    """The one that most of the first lines have, and equally often: a comma within a title does not count."""
    lines = [line for line in text.splitlines()[: _LOOKED_AT * 2] if line.strip()][:_LOOKED_AT]
    if lines and lines[0].casefold().startswith("sep=") and len(lines[0].strip()) == len("sep=;"):
        return lines[0].strip()[-1]
    return max(_DELIMITERS, key=lambda mark: (sum(mark in line for line in lines), -_DELIMITERS.index(mark)))
