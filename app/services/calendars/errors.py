"""What can be wrong with a calendar that somebody brings."""

from app.core.errors import ConflictError, InvalidError, NotFoundError
from app.core.messages import Message, message
from app.integrations.calendar.calendar_values import ProblemCode
from app.integrations.documents.timetable_values import Fault

_REFUSED: dict[ProblemCode, Message] = {
    ProblemCode.NOT_A_CALENDAR: message("This file is not a calendar. Export your calendar as .ics and bring that."),
    ProblemCode.TOO_LARGE: message("This calendar is larger than 5 MB. Export one room or one school year at a time."),
    ProblemCode.TOO_MANY_EVENTS: message("This calendar has too many events. Export one room at a time."),
    ProblemCode.TOO_MANY_OCCURRENCES: message("An event in this calendar repeats too often to be a lesson."),
}
_OTHERWISE = message("This calendar could not be read. Export it again as .ics.")


class CalendarRefusedError(InvalidError):
    """The file as a whole cannot be used; nothing has been changed."""

    code = "calendar_refused"

    def __init__(self, code: ProblemCode) -> None:
        told = _REFUSED.get(code, _OTHERWISE)
        super().__init__(told, errors={"file": [told]})
        self.problem = code


class ImportNotFoundError(NotFoundError):
    """No such import of this organisation."""

    def __init__(self) -> None:
        super().__init__(message("This import does not exist."))


class ImportOutdatedError(ConflictError):
    """Between looking and saying yes something changed: the times here, or it was applied already."""

    code = "import_outdated"

    def __init__(self) -> None:
        super().__init__(
            message(
                "Something changed since you looked, or this was applied already. Look again; nothing changed just now."
            )
        )


_TIMETABLE_REFUSED: dict[Fault, Message] = {
    Fault.NOT_A_TABLE: message("This file is not a spreadsheet that can be read. Save it as .xlsx or .csv."),
    Fault.PASSWORD: message("This spreadsheet has a password. Save it without one and bring it again."),
    Fault.OLD_EXCEL: message("This is a spreadsheet of an old Excel (.xls). Save it as .xlsx and bring that."),
    Fault.OTHER_SPREADSHEET: message("This is another kind of spreadsheet. Save it as .xlsx or .csv and bring that."),
    Fault.TOO_LARGE: message("This file is too large to read: at most 5 MB, and 60 MB unpacked."),
    Fault.TOO_MANY_ROWS: message(
        "This file has too many rows: at most 5,000 lessons. Delete empty rows below the list, or bring one term."
    ),
    Fault.TOO_MANY_OCCURRENCES: message(
        "These lessons together take place too often. Bring one school year at a time."
    ),
    Fault.UNSAFE: message("This spreadsheet holds things that do not belong in one. Save it again as .xlsx or .csv."),
}
_NO_HEADINGS = message("No row with headings was found. A timetable has at least a day, a start and an end.")


class TimetableRefusedError(InvalidError):
    """The file as a whole cannot be used; nothing has been changed."""

    code = "timetable_refused"

    def __init__(self, fault: Fault, detail: str = "") -> None:
        told = _TIMETABLE_REFUSED.get(fault, _NO_HEADINGS)
        if fault is Fault.NO_HEADINGS and detail:
            told = message("The headings are not complete: %(missing)s is missing.", missing=detail)
        super().__init__(told, errors={"file": [told]})


class TimetableUnreadyError(ConflictError):
    """There are rows that could not be read, or names of rooms that nobody explained; nothing has been changed."""

    code = "timetable_unready"

    def __init__(self) -> None:
        super().__init__(message("Not everything in this file is clear yet. Nothing has been applied."))


class TimetableNotFoundError(NotFoundError):
    """No such timetable of this organisation."""

    def __init__(self) -> None:
        super().__init__(message("This timetable does not exist."))
