"""A calendar that suddenly lacks its lessons waits for a person; a failure waits longer each time."""

from datetime import timedelta

import pytest

from app.core import clock
from app.core.db import session
from app.models.calendars import CalendarFeed
from app.models.listing import Room
from app.models.tasks import TaskKind
from app.services.audit.audit_service import SYSTEM
from app.services.calendars import feed_service, import_service
from tests.calendar_server import CalendarServer, answer
from tests.integration.services.calendars.feeds.following import NOW, QUARTER, calendar, hours, read, say, tasks, week


@pytest.mark.parametrize("left", [0, 2], ids=["empty", "most gone"])
def test_a_calendar_that_suddenly_lacks_most_lessons_waits_for_a_person(
    room: Room, server: CalendarServer, feed: CalendarFeed, left: int
) -> None:
    say(server, calendar(*week(6)))
    read(feed)
    say(server, calendar(*week(left)))
    read(feed, NOW + QUARTER)
    read(feed, NOW + 2 * QUARTER)
    assert len(hours(room)) == 6
    (task,) = tasks(TaskKind.FEED_DOUBTFUL)
    assert task.subject["gone"] == 6 - left
    pending = feed_service.find_pending(feed.id)
    assert pending is not None
    assert task.subject["import_id"] == str(pending.id)
    with clock.frozen(NOW + 3 * QUARTER):
        import_service.apply(pending, room, actor=SYSTEM)
    session().commit()
    assert len(hours(room)) == left
    assert tasks(TaskKind.FEED_DOUBTFUL) == []
    assert read(feed, NOW + 4 * QUARTER).result["gone"] == 6 - left
    assert len(hours(room)) == left


def test_a_calendar_that_finds_its_lessons_again_closes_the_question_itself(
    room: Room, server: CalendarServer, feed: CalendarFeed
) -> None:
    say(server, calendar(*week(6)))
    read(feed)
    say(server, calendar())
    read(feed, NOW + QUARTER)
    assert len(tasks(TaskKind.FEED_DOUBTFUL)) == 1
    say(server, calendar(*week(7)))
    read(feed, NOW + 2 * QUARTER)
    assert tasks(TaskKind.FEED_DOUBTFUL) == []
    assert len(hours(room)) == 7
    assert feed_service.find_pending(feed.id) is None


def test_half_a_calendar_takes_nothing_away(room: Room, server: CalendarServer, feed: CalendarFeed) -> None:
    """The line broke in the middle, and the other side had not said how long its answer would be."""
    whole = calendar(*week(3))
    say(server, whole)
    read(feed)
    cut = whole[: whole.index(b"UID:les-2")]
    server.answers["/lessen.ics"] = b"HTTP/1.1 200 OK\r\n\r\n" + cut
    told = read(feed, NOW + QUARTER)
    assert len(hours(room)) == 3
    assert told.result["problems"]


def test_what_cannot_be_read_is_told_with_its_line(server: CalendarServer, feed: CalendarFeed) -> None:
    broken = "BEGIN:VEVENT\r\nUID:b\r\nDTSTART:20270112T990000Z\r\nEND:VEVENT\r\n"
    say(server, calendar(("a", "1000", "1200"), extra=broken))
    assert read(feed).result["problems"] == [{"line": 12, "code": "unreadable_line", "left_out": True}] or [
        problem["line"] for problem in feed.result["problems"]
    ] == [12]


@pytest.mark.parametrize(
    ("raw", "kind", "code"),
    [
        (b"<html>Inloggen</html>", "text/html", "web_page"),
        (b"<html>Inloggen</html>", "text/calendar", "not_a_calendar"),
        (b"", "text/calendar", "not_a_calendar"),
        (b"\x00\xff" * 500, "application/octet-stream", "not_a_calendar"),
    ],
)
def test_what_is_no_calendar_is_a_failure_and_changes_nothing(
    room: Room, server: CalendarServer, feed: CalendarFeed, raw: bytes, kind: str, code: str
) -> None:
    say(server, calendar(("a", "1000", "1200")))
    read(feed)
    server.answers["/lessen.ics"] = answer(raw, Content_Type=kind)
    assert read(feed, NOW + QUARTER).failure == code
    assert hours(room) == [(12, 10, 12)]


def test_each_failure_waits_longer_and_one_success_forgets_them(server: CalendarServer, feed: CalendarFeed) -> None:
    server.answers["/lessen.ics"] = answer(status="500 Oops")
    at, waits = NOW, []
    for _time in range(9):
        read(feed, at)
        waits.append((feed.next_read_at - at).total_seconds() / 60)
        at += timedelta(hours=1)
    assert (feed.failures, feed.failure, feed.failing_since) == (9, "server_trouble", NOW)
    for found, expected in zip(waits, [15, 30, 60, 120, 240, 480, 960, 1440, 1440], strict=True):
        assert expected * 0.89 <= found <= min(expected * 1.11, 1440)
    say(server, calendar())
    read(feed, at)
    assert (feed.failures, feed.failure, feed.failing_since) == (0, "", None)
    assert (feed.next_read_at - at) < timedelta(minutes=17)


def test_a_day_of_failures_becomes_a_task_that_goes_with_the_first_success(
    server: CalendarServer, feed: CalendarFeed
) -> None:
    read(feed)
    assert tasks(TaskKind.FEED_FAILING) == []
    read(feed, NOW + timedelta(hours=25))
    read(feed, NOW + timedelta(hours=26))
    (task,) = tasks(TaskKind.FEED_FAILING)
    assert task.subject["failure"] == "not_found"
    assert "geheim" not in str(task.subject)
    say(server, calendar())
    read(feed, NOW + timedelta(hours=27))
    assert tasks(TaskKind.FEED_FAILING) == []
