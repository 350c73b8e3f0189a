"""The calendar as a list: everything that its grid shows, line by line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.blueprints.member import calendar_words
from app.blueprints.member.calendar_words import KINDS
from app.core.time_ranges import TimeRange, at_minute, subtracted
from app.services.availability.day_calendar import zone_of
from app.services.reporting.calendar_entries import Column, Entry, EntryKind
from app.web.asked_time import time_arguments
from app.web.filters import clock_time, time_span, weekday_short
from app.web.i18n import translate
from app.web.strip import StripRange


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    kind: EntryKind
    span: TimeRange
    day: str
    time: str
    room: str
    what: str
    name: str
    href: str | None
    action: str | None


def rows_of(columns: Sequence[Column], shown: StripRange, may: Mapping[str, bool], now: datetime) -> list[Row]:
    """Everything that the columns show, in order of time: what has the time, what is empty, what is closed."""
    found = []
    for column in columns:
        for entry in [*column.entries, *_rest(column, shown)]:
            if entry.span.starts_at < column.window.starts_at and column.day != columns[0].day:
                continue  # told at the day on which it began
            found.append(_row(column, entry, may, now))
    return found


def sort_rows(rows: list[Row], order: str) -> list[Row]:
    """By time (`time`), by time from the last (`-time`), or by room and then time (`room`)."""
    by_time = sorted(rows, key=lambda row: (row.span.starts_at, row.room, row.span.ends_at))
    if order == "-time":
        return by_time[::-1]
    return sorted(by_time, key=lambda row: row.room) if order == "room" else by_time


def _row(column: Column, entry: Entry, may: Mapping[str, bool], now: datetime) -> Row:
    zone, free = zone_of(column.room), entry.kind is EntryKind.FREE
    on = entry.span.starts_at.astimezone(zone).date()
    action = None
    if free and may["desk"] and entry.span.ends_at > now:
        asked: dict[str, Any] = {"room": column.room.id, **time_arguments(entry.span, zone)}
        action = url_for("member.new_own_use", **asked)
    return Row(
        entry.kind,
        entry.span,
        weekday_short(on),
        time_of(entry.span, column),
        column.room.name,
        translate(KINDS[entry.kind]),
        calendar_words.name_of(entry, column.room.id),
        calendar_words.address_of(entry, may),
        action,
    )


def _rest(column: Column, shown: StripRange) -> list[Entry]:
    """What nothing stands in, within the hours that are shown: empty or closed."""
    zone = zone_of(column.room)
    edges = [at_minute(column.day, minute, zone) for minute in (shown.start_minute, shown.end_minute)]
    seen = TimeRange(max(edges[0], column.window.starts_at), min(edges[1], column.window.ends_at))
    busy = [one.span for one in column.entries]
    closed = [Entry(EntryKind.CLOSED, span, column.room) for span in subtracted([seen], [*column.opened, *busy])]
    return [*(Entry(EntryKind.FREE, span, column.room) for span in column.free), *closed]


def time_of(span: TimeRange, column: Column) -> str:
    """Its clock times; a stretch of more than a night says its last day too."""
    zone = zone_of(column.room)
    first, last = (moment.astimezone(zone).date() for moment in (span.starts_at, span.ends_at))
    if last - first > timedelta(days=1):
        return str(
            _(
                "%(start)s to %(day)s %(end)s",
                start=clock_time(span.starts_at, zone),
                day=weekday_short(last),
                end=clock_time(span.ends_at, zone),
            )
        )
    return time_span(span.starts_at, span.ends_at, zone)
