"""What is hostile or too large is refused, and quickly. Times are of the processor: other work does not count."""

from datetime import date
from time import process_time

import pytest

from app.integrations.calendar.calendar_values import (
    CalendarLimits,
    CalendarUnreadableError,
    DateWindow,
    ProblemCode,
)
from tests.unit.integrations.calendar.calendar_text import calendar_of, event, hour_on, local, read

DECADE = DateWindow(date(2027, 1, 1), date(2037, 1, 1))


def refusal(content: bytes | str, limits: CalendarLimits | None = None, window: DateWindow = DECADE) -> ProblemCode:
    with pytest.raises(CalendarUnreadableError) as refused:
        read(content, window=window, limits=limits or CalendarLimits())
    return refused.value.code


def test_a_file_of_50_mb_is_refused_before_it_is_looked_at() -> None:
    raw = b"BEGIN:VCALENDAR\r\n" + b"X" * 50_000_000
    began = process_time()
    assert refusal(raw) is ProblemCode.TOO_LARGE
    assert process_time() - began < 0.1


def test_a_file_of_just_the_size_is_read() -> None:
    text = calendar_of(hour_on("20270105"))
    assert read(text, limits=CalendarLimits(max_bytes=len(text))).complete
    assert refusal(text, CalendarLimits(max_bytes=len(text) - 1)) is ProblemCode.TOO_LARGE


def test_too_many_events_are_refused() -> None:
    text = calendar_of(hour_on("20270105", "a"), hour_on("20270105", "b"))
    assert read(text, limits=CalendarLimits(max_events=2)).complete
    assert refusal(text, CalendarLimits(max_events=1)) is ProblemCode.TOO_MANY_EVENTS


def test_too_many_occurrences_are_refused() -> None:
    text = calendar_of(hour_on("20270105", more="RRULE:FREQ=DAILY;COUNT=100"))
    assert len(read(text, limits=CalendarLimits(max_occurrences=100)).occurrences) == 100
    assert refusal(text, CalendarLimits(max_occurrences=99)) is ProblemCode.TOO_MANY_OCCURRENCES


def test_too_many_lines_are_refused() -> None:
    text = calendar_of(hour_on("20270105"))
    assert read(text, limits=CalendarLimits(max_lines=text.count("\n"))).complete
    assert refusal(text, CalendarLimits(max_lines=text.count("\n") - 1)) is ProblemCode.TOO_LARGE


def test_components_nested_without_end_are_refused() -> None:
    text = calendar_of("BEGIN:X-DOOS\n" * 60)
    assert refusal(text) is ProblemCode.NOT_A_CALENDAR
    assert read(calendar_of("BEGIN:X-DOOS\n" * 10 + "END:X-DOOS\n" * 10)).complete


BOMBS = {
    "every second": "FREQ=SECONDLY",
    "every minute": "FREQ=MINUTELY;INTERVAL=1",
    "every second of a day": "FREQ=DAILY;BYHOUR=0,1,2,3,4,5;BYMINUTE=0,1,2,3,4,5,6,7,8,9;BYSECOND=0,1,2,3,4,5,6,7,8,9",
    "without a step": "FREQ=YEARLY;INTERVAL=0",
    "backwards": "FREQ=DAILY;INTERVAL=-1",
    "never, by year": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "never, by day": "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
    "never, by hour": "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30",
    "never, by week": "FREQ=WEEKLY;BYMONTH=2;BYMONTHDAY=31;BYDAY=MO",
    "never, by place": "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=300",
    "never, by weekday": "FREQ=MONTHLY;BYDAY=6MO",
    "a step of ages": "FREQ=DAILY;INTERVAL=999999999999;BYMONTH=13",
    "a number without end": f"FREQ=DAILY;INTERVAL={'9' * 5000}",
    "a list without end": f"FREQ=YEARLY;BYYEARDAY={','.join(['1'] * 5000)}",
    "by easter": "FREQ=YEARLY;BYEASTER=0",
    "of another reckoning": "RSCALE=CHINESE;FREQ=YEARLY",
    "two frequencies": "FREQ=DAILY,WEEKLY",
    "none": "COUNT=3",
    "no frequency that exists": "FREQ=FORTNIGHTLY",
    "two ends": "FREQ=WEEKLY;COUNT=3;UNTIL=20270301",
    "a count of none": "FREQ=DAILY;COUNT=0",
    "an end that is a length": "FREQ=DAILY;UNTIL=PT1H",
    "a month that is none": "FREQ=YEARLY;BYMONTH=99",
    "a day that is none": "FREQ=WEEKLY;BYDAY=XX",
    "nothing": "",
}


