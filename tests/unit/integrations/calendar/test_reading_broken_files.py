"""Files with something wrong: what is good is read, what is bad is told with its line."""

import pytest

from app.integrations.calendar.calendar_values import CalendarLimits, CalendarUnreadableError, ProblemCode
from tests.unit.integrations.calendar.calendar_text import (
    calendar_of,
    event,
    file_bytes,
    hour_on,
    local,
    problems,
    read,
)

ZONE = "TZID=Europe/Amsterdam"


def test_every_bad_event_is_reported_at_its_line_and_the_good_ones_are_read() -> None:
    reading = read(file_bytes("broken_events"))
    assert [each.uid for each in reading.occurrences] == ["goed-1", "dubbel", "goed-2"]
    assert problems(reading) == [
        (1, "", ProblemCode.UNFINISHED),
        (10, "zonder-begin", ProblemCode.MISSING_START),
        (20, "eind-voor-begin", ProblemCode.ENDS_BEFORE_START),
        (22, "zonder-duur", ProblemCode.ZERO_LENGTH),
        (29, "onbekende-zone", ProblemCode.UNKNOWN_TIMEZONE),
        (34, "geen-tijd", ProblemCode.UNREADABLE_LINE),
        (39, "dertien-maanden", ProblemCode.UNREADABLE_LINE),
        (46, "elke-seconde", ProblemCode.UNSUPPORTED_RECURRENCE),
        (52, "onzinregel", ProblemCode.UNSUPPORTED_RECURRENCE),
        (59, "kapotte-regel", ProblemCode.UNREADABLE_LINE),
        (66, "dubbel", ProblemCode.DUPLICATE_UID),
        (73, "jaar-nul", ProblemCode.IMPOSSIBLE_TIME),
        (79, "eeuwig", ProblemCode.IMPOSSIBLE_TIME),
        (87, "afgekapt", ProblemCode.UNFINISHED),
    ]
    assert all(problem.left_out for problem in reading.problems)


def test_the_reported_line_is_the_one_an_editor_shows() -> None:
    raw = file_bytes("broken_events")
    shown = raw.decode().splitlines()
    for problem in read(raw).problems:
        assert shown[problem.line - 1].startswith(("BEGIN:", "DTSTART", "DTEND", "RRULE", "DURATION", "niet is"))


def test_a_detail_quotes_the_line_shortly_and_without_control_characters() -> None:
    reading = read(calendar_of(event("DTSTART:" + "\x07x" * 5_000)))
    assert len(reading.problems[0].detail) < 120
    assert "\x07" not in reading.problems[0].detail


def test_a_bad_change_takes_its_whole_series_out() -> None:
    bad = event(f"RECURRENCE-ID;{ZONE}:20270112T190000\nDTSTART:morgen")
    reading = read(calendar_of(hour_on("20270105", more="RRULE:FREQ=WEEKLY;COUNT=4"), bad, hour_on("20270111", "goed")))
    assert local(reading) == ["2027-01-11 19:00-20:00"]
    assert [problem.code for problem in reading.problems] == [ProblemCode.UNREADABLE_LINE]


def test_bad_bytes_are_replaced_and_told_and_the_event_is_read() -> None:
    reading = read(file_bytes("latin1_bytes"))
    assert [each.summary for each in reading.occurrences] == ["Zangles Zo\ufffd", "Pianoles"]
    assert problems(reading) == [(8, "latin-1", ProblemCode.BAD_BYTES), (15, "latin-2", ProblemCode.BAD_BYTES)]
    assert not any(problem.left_out for problem in reading.problems)
    assert reading.complete


def test_bad_bytes_outside_an_event_are_told_too() -> None:
    raw = calendar_of(hour_on("20270105"), head="X-WR-CALNAME:Caf#").encode().replace(b"#", b"\xe9")
    reading = read(raw)
    assert reading.name == "Caf\ufffd"
    assert problems(reading) == [(4, "", ProblemCode.BAD_BYTES)]


