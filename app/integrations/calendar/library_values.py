"""The calendar library's readers of single values, with the types that it does not state itself."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from icalendar import vRecur
from icalendar.error import InvalidCalendar
from icalendar.parser import Contentline
from icalendar.prop import vDDDTypes, vUTCOffset

_line: Any = Contentline
_moment: Callable[[str], object] = vDDDTypes.from_ical
_rule: Callable[[str], vRecur] = vRecur.from_ical
_offset: Callable[[str], timedelta] = vUTCOffset.from_ical


def line_parts(text: str) -> tuple[Mapping[str, str | list[str]], str]:
    """Parameters and unescaped value of a line.

    Raises:
        ValueError: it is none.
    """
    _, params, value = _line(text).parts()
    return params, value


def moment_from(text: str) -> object:
    """A datetime (in UTC where it says so, else without zone), a date, a length, or what else has that form.

    Raises:
        ValueError: it is none of these.
    """
    try:
        return _moment(text)
    except (TypeError, InvalidCalendar) as error:
        raise ValueError(text) from error


def rule_from(text: str) -> vRecur:
    """A recurrence rule.

    Raises:
        ValueError: it is none.
    """
    try:
        return _rule(text)
    except TypeError as error:
        raise ValueError(text) from error


def offset_from(text: str) -> timedelta:
    """A distance from UTC.

    Raises:
        ValueError: it is none.
    """
    return _offset(text)
