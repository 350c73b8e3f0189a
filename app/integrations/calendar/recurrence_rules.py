"""Which recurrence rules are followed, and how sloppy ends of them are understood."""

from datetime import date, datetime, time, tzinfo
from typing import Any

from icalendar import vRecur

from app.integrations.calendar.calendar_values import ProblemCode
from app.integrations.calendar.components import Property
from app.integrations.calendar.library_values import rule_from
from app.integrations.calendar.plain_text import shortened
from app.integrations.calendar.problem_log import BadEventError
from app.integrations.calendar.wall_clock import Moment, on_the_wall

_FREQUENCIES = frozenset({"HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_PARTS = frozenset(
    [
        "FREQ",
        "UNTIL",
        "COUNT",
        "INTERVAL",
        "BYSECOND",
        "BYMINUTE",
        "BYHOUR",
        "BYDAY",
        "BYMONTHDAY",
        "BYYEARDAY",
        "BYWEEKNO",
        "BYMONTH",
        "BYSETPOS",
        "WKST",
    ]
)
_MAX_TIMES_A_DAY = 96
_MAX_VALUES = 400
_LAST_YEAR = 2200


def read_rule(given: Property, *, starts: Moment, zone: tzinfo) -> vRecur:
    """The rule with its end on the wall clock of the event, as `expansion` wants it.

    Raises:
        BadEventError: the rule cannot be read, or is of a kind that no calendar of lessons needs.
    """
    try:
        rule = rule_from(given.value)
    except ValueError as error:
        raise _refused(given, "cannot be read") from error
    reason = _reason_against(rule)
    if reason:
        raise _refused(given, reason)
    if "UNTIL" in rule:
        rule["UNTIL"] = [_end_on_the_wall(rule["UNTIL"][0], starts, zone)]
    return rule


def times_a_day(rule: vRecur) -> int:
    """How many moments of one day the rule can name."""
    return len(rule.get("BYHOUR", [0])) * len(rule.get("BYMINUTE", [0])) * len(rule.get("BYSECOND", [0]))


def _refused(given: Property, reason: str) -> BadEventError:
    detail = f"recurrence rule {reason}: {shortened(given.value)}"
    return BadEventError(given.line, ProblemCode.UNSUPPORTED_RECURRENCE, detail)


def _reason_against(rule: vRecur) -> str:
    """The first thing wrong with the rule, or nothing."""
    unknown = sorted(set(rule) - _PARTS)
    single = [rule.get(part, [1]) for part in ("FREQ", "UNTIL", "COUNT", "INTERVAL", "WKST")]
    checks = [
        (bool(unknown), f"with the unknown part {shortened(''.join(unknown[:1]))}"),
        ("FREQ" not in rule or any(len(values) != 1 for values in single), "without one frequency"),
        (str(rule.get("FREQ", [""])[0]) not in _FREQUENCIES, f"that repeats {rule.get('FREQ', [''])[0]}"),
        (rule.get("INTERVAL", [1])[0] < 1 or rule.get("COUNT", [1])[0] < 1, "with a count or interval below one"),
        ("UNTIL" in rule and "COUNT" in rule, "with two ends"),
        (times_a_day(rule) > _MAX_TIMES_A_DAY, "with too many times a day"),
        (any(len(values) > _MAX_VALUES for values in rule.values()), "with too many values"),
        (not isinstance(rule.get("UNTIL", [date.min])[0], date), "that does not end at a date"),
    ]
    return next((reason for wrong, reason in checks if wrong), "")


def _end_on_the_wall(until: Any, starts: Moment, zone: tzinfo) -> Moment:  # noqa: ANN401 - what the library read
    """The rules of the standard on UNTIL are broken by many programs; what they mean is clear.

    A day as the end of a series with times means that day included. A time without a zone is one of the event's zone.
    A moment as the end of a series of whole days means the local day it falls on.
    """
    if until.year > _LAST_YEAR:
        until = date(_LAST_YEAR, 12, 31)
    if not isinstance(starts, datetime):
        return on_the_wall(until, zone).date() if isinstance(until, datetime) else until
    if isinstance(until, datetime):
        return on_the_wall(until, zone)
    return datetime.combine(until, time(23, 59, 59))
