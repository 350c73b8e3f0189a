"""Files in the manner of the programs that members use."""

import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st

from app.integrations.calendar.calendar_values import CancelledEvent
from tests.unit.integrations.calendar.calendar_text import (
    AMSTERDAM,
    YEAR_2027,
    calendar_of,
    days,
    event,
    file_bytes,
    local,
    read,
    utc,
)

COMPARED = [
    "apple_icloud",
    "dst_nights",
    "exchange_custom_zones",
    "floating_times",
    "global_zone_names",
    "google_lessons",
    "mixed_line_ends",
    "outlook_classic",
    "this_and_future",
]

BALLET = "3q7v9kd2b1l8example@google.com"
CHOIR = (
    "040000008200E00074C5B7101A82E00800000000B0A1C2D3E4F5DC010000000000000000100000004B1D2C3E4F5061728394A5B6C7D8E9F0"
)
DRAMA = "040000008200E00074C5B7101A82E0080000000012345678"


@pytest.fixture(autouse=True)
def _library_forgets_zones() -> Iterator[None]:
    """The library keeps the zones of files in a table of the process; a test must not see those of another."""
    forget: Callable[[], None] = icalendar.use_zoneinfo
    forget()
    yield
    forget()


def _instant(moment: date) -> datetime:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time.min)
    return (moment if moment.tzinfo else moment.replace(tzinfo=AMSTERDAM)).astimezone(UTC)


