"""One row of a timetable as a lesson."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TypeVar

from app.integrations.documents.cell_reading import (
    MINUTES_PER_DAY,
    date_of,
    minute_of,
    minutes_of,
    weekdays_of,
)
from app.integrations.documents.headings import Column, Headings
from app.integrations.documents.tables import EMPTY, Cell, column_letters
from app.integrations.documents.timetable_log import TimetableLog
from app.integrations.documents.timetable_values import Fault, Place, TimetableRow

# A lesson that would run longer has its start and its end in each other's place.
_LONGEST_OVERNIGHT = 12 * 60
_LONGEST_TITLE = 200
_LONGEST_ROOM = 200
_ONE_DAY = timedelta(days=1)
Value = TypeVar("Value")


class _RowRefusedError(Exception):
    """The row is left out; raised and caught within this module."""

    def __init__(self, column: Column | None, fault: Fault, detail: str = "") -> None:
        super().__init__(fault)
        self.column = column
        self.fault = fault
        self.detail = detail


class RowReader:
    """Reads the rows of one sheet by the columns of its headings."""

    def __init__(self, sheet: str, headings: Headings, log: TimetableLog) -> None:
        self._sheet = sheet
        self._columns = headings.columns
        self._log = log

    def read(self, number: int, cells: Sequence[Cell]) -> TimetableRow | None:
        """The lesson; None for a row without one, and for one that cannot be read, which is noted."""
        lesson = {column: cells[index] for column, index in self._columns.items() if index < len(cells)}
        asked = (Column.WEEKDAY, Column.DATE, Column.START, Column.END, Column.TIMES)
        if all(lesson.get(column, EMPTY).empty for column in asked):
            return None  # a heading within the list, a remark, an empty line
        try:
            return self._lesson(number, lesson)
        except _RowRefusedError as error:
            index = self._columns.get(error.column) if error.column else None
            place = Place(self._sheet, number, "" if index is None else column_letters(index))
            self._log.add(place, error.fault, error.detail, left_out=True)
            return None

    def _lesson(self, number: int, lesson: dict[Column, Cell]) -> TimetableRow:
        start, end = _times(lesson)
        on = _read(lesson, Column.DATE, date_of, Fault.BAD_DATE)
        first = _read(lesson, Column.FROM_ON, date_of, Fault.BAD_DATE)
        last = _read(lesson, Column.UNTIL_ON, date_of, Fault.BAD_DATE)
        weekdays = () if on else _weekdays(lesson)
        if first and last and last < first:
            raise _RowRefusedError(Column.UNTIL_ON, Fault.UNTIL_BEFORE_FROM, _shown(lesson, Column.UNTIL_ON))
        return TimetableRow(
            place=Place(self._sheet, number),
            room=_text(lesson, Column.ROOM)[:_LONGEST_ROOM],
            title=_text(lesson, Column.TITLE)[:_LONGEST_TITLE],
            start_minute=start,
            end_minute=end,
            weekdays=weekdays,
            on=on,
            from_on=None if on else first,
            until_on=None if on or last is None or last >= date.max - _ONE_DAY else last + _ONE_DAY,
        )


def _times(lesson: dict[Column, Cell]) -> tuple[int, int]:
    start = _read(lesson, Column.START, minute_of, Fault.BAD_TIME)
    end = _read(lesson, Column.END, minute_of, Fault.BAD_TIME)
    end_column = Column.END
    if start is None and end is None:
        both = _read(lesson, Column.TIMES, minutes_of, Fault.BAD_TIME)
        end_column = Column.TIMES
        if both is not None:
            start, end = both
    if start is None or end is None:
        missing = Column.START if start is None else Column.END
        raise _RowRefusedError(missing, Fault.MISSING_TIME)
    if end <= start:
        end += MINUTES_PER_DAY
        if start >= MINUTES_PER_DAY or end - start > _LONGEST_OVERNIGHT:
            raise _RowRefusedError(end_column, Fault.ENDS_BEFORE_START, _shown(lesson, end_column))
    return start, end


def _weekdays(lesson: dict[Column, Cell]) -> tuple[int, ...]:
    found = _read(lesson, Column.WEEKDAY, weekdays_of, Fault.BAD_WEEKDAY)
    if found:
        return found
    if Column.WEEKDAY in lesson:
        raise _RowRefusedError(Column.WEEKDAY, Fault.MISSING_WEEKDAY)
    raise _RowRefusedError(Column.DATE, Fault.MISSING_DATE)


def _read(
    lesson: dict[Column, Cell], column: Column, reading: Callable[[Cell], Value | None], fault: Fault
) -> Value | None:
    """None when nothing stands there."""
    cell = lesson.get(column, EMPTY)
    if cell.empty:
        return None
    if cell.fault is not None:
        raise _RowRefusedError(column, cell.fault, _shown(lesson, column))
    found = reading(cell)
    if found is None:
        raise _RowRefusedError(column, fault, _shown(lesson, column))
    return found


def _text(lesson: dict[Column, Cell], column: Column) -> str:
    cell = lesson.get(column, EMPTY)
    if cell.empty:
        return ""
    if cell.fault is not None:
        raise _RowRefusedError(column, cell.fault, _shown(lesson, column))
    if isinstance(cell.value, float) and cell.value == int(cell.value):
        return str(int(cell.value))
    return " ".join("".join(sign if sign.isprintable() else " " for sign in str(cell.value)).split())


def _shown(lesson: dict[Column, Cell], column: Column) -> str:
    """What stands there, short enough for a message."""
    text = str(lesson.get(column, EMPTY).value or "")
    return "".join(sign if sign.isprintable() else " " for sign in text)[:60]
