"""What goes into and comes out of reading a timetable."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Fault(StrEnum):
    """What can be wrong with a timetable, a row or a cell of it; stable, for messages and counts."""

    BAD_DATE = "bad_date"
    BAD_LETTERS = "bad_letters"
    BAD_TIME = "bad_time"
    BAD_WEEKDAY = "bad_weekday"
    CELL_ERROR = "cell_error"
    DUPLICATE_COLUMN = "duplicate_column"
    ENDS_BEFORE_START = "ends_before_start"
    FORMULA_WITHOUT_VALUE = "formula_without_value"
    HIDDEN_SHEET = "hidden_sheet"
    MERGED = "merged"
    MISSING_DATE = "missing_date"
    MISSING_TIME = "missing_time"
    MISSING_WEEKDAY = "missing_weekday"
    NOT_A_TABLE = "not_a_table"
    PASSWORD = "password"  # noqa: S105 - a word, not a secret
    OLD_EXCEL = "old_excel"
    OTHER_SPREADSHEET = "other_spreadsheet"
    NO_HEADINGS = "no_headings"
    REPEATED_ROW = "repeated_row"
    SHEET_SKIPPED = "sheet_skipped"
    TOO_LARGE = "too_large"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_OCCURRENCES = "too_many_occurrences"
    UNSAFE = "unsafe"
    UNTIL_BEFORE_FROM = "until_before_from"


class TimetableUnreadableError(Exception):
    """The file as a whole is refused; nothing of it was read."""

    def __init__(self, fault: Fault, detail: str) -> None:
        super().__init__(f"{fault}: {detail}")
        self.fault = fault
        self.detail = detail


@dataclass(frozen=True, slots=True)
class TimetableLimits:
    """How much of a timetable is read before it is refused.

    `max_unpacked_bytes` and `max_cells` are checked before a spreadsheet is opened: a small file can unpack to a very
    large one.
    """

    max_bytes: int = 5 * 1024 * 1024
    max_unpacked_bytes: int = 60 * 1024 * 1024
    max_packed_files: int = 2_000
    max_rows: int = 5_000
    max_columns: int = 200
    max_cells: int = 150_000
    max_problems: int = 500


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the file: the sheet (empty for a text file), the row and the column as a spreadsheet counts them.

    Row 0 is the sheet as a whole; an empty column is the row as a whole.
    """

    sheet: str
    row: int = 0
    column: str = ""


@dataclass(frozen=True, slots=True)
class TimetableProblem:
    """Something that could not be read as it stands; `left_out` says whether a row is missing because of it."""

    place: Place
    fault: Fault
    detail: str
    left_out: bool


@dataclass(frozen=True, slots=True)
class TimetableRow:
    """One lesson as the file has it: either once, on `on`, or weekly on `weekdays` within `[from_on, until_on)`.

    Wall-clock minutes of a day; a lesson past midnight ends after 1440. `room` is the name in the file, else empty.
    """

    place: Place
    room: str
    title: str
    start_minute: int
    end_minute: int
    weekdays: tuple[int, ...] = ()
    on: date | None = None
    from_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class TimetableReading:
    """A timetable as read: the lessons in the order of the file, and what could not be read of it."""

    rows: tuple[TimetableRow, ...]
    problems: tuple[TimetableProblem, ...]
    unlisted_problems: int
    names_rooms: bool

    @property
    def complete(self) -> bool:
        """Whether every row of the file was understood."""
        return self.unlisted_problems == 0 and not any(problem.left_out for problem in self.problems)
