"""What is open, what is free, and what may be booked. Pure: values in, a decision out.

Minutes are wall clock of the venue, counted from midnight of a named day; past 1440 they lie on the next day, as an
evening does that ends at one at night. What is taken is an instant, because a claim is.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.core.messages import Message, message
from app.core.time_ranges import MINUTES_PER_DAY, TimeRange, at_minute, merged, minute_of_day, subtracted
from app.services.availability.caretaker import CaretakerSpan, earliest_start

Minutes = tuple[int, int]


@dataclass(frozen=True, slots=True)
class BookingRules:
    """What a room asks of a booking on one day: the outcome of `booking_rules.RuleBook.on`.

    `caretaker` is filled only when the notice counts in caretaker hours.
    """

    start_grid_minutes: int
    min_duration_minutes: int
    max_duration_minutes: int
    notice_minutes: int
    horizon_days: int
    buffer_before_minutes: int
    buffer_after_minutes: int
    buffers_shared: bool = False
    notice_in_caretaker_hours: bool = False
    caretaker: tuple[CaretakerSpan, ...] = ()


def effective_buffers(rules: BookingRules) -> Minutes:
    """Minutes before and after each booking that go with it.

    Neighbours that share their changeover need one between them: then the longer of the two stands behind each booking,
    and none before it.
    """
    before, after = rules.buffer_before_minutes, rules.buffer_after_minutes
    return (0, max(before, after)) if rules.buffers_shared else (before, after)


def joined(spans: Iterable[Minutes]) -> list[Minutes]:
    """In order, those that touch or overlap as one."""
    result: list[Minutes] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    return result


def as_ranges(day: date, spans: Iterable[Minutes], zone: ZoneInfo) -> Iterator[TimeRange]:
    """Wall-clock spans of a day as instants; a span that falls wholly in the hour that spring skips is nothing."""
    for start, end in spans:
        starts_at, ends_at = at_minute(day, start, zone), at_minute(day, end, zone)
        if starts_at < ends_at:
            yield TimeRange(starts_at, ends_at)


def in_minutes(spans: Iterable[TimeRange], day: date, window: Sequence[Minutes], zone: ZoneInfo) -> list[Minutes]:
    """Instants as wall-clock minutes of `day`, clipped to the openings in `window`."""
    result: list[Minutes] = []
    for start, end in (shown for span in spans for shown in _shown_minutes(span, day, zone)):
        for opens, closes in window:
            clipped = (max(start, opens), min(end, closes))
            if clipped[0] < clipped[1]:
                result.append(clipped)
    return joined(result)


def _shown_minutes(span: TimeRange, day: date, zone: ZoneInfo) -> Iterator[Minutes]:
    """What the clock shows during `span`: two stretches when it is turned back in between, else one."""
    start, end = minute_of_day(span.starts_at, day, zone), minute_of_day(span.ends_at, day, zone)
    if end - start >= span.minutes:
        yield start, end
        return
    turned_at = span.starts_at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    before = span.starts_at.astimezone(zone).utcoffset()
    while turned_at.astimezone(zone).utcoffset() == before:  # the clock is turned on a whole hour
        turned_at += timedelta(hours=1)
    yield start, start + int((turned_at - span.starts_at).total_seconds()) // 60
    yield minute_of_day(turned_at, day, zone), end


def free_ranges(
    opened: Iterable[TimeRange], claimed: Iterable[TimeRange], rules: BookingRules, *, now: datetime, zone: ZoneInfo
) -> list[TimeRange]:
    """Every stretch in which a booking of the shortest length fits: start anywhere on the grid, end anywhere on it.

    A claim holds its own buffers; the new booking needs its own too, so each claim is widened the other way round.
    """
    before, after = effective_buffers(rules)
    holes = [claim.widened(after, before) for claim in claimed]
    earliest, latest = bookable_window(rules, now=now, zone=zone)
    result = []
    for span in subtracted(opened, holes):
        starts_at = _up_to_grid(max(span.starts_at, earliest), rules.start_grid_minutes, zone)
        ends_at = _down_to_grid(min(span.ends_at, latest), rules.start_grid_minutes, zone)
        if ends_at - starts_at >= timedelta(minutes=rules.min_duration_minutes):
            result.append(TimeRange(starts_at, ends_at))
    return result


def bookable_window(rules: BookingRules, *, now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From when (notice) until when (the end of the last day of the horizon) a room can be booked."""
    last_day = now.astimezone(zone).date() + timedelta(days=rules.horizon_days)
    earliest = earliest_start(now, rules.notice_minutes, rules.caretaker, zone)
    return earliest, at_minute(last_day + timedelta(days=1), 0, zone)


def _up_to_grid(moment: datetime, grid_minutes: int, zone: ZoneInfo) -> datetime:
    local = moment.astimezone(zone)
    past = (local.hour * 60 + local.minute) % grid_minutes
    seconds = local.second + local.microsecond / 1_000_000
    if not past and not seconds:
        return moment
    return moment + timedelta(minutes=grid_minutes - past) - timedelta(seconds=seconds)


