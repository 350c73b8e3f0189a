"""Reading calendars from a real server: what comes back, and every way in which the other side can misbehave."""

import gzip
import socket
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from app.integrations.calendar.feed_addresses import Resolver, follow_redirect, is_public, parse_address, resolved
from app.integrations.calendar.feed_client import FeedReader
from app.integrations.calendar.feed_values import (
    FeedAnswer,
    FeedContent,
    FeedFailed,
    FeedFailure,
    FeedLimits,
    FeedRequest,
    FeedTroubleError,
    FeedUnchanged,
)
from tests.calendar_server import TLS, CalendarServer, answer, calendar_server

CALENDAR = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n"
QUICK = FeedLimits(connect_seconds=1, read_seconds=0.6, total_seconds=1.2, most_bytes=200_000, most_redirects=3)


@pytest.fixture
def server() -> Iterator[CalendarServer]:
    with calendar_server() as running:
        yield running


def reader_for(server: CalendarServer, **changes: object) -> FeedReader:
    return replace(FeedReader(limits=QUICK, reachable=frozenset({server.place})), **changes)  # type: ignore[arg-type]


def read(server: CalendarServer, path: str = "/lessen.ics", **request: str) -> FeedAnswer:
    return reader_for(server).read(FeedRequest(server.url(path), **request))


def failure(found: FeedAnswer) -> FeedFailure:
    assert isinstance(found, FeedFailed), found
    return found.failure


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


def always(*addresses: str) -> Resolver:
    """Every name has these addresses."""
    return lambda _host, _port: addresses


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


def test_a_redirect_is_followed(server: CalendarServer) -> None:
    server.answers["/map/oud.ics"] = answer(status="301 Moved", Location="nieuw.ics?a=1")
    server.answers["/map/nieuw.ics?a=1"] = answer(status="307 Elsewhere", Location=server.url("/lessen.ics"))
    server.answers["/lessen.ics"] = answer(CALENDAR)
    assert isinstance(read(server, "/map/oud.ics"), FeedContent)


def test_a_circle_of_redirects_ends(server: CalendarServer) -> None:
    server.answers["/lessen.ics"] = answer(status="302 Found", Location="/lessen.ics")
    assert failure(read(server)) is FeedFailure.TOO_MANY_REDIRECTS
    assert len(server.requests) == QUICK.most_redirects + 1


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://[::1]:{other}/",
        "http://127.0.0.1:{other}/geheim",
        "http://localhost:{other}/geheim",
        "//127.0.0.1:{other}/geheim",
        "http://2130706433:{other}/geheim",
        "http://0x7f.1:{other}/geheim",
        "http://127.1:{other}/geheim",
        "http://[::ffff:127.0.0.1]:{other}/geheim",
    ],
)
def test_a_redirect_to_an_inner_address_leads_nowhere(server: CalendarServer, location: str) -> None:
    """Only the very host and port that the test named is let through: another port of this machine is not."""
    with calendar_server() as inner:
        inner.answers["/geheim"] = answer(CALENDAR)
        server.answers["/lessen.ics"] = answer(status="302 Found", Location=location.format(other=inner.port))
        assert failure(read(server)) in {FeedFailure.PRIVATE_ADDRESS, FeedFailure.UNKNOWN_HOST}
        assert inner.requests == []


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "ftp://example.nl/x",
        "gopher://example.nl:70/x",
        "http://x:y@example.nl/",
        "http://example.nl:25/",
        "\x7f",
    ],
)
def test_a_redirect_to_something_else_than_a_calendar_on_the_web_is_refused(
    server: CalendarServer, location: str
) -> None:
    server.answers["/lessen.ics"] = answer(status="302 Found", Location=location)
    assert failure(read(server)) is FeedFailure.BAD_REDIRECT


def test_from_a_secret_line_nobody_is_sent_on_to_an_open_one() -> None:
    with pytest.raises(FeedTroubleError):
        follow_redirect(parse_address("https://agenda.example/geheim.ics"), "http://agenda.example/geheim.ics")


def test_an_address_on_this_machine_is_not_read_unless_a_test_names_it(server: CalendarServer) -> None:
    server.answers["/lessen.ics"] = answer(CALENDAR)
    assert failure(FeedReader(limits=QUICK).read(FeedRequest(server.url()))) is FeedFailure.PRIVATE_ADDRESS
    assert server.requests == []


def test_one_inner_address_among_public_ones_is_enough_to_refuse(server: CalendarServer) -> None:
    def mixed(host: str, port: int) -> Sequence[str]:
        return ["93.184.216.34", "127.0.0.1"]

    found = reader_for(server, resolve=mixed).read(FeedRequest(f"http://agenda.example:{server.port}/lessen.ics"))
    assert failure(found) is FeedFailure.PRIVATE_ADDRESS
    assert server.requests == []


def test_a_name_that_points_elsewhere_a_moment_later_changes_nothing(server: CalendarServer) -> None:
    """The name is asked for once, and the connection goes to what was checked: the second answer is never used."""
    server.answers["/lessen.ics"] = answer(CALENDAR)
    said = [["127.0.0.1"], ["10.0.0.1"]]

    def rebinding(host: str, port: int) -> Sequence[str]:
        return said.pop(0)

    place = f"agenda.example:{server.port}"
    reader = FeedReader(limits=QUICK, resolve=rebinding, reachable=frozenset({place}))
    assert isinstance(reader.read(FeedRequest(f"http://{place}/lessen.ics")), FeedContent)
    assert said == [["10.0.0.1"]]
    assert f"Host: {place}\r\n" in server.requests[0]


