"""A room that follows a calendar on a server of the test, and what came of it."""

from collections.abc import Iterator

import pytest
from flask import Flask

from app.core import clock
from app.core.db import session
from app.integrations.calendar.feed_client import FeedReader, configure_feeds
from app.integrations.calendar.feed_values import FeedLimits
from app.models.calendars import CalendarFeed
from app.models.listing import Room
from app.services.audit.audit_service import SYSTEM
from app.services.calendars import feed_service
from tests.calendar_server import CalendarServer, calendar_server
from tests.factories.listing import RoomFactory
from tests.integration.services.calendars.feeds.following import NOW


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
