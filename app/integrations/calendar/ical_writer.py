"""Writes bookings as a calendar that phones and offices read (RFC 5545)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event
from icalendar.prop import vDDDTypes, vGeo, vInt, vText, vUri

from app.integrations.calendar.plain_text import clean_line, clean_text
from app.integrations.calendar.zone_definitions import add_zone_definitions


class CalendarMethod(StrEnum):
    """What the receiver is asked to do with the events: take them in, or take them out."""

    PUBLISH = "PUBLISH"
    CANCEL = "CANCEL"


class EventStatus(StrEnum):
    """Whether the event takes place; tentative: it is all but certain."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One event to write. Its `uid` stays the same for ever; a changed event has a higher `sequence`.

    Times are aware and on whole seconds. In a `ZoneInfo` they are written as its wall clock, in any other zone as UTC.
    `stamped_at` is when this version was made. `position` is latitude and longitude.
    """

    uid: str
    starts_at: datetime
    ends_at: datetime
    summary: str
    stamped_at: datetime
    sequence: int = 0
    status: EventStatus = EventStatus.CONFIRMED
    location: str = ""
    position: tuple[float, float] | None = None
    description: str = ""
    url: str = ""

    def __post_init__(self) -> None:
        moments = (self.starts_at, self.ends_at, self.stamped_at)
        if any(moment.tzinfo is None for moment in moments):
            raise ValueError("a calendar entry needs zone-aware times")
        if self.ends_at.astimezone(UTC) <= self.starts_at.astimezone(UTC):
            raise ValueError("a calendar entry ends after it starts")
        if not clean_line(self.uid):
            raise ValueError("a calendar entry needs a UID")


class PlainText(vText):
    """Text with the escapes of the standard and no others: the library turns a backslash before an N into a new line."""

    def to_ical(self) -> bytes:
        """The value as it stands in the file."""
        text = str(self).replace("\\", "\\\\").replace(";", r"\;").replace(",", r"\,").replace("\n", r"\n")
        return text.encode("utf-8")


def write_calendar(
    events: Sequence[CalendarEntry],
    *,
    name: str,
    prodid: str,
    method: CalendarMethod = CalendarMethod.PUBLISH,
    refresh_minutes: int | None = None,
) -> bytes:
    """A calendar with these events in the order given, in UTF-8 with CRLF and lines of at most 75 octets.

    The same input gives the same bytes. Control characters in texts are dropped. `refresh_minutes`: how often a
    program that follows this calendar is asked to look again (RFC 7986, and as Outlook calls it).
    """
    calendar = new_calendar(name=name, prodid=prodid, method=method)
    if refresh_minutes is not None:
        calendar.add("REFRESH-INTERVAL", timedelta(minutes=refresh_minutes), parameters={"VALUE": "DURATION"})
        calendar["X-PUBLISHED-TTL"] = PlainText(f"PT{refresh_minutes}M")
    for entry in events:
        calendar.add_component(_event(entry))
    moments = [moment for entry in events for moment in (entry.starts_at, entry.ends_at)]
    add_zone_definitions(calendar, moments)
    document: bytes = calendar.to_ical()
    return document


def new_calendar(*, name: str, prodid: str, method: CalendarMethod) -> Calendar:
    """A calendar without events."""
    calendar = Calendar()
    calendar["PRODID"] = PlainText(clean_line(prodid))
    calendar["VERSION"] = PlainText("2.0")
    calendar["CALSCALE"] = PlainText("GREGORIAN")
    calendar["METHOD"] = PlainText(method.value)
    calendar["X-WR-CALNAME"] = PlainText(clean_line(name))
    return calendar


def _event(entry: CalendarEntry) -> Event:
    event = Event()
    event["UID"] = PlainText(clean_line(entry.uid))
    event["DTSTAMP"] = vDDDTypes(_utc(entry.stamped_at))
    event["DTSTART"], event["DTEND"] = map(vDDDTypes, _as_written(entry.starts_at, entry.ends_at))
    event["SEQUENCE"] = vInt(entry.sequence)
    event["STATUS"] = PlainText(entry.status.value)
    event["SUMMARY"] = PlainText(clean_text(entry.summary))
    if entry.location:
        event["LOCATION"] = PlainText(clean_text(entry.location))
    if entry.position:
        event["GEO"] = vGeo(entry.position)
    if entry.description:
        event["DESCRIPTION"] = PlainText(clean_text(entry.description))
    if entry.url:
        event["URL"] = vUri(clean_line(entry.url))
    return event


def _as_written(starts_at: datetime, ends_at: datetime) -> tuple[datetime, datetime]:
    """Wall clock of the entry's zone, unless an end lies in the hour that the autumn clock shows a second time.

    A file cannot say which of the two is meant, so both ends are then given in UTC.
    """
    moments = (_utc(starts_at), _utc(ends_at))
    zone = starts_at.tzinfo
    if not isinstance(zone, ZoneInfo) or zone.key == "UTC":
        return moments
    first, last = (moment.astimezone(zone) for moment in moments)
    return moments if first.fold or last.fold else (first, last)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