def _as_the_library_says(raw: bytes) -> list[tuple[str, datetime, datetime]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of the zone names of Evolution and Thunderbird
        calendars = icalendar.Calendar.from_ical(raw, multiple=True)
    found: list[Any] = []
    # times, not days: asked for days the library forgets what runs past midnight into the first of them
    starts, ends = (datetime.combine(day, time.min, AMSTERDAM) for day in (YEAR_2027.from_on, YEAR_2027.until_on))
    for calendar in calendars:
        found += recurring_ical_events.of(calendar).between(starts, ends)
    return sorted(
        (str(each["UID"]), _instant(each["DTSTART"].dt), _instant(each["DTEND"].dt))
        for each in found
        if str(each.get("STATUS")) != "CANCELLED" and str(each.get("TRANSP")) != "TRANSPARENT"
    )


@pytest.mark.parametrize("name", COMPARED)
def test_a_file_is_read_as_the_recurrence_library_reads_it(name: str) -> None:
    raw = file_bytes(name)
    reading = read(raw)
    assert sorted((each.uid, each.starts_at, each.ends_at) for each in reading.occurrences) == _as_the_library_says(raw)
    assert reading.complete
    assert len(reading.occurrences) > 0


def _rules(frequency: str, *more: str) -> st.SearchStrategy[str]:
    return st.builds(
        "FREQ={};INTERVAL={};COUNT={}{}".format,
        st.just(frequency),
        st.integers(1, 3),
        st.integers(1, 30),
        st.sampled_from(["", ";BYDAY=MO,TH", ";BYHOUR=9", *more]),
    )


RULES = st.one_of(
    _rules("DAILY", ";BYMONTH=3,10"),
    _rules("WEEKLY", ";BYDAY=WE;WKST=SU", ";BYDAY=SU;WKST=MO", ";BYMONTH=3,10"),
    _rules("MONTHLY", ";BYMONTHDAY=-1", ";BYDAY=2TU", ";BYDAY=-1SU"),
    _rules("YEARLY", ";BYMONTH=3,10", ";BYMONTHDAY=15", ";BYWEEKNO=13,43"),
)


@given(
    rule=RULES,
    starts=st.datetimes(datetime(2026, 9, 1), datetime(2027, 12, 1)),  # noqa: DTZ001 - wall clock
    minutes=st.integers(15, 3000),
    skip=st.integers(0, 40),
)
@settings(max_examples=150, deadline=None)
def test_any_rule_is_followed_as_the_recurrence_library_follows_it(
    rule: str, starts: datetime, minutes: int, skip: int
) -> None:
    # The clock changes between 2 and 3. A first time outside of its own rule's hour is undefined by RFC 5545.
    hour = 9 if "BYHOUR=9" in rule else max(starts.hour, 4)
    starts = starts.replace(second=0, microsecond=0, hour=hour)
    ends = starts + timedelta(minutes=minutes)
    zone, form = "TZID=Europe/Amsterdam", "%Y%m%dT%H%M%S"
    text = calendar_of(
        event(
            f"""DTSTART;{zone}:{starts:{form}}
            DTEND;{zone}:{ends:{form}}
            RRULE:{rule}
            EXDATE;{zone}:{starts + timedelta(days=skip):{form}}"""
        )
    )
    reading = read(text)
    assert not reading.problems
    found = sorted((each.uid, each.starts_at, each.ends_at) for each in reading.occurrences)
    said = _as_the_library_says(text.encode())
    assert [start for _, start, _ in found] == [start for _, start, _ in said]
    assert found == said


def test_google_weekly_lesson_keeps_its_hour_and_leaves_out_its_exceptions() -> None:
    lessons = local(read(file_bytes("google_lessons")), BALLET)
    assert lessons[0] == "2027-01-05 19:00-20:30"
    assert lessons[-1] == "2027-06-29 19:00-20:30"
    assert not {"2027-02-23 19:00-20:30", "2027-04-27 19:00-20:30"} & set(lessons)


def test_google_moved_instance_stands_where_it_was_moved_to_and_keeps_its_key() -> None:
    reading = read(file_bytes("google_lessons"))
    moved = next(each for each in reading.occurrences if "naar woensdag" in each.summary)
    assert moved.starts_at == utc(2027, 1, 20, 18, 30)
    assert moved.ends_at == utc(2027, 1, 20, 20)
    assert moved.recurrence_key == "2027-01-19T18:00:00+00:00"
    assert moved.sequence == 3
    assert "01-19" not in days(reading, BALLET)


def test_google_cancelled_instance_is_not_there_and_is_named_as_cancelled() -> None:
    reading = read(file_bytes("google_lessons"))
    assert "02-09" not in days(reading, BALLET)
    assert reading.cancelled == (CancelledEvent(BALLET, "2027-02-09T18:00:00+00:00"),)


def test_google_event_that_is_free_time_is_counted_and_not_blocked() -> None:
    reading = read(file_bytes("google_lessons"))
    assert reading.ignored == 1
    assert reading.events == 7
    assert not days(reading, "1d4example-koningsdag@google.com")


def test_google_closure_of_whole_days_runs_from_midnight_to_midnight() -> None:
    closure = next(each for each in read(file_bytes("google_lessons")).occurrences if each.all_day)
    assert (closure.starts_at, closure.ends_at) == (utc(2027, 2, 19, 23), utc(2027, 2, 28, 23))
    assert closure.recurrence_key == ""


def test_google_lesson_in_utc_repeats_on_the_clock_of_the_calendar() -> None:
    lessons = local(read(file_bytes("google_lessons")), "5c1example-kinderdans@google.com")
    assert len(lessons) == 20
    assert {lesson[11:] for lesson in lessons} == {"16:00-17:00"}


def test_google_texts_are_unfolded_and_unescaped() -> None:
    reading = read(file_bytes("google_lessons"))
    assert reading.name == "Balletzaal Vechtzicht"
    assert {"Klassiek ballet, gevorderden", "Open dag 💃"} <= {each.summary for each in reading.occurrences}


def test_outlook_zone_with_a_windows_name_and_centuries_of_rules_is_understood() -> None:
    lessons = local(read(file_bytes("outlook_classic")), CHOIR)
    assert lessons[0] == "2027-01-11 19:30-21:30"
    assert lessons[-1] == "2027-06-28 19:30-21:30"
    assert len(lessons) == 23
    assert not {"02-22", "03-29"} & {lesson[5:10] for lesson in lessons}


def test_outlook_byte_order_mark_and_folds_with_tabs_are_no_trouble() -> None:
    raw = file_bytes("outlook_classic")
    assert raw.startswith(b"\xef\xbb\xbf")
    reading = read(raw)
    assert not reading.problems
    assert reading.name == "Muzieklokaal 2"


def test_a_day_that_ends_on_itself_is_that_day() -> None:
    (stock,) = read(calendar_of(event("DTSTART;VALUE=DATE:20270710\nDTEND;VALUE=DATE:20270710"))).occurrences
    assert (stock.starts_at, stock.ends_at) == (utc(2027, 7, 9, 22), utc(2027, 7, 10, 22))
    assert stock.all_day


def test_outlook_file_saved_as_utf_16_is_read() -> None:
    text = file_bytes("outlook_classic").decode("utf-8-sig")
    assert read(text.encode("utf-16")) == read(text)


def test_exchange_zone_of_its_own_is_read_from_its_definition() -> None:
    lessons = local(read(file_bytes("exchange_custom_zones")), DRAMA)
    assert lessons[0] == "2027-01-06 19:00-22:00"
    assert lessons[5] == "2027-03-31 19:00-22:00"  # summer time by now
    assert "2027-04-07 18:00-21:00" in lessons
    assert not [lesson for lesson in lessons if lesson.startswith(("2027-02-17", "2027-04-14"))]


def test_exchange_zone_without_summer_time_is_understood() -> None:
    assert local(read(file_bytes("exchange_custom_zones")), "exchange-guid-zone") == ["2027-07-01 13:00-14:00"]


@pytest.mark.parametrize("name", ['"tzone://Microsoft/Utc"', "UTC", "Etc/UTC", "GMT"])
def test_any_name_of_utc_is_utc(name: str) -> None:
    reading = read(calendar_of(event(f"DTSTART;TZID={name}:20270701T120000\nDTEND;TZID={name}:20270701T130000")))
    assert local(reading) == ["2027-07-01 14:00-15:00"]


def test_apple_duration_alarms_and_exceptions_on_lines_of_their_own_are_read() -> None:
    lessons = local(read(file_bytes("apple_icloud")), "8F1B3D60-2A4C-4B7E-9D11-0C5E7A9B1D23")
    assert lessons[0] == "2027-01-07 09:30-12:00"
    assert lessons[-1] == "2027-06-10 09:30-12:00"
    assert "2027-03-18 13:00-15:30" in lessons
    assert len(lessons) == 21


def test_apple_loose_evenings_and_periods_are_read() -> None:
    evenings = local(read(file_bytes("apple_icloud")), "11112222-3333-4444-5555-666677778888")
    assert evenings == [
        "2027-02-02 19:00-21:00",
        "2027-02-09 19:00-21:00",
        "2027-03-02 20:00-22:00",
        "2027-03-16 19:00-20:00",
        "2027-03-23 19:00-23:00",
    ]


def test_zone_names_of_evolution_and_thunderbird_are_understood() -> None:
    assert local(read(file_bytes("global_zone_names"))) == ["2027-07-02 19:00-21:00", "2027-07-03 19:00-21:00"]


def test_two_calendars_in_one_file_may_mean_different_zones_by_one_name() -> None:
    reading = read(file_bytes("two_calendars"))
    assert local(reading, "a-1") == ["2027-06-01 11:00-12:00"]
    assert local(reading, "b-1") == ["2027-06-01 09:00-10:00"]


def test_an_empty_calendar_is_a_calendar() -> None:
    reading = read(file_bytes("empty"))
    assert (reading.name, reading.events, reading.occurrences, reading.complete) == ("Nieuwe agenda", 0, (), True)


def test_a_cancelling_calendar_blocks_nothing_and_names_what_it_takes_away() -> None:
    reading = read(file_bytes("method_cancel"))
    assert reading.occurrences == ()
    assert reading.complete
    assert reading.cancelled == (
        CancelledEvent("afgelast-1", ""),
        CancelledEvent("afgelast-2", "2027-01-20T13:00:00+00:00"),
    )


def test_mixed_line_ends_read_as_one_kind() -> None:
    assert read(file_bytes("mixed_line_ends")) == read(file_bytes("dst_nights"))
