"""What the desk calls what is wrong with a timetable, and the words by which its columns are known."""

from flask_babel import gettext as _

from app.core.messages import Message, message
from app.integrations.documents.headings import HEADINGS, Column
from app.integrations.documents.timetable_values import Fault

COLUMNS: dict[Column, Message] = {
    Column.WEEKDAY: message("the day of the week"),
    Column.DATE: message("or one date"),
    Column.START: message("when it starts"),
    Column.END: message("when it ends"),
    Column.TIMES: message("or both in one cell"),
    Column.ROOM: message("which room"),
    Column.TITLE: message("what it is"),
    Column.FROM_ON: message("the first day it can be"),
    Column.UNTIL_ON: message("the last day it can be"),
}
FAULTS: dict[Fault, Message] = {
    Fault.BAD_DATE: message("This is no date. Write 15-12-2026."),
    Fault.BAD_LETTERS: message("Some letters could not be read. They were replaced."),
    Fault.BAD_TIME: message("This is no time. Write 19.30 or 19:30."),
    Fault.BAD_WEEKDAY: message("This is no day of the week. Write dinsdag, di or Tuesday."),
    Fault.CELL_ERROR: message("The spreadsheet itself says that this cell is wrong."),
    Fault.DUPLICATE_COLUMN: message("Two columns say the same. The first counts."),
    Fault.ENDS_BEFORE_START: message("The end lies before the start, or more than half a day after it."),
    Fault.FORMULA_WITHOUT_VALUE: message(
        "This cell is a formula without a kept value. Open the file, save it again, or type the value."
    ),
    Fault.HIDDEN_SHEET: message("This sheet is hidden and was not read."),
    Fault.MERGED: message("Merged cells: their value counts for every row and column they cover."),
    Fault.MISSING_DATE: message("This row has no date."),
    Fault.MISSING_TIME: message("This row has no start or no end."),
    Fault.MISSING_WEEKDAY: message("This row has no day. Fill the day in on every row."),
    Fault.REPEATED_ROW: message("This row says the same as an earlier one. It counts once."),
    Fault.SHEET_SKIPPED: message("No headings of a timetable were found on this sheet. It was not read."),
    Fault.UNTIL_BEFORE_FROM: message("The last day lies before the first."),
}


def heading_words() -> list[tuple[str, Message]]:
    """The words that are known above a column, and what they mean."""
    return [(", ".join(HEADINGS[column]), said) for column, said in COLUMNS.items()]


def place_text(sheet: str, row: int, column: str) -> str:
    """`blad Rooster, rij 12, kolom C`."""
    parts = []
    if sheet:
        parts.append(_("sheet %(name)s", name=sheet))
    if row:
        parts.append(_("row %(number)s", number=row))
    if column:
        parts.append(_("column %(letter)s", letter=column))
    return ", ".join(str(part) for part in parts) or str(_("the whole file"))
