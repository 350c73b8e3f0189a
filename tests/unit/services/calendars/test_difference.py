"""What a calendar says now beside what was known of it."""

from datetime import UTC, datetime, timedelta

from app.services.calendars.rules import Planned, difference

MONDAY = datetime(2027, 1, 11, 18, tzinfo=UTC)


def lesson(uid: str, start: datetime = MONDAY, name: str = "Koor") -> Planned:
    return Planned(uid, "", start, start + timedelta(hours=2), name)


def known(*lessons: Planned) -> dict[tuple[str, str], Planned]:
    return {one.key: one for one in lessons}


def test_a_lesson_that_goes_and_comes_in_one_week_was_moved() -> None:
    before, after = lesson("a"), lesson("b", MONDAY + timedelta(days=3), " koor ")
    found = difference(known(before), [after], unreadable=())
    assert found.moved == [(before, after)]
    assert (found.new, found.gone, found.changed) == ([], [], [])
    assert found.altered == [after]
    assert not found.empty


def test_another_week_or_another_name_is_another_lesson() -> None:
    for other in (lesson("b", MONDAY + timedelta(days=7)), lesson("b", MONDAY + timedelta(days=1), "Piano")):
        found = difference(known(lesson("a")), [other], unreadable=())
        assert (found.moved, found.new, found.gone) == ([], [other], [lesson("a")])


def test_lessons_without_a_name_are_never_taken_for_each_other() -> None:
    found = difference(known(lesson("a", name="")), [lesson("b", MONDAY + timedelta(days=1), "")], unreadable=())
    assert (len(found.moved), len(found.new), len(found.gone)) == (0, 1, 1)


def test_of_several_the_first_becomes_the_first() -> None:
    days = [timedelta(days=offset) for offset in range(4)]
    olds = [lesson("a", MONDAY + days[1]), lesson("b", MONDAY)]
    news = [lesson("c", MONDAY + days[3]), lesson("d", MONDAY + days[2])]
    found = difference(known(*olds), news, unreadable=())
    assert found.moved == [(olds[1], news[1]), (olds[0], news[0])]


def test_what_keeps_its_time_is_renamed_and_not_moved() -> None:
    stays, goes = lesson("a"), lesson("b", MONDAY + timedelta(days=1))
    again, comes = lesson("c"), lesson("d", MONDAY + timedelta(days=2))
    found = difference(known(stays, goes), [again, comes], unreadable=())
    assert (found.renamed, found.moved) == ([(stays, again)], [(goes, comes)])


def test_nothing_is_moved_while_part_of_the_calendar_could_not_be_read() -> None:
    """The lesson may stand where it stood, in the part that nobody could read."""
    after = lesson("b", MONDAY + timedelta(days=1))
    found = difference(known(lesson("a")), [after], unreadable=(), keep_missing=True)
    assert (found.moved, found.new, found.gone) == ([], [after], [])
