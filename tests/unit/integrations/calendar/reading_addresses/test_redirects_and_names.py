"""Where a redirect or a name may lead, and never within our own walls."""

import socket
import time
from collections.abc import Sequence

import pytest

from app.integrations.calendar.feed_addresses import follow_redirect, parse_address, resolved
from app.integrations.calendar.feed_client import FeedReader
from app.integrations.calendar.feed_values import (
    FeedContent,
    FeedFailure,
    FeedRequest,
    FeedTroubleError,
)
from tests.calendar_server import CalendarServer, answer, calendar_server
from tests.unit.integrations.calendar.reading_addresses.reading import (
    CALENDAR,
    QUICK,
    always,
    failure,
    read,
    reader_for,
)


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
