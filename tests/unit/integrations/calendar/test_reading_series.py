"""Series with changed, cancelled and doubled instances, and the keys by which a later import knows them again."""

import pytest

from app.integrations.calendar.calendar_values import CancelledEvent, ProblemCode
from tests.unit.integrations.calendar.calendar_text import (
    calendar_of,
    days,
    event,
    file_bytes,
    hour_on,
    local,
    problems,
    read,
    utc,
)

ZONE = "TZID=Europe/Amsterdam"


def change(of_day: str, to_day: str, more: str = "SEQUENCE:1") -> str:
    return hour_on(to_day, more=f"RECURRENCE-ID;{ZONE}:{of_day}T190000\n{more}")


WEEKLY = hour_on("20270105", more="RRULE:FREQ=WEEKLY;COUNT=4")


def test_an_event_that_does_not_repeat_has_an_empty_key() -> None:
    (lesson,) = read(calendar_of(hour_on("20270105"))).occurrences
    assert (lesson.uid, lesson.recurrence_key, lesson.sequence) == ("les-1", "", 0)


def test_every_instance_of_a_series_has_its_own_key_in_utc() -> None:
    reading = read(calendar_of(hour_on("20270323", more="RRULE:FREQ=WEEKLY;COUNT=2")))
    keys = [each.recurrence_key for each in reading.occurrences]
    assert keys == ["2027-03-23T18:00:00+00:00", "2027-03-30T17:00:00+00:00"]


def test_the_key_of_whole_days_is_their_local_midnight() -> None:
    reading = read(calendar_of(event("DTSTART;VALUE=DATE:20270105\nRRULE:FREQ=WEEKLY;COUNT=2")))
    assert [each.recurrence_key for each in reading.occurrences] == [
        "2027-01-04T23:00:00+00:00",
        "2027-01-11T23:00:00+00:00",
    ]


def test_moving_an_instance_keeps_the_keys_of_all() -> None:
    before = read(calendar_of(WEEKLY))
    after = read(calendar_of(WEEKLY, change("20270112", "20270114")))
    assert days(after) == ["01-05", "01-14", "01-19", "01-26"]
    assert [each.recurrence_key for each in after.occurrences] == [each.recurrence_key for each in before.occurrences]


@pytest.mark.parametrize(
    "given", ["RECURRENCE-ID:20270112T180000Z", "RECURRENCE-ID;TZID=Europe/London:20270112T180000"]
)
def test_an_instance_may_be_named_in_another_zone(given: str) -> None:
    reading = read(calendar_of(WEEKLY, hour_on("20270114", more=given)))
    assert days(reading) == ["01-05", "01-14", "01-19", "01-26"]
    assert reading.occurrences[1].recurrence_key == "2027-01-12T18:00:00+00:00"


def test_an_instance_moved_into_the_window_from_outside_is_there() -> None:
    series = hour_on("20280105", more="RRULE:FREQ=WEEKLY;COUNT=2")
    reading = read(calendar_of(series, change("20280105", "20271230")))
    assert days(reading) == ["12-30"]


def test_an_instance_moved_out_of_the_window_is_gone() -> None:
    assert days(read(calendar_of(WEEKLY, change("20270126", "20280126")))) == ["01-05", "01-12", "01-19"]


def test_the_newest_change_of_an_instance_counts_whatever_the_order() -> None:
    old, new = change("20270112", "20270113", "SEQUENCE:1"), change("20270112", "20270114", "SEQUENCE:2")
    assert read(calendar_of(WEEKLY, old, new)).occurrences == read(calendar_of(WEEKLY, new, old)).occurrences
    assert "01-14" in days(read(calendar_of(WEEKLY, old, new)))


def test_a_cancelled_change_wins_from_an_equally_new_one() -> None:
    moved, gone = change("20270112", "20270113"), change("20270112", "20270112", "SEQUENCE:1\nSTATUS:CANCELLED")
    for text in (calendar_of(WEEKLY, moved, gone), calendar_of(WEEKLY, gone, moved)):
        assert days(read(text)) == ["01-05", "01-19", "01-26"]


def test_a_cancelled_series_blocks_nothing() -> None:
    series = hour_on("20270105", more="RRULE:FREQ=WEEKLY;COUNT=4\nSTATUS:CANCELLED")
    reading = read(calendar_of(series, change("20270112", "20270113"), hour_on("20270111", "goed")))
    assert local(reading) == ["2027-01-11 19:00-20:00"]
    assert reading.cancelled == (CancelledEvent("les-1", ""),)
    assert reading.complete