def test_a_fold_in_the_middle_of_a_character_is_undone_before_decoding() -> None:
    raw = calendar_of(hour_on("20270105", more="SUMMARY:Zangles Zo#")).encode().replace(b"#", b"\xc3\r\n \xab")
    reading = read(raw)
    assert reading.occurrences[0].summary == "Zangles Zoë"
    assert not reading.problems


def test_blank_lines_even_before_a_continuation_are_no_trouble() -> None:
    text = calendar_of(hour_on("20270105", more="SUMMARY:Viool#")).replace("#", "\r\n\r\n  en cello\r\n\r\n")
    assert read(text).occurrences[0].summary == "Viool en cello"


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\r\r\n"])
def test_any_line_end_will_do(line_end: str) -> None:
    text = calendar_of(hour_on("20270105"), hour_on("20270106", "slecht", "DURATION:PT1H\nRRULE:NIETS"))
    reading = read(text.replace("\r\n", line_end))
    assert local(reading) == ["2027-01-05 19:00-20:00"]
    assert [problem.line for problem in reading.problems] == [14]


def test_names_and_keywords_in_small_letters_are_read() -> None:
    text = calendar_of(hour_on("20270105", more="rrule:freq=weekly;count=2\nsummary:Viool"))
    reading = read(text.replace("BEGIN:VEVENT", "begin:vevent").replace("DTSTART;TZID", "dtstart;tzid"))
    assert [each.summary for each in reading.occurrences] == ["Viool", "Viool"]


def test_a_file_that_stops_halfway_is_not_complete() -> None:
    text = calendar_of(hour_on("20270105"), hour_on("20270106", "les-2"))
    cut = read(text[: text.index("UID:les-2") + 20])
    assert local(cut) == ["2027-01-05 19:00-20:00"]
    assert {problem.code for problem in cut.problems} == {ProblemCode.UNFINISHED}
    assert not cut.complete
    assert not read(text.replace("END:VCALENDAR\r\n", "")).complete


def test_an_event_that_begins_within_another_leaves_the_first_unfinished() -> None:
    text = calendar_of(hour_on("20270105").replace("END:VEVENT", ""), hour_on("20270106", "les-2"))
    reading = read(text)
    assert local(reading) == ["2027-01-06 19:00-20:00"]
    assert problems(reading) == [(4, "les-1", ProblemCode.UNFINISHED)]


def test_an_event_after_a_task_without_end_is_read() -> None:
    reading = read(calendar_of("BEGIN:VTODO\nUID:taak", hour_on("20270106")))
    assert local(reading) == ["2027-01-06 19:00-20:00"]
    assert problems(reading) == [(4, "", ProblemCode.UNFINISHED)]


def test_an_event_outside_the_calendar_is_left_out_and_told() -> None:
    reading = read(calendar_of(hour_on("20270105")) + hour_on("20270106", "los"))
    assert local(reading) == ["2027-01-05 19:00-20:00"]
    assert problems(reading) == [(10, "", ProblemCode.UNREADABLE_LINE)]
    assert not reading.complete


def test_an_alarm_is_not_the_event() -> None:
    alarm = f"BEGIN:VALARM\nUID:alarm\nSUMMARY:Wekker\nDTSTART;{ZONE}:20270101T000000\nrommel\nEND:VALARM"
    reading = read(calendar_of(hour_on("20270105", more=f"SUMMARY:Viool\n{alarm}")))
    assert [(each.uid, each.summary) for each in reading.occurrences] == [("les-1", "Viool")]
    assert [problem.code for problem in reading.problems] == [ProblemCode.UNREADABLE_LINE]
    assert reading.complete


def test_tasks_notes_and_unknown_components_are_passed_by() -> None:
    others = [f"BEGIN:{kind}\nUID:x\nDTSTART:20270105T100000Z\nEND:{kind}" for kind in ("VTODO", "VJOURNAL", "X-IETS")]
    reading = read(calendar_of(*others, hour_on("20270105")))
    assert (reading.events, len(reading.occurrences), reading.problems) == (1, 1, ())


