"""From the lines of one VEVENT to what it says, with the line at fault where it says nothing sensible."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from icalendar import vRecur

from app.integrations.calendar.calendar_values import ProblemCode
from app.integrations.calendar.components import Block, Property
from app.integrations.calendar.library_values import moment_from
from app.integrations.calendar.plain_text import clean_line, clean_text, shortened
from app.integrations.calendar.problem_log import BadEventError
from app.integrations.calendar.recurrence_rules import read_rule
from app.integrations.calendar.time_zones import TimeZones
from app.integrations.calendar.wall_clock import Moment, instant_of, is_day, on_the_wall

Period = tuple[datetime, datetime | timedelta]

_YEARS = range(1900, 2200)
_LONGEST = timedelta(days=5 * 366)
_MAX_RULES = 10
_MAX_DATES = 20_000
_MAX_UID = 1_000
_MAX_SUMMARY = 10_000
_MAX_SEQUENCE = 2**31 - 1


@dataclass(frozen=True, slots=True)
class ParsedEvent:
    """One VEVENT: a single event, the head of a series, or (with `recurrence_id`) a change to one instance.

    Moments are days, or datetimes with a zone. `zone` is the clock on which the event repeats.
    """

    line: int
    rule_line: int
    uid: str
    summary: str
    sequence: int
    cancelled: bool
    free: bool
    starts: Moment
    ends: Moment
    zone: tzinfo
    rules: tuple[vRecur, ...]
    extra_dates: tuple[Moment | Period, ...]
    left_out_dates: tuple[Moment, ...]
    recurrence_id: Moment | None
    this_and_future: bool

    @property
    def repeats(self) -> bool:
        """Whether it says anything about more than its own time."""
        return bool(self.rules or self.extra_dates or self.left_out_dates or self.recurrence_id is not None)


def uid_of(block: Block) -> str:
    """The event's UID, or one made from its content where the file gives none: the same content, the same UID.

    Raises:
        BadEventError: it cannot be read.
    """
    given = block.first("UID")
    uid = clean_line(given.value) if given else ""
    if given and len(uid) > _MAX_UID:
        raise BadEventError(given.line, ProblemCode.UNREADABLE_LINE, "a UID of more than 1000 characters")
    if uid:
        return uid
    content = "\n".join(
        line.text
        for name in ("DTSTART", "DTEND", "DURATION", "RRULE", "SUMMARY")
        for line in block.properties.get(name, [])
    )
    return f"without-uid-{hashlib.sha256(content.encode('utf-8', 'replace')).hexdigest()[:32]}"


def parse_event(block: Block, uid: str, zones: TimeZones, *, days_zone: tzinfo, cancelled: bool) -> ParsedEvent:
    """Read the event. Whole days are days in `days_zone`; `cancelled` when the calendar as a whole says so.

    Raises:
        BadEventError: it cannot be read, or says something impossible.
    """
    if block.error:
        raise block.error
    cancelled = cancelled or _word(block, "STATUS") == "CANCELLED"
    free = _word(block, "TRANSP") == "TRANSPARENT"
    starts = _starts(block, zones)
    ends = _ends(block, starts, zones, days_zone)
    if cancelled or free:  # nothing will be occupied, so nothing need be right about the length
        ends = max(starts, ends, key=lambda moment: instant_of(moment, days_zone))
    else:
        _check_length(block, starts, ends, days_zone)
    recurrence_id, this_and_future = _recurrence_id(block, zones)
    zone = _repeating_zone(block, starts, zones, days_zone)
    rules = _rules(block, starts, zone, this_and_future=this_and_future)
    rule_line = block.properties["RRULE"][0].number if rules else block.line
    summary = block.first("SUMMARY")
    return ParsedEvent(
        line=block.line,
        rule_line=rule_line,
        uid=uid,
        summary=clean_text(summary.value[:_MAX_SUMMARY]) if summary else "",
        sequence=_sequence(block),
        cancelled=cancelled,
        free=free,
        starts=starts,
        ends=ends,
        zone=zone,
        rules=rules,
        extra_dates=tuple(_dates(block, "RDATE", zones)),
        left_out_dates=tuple(_left_out(block, zones)),
        recurrence_id=recurrence_id,
        this_and_future=this_and_future,
    )


def _word(block: Block, name: str) -> str:
    given = block.first(name)
    return given.value.upper() if given else ""


def _starts(block: Block, zones: TimeZones) -> Moment:
    given = block.first("DTSTART")
    if given is None:
        raise BadEventError(block.line, ProblemCode.MISSING_START, "the event has no DTSTART")
    return _moment(given, given.value, zones)


def _ends(block: Block, starts: Moment, zones: TimeZones, days_zone: tzinfo) -> Moment:
    given, duration = block.first("DTEND"), block.first("DURATION")
    if given:
        ends = _moment(given, given.value, zones)
        # a day that ends on itself breaks the standard, and means that day to everyone who writes it
        return ends + timedelta(days=1) if is_day(starts) and ends == starts else ends
    if duration is None:
        return starts + timedelta(days=1) if is_day(starts) else starts
    length = _read(duration, duration.value)
    if not isinstance(length, timedelta):
        raise BadEventError(duration.line, ProblemCode.UNREADABLE_LINE, f"no duration: {shortened(duration.value)}")
    if abs(length) > _LONGEST:
        raise BadEventError(duration.line, ProblemCode.IMPOSSIBLE_TIME, "an event of more than five years")
    if is_day(starts) and length.seconds:
        return datetime.combine(starts, time.min, tzinfo=days_zone) + length
    return starts + length


def _check_length(block: Block, starts: Moment, ends: Moment, days_zone: tzinfo) -> None:
    """The length on the wall clock where both ends share one, else the real length."""
    shared = starts.tzinfo if isinstance(starts, datetime) else days_zone
    if shared is not None and getattr(ends, "tzinfo", shared) is shared:
        length = on_the_wall(ends, shared) - on_the_wall(starts, shared)
    else:
        length = instant_of(ends, days_zone) - instant_of(starts, days_zone)
    line = next(
        (block.properties[name][0].number for name in ("DTEND", "DURATION") if name in block.properties), block.line
    )
    if length < timedelta(0):
        raise BadEventError(line, ProblemCode.ENDS_BEFORE_START, "the event ends before it starts")
    if not length:
        raise BadEventError(line, ProblemCode.ZERO_LENGTH, "the event takes no time")
    if length > _LONGEST:
        raise BadEventError(line, ProblemCode.IMPOSSIBLE_TIME, "an event of more than five years")


def _recurrence_id(block: Block, zones: TimeZones) -> tuple[Moment | None, bool]:
    given = block.first("RECURRENCE-ID")
    if given is None:
        return None, False
    reach = given.params.get("RANGE", "").upper()
    if reach not in {"", "THISANDFUTURE"}:
        raise BadEventError(given.line, ProblemCode.UNSUPPORTED_RECURRENCE, f"a change with range {shortened(reach)}")
    return _moment(given, given.value, zones), reach == "THISANDFUTURE"


def _repeating_zone(block: Block, starts: Moment, zones: TimeZones, days_zone: tzinfo) -> tzinfo:
    """Google writes times in UTC and names the calendar's zone once: a lesson then repeats in that zone."""
    if not isinstance(starts, datetime):
        return days_zone
    if starts.tzinfo is UTC and zones.stated is not None and "RRULE" in block.properties:
        return zones.stated
    return starts.tzinfo or days_zone


