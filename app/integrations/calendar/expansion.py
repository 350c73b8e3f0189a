"""When a series takes place, as `recurring_ical_events` says, within a bounded amount of work.

The library gets the series on the wall clock of its head (see `wall_clock`) and knows nothing of zones or texts; each
component carries the place of its event in the list, by which the rest is found again.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

import recurring_ical_events
from icalendar import Calendar, Event
from icalendar.prop import vDDDLists, vDDDTypes

from app.integrations.calendar.calendar_values import (
    CalendarLimits,
    CalendarUnreadableError,
    DateWindow,
    Occurrence,
    ProblemCode,
)
from app.integrations.calendar.event_parsing import ParsedEvent, Period
from app.integrations.calendar.plain_text import shortened
from app.integrations.calendar.problem_log import BadEventError
from app.integrations.calendar.recurrence_rules import times_a_day
from app.integrations.calendar.wall_clock import Moment, instant_of, is_day, on_the_wall, span_of

_PLACE = "X-PLACE"
_ZONES_APART = timedelta(days=2)  # no two clocks on earth differ by more
_MAX_CHANGES_OF_RULE = 100
_MAX_CHANGES_OF_FUTURE = 50


class StepBudget:
    """How many days recurrence rules may still walk through: some for each series, some for the whole file."""

    def __init__(self, limits: CalendarLimits) -> None:
        self._per_series = limits.max_steps_per_series
        self._left_of_file = limits.max_steps
        self._left_of_series = limits.max_steps_per_series

    def next_series(self) -> None:
        """Start counting for another series."""
        self._left_of_series = self._per_series

    def spend(self, steps: int) -> None:
        """Count.

        Raises:
            CalendarUnreadableError: the file as a whole asks too much.
            StepsSpentError: this series does.
        """
        self._left_of_series -= steps
        self._left_of_file -= steps
        if self._left_of_file < 0:
            raise CalendarUnreadableError(ProblemCode.TOO_MANY_OCCURRENCES, "the file repeats too much to work out")
        if self._left_of_series < 0:
            raise StepsSpentError


class StepsSpentError(Exception):
    """A series asks too much work."""


class _CountedMonths(tuple[int, ...]):  # noqa: SLOT001 - a tuple with a counter attached needs room for it
    """The months of a rule, counting how often they are looked at.

    `dateutil` walks day by day and cannot be interrupted: a rule that never matches runs on until the year 9999.
    Whether a rule has months is the first thing it asks of every day, so that is where the steps are counted.
    """

    spend: Callable[[], None]

    def __bool__(self) -> bool:
        self.spend()
        return len(self) > 0


class Expansion:
    """Works out series within a window of days in a zone."""

    def __init__(self, window: DateWindow, zone: tzinfo, limits: CalendarLimits) -> None:
        self._zone = zone
        self._budget = StepBudget(limits)
        self._from_wall = datetime.combine(window.from_on, time.min) - _ZONES_APART
        self._until_wall = datetime.combine(window.until_on, time.min) + _ZONES_APART
        self._starts_at = instant_of(window.from_on, zone)
        self._ends_at = instant_of(window.until_on, zone)

    def occurrences(self, series: list[ParsedEvent]) -> Iterator[Occurrence]:
        """The occurrences of a series that overlap the window, in no particular order.

        `series` holds all events with one UID, at most one of them without `recurrence_id`. What is cancelled or
        free is not in the result.

        Raises:
            BadEventError: the series cannot be worked out.
            CalendarUnreadableError: the work for the whole file is used up.
        """
        once = len(series) == 1 and not series[0].repeats
        found = self._single(series[0]) if once else self._repeated(series)
        return (each for each in found if each.starts_at < self._ends_at and self._starts_at < each.ends_at)

    def _single(self, event: ParsedEvent) -> Iterator[Occurrence]:
        if not (event.cancelled or event.free):
            yield _occurrence(event, span_of(event.starts, event.ends, self._zone), "")

    def _repeated(self, series: list[ParsedEvent]) -> Iterator[Occurrence]:
        head = next((event for event in series if event.recurrence_id is None), None)
        wall = head.zone if head else self._zone
        _check_changes(series, head)
        self._budget.next_series()
        seen = set[str]()
        try:
            for event, start, end in self._library_says(series, wall):
                key = instant_of(start - _moved_by(event, wall), wall).isoformat()
                if event.cancelled or event.free or key in seen:
                    continue
                seen.add(key)
                own_time = event.recurrence_id is not None and start == on_the_wall(event.starts, wall)
                span = span_of(event.starts, event.ends, self._zone) if own_time else span_of(start, end, wall)
                yield _occurrence(event, span, key)
        except StepsSpentError as error:
            raise _refused(head or series[0], "takes too much work, or never takes place") from error
        except (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError) as error:
            # the library has no error of its own for a series that makes no sense
            raise _refused(head or series[0], f"makes no sense: {error}") from error

    def _library_says(
        self, series: list[ParsedEvent], wall: tzinfo
    ) -> Iterator[tuple[ParsedEvent, datetime, datetime]]:
        calendar = Calendar()
        for place, event in enumerate(series):
            calendar.add_component(_component(event, place, wall))
        for found in recurring_ical_events.of(calendar).series:
            self._count_steps_of(found, series)
            for occurrence in found.between(self._from_wall, self._until_wall):
                component = occurrence.as_component(keep_recurrence_attributes=False)
                event = series[component[_PLACE]]
                yield event, on_the_wall(component["DTSTART"].dt, wall), on_the_wall(component["DTEND"].dt, wall)

    def _count_steps_of(self, found: Any, series: list[ParsedEvent]) -> None:  # noqa: ANN401 - a series of the library
        weight = max((times_a_day(rule) for event in series for rule in event.rules), default=1)
        for rule in getattr(found.recurrence, "rrules", [])[1:]:  # the first holds the single dates
            months = _CountedMonths(getattr(rule, "_bymonth") or ())  # noqa: B009 - private, see _CountedMonths
            months.spend = lambda: self._budget.spend(weight)
            setattr(rule, "_bymonth", months)  # noqa: B010


def _occurrence(event: ParsedEvent, span: tuple[datetime, datetime], key: str) -> Occurrence:
    return Occurrence(
        uid=event.uid,
        recurrence_key=key,
        starts_at=span[0],
        ends_at=span[1],
        summary=event.summary,
        all_day=is_day(event.starts) and is_day(event.ends),
        sequence=event.sequence,
    )


def _check_changes(series: list[ParsedEvent], head: ParsedEvent | None) -> None:
    """Refuse what the library gets wrong or takes for ever over."""
    onward = [event for event in series if event.this_and_future]
    own_rules = [event for event in series if event.recurrence_id is not None and event.rules]
    if len(onward) > _MAX_CHANGES_OF_FUTURE or len(own_rules) > _MAX_CHANGES_OF_RULE:
        raise _refused(head or series[0], "is changed too often")
    for event in onward:
        if head is not None and is_day(event.starts) != is_day(head.starts):
            raise _refused(event, "turns from times into whole days or back")


def _refused(event: ParsedEvent, reason: str) -> BadEventError:
    return BadEventError(event.rule_line, ProblemCode.UNSUPPORTED_RECURRENCE, f"the series {shortened(reason)}")


def _moved_by(event: ParsedEvent, wall: tzinfo) -> timedelta:
    """How far a change moves its instance, and those that follow if it reaches so far."""
    if event.recurrence_id is None:
        return timedelta(0)
    return on_the_wall(event.starts, wall) - on_the_wall(event.recurrence_id, wall)


def _component(event: ParsedEvent, place: int, wall: tzinfo) -> Event:
    component = Event()
    component[_PLACE] = place
    component["UID"] = "series"
    component["SEQUENCE"] = event.sequence
    component["DTSTART"] = vDDDTypes(_on_wall(event.starts, wall))
    component["DTEND"] = vDDDTypes(_on_wall(event.ends, wall))
    if event.recurrence_id is not None:
        reach = {"RANGE": "THISANDFUTURE"} if event.this_and_future else None
        component["RECURRENCE-ID"] = vDDDTypes(_on_wall(event.recurrence_id, wall), reach)
    if event.rules:
        component["RRULE"] = list(event.rules)
    if event.extra_dates:
        component["RDATE"] = vDDDLists([_extra(extra, wall) for extra in event.extra_dates])
    if event.left_out_dates:
        component["EXDATE"] = vDDDLists([_on_wall(moment, wall) for moment in event.left_out_dates])
    return component


def _on_wall(moment: Moment, wall: tzinfo) -> Moment:
    return on_the_wall(moment, wall) if isinstance(moment, datetime) else moment


def _extra(extra: Moment | Period, wall: tzinfo) -> Moment | Period:
    if isinstance(extra, date):
        return _on_wall(extra, wall)
    starts, ends = extra
    return on_the_wall(starts, wall), on_the_wall(ends, wall) if isinstance(ends, datetime) else ends
