"""What a followed address says becomes the own use of its room, and nothing is read twice for nothing."""

from datetime import timedelta

from sqlalchemy import select, text

from app.core import clock
from app.core.db import session
from app.core.jobs import jobs
from app.models.availability import Claim
from app.models.calendars import CalendarFeed, CalendarOccurrence
from app.models.listing import Room
from app.models.tasks import TaskKind
from tests.calendar_server import CalendarServer, answer
from tests.conftest import run_waiting_jobs
from tests.integration.services.calendars.feeds.following import NOW, QUARTER, calendar, hours, read, say, tasks, week


def test_a_new_address_is_read_by_the_worker_and_takes_its_time(
    room: Room, server: CalendarServer, feed: CalendarFeed
) -> None:
    say(server, calendar(("a", "1000", "1200")), ETag='"v1"')
    with clock.frozen(NOW):
        assert "calendars.read_feed" in run_waiting_jobs()
    session().refresh(feed)
    assert hours(room) == [(12, 10, 12)]
    assert (feed.read_at, feed.changed_at, feed.etag, feed.failures) == (NOW, NOW, '"v1"', 0)
    assert timedelta(minutes=13) < feed.next_read_at - NOW < timedelta(minutes=17)
    assert feed.result["new"] == 1


def test_the_clock_finds_what_is_due_and_asks_for_each_once(server: CalendarServer, feed: CalendarFeed) -> None:
    say(server, calendar())
    read(feed)
    session().execute(text("DELETE FROM procrastinate_jobs"))
    session().commit()
    with clock.frozen(NOW + timedelta(minutes=5)):
        jobs.tasks["calendars.ask_due"].func(timestamp=0)
        assert waiting_jobs() == 0
    with clock.frozen(NOW + QUARTER):
        jobs.tasks["calendars.ask_due"].func(timestamp=0)
        jobs.tasks["calendars.ask_due"].func(timestamp=0)
        assert waiting_jobs() == 1


def waiting_jobs() -> int:
    return int(
        session().scalar(text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'calendars.read_feed'"))
    )


def test_what_has_not_changed_is_asked_with_its_version_and_not_read_again(
    room: Room, server: CalendarServer, feed: CalendarFeed
) -> None:
    say(server, calendar(("a", "1000", "1200")), ETag='"v1"')
    read(feed)
    server.answers["/lessen.ics"] = answer(status="304 Not Modified")
    later = read(feed, NOW + QUARTER)
    assert 'If-None-Match: "v1"' in server.requests[-1]
    assert (later.read_at, later.changed_at) == (NOW + QUARTER, NOW)
    assert hours(room) == [(12, 10, 12)]


def test_a_weekly_lesson_goes_on_into_the_future_though_nothing_changes(
    room: Room, server: CalendarServer, feed: CalendarFeed
) -> None:
    weekly = (
        "BEGIN:VEVENT\r\nUID:w\r\nDTSTART:20270112T100000Z\r\nDTEND:20270112T110000Z\r\n"
        "RRULE:FREQ=WEEKLY\r\nEND:VEVENT\r\n"
    )
    say(server, calendar(extra=weekly), ETag='"v1"')
    read(feed)
    before = len(session().scalars(select(CalendarOccurrence.id)).all())
    server.answers["/lessen.ics"] = answer(status="304 Not Modified")
    read(feed, NOW + timedelta(days=70))
    assert len(session().scalars(select(CalendarOccurrence.id)).all()) == before + 10


def test_other_names_for_the_same_times_change_nothing(room: Room, server: CalendarServer, feed: CalendarFeed) -> None:
    """Some programs make up new UIDs at every export."""
    say(server, calendar(*week(6, "oud")))
    read(feed)
    rows = {row.id: row.uid for row in session().scalars(select(CalendarOccurrence))}
    claims = set(session().scalars(select(Claim.id)))
    say(server, calendar(*week(6, "onieuw")))
    again = read(feed, NOW + QUARTER)
    session().expire_all()
    assert again.result["unchanged"] == 6
    assert {row.id for row in session().scalars(select(CalendarOccurrence))} == set(rows)
    assert all(row.uid.startswith("onieuw") for row in session().scalars(select(CalendarOccurrence)))
    assert set(session().scalars(select(Claim.id))) == claims
    assert tasks(TaskKind.FEED_DOUBTFUL) == []
