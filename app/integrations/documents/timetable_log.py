"""Collecting what is wrong with a timetable while the rest of it is read."""

from app.integrations.documents.timetable_values import Fault, Place, TimetableProblem


class TimetableLog:
    """The first `limit` problems, and how many there were beyond those."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._problems: list[TimetableProblem] = []
        self.unlisted = 0

    def add(self, place: Place, fault: Fault, detail: str = "", *, left_out: bool = False) -> None:
        """Note a problem."""
        if len(self._problems) < self._limit:
            self._problems.append(TimetableProblem(place, fault, detail, left_out))
        else:
            self.unlisted += 1

    def listed(self) -> tuple[TimetableProblem, ...]:
        """The problems, those that leave a row out first, each in the order of the file."""
        return tuple(sorted(self._problems, key=lambda problem: not problem.left_out))
