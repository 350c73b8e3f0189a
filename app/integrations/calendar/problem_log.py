"""Collects what goes wrong while reading, without letting a broken file fill the memory."""

from app.integrations.calendar.calendar_values import CalendarProblem, ProblemCode


class BadEventError(Exception):
    """An event cannot be read; raised and caught within this package."""

    def __init__(self, line: int, code: ProblemCode, detail: str) -> None:
        super().__init__(detail)
        self.line = line
        self.code = code
        self.detail = detail


class ProblemLog:
    """The first `limit` problems, and how many there were beyond those."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._problems: list[CalendarProblem] = []
        self.unlisted = 0

    def add(self, line: int, code: ProblemCode, detail: str, *, uid: str = "", left_out: bool = False) -> None:
        """Note a problem."""
        if len(self._problems) < self._limit:
            self._problems.append(CalendarProblem(line, uid, code, detail, left_out))
        else:
            self.unlisted += 1

    def add_error(self, error: BadEventError, *, uid: str) -> None:
        """Note an event that is left out."""
        self.add(error.line, error.code, error.detail, uid=uid, left_out=True)

    def listed(self) -> tuple[CalendarProblem, ...]:
        """The problems in the order of the file."""
        return tuple(sorted(self._problems, key=lambda problem: (problem.line, problem.code, problem.uid)))
