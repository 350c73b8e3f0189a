"""Whatever the bytes, the reader answers or refuses; it never breaks."""

import warnings

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.integrations.calendar.calendar_values import CalendarLimits, CalendarReading, CalendarUnreadableError
from tests.unit.integrations.calendar.calendar_text import FIXTURES, YEAR_2027, calendar_of, event, read

FILES = [path.read_bytes() for path in sorted(FIXTURES.glob("*.ics"))]
SMALL = CalendarLimits(max_occurrences=2_000, max_steps=20_000, max_steps_per_series=5_000)
NAMES = [
    "DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "SEQUENCE", "STATUS",
    "TRANSP", "UID", "SUMMARY", "BEGIN", "END", "TZID", "TZOFFSETTO", "TZOFFSETFROM", "METHOD", "CALSCALE",
    "X-WR-TIMEZONE", "X-WR-CALNAME",
]  # fmt: skip
PARAMETERS = [
    "", ";VALUE=DATE", ";VALUE=PERIOD", ";TZID=Europe/Amsterdam", ";TZID=UTC", ";TZID=Gouw", ';TZID="a:b"',
    ";TZID=Eigen tijd", ";RANGE=THISANDFUTURE", ";TZID=W. Europe Standard Time", ';X="', ";", ";TZID=", ";TZID=/a/b/c",
]  # fmt: skip
VALUES = [
    "20270105T190000", "20270105T190000Z", "20270105", "20270105T190000/PT1H", "20270105T190000Z/20270105T200000Z",
    "PT1H", "-P1D", "P1W", "FREQ=WEEKLY;COUNT=3", "FREQ=DAILY;UNTIL=20270201", "FREQ=MONTHLY;BYDAY=-1SU,2MO",
    "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "FREQ=HOURLY;BYHOUR=9,99", "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=-1",
    "FREQ=DAILY;UNTIL=20270105T190000;COUNT=2", "FREQ=YEARLY;BYWEEKNO=53", "FREQ=YEARLY;BYYEARDAY=366,-1",
    "00010101T000000Z", "99991231T235959Z", "20270328T023000", "20271031T023000", "240000", "+0100", "-9999",
    "VEVENT", "VCALENDAR", "VTIMEZONE", "STANDARD", "VALARM", "CANCELLED", "TRANSPARENT", "CANCEL", "GREGORIAN",
    "0", "-1", "", ",", "\\", "\\n", "Europe/Amsterdam", "Eigen tijd", "é", "\x00",
]  # fmt: skip
LINES = st.builds("{}{}:{}".format, st.sampled_from(NAMES), st.sampled_from(PARAMETERS), st.sampled_from(VALUES))


def answer(raw: bytes) -> CalendarReading | None:
    """The reading, or None where it is refused; any other error fails the test, and a warning too."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            reading = read(raw, limits=SMALL)
        except CalendarUnreadableError:
            return None
    for each in reading.occurrences:
        assert each.starts_at < each.ends_at
        assert each.starts_at.date() <= YEAR_2027.until_on
        assert each.ends_at.date() >= YEAR_2027.from_on.replace(year=2026, month=12, day=31)
        assert "\x00" not in each.uid + each.summary
    assert len({(each.uid, each.recurrence_key) for each in reading.occurrences}) == len(reading.occurrences)
    number_of_lines = raw.count(b"\n") + raw.count(b"\r") + 1
    assert all(1 <= problem.line <= number_of_lines for problem in reading.problems)
    return reading


@given(raw=st.binary(max_size=500))
@settings(max_examples=200, deadline=None)
def test_arbitrary_bytes(raw: bytes) -> None:
    answer(raw)
    answer(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + raw)


@given(data=st.data())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_files_with_bytes_changed_removed_and_doubled(data: st.DataObject) -> None:
    raw = bytearray(data.draw(st.sampled_from(FILES)))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, max(len(raw) - 1, 0)))
        length = data.draw(st.integers(0, 40))
        raw[at : at + length] = data.draw(
            st.one_of(
                st.binary(max_size=8), st.just(bytes(raw[at : at + length]) * 2), st.sampled_from([b"\r\n", b";", b":"])
            )
        )
    answer(bytes(raw))


@given(data=st.data())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_files_with_lines_changed_and_shuffled(data: st.DataObject) -> None:
    lines = data.draw(st.sampled_from(FILES)).splitlines()
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(lines)))
        if data.draw(st.booleans()):
            lines.insert(at, data.draw(LINES).encode())
        else:
            lines[at : at + 1] = [data.draw(st.sampled_from(lines))] if lines else []
    answer(b"\n".join(lines))


@given(blocks=st.lists(st.lists(LINES, max_size=10), max_size=4))
@settings(max_examples=400, deadline=None)
def test_events_of_lines_that_look_like_something(blocks: list[list[str]]) -> None:
    start = "DTSTART;TZID=Europe/Amsterdam:20270105T190000\nDTEND;TZID=Europe/Amsterdam:20270105T200000\n"
    answer(calendar_of(*(event(start + "\n".join(lines)) for lines in blocks)).encode())


@pytest.mark.parametrize("raw", FILES)
def test_a_file_cut_off_at_any_place_is_never_taken_for_complete(raw: bytes) -> None:
    end = raw.rstrip().rfind(b"END:VCALENDAR")
    for at in range(20, max(end, 20), 37):
        reading = answer(raw[:at])
        assert reading is None or not reading.complete or b"END:VCALENDAR" in raw[:at]