def test_control_characters_do_not_get_through() -> None:
    reading = read(calendar_of(hour_on("20270105", "les\x00-1\x1b", "SUMMARY:Vi\x00ool\\nen\x07 cello\x85")))
    (lesson,) = reading.occurrences
    assert (lesson.uid, lesson.summary) == ("les-1", "Viool\nen cello")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("SEQUENCE:-1", ProblemCode.UNREADABLE_LINE),
        ("SEQUENCE:99999999999999999999", ProblemCode.UNREADABLE_LINE),
        ("SEQUENCE:twee", ProblemCode.UNREADABLE_LINE),
        ("RDATE:morgen", ProblemCode.UNREADABLE_LINE),
        ("RDATE;VALUE=PERIOD:20270105T190000Z/overmorgen", ProblemCode.UNREADABLE_LINE),
        ("RDATE;VALUE=PERIOD:20270105T190000Z/20270105T180000Z", ProblemCode.IMPOSSIBLE_TIME),
        ("EXDATE:20270231", ProblemCode.UNREADABLE_LINE),
        ("EXDATE;TZID=Gouw:20270105T190000", ProblemCode.UNKNOWN_TIMEZONE),
        ("RECURRENCE-ID:PT1H", ProblemCode.UNREADABLE_LINE),
        ('DTSTAMP;X="open:1\nSUMMARY;X="open:1', ProblemCode.UNREADABLE_LINE),
        ("geen dubbele punt", ProblemCode.UNREADABLE_LINE),
    ],
)
def test_a_bad_line_in_an_event_is_reported_with_its_number(line: str, code: ProblemCode) -> None:
    reading = read(calendar_of(hour_on("20270105", more=line), hour_on("20270111", "goed")))
    assert [(problem.uid, problem.code) for problem in reading.problems] == [("les-1", code)]
    assert reading.problems[0].line == 8 + line.count("\n")
    assert local(reading) == ["2027-01-11 19:00-20:00"]


def test_a_uid_without_end_is_refused() -> None:
    reading = read(calendar_of(hour_on("20270105", "x" * 5_000), hour_on("20270111", "goed")))
    assert [(problem.line, problem.code) for problem in reading.problems] == [(5, ProblemCode.UNREADABLE_LINE)]
    assert local(reading) == ["2027-01-11 19:00-20:00"]


@pytest.mark.parametrize(
    "raw", [b"", b"\n\n", b"\x00" * 100, b"PK\x03\x04zip", file_bytes("login_page"), hour_on("20270105").encode()]
)
def test_what_is_no_calendar_is_refused(raw: bytes) -> None:
    with pytest.raises(CalendarUnreadableError) as refused:
        read(raw)
    assert refused.value.code is ProblemCode.NOT_A_CALENDAR


def test_a_calendar_of_another_reckoning_is_refused() -> None:
    with pytest.raises(CalendarUnreadableError) as refused:
        read(calendar_of(hour_on("20270105"), head="CALSCALE:JULIAN"))
    assert refused.value.code is ProblemCode.UNSUPPORTED_CALENDAR


def test_text_before_and_after_the_calendar_is_told_and_passed_by() -> None:
    reading = read("Beste allen,\r\n" + calendar_of(hour_on("20270105")) + "Groet\r\n")
    assert local(reading) == ["2027-01-05 19:00-20:00"]
    assert [code for _, _, code in problems(reading)] == [ProblemCode.UNREADABLE_LINE] * 2
    assert reading.complete


def test_more_problems_than_one_wants_to_read_are_counted() -> None:
    text = calendar_of(*(event("DTSTART:nooit", f"les-{number}") for number in range(30)))
    reading = read(text, limits=CalendarLimits(max_problems=10))
    assert (len(reading.problems), reading.unlisted_problems, reading.complete) == (10, 20, False)