def test_an_instance_made_free_does_not_block() -> None:
    reading = read(calendar_of(WEEKLY, change("20270112", "20270112", "TRANSP:TRANSPARENT")))
    assert days(reading) == ["01-05", "01-19", "01-26"]
    assert reading.ignored == 1


def test_a_tentative_event_blocks() -> None:
    assert days(read(calendar_of(hour_on("20270105", more="STATUS:TENTATIVE")))) == ["01-05"]


def test_a_change_without_its_series_is_read_as_an_event() -> None:
    reading = read(calendar_of(change("20270112", "20270113")))
    assert days(reading) == ["01-13"]
    assert reading.occurrences[0].recurrence_key == "2027-01-12T18:00:00+00:00"


def test_a_change_of_all_that_follows_moves_all_that_follows() -> None:
    reading = read(file_bytes("this_and_future"))
    assert local(reading) == [
        "2027-01-08 19:00-20:30",
        "2027-01-15 19:00-20:30",
        "2027-01-22 19:00-20:30",
        "2027-01-29 20:00-22:00",
        "2027-02-05 20:00-22:00",
        "2027-02-12 20:00-22:00",
    ]
    assert [each.recurrence_key[:13] for each in reading.occurrences] == [
        "2027-01-08T18", "2027-01-15T18", "2027-01-22T18", "2027-01-29T18", "2027-02-05T18", "2027-02-12T18",
    ]  # fmt: skip
    assert reading.occurrences[-1].summary == "Jazzband (een uur later)"


def test_cancelling_all_that_follows_ends_the_series() -> None:
    gone = hour_on("20270119", more=f"RECURRENCE-ID;RANGE=THISANDFUTURE;{ZONE}:20270119T190000\nSTATUS:CANCELLED")
    assert days(read(calendar_of(WEEKLY, gone))) == ["01-05", "01-12"]


@pytest.mark.parametrize(
    "lines",
    [
        f"RECURRENCE-ID;RANGE=THISANDPRIOR;{ZONE}:20270119T190000",
        f"RECURRENCE-ID;RANGE=THISANDFUTURE;{ZONE}:20270119T190000\nRRULE:FREQ=DAILY",
        f"EXRULE:FREQ=WEEKLY\nRECURRENCE-ID;{ZONE}:20270119T190000",
    ],
)
def test_a_change_of_a_kind_that_is_not_followed_takes_the_series_out(lines: str) -> None:
    reading = read(calendar_of(WEEKLY, hour_on("20270119", more=lines), hour_on("20270111", "goed")))
    assert local(reading) == ["2027-01-11 19:00-20:00"]
    assert [problem.code for problem in reading.problems] == [ProblemCode.UNSUPPORTED_RECURRENCE]


def test_from_times_to_whole_days_for_all_that_follows_is_not_followed() -> None:
    onward = event(f"RECURRENCE-ID;RANGE=THISANDFUTURE;{ZONE}:20270119T190000\nDTSTART;VALUE=DATE:20270119")
    reading = read(calendar_of(WEEKLY, onward))
    assert [problem.code for problem in reading.problems] == [ProblemCode.UNSUPPORTED_RECURRENCE]
    assert not reading.occurrences


def test_one_instance_may_become_a_whole_day() -> None:
    whole = event(f"RECURRENCE-ID;{ZONE}:20270112T190000\nDTSTART;VALUE=DATE:20270112")
    reading = read(calendar_of(WEEKLY, whole))
    assert [each.all_day for each in reading.occurrences] == [False, True, False, False]
    assert reading.occurrences[1].starts_at == utc(2027, 1, 11, 23)
    assert reading.occurrences[1].recurrence_key == "2027-01-12T18:00:00+00:00"


@pytest.mark.parametrize(
    "exception",
    [
        f"EXDATE;{ZONE}:20270112T190000",
        "EXDATE:20270112T180000Z",
        "EXDATE;VALUE=DATE:20270112",
        "EXDATE:20270112T190000",
        f"EXDATE;{ZONE}:20270112T190000,\nEXDATE:",
    ],
)
def test_an_exception_may_be_written_in_many_ways(exception: str) -> None:
    reading = read(calendar_of(hour_on("20270105", more=f"RRULE:FREQ=WEEKLY;COUNT=4\n{exception}")))
    assert days(reading) == ["01-05", "01-19", "01-26"]
    assert reading.complete


