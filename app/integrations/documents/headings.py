"""Which column is which, by the words that people put above them, in Dutch or in English and in any order."""

import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum

from app.integrations.documents.cell_reading import date_of, is_time
from app.integrations.documents.tables import Cell, Table


class Column(StrEnum):
    """What a column says of a lesson."""

    WEEKDAY = "weekday"
    DATE = "date"
    START = "start"
    END = "end"
    TIMES = "times"
    ROOM = "room"
    TITLE = "title"
    FROM_ON = "from_on"
    UNTIL_ON = "until_on"


# The first word of each list is the one that the example file uses.
HEADINGS: dict[Column, tuple[str, ...]] = {
    Column.WEEKDAY: ("dag", "weekdag", "lesdag", "day", "weekday"),
    Column.DATE: ("datum", "op", "date"),
    Column.START: ("van", "start", "starttijd", "begintijd", "aanvang", "aanvangstijd", "from time", "start time"),
    Column.END: ("tot", "eindtijd", "sluit", "to", "end time", "until time"),
    Column.TIMES: ("tijd", "tijden", "lestijd", "tijdstip", "time", "times", "van-tot"),
    Column.ROOM: ("ruimte", "zaal", "lokaal", "leslokaal", "room", "space", "studio", "locatie"),
    Column.TITLE: (
        "les", "vak", "naam", "cursus", "activiteit", "omschrijving", "titel", "groep",
        "lesson", "subject", "name", "course", "title", "activity",
    ),
    Column.FROM_ON: ("vanaf", "begindatum", "startdatum", "eerste les", "ingangsdatum", "from", "start date", "first"),
    Column.UNTIL_ON: (
        "tot en met", "t/m", "tm", "einddatum", "laatste les", "until", "end date", "last", "through",
    ),
}  # fmt: skip
# Words that mean a time in one file and a day in another: what stands below them says which.
_EITHER: dict[str, tuple[Column, Column]] = {
    "van": (Column.START, Column.FROM_ON),
    "begin": (Column.START, Column.FROM_ON),
    "einde": (Column.END, Column.UNTIL_ON),
    "eind": (Column.END, Column.UNTIL_ON),
    "end": (Column.END, Column.UNTIL_ON),
    "start": (Column.START, Column.FROM_ON),
    "from": (Column.START, Column.FROM_ON),
    "until": (Column.END, Column.UNTIL_ON),
    "tot": (Column.END, Column.UNTIL_ON),
}
_BY_WORD = {word: column for column, words in HEADINGS.items() for word in words}
_MORE_OF = frozenset({Column.TITLE, Column.ROOM})  # a group beside a subject, a building beside a room
_LOOKED_AT = 40
_ENOUGH = 2


class Headings:
    """The row with the headings of a sheet, and where each column stands."""

    def __init__(self, row: int, columns: dict[Column, int], repeated: list[int]) -> None:
        self.row = row
        self.columns = columns
        self.repeated = repeated

    @property
    def usable(self) -> bool:
        """Whether a lesson can be read from these columns."""
        has_time = Column.TIMES in self.columns or {Column.START, Column.END} <= set(self.columns)
        return has_time and (Column.WEEKDAY in self.columns or Column.DATE in self.columns)

    @property
    def missing(self) -> list[Column]:
        """What a lesson cannot do without and is not there."""
        wanted = []
        if Column.WEEKDAY not in self.columns and Column.DATE not in self.columns:
            wanted.append(Column.WEEKDAY)
        if Column.TIMES not in self.columns:
            wanted += [column for column in (Column.START, Column.END) if column not in self.columns]
        return wanted


def find_headings(table: Table) -> Headings | None:
    """The first row with at least two words that name a column; titles and notes may stand above it."""
    best: Headings | None = None
    for number, cells in list(table.rows.items())[:_LOOKED_AT]:
        found = _headings(table, number, cells)
        if found.usable:
            return found
        if len(found.columns) >= _ENOUGH and (best is None or len(found.columns) > len(best.columns)):
            best = found
    return best


def _headings(table: Table, number: int, cells: Sequence[Cell]) -> Headings:
    columns: dict[Column, int] = {}
    repeated: list[int] = []
    words = [_word(cell) for cell in cells]
    plain = [(HEADINGS[_BY_WORD[word]].index(word), at) for at, word in enumerate(words) if word in _BY_WORD]
    for _rank, index in sorted(plain):  # of two names for one thing the plainer: a room rather than a place
        if words[index] not in _EITHER:
            _put(columns, _BY_WORD[words[index]], index, repeated)
    for index, word in enumerate(words):
        if word in _EITHER:
            as_time, as_day = _EITHER[word]
            kind = as_time if as_time not in columns and _holds_times(table, number, index) else as_day
            _put(columns, kind, index, repeated)
    return Headings(number, columns, sorted(repeated))


def _put(columns: dict[Column, int], kind: Column, index: int, repeated: list[int]) -> None:
    if kind not in columns:
        columns[kind] = index
    elif kind not in _MORE_OF:
        repeated.append(index)


def _word(cell: Cell) -> str:
    if not isinstance(cell.value, str):
        return ""
    plain = unicodedata.normalize("NFKC", cell.value).casefold()
    plain = re.sub(r"\(.*?\)", " ", plain)
    return " ".join(re.sub(r"[:*._]", " ", plain).split())


def _holds_times(table: Table, number: int, index: int) -> bool:
    """Times, unless what stands there are days: one cell that says neither decides nothing."""
    below = [cells[index] for row, cells in table.rows.items() if row > number and index < len(cells)]
    said = [cell for cell in below if not cell.empty][:_LOOKED_AT]
    return any(is_time(cell) for cell in said) or not any(date_of(cell) for cell in said)
