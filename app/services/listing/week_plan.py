"""A week that changes from a day on: what was before stays written down, what was planned for later stays planned. Pure.

Rows `[valid_from, valid_until)` of one owner and one season. Between two days on which something begins or ends, the
same week holds; such a day is an edge.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.models.listing import AccessMode


@dataclass(frozen=True, slots=True, order=True)
class DayHours:
    """One stretch of one weekday (0 is Monday), in minutes from midnight."""

    weekday: int
    opens_minute: int
    closes_minute: int
    access_mode: AccessMode | None = None


@dataclass(frozen=True, slots=True)
class WeekRow:
    """A stretch that holds every week from a day on, until another (exclusive) or for good."""

    hours: DayHours
    valid_from: date
    valid_until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether `day` lies in its period."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


def week_on(rows: Iterable[WeekRow], day: date) -> list[DayHours]:
    """The week that holds on a day, in order."""
    return sorted((row.hours for row in rows if row.holds_on(day)), key=_order)


def edges_after(rows: Iterable[WeekRow], day: date) -> list[date]:
    """The days after `day` on which another week begins to hold, in order."""
    found = {edge for row in rows for edge in (row.valid_from, row.valid_until) if edge is not None and edge > day}
    listed = list(rows)
    return [edge for edge in sorted(found) if week_on(listed, edge) != week_on(listed, edge - timedelta(days=1))]


def replan(rows: Sequence[WeekRow], week: Iterable[DayHours], from_on: date) -> list[WeekRow]:
    """The rows when `week` holds from `from_on` until the next edge; before and after that nothing changes."""
    later = edges_after(rows, from_on)
    until = later[0] if later else None
    kept: list[WeekRow] = []
    for row in rows:
        if row.valid_from < from_on:
            kept.append(row if _ends_by(row, from_on) else replace(row, valid_until=from_on))
        if until is not None and not _ends_by(row, until):
            kept.append(replace(row, valid_from=max(row.valid_from, until)))
    return _joined([*kept, *(WeekRow(hours, from_on, until) for hours in set(week))])


def without_edge(rows: Sequence[WeekRow], edge: date) -> list[WeekRow]:
    """The rows when the change on `edge` does not take place: the week before it goes on until the next one."""
    return replan(rows, week_on(rows, edge - timedelta(days=1)), edge)


def _ends_by(row: WeekRow, day: date) -> bool:
    return row.valid_until is not None and row.valid_until <= day


def _joined(rows: Iterable[WeekRow]) -> list[WeekRow]:
    """Rows of the same hours that follow each other without a day between are one."""
    result: list[WeekRow] = []
    for row in sorted(set(rows), key=lambda row: (*_order(row.hours), row.valid_from)):
        before = result[-1] if result else None
        if (
            before is not None
            and before.hours == row.hours
            and (before.valid_until is None or before.valid_until >= row.valid_from)
        ):
            ends = None if None in {before.valid_until, row.valid_until} else max(before.valid_until, row.valid_until)  # type: ignore[type-var]  # None is dealt with
            result[-1] = replace(before, valid_until=ends)
        else:
            result.append(row)
    return result


def _order(hours: DayHours) -> tuple[int, int, int, str]:
    return hours.weekday, hours.opens_minute, hours.closes_minute, hours.access_mode or ""
