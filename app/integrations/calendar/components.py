"""Finds the calendars, events and time zones in the lines of a file. What stands in them is read elsewhere.

The calendar library parses a file as a whole or not at all and knows no line numbers; we want every good event and
the line of every bad one. So the outline is ours, and the library reads single properties.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.integrations.calendar.calendar_values import CalendarLimits, CalendarUnreadableError, ProblemCode
from app.integrations.calendar.content_lines import ContentLine
from app.integrations.calendar.library_values import line_parts
from app.integrations.calendar.plain_text import shortened
from app.integrations.calendar.problem_log import BadEventError, ProblemLog

_NAME = re.compile(r"\s*([\w.-]+)\s*[;:]", re.ASCII)
_EVENT_PROPERTIES = frozenset(
    [
        "UID",
        "SUMMARY",
        "DTSTART",
        "DTEND",
        "DURATION",
        "RRULE",
        "EXRULE",
        "RDATE",
        "EXDATE",
        "RECURRENCE-ID",
        "SEQUENCE",
        "STATUS",
        "TRANSP",
    ]
)
_ZONE_PROPERTIES = frozenset(["TZID", "DTSTART", "RRULE", "RDATE", "TZOFFSETFROM", "TZOFFSETTO"])
_CALENDAR_PROPERTIES = frozenset(["METHOD", "CALSCALE", "X-WR-CALNAME", "X-WR-TIMEZONE"])
_WANTED = {"VEVENT": _EVENT_PROPERTIES, "VTIMEZONE": _ZONE_PROPERTIES, "VCALENDAR": _CALENDAR_PROPERTIES}
_MAX_DEPTH = 50
_OBSERVANCES = frozenset({"STANDARD", "DAYLIGHT"})


@dataclass(slots=True)
class Block:
    """BEGIN to END of a component: its own properties as they stand, and the components within it that matter."""

    kind: str
    line: int
    properties: dict[str, list[ContentLine]] = field(default_factory=dict)
    inner: list["Block"] = field(default_factory=list)
    damaged: list[ContentLine] = field(default_factory=list)
    error: BadEventError | None = None

    def of_kind(self, kind: str) -> list["Block"]:
        """The components directly within."""
        return [block for block in self.inner if block.kind == kind]

    def first(self, name: str) -> "Property | None":
        """The first property of that name.

        Raises:
            BadEventError: it cannot be taken apart.
        """
        lines = self.properties.get(name)
        return property_of(lines[0]) if lines else None

    def text(self, name: str) -> str | None:
        """The value of the first property of that name, or None where there is none that can be read."""
        try:
            found = self.first(name)
        except BadEventError:
            return None
        return found.value if found else None

    def every(self, name: str) -> list["Property"]:
        """All properties of that name.

        Raises:
            BadEventError: one cannot be taken apart.
        """
        return [property_of(line) for line in self.properties.get(name, [])]


@dataclass(frozen=True, slots=True)
class Property:
    """One property: parameters by upper-case name, and the value with escapes undone."""

    line: int
    params: dict[str, str]
    value: str


def property_of(line: ContentLine) -> Property:
    """Take a line apart into parameters and value."""
    try:
        params, value = line_parts(line.text)
    except ValueError as error:
        raise BadEventError(line.number, ProblemCode.UNREADABLE_LINE, shortened(line.text)) from error
    single = {str(key).upper(): given if isinstance(given, str) else ",".join(given) for key, given in params.items()}
    return Property(line.number, single, value.strip())


def damage_in(line: ContentLine) -> str:
    """What to say of a line with bad bytes."""
    return f"bytes that are not UTF-8 were replaced: {shortened(line.text)}"


def calendars_in(lines: Iterable[ContentLine], limits: CalendarLimits, log: ProblemLog) -> list[Block]:
    """The VCALENDAR blocks of a file.

    Raises:
        CalendarUnreadableError: there is none, or there are too many lines or events.
    """
    outline = _Outline(limits.max_events, log)
    for count, line in enumerate(lines, start=1):
        if count > limits.max_lines:
            raise CalendarUnreadableError(ProblemCode.TOO_LARGE, f"more than {limits.max_lines} lines")
        outline.take(line)
    outline.finish()
    if not outline.calendars:
        raise CalendarUnreadableError(ProblemCode.NOT_A_CALENDAR, "the file holds no BEGIN:VCALENDAR")
    return outline.calendars


class _Outline:
    """Walks through the lines with a stack of open components."""

    def __init__(self, max_events: int, log: ProblemLog) -> None:
        self.calendars: list[Block] = []
        self._open: list[Block] = []
        self._max_events = max_events
        self._events = 0
        self._log = log

    def take(self, line: ContentLine) -> None:
        if line.damaged:
            self._note_damage(line)
        match = _NAME.match(line.text)
        if match is None:
            self._unreadable(line)
            return
        name = match[1].upper()
        if name in {"BEGIN", "END"}:
            kind = line.text[match.end() :].strip().upper()
            self._begin(kind, line) if name == "BEGIN" else self._end(kind, line)
        elif not self._open:
            self._unreadable(line)
        elif name in self._wanted():
            self._open[-1].properties.setdefault(name, []).append(line)

    def finish(self) -> None:
        """The file ends: whatever is still open was cut off."""
        self._close_down_to(0)

    def _wanted(self) -> frozenset[str]:
        kind = self._open[-1].kind
        return _ZONE_PROPERTIES if kind in _OBSERVANCES else _WANTED.get(kind, frozenset())

    def _note_damage(self, line: ContentLine) -> None:
        if self._open and self._open[-1].kind == "VEVENT":
            self._open[-1].damaged.append(line)
        else:
            self._log.add(line.number, ProblemCode.BAD_BYTES, damage_in(line))

    def _unreadable(self, line: ContentLine) -> None:
        if self._open and self._open[-1].kind == "VEVENT":
            event = self._open[-1]
            event.error = event.error or BadEventError(
                line.number, ProblemCode.UNREADABLE_LINE, shortened(line.text) or "no name"
            )
        else:
            self._log.add(line.number, ProblemCode.UNREADABLE_LINE, shortened(line.text))

    def _begin(self, kind: str, line: ContentLine) -> None:
        if kind == "VCALENDAR":
            self._close_down_to(0)
        elif kind == "VEVENT":
            self._events += 1
            if self._events > self._max_events:
                raise CalendarUnreadableError(
                    ProblemCode.TOO_MANY_EVENTS, f"the file holds more than {self._max_events} events"
                )
            self._close_down_to(1)  # an event stands directly in its calendar
        if kind != "VCALENDAR" and not self._in_calendar():
            self._log.add(
                line.number,
                ProblemCode.UNREADABLE_LINE,
                f"{shortened(kind)} outside a calendar",
                left_out=kind == "VEVENT",
            )
        if len(self._open) >= _MAX_DEPTH:
            raise CalendarUnreadableError(ProblemCode.NOT_A_CALENDAR, f"components more than {_MAX_DEPTH} deep")
        block = Block(kind, line.number)
        if kind == "VCALENDAR":
            self.calendars.append(block)
        elif self._in_calendar() and (kind in _WANTED or kind in _OBSERVANCES):
            self._open[-1].inner.append(block)
        self._open.append(block)

    def _in_calendar(self) -> bool:
        return bool(self._open) and self._open[0].kind == "VCALENDAR"

    def _end(self, kind: str, line: ContentLine) -> None:
        depth = next((at for at in range(len(self._open) - 1, -1, -1) if self._open[at].kind == kind), None)
        if depth is None:
            self._unreadable(line)
            return
        self._close_down_to(depth + 1)
        self._open.pop()

    def _close_down_to(self, depth: int) -> None:
        """Close what should have been closed already, and say so."""
        while len(self._open) > depth:
            block = self._open.pop()
            error = BadEventError(block.line, ProblemCode.UNFINISHED, f"no END:{shortened(block.kind)}")
            if block.kind == "VEVENT":
                block.error = block.error or error
            else:
                self._log.add(error.line, error.code, error.detail, left_out=block.kind == "VCALENDAR")