@pytest.mark.parametrize("rule", BOMBS.values(), ids=BOMBS.keys())
def test_a_rule_that_would_never_end_is_refused_within_a_second(rule: str) -> None:
    text = calendar_of(hour_on("20270105", "bom", f"RRULE:{rule}"), hour_on("20270111", "goed"))
    began = process_time()
    reading = read(text, window=DECADE)
    assert process_time() - began < 1
    assert [(problem.line, problem.uid) for problem in reading.problems] == [(8, "bom")]
    assert reading.problems[0].code is ProblemCode.UNSUPPORTED_RECURRENCE
    assert local(reading) == ["2027-01-11 19:00-20:00"]


def test_a_rule_that_seldom_matches_is_followed() -> None:
    text = calendar_of(hour_on("20240229", more="RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"))
    assert local(read(text, window=DECADE)) == [
        "2028-02-29 19:00-20:00",
        "2032-02-29 19:00-20:00",
        "2036-02-29 19:00-20:00",
    ]


def test_a_daily_rule_from_a_century_ago_is_followed() -> None:
    assert len(read(calendar_of(hour_on("19270105", more="RRULE:FREQ=DAILY"))).occurrences) == 365


def test_an_hourly_rule_is_followed_as_far_as_the_limit() -> None:
    text = calendar_of(event("DTSTART:20270101T000000Z\nDURATION:PT30M\nRRULE:FREQ=HOURLY"))
    began = process_time()
    assert refusal(text, CalendarLimits(max_occurrences=5_000)) is ProblemCode.TOO_MANY_OCCURRENCES
    assert process_time() - began < 2


def test_many_rules_that_each_take_long_are_refused_together() -> None:
    slow = [hour_on("19000105", f"les-{number}", "RRULE:FREQ=DAILY;COUNT=3;BYMONTH=2") for number in range(5)]
    limits = CalendarLimits(max_steps=100)
    assert refusal(calendar_of(*slow), limits) is ProblemCode.TOO_MANY_OCCURRENCES


def test_many_never_matching_rules_end_within_the_budget_of_the_file() -> None:
    never = [hour_on("20270105", f"n-{number}", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30") for number in range(400)]
    began = process_time()
    assert refusal(calendar_of(*never), CalendarLimits(max_steps=500_000)) is ProblemCode.TOO_MANY_OCCURRENCES
    assert process_time() - began < 5


def test_loose_dates_without_end_are_refused() -> None:
    dates = ",".join(["20270105T100000Z"] * 30_000)
    began = process_time()
    reading = read(calendar_of(event(f"DTSTART:20270105T100000Z\nDURATION:PT1H\nRDATE:{dates}")))
    assert [problem.code for problem in reading.problems] == [ProblemCode.UNSUPPORTED_RECURRENCE]
    assert process_time() - began < 2


def test_a_series_that_is_changed_without_end_is_refused() -> None:
    zone = "TZID=Europe/Amsterdam"
    series = hour_on("20270105", more="RRULE:FREQ=DAILY")
    onward = [
        hour_on("20270105", more=f"RECURRENCE-ID;RANGE=THISANDFUTURE;{zone}:20270105T19{number:02d}00")
        for number in range(60)
    ]
    reading = read(calendar_of(series, *onward))
    assert [problem.code for problem in reading.problems] == [ProblemCode.UNSUPPORTED_RECURRENCE]


def test_a_whole_school_is_read_in_reasonable_time() -> None:
    lessons = [
        hour_on(f"202701{4 + number % 7:02d}", f"les-{number}", "RRULE:FREQ=WEEKLY;COUNT=40") for number in range(500)
    ]
    began = process_time()
    assert len(read(calendar_of(*lessons)).occurrences) == 20_000
    assert process_time() - began < 10


@pytest.mark.parametrize(
    "filler",
    [
        b"\n",
        b"\r",
        b" \n",
        b"x\n",
        b":\n",
        b"\xff\n",
        b"BEGIN:VEVENT\n",
        b"BEGIN:X\n",
        b"BEGIN:X\nBEGIN:VEVENT\nEND:Y\n",
        b"END:X\n",
        b"UID:" + b"x" * 999,
        b"RRULE:FREQ=DAILY\n",
        b"RDATE:20270105,20270106\n",
        b"SUMMARY:" + b"\\n" * 999 + b"\n",
        b"EXDATE;TZID=" + b'"' * 99 + b":x\n",
    ],
)
def test_five_megabytes_of_nonsense_end_soon(filler: bytes) -> None:
    raw = (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + filler * (5_000_000 // len(filler)))[:5_000_000]
    began = process_time()
    try:
        reading = read(raw)
    except CalendarUnreadableError:
        reading = None
    assert reading is None or not reading.complete
    assert process_time() - began < 10