def test_a_name_that_first_looks_public_and_then_inner_is_refused_at_the_step_where_it_does(
    server: CalendarServer,
) -> None:
    server.answers["/lessen.ics"] = answer(status="302 Found", Location="/verder.ics")
    server.answers["/verder.ics"] = answer(CALENDAR)
    said = [["127.0.0.1"], ["192.168.1.1"]]
    place = f"agenda.example:{server.port}"
    reader = FeedReader(limits=QUICK, resolve=lambda _host, _port: said.pop(0), reachable=frozenset({place}))
    assert failure(reader.read(FeedRequest(f"http://{place}/lessen.ics"))) is FeedFailure.PRIVATE_ADDRESS
    assert len(server.requests) == 1


def test_the_next_address_of_a_name_is_tried_when_the_first_does_not_answer(server: CalendarServer) -> None:
    server.answers["/lessen.ics"] = answer(CALENDAR)
    place = f"agenda.example:{server.port}"
    reader = FeedReader(limits=QUICK, resolve=always("127.0.0.9", "127.0.0.1"), reachable=frozenset({place}))
    assert isinstance(reader.read(FeedRequest(f"http://{place}/lessen.ics")), FeedContent)


def test_a_resolver_that_hangs_is_left_behind() -> None:
    def hangs(host: str, port: int) -> Sequence[str]:
        time.sleep(5)
        return ["93.184.216.34"]

    begun = time.monotonic()
    with pytest.raises(FeedTroubleError) as caught:
        resolved(hangs, parse_address("https://agenda.example/x"), 0.2)
    assert caught.value.failure is FeedFailure.TOO_SLOW
    assert time.monotonic() - begun < 1


def test_a_name_that_does_not_exist_is_said_not_to(server: CalendarServer) -> None:
    def unknown(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    found = reader_for(server, resolve=unknown).read(FeedRequest("https://agenda.example/x.ics"))
    assert failure(found) is FeedFailure.UNKNOWN_HOST


def tls_reader(server: CalendarServer, host: str, ca_file: str | None) -> FeedReader:
    return FeedReader(
        limits=QUICK,
        resolve=always("127.0.0.1"),
        reachable=frozenset({f"{host}:{server.port}"}),
        ca_file=ca_file,
    )


def test_a_certificate_is_checked_for_the_name_that_was_asked_for() -> None:
    """The connection goes to an IP address; the certificate must be that of the name all the same."""
    with calendar_server(tls=True) as server:
        server.answers["/lessen.ics"] = answer(CALENDAR)
        authority = str(TLS / "ca.pem")
        good = tls_reader(server, "agenda.example", authority)
        assert isinstance(good.read(FeedRequest(f"https://agenda.example:{server.port}/lessen.ics")), FeedContent)
        other = tls_reader(server, "ander.example", authority)
        assert (
            failure(other.read(FeedRequest(f"https://ander.example:{server.port}/lessen.ics")))
            is FeedFailure.NOT_SECURE
        )
        unknown = tls_reader(server, "agenda.example", None)
        found = unknown.read(FeedRequest(f"https://agenda.example:{server.port}/lessen.ics"))
        assert failure(found) is FeedFailure.NOT_SECURE
        assert len(server.requests) == 1


def test_a_host_that_does_not_speak_tls_is_not_secure(server: CalendarServer) -> None:
    found = reader_for(server).read(FeedRequest(f"https://{server.place}/lessen.ics"))
    assert failure(found) in {FeedFailure.NOT_SECURE, FeedFailure.TOO_SLOW, FeedFailure.NO_CONNECTION}


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.1", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1", "192.0.0.1", "192.0.2.1",
        "192.168.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::7f00:1", "fe80::1",
        "fe80::1%eth0", "fec0::1", "fc00::1", "fd12:3456::1", "ff02::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1",
        "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::1", "2001:0:7f00:1::", "2001:db8::1", "geen adres",
    ],
)  # fmt: skip
def test_what_is_not_on_the_public_internet_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_what_is_on_it_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "text",
    [
        "", "agenda", "agenda.ics", "/lessen.ics", "javascript:alert(1)", "file:///etc/passwd", "ftp://agenda.example/x",
        "https://", "https:///x", "http://naam:wachtwoord@agenda.example/x", "https://agenda.example:22/x",
        "https://agenda.example:99999/x", "https://agenda example/x", "https://agenda.example/\r\nX: y",
        "https://agenda.example\\@10.0.0.1/", "https://[::1", "https://" + "a" * 2000, "https://agenda.example/\x00",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_calendar_is_refused(text: str) -> None:
    with pytest.raises(FeedTroubleError):
        parse_address(text)


def test_an_address_as_calendar_programs_give_it_is_understood() -> None:
    address = parse_address("  webcal://Agenda.Example/map/lessen%20bij ons.ics#top".replace(" ons", "%20ons"))
    assert (address.scheme, address.host, address.port) == ("https", "agenda.example", 443)
    assert address.target == "/map/lessen%20bij%20ons.ics"
    assert parse_address("http://agenda.example:8080").host_header == "agenda.example:8080"
    assert parse_address("https://café.example/x").host == "xn--caf-dma.example"


def test_no_failure_tells_the_address(server: CalendarServer) -> None:
    found = reader_for(server).read(FeedRequest(server.url("/geheim-9f3a")))
    assert "geheim" not in repr(found)
