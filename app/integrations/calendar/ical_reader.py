"""Reads a calendar that somebody else's program wrote: Google, Outlook, Exchange, Apple, a school's own software.

A bad event is reported with its line and left out, and with it the whole series it belongs to; the good ones are
still read. What to do with a file that was not read completely is for the caller to decide.
"""

from collections.abc import Iterable
from dataclasses import replace
from zoneinfo import ZoneInfo

from app.integrations.calendar.calendar_values import (
    CalendarLimits,
    CalendarReading,
    CalendarUnreadableError,
    CancelledEvent,
    DateWindow,
    Occurrence,
    ProblemCode,
)
from app.integrations.calendar.components import Block, calendars_in, damage_in
from app.integrations.calendar.content_lines import content_lines
from app.integrations.calendar.event_parsing import ParsedEvent, parse_event, uid_of
from app.integrations.calendar.expansion import Expansion
from app.integrations.calendar.plain_text import clean_line, shortened
from app.integrations.calendar.problem_log import BadEventError, ProblemLog
from app.integrations.calendar.time_zones import TimeZones
from app.integrations.calendar.wall_clock import instant_of

DEFAULT_LIMITS = CalendarLimits()


def read_calendar(
    raw: bytes, *, zone: ZoneInfo, window: DateWindow, limits: CalendarLimits = DEFAULT_LIMITS
) -> CalendarReading:
    """Everything in the calendar that occupies time within `window`, and what could not be read.

    Whole days are days in `zone`; times without a zone are times in the zone that the calendar states, else in `zone`.

    Raises:
        CalendarUnreadableError: it is no calendar, or too large, or hostile. Nothing else is raised for any bytes.
    """
    if len(raw) > limits.max_bytes:
        raise CalendarUnreadableError(
            ProblemCode.TOO_LARGE, f"{len(raw)} bytes, where {limits.max_bytes} is the most that is read"
        )
    log = ProblemLog(limits.max_problems)
    calendars = calendars_in(content_lines(raw), limits, log)
    series = _Series(zone, log)
    for calendar in calendars:
        series.read(calendar)
    occurrences = _expanded(series.sound(), Expansion(window, zone, limits), limits, log)
    return CalendarReading(
        name=clean_line(calendars[0].text("X-WR-CALNAME") or ""),
        events=series.events,
        occurrences=tuple(sorted(occurrences, key=_in_time)),
        cancelled=tuple(sorted(series.cancelled(), key=lambda event: (event.uid, event.recurrence_key))),
        problems=log.listed(),
        unlisted_problems=log.unlisted,
        ignored=series.ignored,
    )


class _Series:
    """The events of all calendars in a file, by UID."""

    def __init__(self, zone: ZoneInfo, log: ProblemLog) -> None:
        self.events = 0
        self.ignored = 0
        self._zone = zone
        self._log = log
        self._by_uid: dict[str, list[ParsedEvent]] = {}
        self._bad = set[str]()

    def read(self, calendar: Block) -> None:
        """Take in the events of a calendar."""
        scale = calendar.text("CALSCALE") or "GREGORIAN"
        if scale.upper() != "GREGORIAN":
            raise CalendarUnreadableError(ProblemCode.UNSUPPORTED_CALENDAR, f"the calendar {shortened(scale)}")
        withdrawn = (calendar.text("METHOD") or "").upper() == "CANCEL"
        zones = TimeZones(calendar, default=self._zone)
        for block in calendar.of_kind("VEVENT"):
            self._take(block, zones, withdrawn=withdrawn)

    def _take(self, block: Block, zones: TimeZones, *, withdrawn: bool) -> None:
        self.events += 1
        uid = ""
        try:
            uid = uid_of(block)
            for line in block.damaged:
                self._log.add(line.number, ProblemCode.BAD_BYTES, damage_in(line), uid=uid)
            event = parse_event(block, uid, zones, days_zone=self._zone, cancelled=withdrawn)
        except BadEventError as error:
            self._log.add_error(error, uid=uid)
            self._bad.add(uid)
            return
        self.ignored += event.free and not event.cancelled
        self._by_uid.setdefault(uid, []).append(event)

    def sound(self) -> Iterable[list[ParsedEvent]]:
        """Each series with its newest head and its changes; those that are cancelled or cannot be read left out."""
        for uid, events in self._by_uid.items():
            if uid in self._bad:
                continue
            heads = [event for event in events if event.recurrence_id is None]
            head = self._newest(heads)
            if head is not None and head.cancelled:
                continue
            # where two changes of one instance are equally new, the library takes the first: let that be the cancelled
            changes = sorted((event for event in events if event.recurrence_id is not None), key=_cancelled_first)
            yield [head, *changes] if head is not None else changes

    def _newest(self, heads: list[ParsedEvent]) -> ParsedEvent | None:
        if not heads:
            return None
        newest = min(heads, key=lambda event: (-event.sequence, not event.cancelled, event.line))
        for event in heads:
            if event.sequence == newest.sequence and not newest.cancelled and not _same(event, newest):
                detail = f"another event with this UID stands at line {newest.line}"
                self._log.add(event.line, ProblemCode.DUPLICATE_UID, detail, uid=event.uid, left_out=True)
        return newest

    def cancelled(self) -> Iterable[CancelledEvent]:
        """What is said not to take place, each once."""
        return {
            CancelledEvent(event.uid, _key_of(event, self._zone))
            for events in self._by_uid.values()
            for event in events
            if event.cancelled
        }


def _expanded(
    series: Iterable[list[ParsedEvent]], expansion: Expansion, limits: CalendarLimits, log: ProblemLog
) -> list[Occurrence]:
    found: list[Occurrence] = []
    for events in series:
        before = len(found)
        try:
            for occurrence in expansion.occurrences(events):
                found.append(occurrence)
                if len(found) > limits.max_occurrences:
                    raise CalendarUnreadableError(
                        ProblemCode.TOO_MANY_OCCURRENCES, f"more than {limits.max_occurrences} occurrences"
                    )
        except BadEventError as error:
            del found[before:]
            log.add_error(error, uid=events[0].uid)
    return found


def _in_time(occurrence: Occurrence) -> tuple[object, ...]:
    return occurrence.starts_at, occurrence.ends_at, occurrence.uid, occurrence.recurrence_key


def _cancelled_first(event: ParsedEvent) -> tuple[bool, int]:
    return not event.cancelled, event.line


def _key_of(event: ParsedEvent, zone: ZoneInfo) -> str:
    return "" if event.recurrence_id is None else instant_of(event.recurrence_id, zone).isoformat()


def _same(event: ParsedEvent, other: ParsedEvent) -> bool:
    """Whether two events say the same, wherever they stand in the file."""
    return replace(event, line=0, rule_line=0) == replace(other, line=0, rule_line=0)
