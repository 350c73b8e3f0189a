"""Addresses are paused, resumed and removed, and who dies halfway has changed nothing."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.db import in_transaction, session
from app.integrations.calendar import feed_client
from app.integrations.calendar.feed_client import FeedReader
from app.integrations.calendar.feed_values import FeedContent, FeedFailed, FeedFailure, FeedRequest
from app.models.calendars import CalendarFeed, CalendarImport, ImportStatus
from app.models.listing import Room
from app.services.audit.audit_service import SYSTEM
from app.services.calendars import feed_reading_service, feed_service
from app.services.calendars.feed_errors import (
    FeedAddressError,
    FeedJustReadError,
    FeedKnownError,
    FeedNotFoundError,
    FeedPausedError,
    TooManyFeedsError,
)
from tests.calendar_server import CalendarServer
from tests.conftest import run_waiting_jobs
from tests.factories.accounts import OrganisationFactory
from tests.factories.listing import RoomFactory
from tests.integration.services.calendars.feeds.following import NOW, QUARTER, calendar, hours, read, say, week


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
