"""What comes back from an address, within its limits."""

import gzip
import socket
import time
import tracemalloc
from collections.abc import Callable
from datetime import timedelta

import pytest

from app.integrations.calendar.feed_values import (
    FeedContent,
    FeedFailed,
    FeedFailure,
    FeedUnchanged,
)
from tests.calendar_server import CalendarServer, answer
from tests.unit.integrations.calendar.reading_addresses.reading import CALENDAR, QUICK, failure, read


def test_a_calendar_comes_with_what_says_which_version_it_is(server: CalendarServer) -> None:
    server.answers["/lessen.ics?geheim=1"] = answer(
        CALENDAR, Content_Type="text/calendar", ETag='"v1"', Last_Modified="Tue, 24 Nov 2026 10:00:00 GMT"
    )
    found = read(server, "/lessen.ics?geheim=1")
    assert found == FeedContent(CALENDAR, '"v1"', "Tue, 24 Nov 2026 10:00:00 GMT", is_page=False)
    assert f"Host: {server.place}\r\n" in server.requests[0]


def test_what_was_known_is_told_and_not_modified_is_understood(server: CalendarServer) -> None:
    server.answers["/lessen.ics"] = answer(status="304 Not Modified")
    assert read(server, etag='"v1"', last_modified="Tue, 24 Nov 2026 10:00:00 GMT") == FeedUnchanged()
    assert 'If-None-Match: "v1"\r\n' in server.requests[0]
    assert "If-Modified-Since: Tue, 24 Nov 2026 10:00:00 GMT\r\n" in server.requests[0]


def test_not_modified_to_who_knows_nothing_is_an_odd_answer(server: CalendarServer) -> None:
    server.answers["/lessen.ics"] = answer(status="304 Not Modified")
    assert failure(read(server)) is FeedFailure.ODD_ANSWER


def test_a_web_page_is_said_to_be_one_and_any_other_type_is_no_reason_to_refuse(server: CalendarServer) -> None:
    server.answers["/login"] = answer(b"<html>", Content_Type="text/html; charset=utf-8")
    server.answers["/lessen.ics"] = answer(CALENDAR, Content_Type="application/octet-stream")
    page, calendar = read(server, "/login"), read(server)
    assert isinstance(page, FeedContent)
    assert page.is_page
    assert isinstance(calendar, FeedContent)
    assert not calendar.is_page


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("401 Unauthorized", FeedFailure.NOT_ALLOWED),
        ("403 Forbidden", FeedFailure.NOT_ALLOWED),
        ("404 Not Found", FeedFailure.NOT_FOUND),
        ("410 Gone", FeedFailure.NOT_FOUND),
        ("429 Too Many Requests", FeedFailure.TOO_BUSY),
        ("500 Oops", FeedFailure.SERVER_TROUBLE),
        ("204 No Content", FeedFailure.ODD_ANSWER),
        ("302 Found", FeedFailure.ODD_ANSWER),
    ],
)
def test_every_refusal_has_its_name(server: CalendarServer, status: str, expected: FeedFailure) -> None:
    server.answers["/lessen.ics"] = answer(status=status)
    assert failure(read(server)) is expected


def test_who_asks_to_be_left_alone_is_heard_up_to_a_day(server: CalendarServer) -> None:
    server.answers["/lessen.ics"] = answer(status="503 Busy", Retry_After="3600")
    assert read(server) == FeedFailed(FeedFailure.TOO_BUSY, timedelta(hours=1))
    server.answers["/lessen.ics"] = answer(status="503 Busy", Retry_After="99999")
    assert read(server) == FeedFailed(FeedFailure.TOO_BUSY, timedelta(days=1))
    server.answers["/lessen.ics"] = answer(status="503 Busy", Retry_After="Wed, 21 Oct 2026 07:28:00 GMT")
    assert read(server) == FeedFailed(FeedFailure.TOO_BUSY, None)


def dribble(start: bytes, piece: bytes) -> Callable[[socket.socket], None]:
    """Begins, and then says one thing again and again, each time within every wait."""

    def slowly(line: socket.socket) -> None:
        line.sendall(start)
        ends = time.monotonic() + 10
        while time.monotonic() < ends:
            line.sendall(piece)
            time.sleep(0.05)

    return slowly


SLOW: dict[str, Callable[[socket.socket], None]] = {
    "says nothing": lambda _line: time.sleep(5),
    "a header a byte at a time": dribble(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x"),
    "a body a byte at a time": dribble(b"HTTP/1.1 200 OK\r\n\r\nBEGIN:VCALENDAR\r\n", b"x"),
    "a body of stated length a byte at a time": dribble(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b"x"),
    "a chunk at a time": dribble(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
}


@pytest.mark.parametrize("how", list(SLOW))
def test_nobody_is_waited_for_longer_than_the_limit(server: CalendarServer, how: str) -> None:
    server.answers["/lessen.ics"] = SLOW[how]
    begun = time.monotonic()
    assert failure(read(server)) is FeedFailure.TOO_SLOW
    assert time.monotonic() - begun < QUICK.total_seconds + 1


def test_an_endless_answer_is_cut_off_where_the_limit_is(server: CalendarServer) -> None:
    sent: list[int] = []

    def endless(line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            sent.append(line.send(b"x" * 65536))

    server.answers["/lessen.ics"] = endless
    assert failure(read(server)) is FeedFailure.TOO_LARGE
    assert sum(sent) < 20_000_000


def test_an_answer_that_says_it_is_huge_is_not_read_at_all(server: CalendarServer) -> None:
    def huge(line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n")

    server.answers["/lessen.ics"] = huge
    begun = time.monotonic()
    assert failure(read(server)) is FeedFailure.TOO_LARGE
    assert time.monotonic() - begun < 0.5


def test_a_small_answer_that_unpacks_into_a_huge_one_fills_no_memory(server: CalendarServer) -> None:
    bomb = gzip.compress(b"x" * 100_000_000)
    assert len(bomb) < QUICK.most_bytes
    server.answers["/lessen.ics"] = answer(bomb, Content_Encoding="gzip")
    tracemalloc.start()
    try:
        assert failure(read(server)) is FeedFailure.TOO_LARGE
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 5_000_000


def test_an_honest_packed_answer_is_unpacked(server: CalendarServer) -> None:
    server.answers["/lessen.ics"] = answer(gzip.compress(CALENDAR), Content_Encoding="gzip")
    found = read(server)
    assert isinstance(found, FeedContent)
    assert found.raw == CALENDAR


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nBEGIN:VCALENDAR",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 5000 + b"\r\n",
    ],
)
def test_nonsense_on_the_line_is_a_failure_with_a_name(server: CalendarServer, raw: bytes) -> None:
    server.answers["/lessen.ics"] = raw
    assert failure(read(server)) in {FeedFailure.NO_CONNECTION, FeedFailure.ODD_ANSWER}
