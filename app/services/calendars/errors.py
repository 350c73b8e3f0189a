"""What can be wrong with a calendar that somebody brings."""

from app.core.errors import ConflictError, InvalidError, NotFoundError
from app.core.messages import Message, message
from app.integrations.calendar.calendar_values import ProblemCode

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


class ImportNotFoundError(NotFoundError):
    """No such import of this organisation."""

    def __init__(self) -> None:
        super().__init__(message("This import does not exist."))


class ImportOutdatedError(ConflictError):
    """Between looking and saying yes something changed."""

    code = "import_outdated"

    def __init__(self) -> None:
        super().__init__(
            message("Something was booked in the meantime. Look at the changes again; nothing has been applied.")
        )
