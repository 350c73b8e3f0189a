"""Short calendars for tests, and short questions about what was read."""

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from app.integrations.calendar.calendar_values import CalendarLimits, CalendarReading, DateWindow, ProblemCode
from app.integrations.calendar.ical_reader import DEFAULT_LIMITS, read_calendar

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
YEAR_2027 = DateWindow(date(2027, 1, 1), date(2028, 1, 1))
FIXTURES = Path(__file__).parents[3] / "fixtures" / "calendars"


def file_bytes(name: str) -> bytes:
    return (FIXTURES / f"{name}.ics").read_bytes()


def read(
    content: bytes | str,
    *,
    window: DateWindow = YEAR_2027,
    zone: ZoneInfo = AMSTERDAM,
    limits: CalendarLimits = DEFAULT_LIMITS,
) -> CalendarReading:
    raw = content.encode() if isinstance(content, str) else content
    return read_calendar(raw, zone=zone, window=window, limits=limits)


def calendar_of(*blocks: str, head: str = "") -> str:
    """A calendar with these blocks of lines; `head` goes before them."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//NL"]
    for block in (head, *blocks):
        lines += [line.strip() for line in block.strip().splitlines()]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def event(lines: str, uid: str = "les-1") -> str:
    return f"BEGIN:VEVENT\nUID:{uid}\n{lines.strip()}\nEND:VEVENT"


def hour_on(day: str, uid: str = "les-1", more: str = "") -> str:
    """An event from 19.00 to 20.00 in Amsterdam on a day (YYYYMMDD)."""
    zone = "TZID=Europe/Amsterdam"
    return event(f"DTSTART;{zone}:{day}T190000\nDTEND;{zone}:{day}T200000\n{more}", uid)


def local(reading: CalendarReading, uid: str | None = None) -> list[str]:
    """The beginnings and ends on Amsterdam's clock, such as "2027-01-05 19:00-20:30"."""
    return [
        f"{each.starts_at.astimezone(AMSTERDAM):%Y-%m-%d %H:%M}-{each.ends_at.astimezone(AMSTERDAM):%H:%M}"
        for each in reading.occurrences
        if uid is None or each.uid == uid
    ]


def days(reading: CalendarReading, uid: str | None = None) -> list[str]:
    """The local days on which something begins, such as "01-05"."""
    return [line[5:10] for line in local(reading, uid)]


def problems(reading: CalendarReading) -> list[tuple[int, str, ProblemCode]]:
    return [(problem.line, problem.uid, problem.code) for problem in reading.problems]


def utc(*parts: int) -> datetime:
    year, month, day, *rest = parts
    hour, minute = [*rest, 0, 0][:2]
    return datetime(year, month, day, hour, minute, tzinfo=UTC)
