"""Rooms that follow an address: a real server, real jobs, and everything that may change on the other side."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.core import clock
from app.core.db import in_transaction, session
from app.core.jobs import jobs
from app.integrations.calendar import feed_client
from app.integrations.calendar.feed_client import FeedReader, configure_feeds
from app.integrations.calendar.feed_values import FeedContent, FeedFailed, FeedFailure, FeedLimits, FeedRequest
from app.models.availability import Claim, ClaimKind
from app.models.calendars import CalendarFeed, CalendarImport, CalendarOccurrence, ImportStatus
from app.models.listing import Room
from app.models.tasks import MemberTask, TaskKind
from app.services.audit.audit_service import SYSTEM
from app.services.calendars import feed_reading_service, feed_service, import_service
from app.services.calendars.feed_errors import (
    FeedAddressError,
    FeedJustReadError,
    FeedKnownError,
    FeedNotFoundError,
    FeedPausedError,
    TooManyFeedsError,
)
from app.services.calendars.rules import booking_uid
from tests.calendar_server import CalendarServer, answer, calendar_server
from tests.conftest import run_waiting_jobs
from tests.factories.accounts import OrganisationFactory
from tests.factories.booking import paid_booking
from tests.factories.listing import RoomFactory, RoomPartFactory, VenueFactory

NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)
QUARTER = timedelta(minutes=20)
Lesson = tuple[str, str, str]


def calendar(*lessons: Lesson, extra: str = "") -> bytes:
    """`(uid, start, end)`: UTC clock times on 12 January, or `DDTHHMM` of that month."""
    events = "".join(
        f"BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTART:{moment(start)}\r\nDTEND:{moment(end)}\r\nSUMMARY:Les {uid[:1]}\r\nEND:VEVENT\r\n"
        for uid, start, end in lessons
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//NL\r\n{events}{extra}END:VCALENDAR\r\n".encode()


def moment(told: str) -> str:
    day, _t, time = told.rpartition("T")
    return f"202701{day or '12'}T{time}00Z"


def week(count: int, prefix: str = "les") -> list[Lesson]:
    """So many lessons, a day each."""
    return [(f"{prefix}-{number}", f"{12 + number}T1000", f"{12 + number}T1200") for number in range(count)]


@pytest.fixture
def server(app: Flask) -> Iterator[CalendarServer]:
    with calendar_server() as running:
        limits = FeedLimits(connect_seconds=2, read_seconds=2, total_seconds=4)
        configure_feeds(FeedReader(limits=limits, reachable=frozenset({running.place})))
        yield running


@pytest.fixture
def room(app: Flask) -> Room:
    made: Room = RoomFactory()
    return made


@pytest.fixture
def feed(room: Room, server: CalendarServer) -> CalendarFeed:
    """An address that has not been read yet."""
    with clock.frozen(NOW):
        made = feed_service.add(room, name="Balie", address=server.url(), actor=SYSTEM, now=NOW)
    session().commit()
    return made


def read(feed: CalendarFeed, at: datetime = NOW) -> CalendarFeed:
    """What a worker does when the time has come."""
    with clock.frozen(at):
        feed_id = feed.id
        session().execute(text("UPDATE calendar_feed SET next_read_at = :at WHERE id = :id"), {"at": at, "id": feed_id})
        session().commit()
        jobs.tasks["calendars.read_feed"].func(feed_id=str(feed_id))
    session().refresh(feed)
    return feed


def say(server: CalendarServer, raw: bytes, **headers: str) -> None:
    server.answers["/lessen.ics"] = answer(raw, Content_Type="text/calendar", **headers)


def hours(room: Room) -> list[tuple[int, int, int]]:
    """Day, first and last hour of what lessons claim."""
    claims = session().scalars(
        select(Claim).where(Claim.venue_id == room.venue_id, Claim.kind == ClaimKind.LESSON).order_by(Claim.during)
    )
    return [
        (one.day.day, one.during.lower.hour, one.during.upper.hour)
        for one in claims
        if one.during.lower and one.during.upper
    ]


def tasks(kind: TaskKind) -> list[MemberTask]:
    """Those that wait."""
    query = select(MemberTask).where(MemberTask.kind == kind, MemberTask.done_at.is_(None)).order_by(MemberTask.key)
    return list(session().scalars(query.execution_options(populate_existing=True)))


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


def test_a_booking_stays_and_the_clash_is_a_task_until_the_two_part(
    room: Room, server: CalendarServer, feed: CalendarFeed
) -> None:
    booking = paid_booking(room)
    take_time(room, booking.id)
    say(server, calendar(("a", "1700", "1900"), ("b", "1000", "1100")))
    read(feed)
    read(feed, NOW + QUARTER)
    (task,) = tasks(TaskKind.CALENDAR_CLASH)
    assert (task.booking_id, task.room_id, task.subject["lesson"], task.subject["calendar"]) == (
        booking.id,
        room.id,
        "Les a",
        "Balie",
    )
    assert hours(room) == [(12, 10, 11), (12, 17, 18)]
    say(server, calendar(("a", "1600", "1700"), ("b", "1000", "1100")))
    read(feed, NOW + 2 * QUARTER)
    assert tasks(TaskKind.CALENDAR_CLASH) == []
    assert hours(room) == [(12, 10, 11), (12, 16, 17)]


def take_time(room: Room, booking_id: object) -> None:
    session().execute(
        text(
            "INSERT INTO claim (id, venue_id, part_id, day, during, kind, booking_id, note)"
            " SELECT gen_random_uuid(), b.venue_id, u.part_id, '2027-01-12',"
            " tstzrange(b.starts_at, b.ends_at), 'booking', b.id, ''"
            " FROM booking b JOIN room_part_use u ON u.room_id = b.room_id WHERE b.id = :id"
        ),
        {"id": booking_id},
    )


def test_a_clash_goes_by_itself_when_the_booking_does(room: Room, server: CalendarServer, feed: CalendarFeed) -> None:
    booking = paid_booking(room)
    take_time(room, booking.id)
    say(server, calendar(("a", "1700", "1900")))
    read(feed)
    assert len(tasks(TaskKind.CALENDAR_CLASH)) == 1
    session().execute(
        text("UPDATE booking SET status = 'cancelled', cancelled_at = now() WHERE id = :id"), {"id": booking.id}
    )
    session().commit()
    with clock.frozen(NOW):
        jobs.tasks["calendars.settle_clashes"].func(timestamp=0)
    assert tasks(TaskKind.CALENDAR_CLASH) == []


def test_our_own_bookings_that_come_back_through_another_calendar_block_nothing(
    room: Room, server: CalendarServer, feed: CalendarFeed
) -> None:
    booking = paid_booking(room)
    say(server, calendar((booking_uid(booking.id), "1800", "2100"), ("a", "1000", "1100")))
    read(feed)
    assert hours(room) == [(12, 10, 11)]
    assert tasks(TaskKind.CALENDAR_CLASH) == []


def test_each_calendar_speaks_for_its_own_lessons_only(room: Room, server: CalendarServer, feed: CalendarFeed) -> None:
    with clock.frozen(NOW):
        import_service.bring_and_apply(room, filename="x.ics", raw=calendar(("a", "1300", "1400")), actor=SYSTEM)
    session().commit()
    say(server, calendar(("a", "1000", "1200")))
    read(feed)
    assert hours(room) == [(12, 10, 12), (12, 13, 14)]
    with clock.frozen(NOW):
        import_service.bring_and_apply(room, filename="x.ics", raw=calendar(("b", "1500", "1600")), actor=SYSTEM)
    assert hours(room) == [(12, 10, 12), (12, 15, 16)]


def test_time_that_one_calendar_gives_up_goes_to_another_that_wants_it_too(server: CalendarServer) -> None:
    """The same lesson stands in two calendars, once for the hall and once for half of it; each of them may go first."""
    venue = VenueFactory()
    parts = [RoomPartFactory(venue_id=venue.id) for _ in range(2)]
    hall = RoomFactory(venue=venue, parts=parts)
    half = RoomFactory(venue=venue, parts=parts[:1])
    with clock.frozen(NOW):
        feeds = [
            feed_service.add(one, name="x", address=server.url(f"/{index}.ics"), actor=SYSTEM, now=NOW)
            for index, one in enumerate((hall, half))
        ]
    server.answers["/0.ics"] = server.answers["/1.ics"] = answer(calendar(("a", "1000", "1200"), ("c", "1500", "1600")))
    for one in feeds:
        read(one)
    assert hours(hall) == [(12, 10, 12), (12, 10, 12), (12, 15, 16), (12, 15, 16)]
    server.answers["/0.ics"] = answer(calendar(("c", "1500", "1600")))
    read(feeds[0], NOW + QUARTER)
    assert hours(hall) == [(12, 10, 12), (12, 15, 16), (12, 15, 16)]
    with clock.frozen(NOW):
        assert feed_service.remove(feeds[0].id, hall, actor=SYSTEM, now=NOW) == 1
    assert hours(hall) == [(12, 10, 12), (12, 15, 16)]


def test_a_removed_address_is_forgotten_with_its_lessons_to_come(
    room: Room, server: CalendarServer, feed: CalendarFeed
) -> None:
    say(server, calendar(*week(3)))
    read(feed)
    at = datetime(2027, 1, 13, 12, tzinfo=UTC)
    with clock.frozen(at):
        assert feed_service.remove(feed.id, room, actor=SYSTEM, now=at) == 1
    session().commit()
    session().refresh(feed)
    assert (feed.address, feed.content, feed.removed_at) == ("", None, at)
    assert [day for day, _, _ in hours(room)] == [12, 13]
    with pytest.raises(FeedNotFoundError):
        feed_service.get(feed.id, room.venue.organisation_id)
    assert feed_service.add(room, name="Balie", address=server.url(), actor=SYSTEM, now=at).id != feed.id


def test_what_is_paused_is_left_alone_and_resumed_at_once(
    room: Room, server: CalendarServer, feed: CalendarFeed
) -> None:
    organisation_id = room.venue.organisation_id
    say(server, calendar(("a", "1000", "1200")))
    feed_service.pause(feed.id, organisation_id, actor=SYSTEM, now=NOW)
    session().commit()
    read(feed)
    assert server.requests == []
    with pytest.raises(FeedPausedError):
        feed_service.read_now(feed.id, organisation_id, now=NOW)
    feed_service.resume(feed.id, organisation_id, actor=SYSTEM, now=NOW)
    session().commit()
    with clock.frozen(NOW):
        run_waiting_jobs()
    assert hours(room) == [(12, 10, 12)]
    with pytest.raises(FeedJustReadError):
        feed_service.read_now(feed.id, organisation_id, now=NOW + timedelta(seconds=30))
    feed_service.read_now(feed.id, organisation_id, now=NOW + timedelta(seconds=90))


def test_who_pauses_or_removes_while_the_line_is_open_has_the_last_word(
    room: Room, server: CalendarServer, feed: CalendarFeed
) -> None:
    say(server, calendar(("a", "1000", "1200")))
    order = in_transaction(partial(feed_reading_service.begin, feed.id, now=NOW))
    assert order is not None
    answered = feed_reading_service.fetch(order)
    feed_service.pause(feed.id, room.venue.organisation_id, actor=SYSTEM, now=NOW)
    session().commit()
    in_transaction(partial(feed_reading_service.take_in, order, answered, now=NOW))
    assert hours(room) == []


def test_a_worker_that_dies_between_asking_and_writing_has_changed_nothing(
    room: Room, server: CalendarServer, feed: CalendarFeed
) -> None:
    """It has left a note that it tried; the schedule tries again, and the same answer twice is the same as once."""
    say(server, calendar(("a", "1000", "1200")))
    order = in_transaction(partial(feed_reading_service.begin, feed.id, now=NOW))
    assert order is not None
    answered = feed_reading_service.fetch(order)  # and here it dies
    assert hours(room) == []
    assert session().scalars(select(CalendarImport)).all() == []
    with clock.frozen(NOW + timedelta(minutes=1)):
        assert in_transaction(partial(feed_reading_service.begin, feed.id, now=clock.now())) is None
    read(feed, NOW + QUARTER)
    with clock.frozen(NOW + QUARTER):
        in_transaction(partial(feed_reading_service.take_in, order, answered, now=NOW + QUARTER))
    assert hours(room) == [(12, 10, 12)]
    assert [one.status for one in session().scalars(select(CalendarImport))] == [ImportStatus.APPLIED]


def test_nothing_is_asked_of_the_other_side_within_a_transaction(
    server: CalendarServer, feed: CalendarFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    class Watching(FeedReader):
        def read(self, request: FeedRequest) -> FeedFailed:
            seen.append((request.address, session()().info.get("use_case_open")))
            return FeedFailed(FeedFailure.TOO_SLOW)

    monkeypatch.setattr(feed_client, "_reader", Watching())
    read(feed)
    assert seen == [(server.url(), False)]


def test_addresses_that_cannot_be_read_are_refused_at_once(room: Room, server: CalendarServer) -> None:
    add = partial(feed_service.add, room, name="x", actor=SYSTEM, now=NOW)
    for address in ("", "balie", "file:///etc/passwd", "https://a:b@agenda.example/x", "https://agenda.example:25/x"):
        with pytest.raises(FeedAddressError):
            add(address=address)
    add(address="https://agenda.example/0.ics")
    with pytest.raises(FeedKnownError):
        add(address=" https://agenda.example/0.ics ")
    for number in range(1, feed_service.MOST_PER_ROOM):
        add(address=f"https://agenda.example/{number}.ics")
    with pytest.raises(TooManyFeedsError):
        add(address="https://agenda.example/meer.ics")


def test_a_feed_of_somebody_else_does_not_exist(room: Room, feed: CalendarFeed) -> None:
    stranger = OrganisationFactory()
    other: Room = RoomFactory()
    for act in (
        partial(feed_service.get, feed.id, stranger.id),
        partial(feed_service.pause, feed.id, stranger.id, actor=SYSTEM, now=NOW),
        partial(feed_service.resume, feed.id, stranger.id, actor=SYSTEM, now=NOW),
        partial(feed_service.read_now, feed.id, stranger.id, now=NOW),
        partial(feed_service.remove, feed.id, other, actor=SYSTEM, now=NOW),
    ):
        with pytest.raises(FeedNotFoundError):
            act()


def test_only_the_newest_changes_are_remembered(
    room: Room, server: CalendarServer, feed: CalendarFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_reading_service, "KEPT_IMPORTS", 2)
    for number in range(5):
        say(server, calendar(("a", "1000", f"1{number + 1}00")))
        read(feed, NOW + number * QUARTER)
    rows = session().scalars(select(CalendarImport).order_by(CalendarImport.created_at)).all()
    assert len(rows) == 2
    assert all(row.content == b"" for row in rows)


def test_a_calendar_on_another_page_of_the_same_content_is_the_same(feed: CalendarFeed) -> None:
    """Reading the same bytes twice writes no second import, whatever headers come with them."""
    order = in_transaction(partial(feed_reading_service.begin, feed.id, now=NOW))
    assert order is not None
    for etag in ('"a"', '"b"'):
        found = FeedContent(calendar(("a", "1000", "1200")), etag, "", is_page=False)
        with clock.frozen(NOW):
            in_transaction(partial(feed_reading_service.take_in, order, found, now=NOW))
    session().refresh(feed)
    assert feed.etag == '"b"'
    assert len(session().scalars(select(CalendarImport)).all()) == 1
