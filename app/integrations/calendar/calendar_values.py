"""What goes into and comes out of reading a calendar."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class ProblemCode(StrEnum):
    """What can be wrong with a calendar or an event in it; stable, for messages and counts."""

    BAD_BYTES = "bad_bytes"
    DUPLICATE_UID = "duplicate_uid"
    ENDS_BEFORE_START = "ends_before_start"
    IMPOSSIBLE_TIME = "impossible_time"
    MISSING_START = "missing_start"
    NOT_A_CALENDAR = "not_a_calendar"
    TOO_LARGE = "too_large"
    TOO_MANY_EVENTS = "too_many_events"
    TOO_MANY_OCCURRENCES = "too_many_occurrences"
    UNFINISHED = "unfinished"
    UNKNOWN_TIMEZONE = "unknown_timezone"
    UNREADABLE_LINE = "unreadable_line"
    UNSUPPORTED_CALENDAR = "unsupported_calendar"
    UNSUPPORTED_RECURRENCE = "unsupported_recurrence"
    ZERO_LENGTH = "zero_length"


class CalendarUnreadableError(Exception):
    """The file as a whole is refused; nothing of it was read."""

    def __init__(self, code: ProblemCode, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class CalendarLimits:
    """How much of a calendar is read before it is refused.

    `max_steps` bounds the days that recurrence rules may walk through, all rules of a file together, and
    `max_steps_per_series` those of one series; they are what keeps a hostile rule from running for ever.
    """

    max_bytes: int = 5 * 1024 * 1024
    max_lines: int = 300_000
    max_events: int = 10_000
    max_occurrences: int = 50_000
    max_problems: int = 500
    max_steps: int = 10_000_000
    max_steps_per_series: int = 100_000


@dataclass(frozen=True, slots=True)
class DateWindow:
    """The local days one wants to know about: `from_on` is the first, `until_on` the first one that is not."""

    from_on: date
    until_on: date

    def __post_init__(self) -> None:
        if self.until_on <= self.from_on:
            raise ValueError("a window ends after it starts")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Once that an event takes place, `[starts_at, ends_at)` in UTC.

    `recurrence_key` names the instance within its series and stays the same when the instance is moved: the instant
    at which it was first planned, in UTC ("2027-01-12T18:00:00+00:00"); empty for an event that does not repeat.
    """

    uid: str
    recurrence_key: str
    starts_at: datetime
    ends_at: datetime
    summary: str
    all_day: bool
    sequence: int


@dataclass(frozen=True, slots=True)
class CancelledEvent:
    """What the calendar says does not take place (any more); an empty key means the whole event or series."""

    uid: str
    recurrence_key: str


@dataclass(frozen=True, slots=True)
class CalendarProblem:
    """Something that could not be read, on `line` of the file as an editor counts them.

    `left_out` says whether an event is missing from the result because of it; `uid` is empty where it is not known.
    """

    line: int
    uid: str
    code: ProblemCode
    detail: str
    left_out: bool


@dataclass(frozen=True, slots=True)
class CalendarReading:
    """A calendar as read. Either all that is asked is in `occurrences`, or `problems` says what is not.

    `ignored` counts events that do not keep a room occupied (marked as free time). `unlisted_problems` counts the
    problems beyond the limit, which are not in `problems`.
    """

    name: str
    events: int
    occurrences: tuple[Occurrence, ...]
    cancelled: tuple[CancelledEvent, ...]
    problems: tuple[CalendarProblem, ...]
    unlisted_problems: int
    ignored: int

    @property
    def complete(self) -> bool:
        """Whether every event of the file was understood."""
        return self.unlisted_problems == 0 and not any(problem.left_out for problem in self.problems)