def _down_to_grid(moment: datetime, grid_minutes: int, zone: ZoneInfo) -> datetime:
    local = moment.astimezone(zone)
    past = (local.hour * 60 + local.minute) % grid_minutes
    return moment - timedelta(minutes=past, seconds=local.second, microseconds=local.microsecond)


def check_time(
    span: TimeRange, opened: Iterable[TimeRange], rules: BookingRules, *, now: datetime, zone: ZoneInfo
) -> dict[str, list[Message]]:
    """Why this time cannot be booked, per field (`start`, `end`); empty when it can, as far as the rules go."""
    return check_shape(span, rules, now=now, zone=zone) or check_opened(span, opened)


def check_opened(span: TimeRange, opened: Iterable[TimeRange]) -> dict[str, list[Message]]:
    """What the openings around this time say of it."""
    if any(opening.contains(span) for opening in merged(opened)):
        return {}
    return {"start": [message("The building is closed for all or part of this time.")]}


def check_shape(span: TimeRange, rules: BookingRules, *, now: datetime, zone: ZoneInfo) -> dict[str, list[Message]]:
    """What can be said without any calendar. What passes is near and short, so that looking at its days is cheap."""
    problems = _check_window(span, rules, now=now, zone=zone)
    if not problems:  # far away, a zone may not even be able to say what its clock shows
        _check_grid(span, rules, zone, problems)
    _check_duration(span, rules, problems)
    return problems


def _check_window(span: TimeRange, rules: BookingRules, *, now: datetime, zone: ZoneInfo) -> dict[str, list[Message]]:
    problems: dict[str, list[Message]] = {}
    earliest, latest = bookable_window(rules, now=now, zone=zone)
    if span.starts_at < now:
        _add(problems, "start", message("This time has passed."))
    elif span.starts_at < earliest:
        _add(problems, "start", _notice_message(rules))
    if span.ends_at > latest:
        _add(
            problems,
            "start",
            message("This room can be booked up to %(days)s days ahead.", days=rules.horizon_days),
        )
    return problems


def _notice_message(rules: BookingRules) -> Message:
    notice_minutes = rules.notice_minutes
    if rules.caretaker:
        return message(
            "Book at least %(hours)s hours ahead. Only hours in which the caretaker is there count.",
            hours=-(-notice_minutes // 60),
        )
    if notice_minutes % MINUTES_PER_DAY == 0 and notice_minutes > 2 * MINUTES_PER_DAY:  # few days are counted in hours
        return message("Book at least %(days)s days ahead.", days=notice_minutes // MINUTES_PER_DAY)
    if notice_minutes % 60 == 0 and notice_minutes >= 60:  # noqa: PLR2004 - an hour
        return message("Book at least %(hours)s hours ahead.", hours=notice_minutes // 60)
    return message("Book at least %(minutes)s minutes ahead.", minutes=notice_minutes)


def _check_grid(span: TimeRange, rules: BookingRules, zone: ZoneInfo, problems: dict[str, list[Message]]) -> None:
    grid = rules.start_grid_minutes
    for field, moment in (("start", span.starts_at), ("end", span.ends_at)):
        local = moment.astimezone(zone)
        if (local.hour * 60 + local.minute) % grid or local.second or local.microsecond:
            _add(problems, field, message("Times go per %(grid)s minutes here.", grid=grid))


def _check_duration(span: TimeRange, rules: BookingRules, problems: dict[str, list[Message]]) -> None:
    if span.minutes < rules.min_duration_minutes:
        _add(problems, "end", message("The shortest time is %(minutes)s minutes.", minutes=rules.min_duration_minutes))
    if span.minutes > rules.max_duration_minutes:
        _add(problems, "end", message("The longest time is %(hours)s hours.", hours=rules.max_duration_minutes // 60))


def _add(problems: dict[str, list[Message]], field: str, told: Message) -> None:
    problems.setdefault(field, []).append(told)


def shifted_candidates(span: TimeRange, grid_minutes: int, most_minutes: int) -> Iterator[TimeRange]:
    """The same length, earlier and later by one grid step at a time, nearest first."""
    for step in range(grid_minutes, most_minutes + 1, grid_minutes):
        for sign in (1, -1):
            move = timedelta(minutes=sign * step)
            yield TimeRange(span.starts_at + move, span.ends_at + move)


def same_times_later(span: TimeRange, days: int, zone: ZoneInfo) -> Iterator[TimeRange]:
    """The same wall-clock times on the following days."""
    day = span.starts_at.astimezone(zone).date()
    start, end = minute_of_day(span.starts_at, day, zone), minute_of_day(span.ends_at, day, zone)
    for offset in range(1, days + 1):
        later = day + timedelta(days=offset)
        starts_at, ends_at = at_minute(later, start, zone), at_minute(later, end, zone)
        if starts_at < ends_at:
            yield TimeRange(starts_at, ends_at)
