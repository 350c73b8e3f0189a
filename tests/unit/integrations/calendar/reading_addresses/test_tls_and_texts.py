"""Certificates are checked, and what is an address at all."""

import pytest

from app.integrations.calendar.feed_addresses import is_public, parse_address
from app.integrations.calendar.feed_client import FeedReader
from app.integrations.calendar.feed_values import (
    FeedContent,
    FeedFailure,
    FeedRequest,
    FeedTroubleError,
)
from tests.calendar_server import TLS, CalendarServer, answer, calendar_server
from tests.unit.integrations.calendar.reading_addresses.reading import CALENDAR, QUICK, always, failure, reader_for


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
