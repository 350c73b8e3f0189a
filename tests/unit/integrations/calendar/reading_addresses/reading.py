"""A reader and the server that it reads."""

from dataclasses import replace

from app.integrations.calendar.feed_addresses import Resolver
from app.integrations.calendar.feed_client import FeedReader
from app.integrations.calendar.feed_values import (
    FeedAnswer,
    FeedFailed,
    FeedFailure,
    FeedLimits,
    FeedRequest,
)
from tests.calendar_server import CalendarServer

CALENDAR = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n"


QUICK = FeedLimits(connect_seconds=1, read_seconds=0.6, total_seconds=1.2, most_bytes=200_000, most_redirects=3)


def reader_for(server: CalendarServer, **changes: object) -> FeedReader:
    return replace(FeedReader(limits=QUICK, reachable=frozenset({server.place})), **changes)  # type: ignore[arg-type]


def read(server: CalendarServer, path: str = "/lessen.ics", **request: str) -> FeedAnswer:
    return reader_for(server).read(FeedRequest(server.url(path), **request))


def failure(found: FeedAnswer) -> FeedFailure:
    assert isinstance(found, FeedFailed), found
    return found.failure


def always(*addresses: str) -> Resolver:
    """Every name has these addresses."""
    return lambda _host, _port: addresses