def _rules(block: Block, starts: Moment, zone: tzinfo, *, this_and_future: bool) -> tuple[vRecur, ...]:
    if "EXRULE" in block.properties:
        line = block.properties["EXRULE"][0].number
        raise BadEventError(line, ProblemCode.UNSUPPORTED_RECURRENCE, "a rule for exceptions (EXRULE)")
    given = block.every("RRULE")
    if len(given) > _MAX_RULES:
        raise BadEventError(given[0].line, ProblemCode.UNSUPPORTED_RECURRENCE, "too many recurrence rules")
    rules = tuple(read_rule(rule, starts=starts, zone=zone) for rule in given)
    if rules and this_and_future:
        raise BadEventError(
            given[0].line, ProblemCode.UNSUPPORTED_RECURRENCE, "a change of all that follows with a rule of its own"
        )
    return rules


def _sequence(block: Block) -> int:
    given = block.first("SEQUENCE")
    if given is None or not given.value:
        return 0
    digits = given.value.isascii() and given.value.isdigit() and len(given.value) <= len(str(_MAX_SEQUENCE))
    number = int(given.value) if digits else -1
    if not 0 <= number <= _MAX_SEQUENCE:
        raise BadEventError(given.line, ProblemCode.UNREADABLE_LINE, f"no sequence number: {shortened(given.value)}")
    return number


def _left_out(block: Block, zones: TimeZones) -> Iterator[Moment]:
    for moment in _dates(block, "EXDATE", zones):
        yield moment[0] if isinstance(moment, tuple) else moment


def _dates(block: Block, name: str, zones: TimeZones) -> Iterator[Moment | Period]:
    count = 0
    for given in block.every(name):
        texts = [text.strip() for text in given.value.split(",") if text.strip()]
        count += len(texts)
        if count > _MAX_DATES:
            raise BadEventError(given.line, ProblemCode.UNSUPPORTED_RECURRENCE, f"more than {_MAX_DATES} times {name}")
        for text in texts:
            yield _period(given, text, zones) if "/" in text else _moment(given, text, zones)


def _period(given: Property, text: str, zones: TimeZones) -> Period:
    first, _, last = text.partition("/")
    starts = _moment(given, first, zones)
    ends = _read(given, last)
    if isinstance(ends, date):
        ends = _moment(given, last, zones)
    if not isinstance(starts, datetime) or not isinstance(ends, datetime | timedelta):
        raise BadEventError(given.line, ProblemCode.UNREADABLE_LINE, f"no period: {shortened(text)}")
    length = ends if isinstance(ends, timedelta) else ends - starts
    if not timedelta(0) < length <= _LONGEST:
        raise BadEventError(given.line, ProblemCode.IMPOSSIBLE_TIME, f"a period without length: {shortened(text)}")
    return starts, ends


def _moment(given: Property, text: str, zones: TimeZones) -> Moment:
    """A day, or a time in the zone that its TZID names; without one in the zone of the calendar."""
    moment = _read(given, text)
    if not isinstance(moment, date):
        raise BadEventError(given.line, ProblemCode.UNREADABLE_LINE, f"no date or time: {shortened(text)}")
    if moment.year not in _YEARS:
        raise BadEventError(given.line, ProblemCode.IMPOSSIBLE_TIME, f"a year out of reach: {shortened(text)}")
    if not isinstance(moment, datetime):
        return moment
    tzid = given.params.get("TZID")
    if tzid is None:
        return moment.replace(tzinfo=UTC if moment.tzinfo else zones.default)
    zone = zones.find(tzid)
    if zone is None:
        raise BadEventError(given.line, ProblemCode.UNKNOWN_TIMEZONE, f"unknown time zone {shortened(tzid)}")
    return moment.replace(tzinfo=zone)


def _read(given: Property, text: str) -> object:
    try:
        return moment_from(text)
    except ValueError as error:
        raise BadEventError(given.line, ProblemCode.UNREADABLE_LINE, f"cannot be read: {shortened(text)}") from error
