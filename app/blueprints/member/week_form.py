"""A week as a form: some stretches for each weekday, kept as typed; and what it means."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from app.blueprints.member.desk import text_of
from app.blueprints.member.listing_forms import parse_choice
from app.core.messages import Message, message
from app.models.listing import AccessMode
from app.services.listing.week_service import DayHours
from app.web.asked_time import clock_text, parse_minute, until_minute

Shown = dict[str, str]
WEEKDAY_COUNT = 7
MOST_SPANS = 4
HALF_TIME = message("Fill in both opening and closing time, such as 9:00 and 22:30, or leave both empty.")


@dataclass(slots=True)
class TypedWeek:
    """What was typed, how many lines each day has, what it means, and what could not be read."""

    shown: Shown
    spans: int
    week: list[DayHours] = field(default_factory=list)
    errors: dict[str, list[Message]] = field(default_factory=dict)
    wants_more: bool = False


def read_span(opens: str, closes: str) -> tuple[int, int] | None:
    """Two typed times as minutes; an end at or before the start lies after midnight. None when one cannot be read."""
    start, end = parse_minute(opens), parse_minute(closes)
    if start is None or end is None:
        return None
    return start, until_minute(start, end)


def read_week(form: MultiDict[str, str]) -> TypedWeek:
    """What the form means. `wants_more`: the button for a line more was pressed."""
    typed = TypedWeek({}, 1, wants_more=form.get("more") == "1")
    for weekday in range(WEEKDAY_COUNT):
        for index in range(MOST_SPANS):
            names = [f"{edge}-{weekday}-{index}" for edge in ("from", "until", "access")]
            if names[0] not in form:
                continue
            typed.spans = max(typed.spans, index + 1)
            opens, closes, access = (text_of(form, name) for name in names)
            typed.shown.update(zip(names, (opens, closes, access), strict=True))
            if not opens and not closes:
                continue
            span = read_span(opens, closes)
            if span is None:
                typed.errors[f"day-{weekday}"] = [HALF_TIME]
            else:
                typed.week.append(DayHours(weekday, *span, parse_choice(AccessMode, access)))
    if typed.wants_more:
        typed.spans = min(typed.spans + 1, MOST_SPANS)
    return typed


def show_week(week: Iterable[DayHours]) -> TypedWeek:
    """The form of a week as it stands."""
    typed = TypedWeek({}, 1)
    counts: dict[int, int] = {}
    for hours in week:
        index = counts.get(hours.weekday, 0)
        counts[hours.weekday] = index + 1
        typed.shown[f"from-{hours.weekday}-{index}"] = clock_text(hours.opens_minute)
        typed.shown[f"until-{hours.weekday}-{index}"] = clock_text(hours.closes_minute)
        typed.shown[f"access-{hours.weekday}-{index}"] = hours.access_mode.value if hours.access_mode else ""
    typed.spans = max([1, *counts.values()])
    return typed
