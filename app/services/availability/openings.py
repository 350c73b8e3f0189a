"""When a room is open on a day, and why. Pure: values in, a decision out.

What is asked, in this order; the first that has something to say decides:

1. **Exception**: a day, or a stretch of days, that differs. One of the room goes before one of its venue; of those, the
   shortest stretch; of equally short ones that contradict each other, closed.
2. **Public holiday**, when the room (else its venue) has a state other than normal for public holidays.
3. **School holiday** of the venue's region, when the room (else its venue) has a state other than normal for it.
4. **The week**: rows of season `regular`; in a holiday with state `extra` those of season `holiday`, if there are any.
   A room with rows of its own (of that season, valid on that day) follows those alone, so that it can be closed while
   its venue is open.

A **closure** comes last and only takes away: all of the day, or the hours it names, from whatever the rest decided.
Every row counts only on the days of its validity. Minutes are wall clock from midnight of the day on which an opening
begins; an evening past midnight ends after 1440 and belongs to that day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from app.core.time_ranges import MINUTES_PER_DAY
from app.models.listing import AccessMode
from app.models.openings import Holiday, HolidayState, Season
from app.models.regions import SchoolHolidayRegion
from app.services.availability.rules import Minutes, joined
from app.services.availability.school_calendar import public_holiday_on, school_holiday_on

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WeeklyOpening:
    """A weekly opening that holds from a date on, until another (exclusive) or for good."""

    weekday: int
    opens_minute: int
    closes_minute: int
    valid_from: date
    valid_until: date | None = None
    for_room: bool = False
    season: Season = Season.REGULAR
    access_mode: AccessMode | None = None


@dataclass(frozen=True, slots=True)
class DayException:
    """Days `[from_on, until_on)` that differ: closed without hours, else open at these hours instead."""

    from_on: date
    until_on: date
    hours: Minutes | None
    for_room: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DayClosure:
    """Days `[from_on, until_on)` on which all of the day, or these hours of it, are taken away."""

    from_on: date
    until_on: date
    hours: Minutes | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class HolidayRule:
    """What is done in one holiday, from a date on, until another (exclusive) or for good."""

    holiday: Holiday
    state: HolidayState
    valid_from: date
    valid_until: date | None = None
    for_room: bool = False


class Decider(StrEnum):
    """What decided about a day."""

    EXCEPTION = "exception"
    PUBLIC_HOLIDAY = "public_holiday"
    SCHOOL_HOLIDAY = "school_holiday"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Because:
    """What decided about a day; `for_room`: the room's own word, else its venue's. `reason` as the member wrote it."""

    decider: Decider
    for_room: bool
    state: HolidayState | None = None
    holiday: Holiday | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AccessSpan:
    """How a hirer gets in during part of a day; None: as the venue says."""

    start_minute: int
    end_minute: int
    mode: AccessMode | None


@dataclass(frozen=True, slots=True)
class DayOpening:
    """The openings that start on a day, in order, joined where they touch; what decided; which closures took away."""

    day: date
    spans: list[Minutes]
    because: Because
    closures: tuple[DayClosure, ...] = ()
    access: tuple[AccessSpan, ...] = ()

    @property
    def minutes(self) -> int:
        """How long it is open, by the wall clock."""
        return sum(end - start for start, end in self.spans)


@dataclass(frozen=True, slots=True)
class OpeningBook:
    """Everything that is written about the openings of one room, or (nothing `for_room`) of a venue."""

    region: SchoolHolidayRegion
    weekly: Sequence[WeeklyOpening] = ()
    exceptions: Sequence[DayException] = ()
    closures: Sequence[DayClosure] = ()
    holidays: Sequence[HolidayRule] = ()
    access_mode: AccessMode = AccessMode.CARETAKER_PRESENT

    def of_building(self) -> "OpeningBook":
        """The same without the weeks and holidays of the room itself: when the building is open for it."""
        return replace(
            self,
            weekly=[one for one in self.weekly if not one.for_room],
            holidays=[one for one in self.holidays if not one.for_room],
        )

    def minutes_on(self, day: date) -> list[Minutes]:
        """The openings that start on `day`."""
        return self.on(day).spans

    def on(self, day: date) -> DayOpening:
        """The openings that start on `day`, and why."""
        rows, because = self._rows(day)
        spans, closures = self._without_closures(day, joined((row.start_minute, row.end_minute) for row in rows))
        return DayOpening(day, spans, because, closures, tuple(rows))

    def access_on(self, day: date, start_minute: int, end_minute: int) -> list[AccessMode]:
        """The ways in that hold between these minutes of `day`, in order of the clock; never empty."""
        found: list[AccessMode] = []
        for row in sorted(self.on(day).access, key=lambda row: row.start_minute):
            mode = row.mode or self.access_mode
            if row.start_minute < end_minute and row.end_minute > start_minute and mode not in found:
                found.append(mode)
        return found or [self.access_mode]

    def _rows(self, day: date) -> tuple[list[AccessSpan], Because]:
        excepted = [one for one in self.exceptions if one.from_on <= day < one.until_on]
        if excepted:
            return _excepted([one for one in excepted if one.for_room] or excepted)
        holiday = self._holiday_on(day)
        if holiday is None:
            return self._week(day, Season.REGULAR)
        if holiday.state is HolidayState.CLOSED:
            return [], holiday
        rows, _ = self._week(day, Season.HOLIDAY)
        return rows, holiday

    def _holiday_on(self, day: date) -> Because | None:
        """The holiday that decides about this day: a public one before a school holiday, and a normal one never."""
        school = school_holiday_on(day, self.region)
        asked = (
            (Decider.PUBLIC_HOLIDAY, Holiday.PUBLIC if public_holiday_on(day) else None),
            (Decider.SCHOOL_HOLIDAY, school),
        )
        for decider, holiday in asked:
            valid = [one for one in self.holidays if one.holiday is holiday and _holds(one, day)]
            rule = next((one for one in valid if one.for_room), valid[0] if valid else None)
            if rule is not None and rule.state is not HolidayState.NORMAL:
                return Because(decider, rule.for_room, rule.state, holiday)
        return None

    def _week(self, day: date, season: Season) -> tuple[list[AccessSpan], Because]:
        valid = [one for one in self.weekly if _holds(one, day)]
        of_season = [one for one in valid if one.season is season] or [
            one for one in valid if one.season is Season.REGULAR
        ]
        of_room = [one for one in of_season if one.for_room]
        rows = [
            AccessSpan(one.opens_minute, one.closes_minute, one.access_mode)
            for one in of_room or of_season
            if one.weekday == day.weekday()
        ]
        return rows, Because(Decider.WEEK, bool(of_room))

    def _without_closures(self, day: date, spans: list[Minutes]) -> tuple[list[Minutes], tuple[DayClosure, ...]]:
        """What closures leave. Hours of the day before and after count too where an evening runs past midnight."""
        left, took = spans, []
        for closure in self.closures:
            rest = left
            if closure.hours is None:
                rest = [] if closure.from_on <= day < closure.until_on else left
            else:
                for shift in (-1, 0, 1):
                    if closure.from_on <= day + shift * _DAY < closure.until_on:
                        start, end = (minute + shift * MINUTES_PER_DAY for minute in closure.hours)
                        rest = _cut(rest, (start, end))
            if rest != left:
                took.append(closure)
            left = rest
        return left, tuple(took)


def _holds(row: WeeklyOpening | HolidayRule, day: date) -> bool:
    return row.valid_from <= day and (row.valid_until is None or day < row.valid_until)


def _excepted(exceptions: Sequence[DayException]) -> tuple[list[AccessSpan], Because]:
    """The shortest stretch knows best: a day off in the weeks with summer hours, an open day in a closed summer.

    Of equally short ones that contradict each other, closed wins: nobody should find the door locked.
    """
    shortest = min(one.until_on - one.from_on for one in exceptions)
    deciding = [one for one in exceptions if one.until_on - one.from_on == shortest]
    shut = [one for one in deciding if one.hours is None]
    first = (shut or deciding)[0]
    because = Because(Decider.EXCEPTION, first.for_room, reason=first.reason)
    if shut:
        return [], because
    return [AccessSpan(*one.hours, None) for one in deciding if one.hours is not None], because


def _cut(spans: Iterable[Minutes], hole: Minutes) -> list[Minutes]:
    left = []
    for start, end in spans:
        left += [piece for piece in ((start, min(end, hole[0])), (max(start, hole[1]), end)) if piece[0] < piece[1]]
    return left
