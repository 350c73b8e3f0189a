"""A school's lessons as .ics, read back by the importer's own reader."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from app.integrations.calendar.calendar_values import DateWindow
from app.integrations.calendar.content_lines import content_lines
from app.integrations.calendar.lesson_calendar import WeeklyLesson, build_lesson_calendar
from tests.unit.integrations.calendar.calendar_text import AMSTERDAM, days, local, read

SCHOOL_YEAR = DateWindow(date(2026, 8, 1), date(2027, 8, 1))
SPRING_HOLIDAY = (date(2027, 2, 20), date(2027, 3, 1))
VIOLIN = WeeklyLesson(
    uid="les-viool@school.example",
    summary="Vioolles, gevorderden; zaal 2",
    weekday=1,
    starts=time(19),
    ends=time(20, 30),
    first_on=date(2027, 1, 4),
    last_on=date(2027, 3, 30),
)


def built(*lessons: WeeklyLesson, holidays: tuple[tuple[date, date], ...] = ()) -> bytes:
    return build_lesson_calendar(lessons, zone=AMSTERDAM, holidays=holidays, name="Lessen muziekschool")


def test_a_lesson_takes_place_every_week_up_to_and_including_its_last_day() -> None:
    reading = read(built(VIOLIN))
    assert len(reading.occurrences) == 13
    assert days(reading)[0] == "01-05"
    assert days(reading)[-1] == "03-30"
    assert {line[11:] for line in local(reading)} == {"19:00-20:30"}  # summer time begins on 28 March
    assert reading.occurrences[0].summary == "Vioolles, gevorderden; zaal 2"
    assert reading.name == "Lessen muziekschool"
    assert reading.complete


def test_one_lesson_is_one_event_with_a_rule() -> None:
    lines = [line.text for line in content_lines(built(VIOLIN, holidays=(SPRING_HOLIDAY,)))]
    assert lines.count("BEGIN:VEVENT") == 1
    assert "DTSTART;TZID=Europe/Amsterdam:20270105T190000" in lines
    assert "RRULE:FREQ=WEEKLY;UNTIL=20270330T170000Z" in lines
    assert "EXDATE;TZID=Europe/Amsterdam:20270223T190000" in lines
    assert lines.count("BEGIN:VTIMEZONE") == 1


def test_there_are_no_lessons_in_the_holidays_nor_on_skipped_days() -> None:
    lesson = WeeklyLesson(**{name: getattr(VIOLIN, name) for name in VIOLIN.__slots__} | {"skip": {date(2027, 1, 12)}})
    reading = read(built(lesson, holidays=(SPRING_HOLIDAY,)))
    assert not {"01-12", "02-23"} & set(days(reading))
    assert {"01-19", "02-16", "03-02"} <= set(days(reading))


def test_a_holiday_ends_on_the_day_before_school_begins() -> None:
    reading = read(built(VIOLIN, holidays=((date(2027, 1, 5), date(2027, 1, 12)),)))
    assert days(reading)[0] == "01-12"


def test_a_lesson_past_midnight_ends_on_the_next_day() -> None:
    night = WeeklyLesson("dj", "DJ-avond", 4, time(22), time(1), date(2027, 1, 4), date(2027, 1, 10))
    assert local(read(built(night))) == ["2027-01-08 22:00-01:00"]


def test_a_lesson_that_ends_in_the_hour_that_spring_skips_ends_after_it() -> None:
    night = WeeklyLesson("dj", "DJ-avond", 5, time(23), time(2, 30), date(2027, 3, 20), date(2027, 3, 27))
    assert local(read(built(night))) == ["2027-03-20 23:00-02:30", "2027-03-27 23:00-03:30"]


def test_a_lesson_without_a_day_is_left_out() -> None:
    never = WeeklyLesson("nooit", "Nooit", 6, time(10), time(11), date(2027, 1, 4), date(2027, 1, 9))
    gone = WeeklyLesson("weg", "Weg", 1, time(10), time(11), date(2027, 2, 22), date(2027, 2, 26))
    reading = read(built(never, gone, holidays=(SPRING_HOLIDAY,)))
    assert (reading.events, reading.complete) == (0, True)


def test_the_same_lessons_give_the_same_bytes() -> None:
    assert built(VIOLIN) == built(VIOLIN)


LESSONS = st.builds(
    lambda weekday, starts, minutes, first, length, skip: WeeklyLesson(
        uid="les",
        summary="Les",
        weekday=weekday,
        starts=time(starts // 60, starts % 60),
        ends=time((starts + minutes) % 1440 // 60, (starts + minutes) % 60),
        first_on=SCHOOL_YEAR.from_on + timedelta(days=first),
        last_on=SCHOOL_YEAR.from_on + timedelta(days=first + length),
        skip=frozenset(SCHOOL_YEAR.from_on + timedelta(days=day) for day in skip),
    ),
    weekday=st.integers(0, 6),
    starts=st.integers(4 * 60, 1439),
    minutes=st.integers(15, 60),  # it ends before the hour at which clocks change
    first=st.integers(0, 100),
    length=st.integers(0, 250),
    skip=st.lists(st.integers(0, 364), max_size=40),
)


@given(lesson=LESSONS, zone=st.sampled_from([AMSTERDAM, ZoneInfo("Europe/London"), ZoneInfo("America/New_York")]))
@settings(max_examples=150, deadline=None)
def test_exactly_the_days_of_the_lesson_are_read(lesson: WeeklyLesson, zone: ZoneInfo) -> None:
    raw = build_lesson_calendar([lesson], zone=zone, holidays=[SPRING_HOLIDAY], name="Lessen")
    reading = read(raw, zone=zone, window=SCHOOL_YEAR)
    every = [lesson.first_on + timedelta(days=more) for more in range((lesson.last_on - lesson.first_on).days + 1)]
    expected = [
        day
        for day in every
        if day.weekday() == lesson.weekday
        and day not in lesson.skip
        and not SPRING_HOLIDAY[0] <= day < SPRING_HOLIDAY[1]
    ]
    begins = [each.starts_at.astimezone(zone) for each in reading.occurrences]
    assert reading.complete
    assert [moment.date() for moment in begins] == expected
    assert {moment.time() for moment in begins} <= {lesson.starts}
    assert {each.ends_at.astimezone(zone).time() for each in reading.occurrences} <= {lesson.ends}
