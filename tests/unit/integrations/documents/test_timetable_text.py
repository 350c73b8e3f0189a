"""Timetables as text: every separator, two alphabets, and what people type in a cell."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.integrations.documents.timetable_example import example_csv, example_xlsx
from app.integrations.documents.timetable_reader import read_timetable
from app.integrations.documents.timetable_values import (
    Fault,
    Place,
    TimetableLimits,
    TimetableReading,
    TimetableUnreadableError,
)

FIXTURES = Path(__file__).parents[3] / "fixtures" / "timetables"


def read(text: str) -> TimetableReading:
    """As a text file."""
    return read_timetable(text.encode())


def faults(reading: TimetableReading) -> list[tuple[int, str, Fault]]:
    """What left a row out, and where."""
    return [(one.place.row, one.place.column, one.fault) for one in reading.problems if one.left_out]


def test_a_dutch_excel_file_in_windows_letters_is_read() -> None:
    reading = read_timetable((FIXTURES / "excel_nl_windows1252.csv").read_bytes())
    assert reading.complete
    assert reading.names_rooms
    assert [(row.weekdays, row.start_minute, row.end_minute, row.room, row.title) for row in reading.rows] == [
        ((0,), 540, 585, "Zaal 1", "Cello’s voor beginners"),
        ((1,), 1170, 1260, "Zaal 1", "Prélude-koor"),
        ((5,), 600, 1440, "Zaal 2", "Repetitiedag € 5"),
    ]
    assert (reading.rows[0].from_on, reading.rows[0].until_on) == (date(2026, 8, 31), date(2026, 12, 19))


def test_an_english_file_with_commas_and_a_mark_in_front_is_read() -> None:
    reading = read_timetable((FIXTURES / "english_commas_bom.csv").read_bytes())
    assert [(row.weekdays, row.start_minute, row.end_minute, row.title) for row in reading.rows] == [
        ((0, 2), 1080, 1170, "Ballet, beginners"),
        ((1, 2, 3), 1260, 1470, "Late jam"),
    ]


def test_single_dates_and_times_in_one_cell_are_read() -> None:
    reading = read_timetable((FIXTURES / "dates_tabs.csv").read_bytes())
    assert [(row.on, row.weekdays, row.start_minute, row.end_minute) for row in reading.rows] == [
        (date(2026, 12, 12), (), 600, 1020),
        (date(2026, 12, 13), (), 540, 600),
    ]


@pytest.mark.parametrize(
    ("row", "column", "fault"),
    [
        ("blauwdag;9.00;10.00", "A", Fault.BAD_WEEKDAY),
        (";9.00;10.00", "A", Fault.MISSING_WEEKDAY),
        ("ma;25.00;26.00", "B", Fault.BAD_TIME),
        ("ma;9.75;10.00", "B", Fault.BAD_TIME),
        ("ma;9.00;", "C", Fault.MISSING_TIME),
        ("ma;10.00;9.00", "C", Fault.ENDS_BEFORE_START),
        ("ma;9.00;9.00", "C", Fault.ENDS_BEFORE_START),
        ("ma;9.00;10.00;31-02-2027", "D", Fault.BAD_DATE),
        ("ma;9.00;10.00;12/31/2026", "D", Fault.BAD_DATE),
        ("ma;9.00;10.00;02-01-2027;01-01-2027", "E", Fault.UNTIL_BEFORE_FROM),
    ],
)
def test_a_bad_row_is_told_with_its_place_and_the_others_are_read(row: str, column: str, fault: Fault) -> None:
    reading = read(f"dag;van;tot;vanaf;t/m\ndi;9.00;10.00;;\n{row}\nwo;9.00;10.00;;\n")
    assert faults(reading) == [(3, column, fault)]
    assert [one.weekdays for one in reading.rows] == [(1,), (2,)]
    assert not reading.complete


@pytest.mark.parametrize(
    ("text", "minute"),
    [("19.30", 1170), ("19:30", 1170), ("19u30", 1170), ("19:30 uur", 1170), ("9", 540), ("0900", 540), ("1930", 1170),
     ("0,8125", 1170), ("19:30:00", 1170)],
)  # fmt: skip
def test_times_are_read_as_people_write_them(text: str, minute: int) -> None:
    reading = read(f"dag;van;tot\nma;{text};20.30\n")
    assert [row.start_minute for row in reading.rows] == [minute]


def test_a_word_that_means_a_time_or_a_day_is_read_by_what_stands_below_it() -> None:
    as_days = read("dag;starttijd;eindtijd;begin;einde\nma;9.00;10.00;01-09-2026;01-12-2026\n").rows[0]
    assert (as_days.start_minute, as_days.from_on, as_days.until_on) == (540, date(2026, 9, 1), date(2026, 12, 2))
    as_times = read("dag;begin;einde\nma;9.00;10.00\n").rows[0]
    assert (as_times.start_minute, as_times.end_minute, as_times.from_on) == (540, 600, None)


def test_columns_stand_in_any_order() -> None:
    row = read("les;tot;ruimte;van;dag\nKoor;21.00;Zaal;19.30;di\n").rows[0]
    assert (row.title, row.room, row.weekdays, row.start_minute, row.end_minute) == ("Koor", "Zaal", (1,), 1170, 1260)


def test_a_row_that_says_the_same_again_counts_once_and_is_told() -> None:
    reading = read("dag;van;tot;les\nma;9.00;10.00;Koor\nma;9:00;10:00;Koor\n")
    assert len(reading.rows) == 1
    assert [(one.place, one.fault, one.left_out) for one in reading.problems] == [
        (Place("", 3), Fault.REPEATED_ROW, False)
    ]


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"", Fault.NO_HEADINGS),
        (b"<html><body>Log in</body></html>", Fault.NO_HEADINGS),
        (b"dag;les\nma;Koor\n", Fault.NO_HEADINGS),
        (b"\x00\x01\x02\x03", Fault.NOT_A_TABLE),
        (b'dag;van;tot\n"' + b"x" * 200_000, Fault.NOT_A_TABLE),
        (b"dag;van;tot\n" + b"ma;9.00;10.00\n" * 100_000, Fault.TOO_MANY_ROWS),
        (b"x" * (6 * 1024 * 1024), Fault.TOO_LARGE),
    ],
)
def test_a_file_that_is_no_timetable_is_refused_as_a_whole(raw: bytes, fault: Fault) -> None:
    with pytest.raises(TimetableUnreadableError) as caught:
        read_timetable(raw)
    assert caught.value.fault is fault


def test_incomplete_headings_are_told_by_what_is_missing() -> None:
    with pytest.raises(TimetableUnreadableError) as caught:
        read("dag;van;les\nma;9.00;Koor\n")
    assert (caught.value.fault, caught.value.detail) == (Fault.NO_HEADINGS, "tot")


@pytest.mark.parametrize("make", [example_csv, example_xlsx])
def test_the_example_reads_as_a_timetable_without_a_problem(make: object) -> None:
    assert callable(make)
    reading = read_timetable(make(["Koorzaal", "Studio"]))
    assert reading.problems == ()
    assert [row.room for row in reading.rows] == ["Koorzaal", "Studio", "Koorzaal", "Studio"]
    assert reading.rows[2].end_minute == 1440
    assert reading.rows[3].on == date(2026, 12, 12)


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(raw: bytes) -> None:
    try:
        read_timetable(raw)
    except TimetableUnreadableError:
        return


@given(st.text(alphabet='dagvntomier;,\t\n"0123456789.:-/', max_size=300))
def test_no_cells_break_the_reader(text: str) -> None:
    try:
        reading = read("dag;van;tot;datum;vanaf;t/m\n" + text)
    except TimetableUnreadableError:
        return
    for row in reading.rows:
        assert 0 <= row.start_minute < row.end_minute <= 2880
        assert bool(row.weekdays) != bool(row.on)


def test_a_file_with_more_problems_than_are_listed_is_not_complete() -> None:
    reading = read_timetable(b"dag;van;tot\n" + b"x;9.00;10.00\n" * 20, limits=TimetableLimits(max_problems=5))
    assert (len(reading.problems), reading.unlisted_problems, reading.complete) == (5, 15, False)
