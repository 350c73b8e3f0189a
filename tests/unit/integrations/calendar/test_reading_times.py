"""Clocks that change, times without a zone, whole days and lengths."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.integrations.calendar.calendar_values import DateWindow, ProblemCode
from tests.unit.integrations.calendar.calendar_text import (
    calendar_of,
    event,
    file_bytes,
    hour_on,
    local,
    problems,
    read,
    utc,
)

ZONE = "TZID=Europe/Amsterdam"


def test_across_the_spring_gap_an_event_of_two_hours_on_the_clock_takes_one() -> None:
    night = next(each for each in read(file_bytes("dst_nights")).occurrences if each.uid == "spring-across-the-gap")
    assert (night.starts_at, night.ends_at) == (utc(2027, 3, 28, 0, 30), utc(2027, 3, 28, 1, 30))


def test_across_the_autumn_hour_an_event_of_two_hours_on_the_clock_takes_three() -> None:
    night = next(each for each in read(file_bytes("dst_nights")).occurrences if each.uid == "autumn-across-the-hour")
    assert (night.starts_at, night.ends_at) == (utc(2027, 10, 30, 23, 30), utc(2027, 10, 31, 2, 30))


def test_a_night_that_falls_in_the_spring_gap_moves_behind_it_and_keeps_its_length() -> None:
    assert local(read(file_bytes("dst_nights")), "nightly-within-the-gap") == [
        "2027-03-27 02:15-02:45",
        "2027-03-28 03:15-03:45",
        "2027-03-29 02:15-02:45",
    ]


def test_an_event_that_starts_in_the_spring_gap_and_ends_after_it_never_ends_before_it_starts() -> None:
    reading = read(calendar_of(event(f"DTSTART;{ZONE}:20270328T023000\nDTEND;{ZONE}:20270328T031500")))
    assert local(reading) == ["2027-03-28 03:30-04:15"]


def test_a_weekly_event_keeps_its_hour_on_the_wall_over_both_changes() -> None:
    sundays = local(read(file_bytes("dst_nights")), "weekly-over-both")
    assert len(sundays) == 34
    assert {sunday[11:] for sunday in sundays} == {"19:00-22:00"}


def test_the_second_of_two_equal_autumn_hours_stays_the_second() -> None:
    night = next(each for each in read(file_bytes("dst_nights")).occurrences if each.uid == "autumn-second-time")
    assert (night.starts_at, night.ends_at) == (utc(2027, 10, 31, 1), utc(2027, 10, 31, 1, 30))


def test_a_whole_day_lasts_25_hours_when_the_clock_goes_back() -> None:
    day = next(each for each in read(file_bytes("dst_nights")).occurrences if each.uid == "whole-day-of-25-hours")
    assert day.ends_at - day.starts_at == timedelta(hours=25)


def test_times_without_a_zone_are_on_the_clock_of_the_venue() -> None:
    reading = read(file_bytes("floating_times"))
    lessons = local(reading, "zweef-1")
    assert lessons[0] == "2027-01-13 14:00-15:00"
    assert lessons[-1] == "2027-04-21 14:00-15:00"
    assert "2027-02-24 14:00-15:00" not in lessons
    assert local(reading, "zweef-2") == ["2027-07-02 10:00-11:30"]
    london = read(file_bytes("floating_times"), zone=ZoneInfo("Europe/London"))
    assert local(london, "zweef-2") == ["2027-07-02 11:00-12:30"]


@pytest.mark.parametrize("stated", ["Europe/London", "GMT Standard Time"])
def test_times_without_a_zone_are_in_the_zone_that_the_calendar_states(stated: str) -> None:
    lines = "DTSTART:20270702T100000\nDTEND:20270702T110000"
    assert local(read(calendar_of(event(lines), head=f"X-WR-TIMEZONE:{stated}"))) == ["2027-07-02 11:00-12:00"]


def test_a_stated_zone_that_nobody_knows_leaves_the_clock_of_the_venue() -> None:
    lines = "DTSTART:20270702T100000\nDTEND:20270702T110000"
    assert local(read(calendar_of(event(lines), head="X-WR-TIMEZONE:Gouw"))) == ["2027-07-02 10:00-11:00"]


def test_a_series_in_utc_without_a_stated_zone_shifts_with_the_clock() -> None:
    lines = "DTSTART:20270327T180000Z\nDTEND:20270327T190000Z\nRRULE:FREQ=DAILY;COUNT=2"
    assert local(read(calendar_of(event(lines)))) == ["2027-03-27 19:00-20:00", "2027-03-28 20:00-21:00"]


def test_a_whole_day_without_an_end_is_one_day() -> None:
    (day,) = read(calendar_of(event("DTSTART;VALUE=DATE:20270115"))).occurrences
    assert (day.starts_at, day.ends_at, day.all_day) == (utc(2027, 1, 14, 23), utc(2027, 1, 15, 23), True)


def test_a_date_without_value_parameter_is_a_whole_day() -> None:
    (day,) = read(calendar_of(event("DTSTART:20270115\nDTEND:20270118"))).occurrences
    assert (day.starts_at, day.ends_at, day.all_day) == (utc(2027, 1, 14, 23), utc(2027, 1, 17, 23), True)


@pytest.mark.parametrize(
    ("duration", "ends"),
    [("PT1H30M", "20:30"), ("P1D", "19:00"), ("P1W", "19:00"), ("PT90M", "20:30"), ("P0DT0H45M0S", "19:45")],
)
def test_a_duration_stands_for_an_end(duration: str, ends: str) -> None:
    (line,) = local(read(calendar_of(event(f"DTSTART;{ZONE}:20270105T190000\nDURATION:{duration}"))))
    assert line == f"2027-01-05 19:00-{ends}"


def test_whole_days_with_a_duration_in_days() -> None:
    (days,) = read(calendar_of(event("DTSTART;VALUE=DATE:20270327\nDURATION:P2D"))).occurrences
    assert (days.starts_at, days.ends_at) == (utc(2027, 3, 26, 23), utc(2027, 3, 28, 22))


def test_a_start_and_end_in_different_zones() -> None:
    lines = "DTSTART;TZID=Europe/London:20270105T180000\nDTEND:20270105T200000Z"
    assert local(read(calendar_of(event(lines)))) == ["2027-01-05 19:00-21:00"]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (f"DTSTART;{ZONE}:20270105T190000\nDTEND;{ZONE}:20270105T190000", ProblemCode.ZERO_LENGTH),
        (f"DTSTART;{ZONE}:20270105T190000\nDURATION:PT0S", ProblemCode.ZERO_LENGTH),
        (f"DTSTART;{ZONE}:20270105T190000\nDURATION:-PT1H", ProblemCode.ENDS_BEFORE_START),
        ("DTSTART;TZID=Europe/London:20270105T190000\nDTEND:20270105T180000Z", ProblemCode.ENDS_BEFORE_START),
        ("DTSTART;VALUE=DATE:20270105\nDTEND;VALUE=DATE:20270104", ProblemCode.ENDS_BEFORE_START),
        (f"DTSTART;{ZONE}:20270105T190000\nDURATION:PT1", ProblemCode.UNREADABLE_LINE),
        (f"DTSTART;{ZONE}:20270105T190000\nDURATION:20270105T200000", ProblemCode.UNREADABLE_LINE),
        (f"DTSTART;{ZONE}:20270105T190000\nDTEND;{ZONE}:20990105T190000", ProblemCode.IMPOSSIBLE_TIME),
        (f"DTSTART;{ZONE}:20270105T190000\nDTEND;{ZONE}:22000105T190000", ProblemCode.IMPOSSIBLE_TIME),
        (f"DTSTART;{ZONE}:20270105T250000\nDURATION:PT1H", ProblemCode.UNREADABLE_LINE),
        ("DTSTART:190000\nDURATION:PT1H", ProblemCode.UNREADABLE_LINE),
        ("DTSTART;TZID=Europe:20270105T190000\nDURATION:PT1H", ProblemCode.UNKNOWN_TIMEZONE),
        ("DTSTART;TZID=../../etc/passwd:20270105T190000\nDURATION:PT1H", ProblemCode.UNKNOWN_TIMEZONE),
    ],
)
def test_a_time_that_makes_no_sense_is_reported_at_its_line(lines: str, code: ProblemCode) -> None:
    reading = read(calendar_of(event(lines), hour_on("20270111", "goed")))
    (problem,) = reading.problems
    assert (problem.code, problem.uid, problem.left_out) == (code, "les-1", True)
    assert problem.line in {6, 7}
    assert local(reading) == ["2027-01-11 19:00-20:00"]
    assert not reading.complete


def test_a_free_event_need_not_take_time() -> None:
    reading = read(calendar_of(event(f"DTSTART;{ZONE}:20270105T190000\nTRANSP:TRANSPARENT")))
    assert (reading.ignored, problems(reading), reading.occurrences) == (1, [], ())


@pytest.mark.parametrize(
    ("rules", "zone_is_read"),
    [
        ("RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", True),
        ("RRULE:FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=25,26,27,28,29,30,31;BYDAY=SU", True),
        ("RDATE:20261025T030000,20271031T030000", True),
        ("RRULE:FREQ=SECONDLY", False),
        ("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", False),
        ("RRULE:FREQ=YEARLY;INTERVAL=0;BYMONTH=10", False),
        ("RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", False),
        ("TZOFFSETTO:+2500", False),
    ],
)
def test_a_zone_definition_is_used_when_it_changes_once_a_year(rules: str, zone_is_read: bool) -> None:
    offset = "" if "TZOFFSETTO" in rules else "TZOFFSETTO:+0100"
    definition = f"""BEGIN:VTIMEZONE
    TZID:Eigen tijd
    BEGIN:STANDARD
    DTSTART:16010101T030000
    TZOFFSETFROM:+0200
    {offset}
    {rules}
    END:STANDARD
    END:VTIMEZONE"""
    lesson = event("DTSTART;TZID=Eigen tijd:20270105T190000\nDURATION:PT1H")
    reading = read(calendar_of(definition, lesson))
    assert local(reading) == (["2027-01-05 19:00-20:00"] if zone_is_read else [])
    assert [problem.code for problem in reading.problems] == ([] if zone_is_read else [ProblemCode.UNKNOWN_TIMEZONE])


def test_a_zone_may_be_defined_after_it_is_used() -> None:
    zone = """BEGIN:VTIMEZONE
    TZID:Eigen tijd
    BEGIN:STANDARD
    DTSTART:19700101T000000
    TZOFFSETFROM:+0000
    TZOFFSETTO:+0000
    END:STANDARD
    END:VTIMEZONE"""
    lesson = event("DTSTART;TZID=Eigen tijd:20270105T190000\nDURATION:PT1H")
    assert local(read(calendar_of(lesson, zone))) == ["2027-01-05 20:00-21:00"]


def test_only_what_overlaps_the_window_is_there() -> None:
    text = calendar_of(hour_on("20270104", more="RRULE:FREQ=DAILY;COUNT=10"), event("DTSTART:20270107", "dag"))
    reading = read(text, window=DateWindow(date(2027, 1, 6), date(2027, 1, 8)))
    assert local(reading) == ["2027-01-06 19:00-20:00", "2027-01-07 00:00-00:00", "2027-01-07 19:00-20:00"]


def test_what_began_before_the_window_and_runs_into_it_is_there() -> None:
    text = calendar_of(
        event(f"DTSTART;{ZONE}:20261231T220000\nDTEND;{ZONE}:20270101T010000", "eenmalig"),
        event(f"DTSTART;{ZONE}:20261230T220000\nDTEND;{ZONE}:20261231T000000\nRRULE:FREQ=DAILY;COUNT=2", "reeks"),
        event(f"DTSTART;{ZONE}:20261228T220000\nDTEND;{ZONE}:20270102T000000\nRRULE:FREQ=WEEKLY;COUNT=1", "lang"),
    )
    assert local(read(text)) == ["2026-12-28 22:00-00:00", "2026-12-31 22:00-01:00"]


def test_a_window_that_holds_no_day_is_refused() -> None:
    with pytest.raises(ValueError, match="after it starts"):
        DateWindow(date(2027, 1, 1), date(2027, 1, 1))