def test_an_exception_takes_out_one_of_two_lessons_on_a_day() -> None:
    """19.00 in Amsterdam is 18.00 in UTC: the library alone would take out the lesson at 18.00 too."""
    lines = f"""DTSTART;{ZONE}:20270105T180000
    DTEND;{ZONE}:20270105T183000
    RRULE:FREQ=DAILY;COUNT=4;BYHOUR=18,19
    EXDATE;{ZONE}:20270105T190000"""
    assert local(read(calendar_of(event(lines)))) == [
        "2027-01-05 18:00-18:30",
        "2027-01-06 18:00-18:30",
        "2027-01-06 19:00-19:30",
    ]


@pytest.mark.parametrize("until", ["20270126T180000Z", "20270126T190000", "20270126", "20270126T225959Z"])
def test_a_series_ends_with_the_lesson_at_its_end_however_that_is_written(until: str) -> None:
    reading = read(calendar_of(hour_on("20270105", more=f"RRULE:FREQ=WEEKLY;UNTIL={until}")))
    assert days(reading) == ["01-05", "01-12", "01-19", "01-26"]


@pytest.mark.parametrize("until", ["20270107", "20270106T230000Z", "20270107T000000"])
def test_a_series_of_whole_days_ends_with_the_day_of_its_end(until: str) -> None:
    reading = read(calendar_of(event(f"DTSTART;VALUE=DATE:20270105\nRRULE:FREQ=DAILY;UNTIL={until}")))
    assert days(reading) == ["01-05", "01-06", "01-07"]


def test_a_series_without_end_or_with_one_in_the_year_9999_fills_the_window() -> None:
    for end in ("", ";UNTIL=99991231T235959Z"):
        reading = read(calendar_of(hour_on("20260106", more=f"RRULE:FREQ=WEEKLY{end}")))
        assert len(days(reading)) == 52


def test_two_rules_in_one_event_add_up() -> None:
    rules = "RRULE:FREQ=WEEKLY;COUNT=2;BYDAY=TU\nRRULE:FREQ=WEEKLY;COUNT=2;BYDAY=FR"
    assert days(read(calendar_of(hour_on("20270105", more=rules)))) == ["01-05", "01-08", "01-12", "01-15"]


def test_two_events_with_one_uid_are_one_too_many_and_the_first_is_read() -> None:
    reading = read(calendar_of(hour_on("20270105"), hour_on("20270106")))
    assert days(reading) == ["01-05"]
    assert problems(reading) == [(9, "les-1", ProblemCode.DUPLICATE_UID)]
    assert not reading.complete


def test_the_same_event_twice_is_no_problem() -> None:
    reading = read(calendar_of(WEEKLY, WEEKLY))
    assert days(reading) == ["01-05", "01-12", "01-19", "01-26"]
    assert reading.complete


def test_a_newer_version_of_an_event_replaces_the_older_one() -> None:
    reading = read(calendar_of(hour_on("20270105", more="SEQUENCE:1"), hour_on("20270106", more="SEQUENCE:2")))
    assert days(reading) == ["01-06"]
    assert reading.complete


def test_a_cancelling_calendar_later_in_the_file_takes_the_event_out() -> None:
    published = calendar_of(hour_on("20270105"))
    reading = read(published + calendar_of(hour_on("20270105"), head="METHOD:CANCEL"))
    assert not reading.occurrences
    assert reading.cancelled == (CancelledEvent("les-1", ""),)
    assert reading.complete


def test_an_event_without_uid_gets_the_same_one_at_every_reading() -> None:
    lines = f"BEGIN:VEVENT\nSUMMARY:{{}}\nDTSTART;{ZONE}:20270105T190000\nDURATION:PT1H\nEND:VEVENT"
    text = calendar_of(lines.format("Viool"), lines.format("Cello"))
    uids = {each.uid for each in read(text).occurrences}
    assert len(uids) == 2
    assert uids == {each.uid for each in read(calendar_of(lines.format("Cello"), lines.format("Viool"))).occurrences}


def test_occurrences_come_in_order_of_time() -> None:
    reading = read(calendar_of(hour_on("20270107", "c"), hour_on("20270105", "b"), hour_on("20270105", "a")))
    assert [each.uid for each in reading.occurrences] == ["a", "b", "c"]


def test_reading_twice_gives_the_same() -> None:
    raw = file_bytes("google_lessons")
    assert read(raw) == read(raw)
