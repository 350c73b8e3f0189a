"""Our own bookings as .ics: what the standard asks, and what our own reader makes of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.integrations.calendar.calendar_values import CalendarLimits, CancelledEvent, DateWindow
from app.integrations.calendar.components import calendars_in
from app.integrations.calendar.content_lines import content_lines
from app.integrations.calendar.ical_writer import CalendarEntry, CalendarMethod, EventStatus, write_calendar
from app.integrations.calendar.plain_text import clean_line, clean_text
from app.integrations.calendar.problem_log import ProblemLog
from app.integrations.calendar.time_zones import zone_from_definition
from tests.unit.integrations.calendar.calendar_text import AMSTERDAM, read, utc

BOOKING = CalendarEntry(
    uid="booking-K7M2@locatieplatform.example",
    starts_at=datetime(2027, 1, 12, 19, tzinfo=AMSTERDAM),
    ends_at=datetime(2027, 1, 12, 22, tzinfo=AMSTERDAM),
    summary="Repetitie in de Balletzaal",
    stamped_at=utc(2026, 12, 1, 9, 30),
    sequence=2,
    location="Vechtzicht 12, 3600 AA Maarssen",
    position=(52.135, 5.0411),
    description="Code van de deur: 1234\nGraag de vloer vegen; alleen gymschoenen, geen hakken.",
    url="https://locatieplatform.example/boeking/K7M2?a=b,c;d",
)


def written(*entries: CalendarEntry, method: CalendarMethod = CalendarMethod.PUBLISH) -> bytes:
    return write_calendar(entries, name="Boekingen", prodid="-//Locatieplatform//Boekingen//NL", method=method)


def unfolded(raw: bytes) -> list[str]:
    return [line.text for line in content_lines(raw)]


def test_a_booking_says_all_it_knows() -> None:
    lines = unfolded(written(BOOKING))
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert set(lines) >= {
        "METHOD:PUBLISH",
        "X-WR-CALNAME:Boekingen",
        "PRODID:-//Locatieplatform//Boekingen//NL",
        "UID:booking-K7M2@locatieplatform.example",
        "DTSTAMP:20261201T093000Z",
        "DTSTART;TZID=Europe/Amsterdam:20270112T190000",
        "DTEND;TZID=Europe/Amsterdam:20270112T220000",
        "SEQUENCE:2",
        "STATUS:CONFIRMED",
        "SUMMARY:Repetitie in de Balletzaal",
        r"LOCATION:Vechtzicht 12\, 3600 AA Maarssen",
        "GEO:52.135;5.0411",
        r"DESCRIPTION:Code van de deur: 1234\nGraag de vloer vegen\; alleen gymschoenen\, geen hakken.",
        "URL:https://locatieplatform.example/boeking/K7M2?a=b,c;d",
    }


def test_what_is_not_known_is_not_written() -> None:
    bare = CalendarEntry("uid", BOOKING.starts_at, BOOKING.ends_at, "Les", BOOKING.stamped_at)
    names = {line.partition(":")[0].partition(";")[0] for line in unfolded(written(bare))}
    assert not names & {"LOCATION", "GEO", "DESCRIPTION", "URL"}


def test_a_cancelled_booking_is_withdrawn() -> None:
    raw = written(replace(BOOKING, status=EventStatus.CANCELLED, sequence=3), method=CalendarMethod.CANCEL)
    assert {"METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:3"} <= set(unfolded(raw))
    reading = read(raw)
    assert not reading.occurrences
    assert reading.cancelled == (CancelledEvent(BOOKING.uid, ""),)


def test_the_same_booking_gives_the_same_bytes() -> None:
    berlin = replace(BOOKING, uid="b", starts_at=BOOKING.starts_at.astimezone(ZoneInfo("Europe/Berlin")))
    assert written(BOOKING, berlin) == written(BOOKING, berlin)
    zones = [line for line in unfolded(written(berlin, BOOKING)) if line.startswith("TZID:")]
    assert zones == ["TZID:Europe/Amsterdam", "TZID:Europe/Berlin"]


def test_lines_end_in_crlf_and_hold_at_most_75_octets() -> None:
    raw = written(replace(BOOKING, description="🎻" * 100 + "\\" * 200 + ",é" * 100))
    lines = raw.split(b"\r\n")
    assert lines[-1] == b""
    assert max(len(line) for line in lines) <= 75
    assert b"\n" not in raw.replace(b"\r\n", b"")
    for line in lines:
        line.decode("utf-8")  # no character is cut in two


def test_an_empty_calendar_can_be_written_and_read() -> None:
    assert read(written()).complete


def test_the_definition_of_the_zone_changes_the_clock_at_the_right_hour() -> None:
    """Programs that do not know Europe/Amsterdam by name go by the definition."""
    raw = written(BOOKING)
    (calendar,) = calendars_in(content_lines(raw), CalendarLimits(), ProblemLog(10))
    (definition,) = calendar.of_kind("VTIMEZONE")
    clock = zone_from_definition(definition)
    for hours in range(24 * 365):
        wall = datetime(2027, 1, 1) + timedelta(hours=hours)  # noqa: DTZ001 - a time on the wall
        if wall == datetime(2027, 3, 28, 2):  # noqa: DTZ001 - a time that does not exist
            continue
        assert wall.replace(tzinfo=clock).utcoffset() == wall.replace(tzinfo=AMSTERDAM).utcoffset(), wall
    assert [part.first("DTSTART").value[9:] for part in definition.inner if part.kind == "DAYLIGHT"] == ["020000"]  # type: ignore[union-attr]  # present, or the test fails


def test_the_definition_is_what_a_strict_library_reads_too() -> None:
    (calendar,) = icalendar.Calendar.from_ical(written(BOOKING), multiple=True)
    assert [zone.tz_name for zone in calendar.timezones] == ["Europe/Amsterdam"]
    assert calendar.get_missing_tzids() == set()
    (event,) = calendar.events
    assert event.start == BOOKING.starts_at
    assert not event.errors


@pytest.mark.parametrize(
    "starts_at",
    [
        utc(2027, 10, 31, 0, 30).astimezone(AMSTERDAM),  # 02.30, the first time
        utc(2027, 10, 31, 1, 30).astimezone(AMSTERDAM),  # 02.30, the second time
        datetime(2027, 3, 28, 2, 30, tzinfo=AMSTERDAM),  # does not exist
    ],
)
def test_an_hour_that_comes_twice_or_never_survives(starts_at: datetime) -> None:
    ends_at = starts_at.astimezone(UTC) + timedelta(minutes=30)
    (read_back,) = read(written(replace(BOOKING, starts_at=starts_at, ends_at=ends_at))).occurrences
    assert (read_back.starts_at, read_back.ends_at) == (starts_at.astimezone(UTC), ends_at)


def test_times_in_a_fixed_zone_are_written_in_utc() -> None:
    hour_east = timezone(timedelta(hours=1))
    entry = replace(BOOKING, starts_at=BOOKING.starts_at.astimezone(hour_east))
    assert "DTSTART:20270112T180000Z" in unfolded(written(entry))
    assert not [line for line in unfolded(written(entry)) if line == "BEGIN:VTIMEZONE"]


@pytest.mark.parametrize(
    "text", ["C:\\Nieuw\\noten", "a\\", "\\\\n", "\\,", 'a;b,c:d"e"', "één\ntwee\n\ndrie", "👩‍🎤🇳🇱", "<b>&amp;</b>"]
)
def test_texts_survive_whatever_stands_in_them(text: str) -> None:
    (read_back,) = read(written(replace(BOOKING, summary=text))).occurrences
    assert read_back.summary == text


def test_no_text_can_smuggle_in_a_line() -> None:
    evil = "x\r\nATTENDEE:mailto:evil@example.org\nEND:VEVENT\x00\x0b\x1b\x85\u2028"
    raw = written(
        replace(BOOKING, uid=evil, summary=evil, location=evil, description=evil, url="https://a.example/" + evil)
    )
    lines = unfolded(raw)
    assert not [line for line in lines if line.startswith(("ATTENDEE", " ATTENDEE"))]
    assert lines.count("END:VEVENT") == 1
    assert not {0x00, 0x0B, 0x1B} & set(raw)
    assert read(raw).complete
    assert b"evil" in write_calendar([], name=evil, prodid=evil).replace(b"\r\n ", b"")


@pytest.mark.parametrize(
    "wrong",
    [
        {"starts_at": datetime(2027, 1, 12, 19)},  # noqa: DTZ001 - that is what is wrong
        {"stamped_at": datetime(2027, 1, 12, 19)},  # noqa: DTZ001 - that is what is wrong
        {"ends_at": BOOKING.starts_at},
        {"uid": "\x00 "},
    ],
)
def test_an_entry_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="a calendar entry"):
        replace(BOOKING, **wrong)  # type: ignore[arg-type]  # wrong on purpose


MOMENTS = st.datetimes(
    datetime(2027, 1, 2),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2027, 12, 30),  # noqa: DTZ001 - the same
    timezones=st.sampled_from([AMSTERDAM, UTC, ZoneInfo("Europe/London")]),
).map(lambda moment: moment.replace(microsecond=0))
TEXTS = st.text(max_size=200)
ENTRIES = st.builds(
    lambda uid, starts_at, minutes, summary, sequence, location, description, position: CalendarEntry(
        uid=uid,
        starts_at=starts_at,
        ends_at=(starts_at.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(starts_at.tzinfo),
        summary=summary,
        stamped_at=utc(2026, 12, 1),
        sequence=sequence,
        location=location,
        description=description,
        position=position,
    ),
    uid=st.text(min_size=1, max_size=80).filter(clean_line),
    starts_at=MOMENTS,
    minutes=st.integers(1, 5000),
    summary=TEXTS,
    sequence=st.integers(0, 2**31 - 1),
    location=TEXTS,
    description=TEXTS,
    position=st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
)


@given(entries=st.lists(ENTRIES, max_size=5, unique_by=lambda entry: clean_line(entry.uid)))
@settings(max_examples=200, deadline=None)
def test_what_is_written_is_what_is_read(entries: list[CalendarEntry]) -> None:
    reading = read(written(*entries), window=DateWindow(date(2026, 12, 1), date(2028, 2, 1)))
    assert not reading.problems
    assert {
        (each.uid, each.starts_at, each.ends_at, each.summary, each.sequence, each.recurrence_key, each.all_day)
        for each in reading.occurrences
    } == {
        (
            clean_line(entry.uid),
            entry.starts_at.astimezone(UTC),
            entry.ends_at.astimezone(UTC),
            clean_text(entry.summary),
            entry.sequence,
            "",
            False,
        )
        for entry in entries
    }
    assert len(reading.occurrences) == len(entries)
