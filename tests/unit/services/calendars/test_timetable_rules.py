"""On which days a lesson of a timetable is held, what makes it the same lesson later, and which room a name means."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from app.core.clock import AMSTERDAM
from app.services.calendars import rules
from app.services.calendars.timetable_rules import Lesson, TermOptions, days_of, plain_name, plan, room_named

OPTIONS = TermOptions(date(2026, 9, 1), date(2027, 7, 1))
WINDOW = (date(2026, 11, 24), date(2027, 12, 1))
CHOIR = Lesson("Koor", 1170, 1260, weekdays=(1,))
NO_DAYS: frozenset[date] = frozenset()


def planned(*lessons: Lesson, days_off: frozenset[date] = NO_DAYS) -> list[rules.Planned]:
    """All times of these lessons."""
    return plan(lessons, OPTIONS, window=WINDOW, days_off=days_off, zone=AMSTERDAM)


def test_a_weekly_lesson_runs_from_today_to_the_end_of_the_term() -> None:
    days = days_of(CHOIR, OPTIONS, window=WINDOW, days_off=NO_DAYS)
    assert (days[0], days[-1]) == (date(2026, 11, 24), date(2027, 6, 29))
    assert all(day.weekday() == 1 for day in days)


def test_days_off_are_skipped_by_weekly_lessons_and_not_by_a_lesson_on_a_date() -> None:
    christmas = frozenset({date(2026, 12, 22), date(2026, 12, 29)})
    days = days_of(CHOIR, OPTIONS, window=WINDOW, days_off=christmas)
    assert not christmas & set(days)
    once = replace(CHOIR, weekdays=(), on=date(2026, 12, 22))
    assert days_of(once, OPTIONS, window=WINDOW, days_off=christmas) == [date(2026, 12, 22)]


def test_a_lesson_with_days_of_its_own_keeps_to_those() -> None:
    block = replace(CHOIR, from_on=date(2027, 1, 1), until_on=date(2027, 1, 20))
    assert days_of(block, OPTIONS, window=WINDOW, days_off=NO_DAYS) == [
        date(2027, 1, 5),
        date(2027, 1, 12),
        date(2027, 1, 19),
    ]


def test_a_lesson_stays_at_its_hour_when_the_clock_changes() -> None:
    starts = {one.recurrence_key: one.starts_at for one in planned(CHOIR)}
    assert starts["2027-03-23"] == datetime(2027, 3, 23, 18, 30, tzinfo=UTC)
    assert starts["2027-03-30"] == datetime(2027, 3, 30, 17, 30, tzinfo=UTC)


def test_a_lesson_within_the_hour_that_the_clock_skips_is_not_held() -> None:
    night = Lesson("Nacht", 130, 160, on=date(2027, 3, 28))
    assert planned(night) == []


def test_the_same_timetable_again_changes_nothing_and_a_longer_lesson_is_a_change() -> None:
    known = {one.key: one for one in planned(CHOIR)}
    again = rules.difference(known, planned(replace(CHOIR, title="Koor")), unreadable=())
    assert (again.new, again.changed, again.gone, again.unchanged) == ([], [], [], len(known))
    longer = rules.difference(known, planned(replace(CHOIR, end_minute=1290)), unreadable=())
    assert (len(longer.new), len(longer.changed), len(longer.gone)) == (0, len(known), 0)
    later = rules.difference(known, planned(replace(CHOIR, start_minute=1200)), unreadable=())
    assert (later.new, later.gone, len(later.moved)) == ([], [], len(known))


def test_rows_that_name_one_lesson_twice_give_it_the_longest_time() -> None:
    found = planned(CHOIR, replace(CHOIR, end_minute=1320))
    assert len({one.key for one in found}) == len(found)
    assert {one.ends_at - one.starts_at for one in found} == {timedelta(minutes=150)}


def test_a_name_means_the_one_room_that_has_it_whatever_its_case_accents_and_points() -> None:
    cafe, hall = uuid.uuid4(), uuid.uuid4()
    rooms = [(cafe, "Café ‘t Podium"), (hall, "Zaal 1")]
    assert plain_name("  ZAAL  1.") == "zaal 1"
    assert room_named("cafe t podium", rooms) == cafe
    assert room_named("Zaal 1 ", rooms) == hall
    assert room_named("Zaal", rooms) is None
    assert room_named("", rooms) is None
    assert room_named("Zaal 1", [*rooms, (uuid.uuid4(), "zaal 1")]) is None
