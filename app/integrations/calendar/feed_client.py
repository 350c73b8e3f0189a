"""Reads somebody else's calendar over the internet, without being led astray by it.

The name is resolved once per step, every address it has is looked at, and the connection goes to one of those very
addresses: a name that says something else a moment later changes nothing. Redirects are followed by hand, each step
checked as the first. Everything is bounded: bytes on the line, bytes unpacked, each wait, and the whole.
"""

import http.client
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from socket import SHUT_RDWR

import certifi
from urllib3 import BaseHTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, ReadTimeoutError, SSLError
from urllib3.util.ssl_match_hostname import CertificateError

from app.integrations.calendar import feed_addresses
from app.integrations.calendar.feed_addresses import FeedAddress, Resolver
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

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FAILURES = {
    401: FeedFailure.NOT_ALLOWED,
    403: FeedFailure.NOT_ALLOWED,
    404: FeedFailure.NOT_FOUND,
    410: FeedFailure.NOT_FOUND,
    429: FeedFailure.TOO_BUSY,
    503: FeedFailure.TOO_BUSY,
}
_OK, _NOT_MODIFIED, _FIRST_SERVER_FAULT = 200, 304, 500
_MOST_TRIED = 3
_PIECE_BYTES = 64 * 1024
_LONGEST_VALIDATOR = 500
_LONGEST_PATIENCE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Onward:
    location: str


@dataclass(frozen=True)
class FeedReader:
    """Reads addresses. `reachable` names hosts (`host:port`) on this machine itself: for tests, never in production."""

    limits: FeedLimits = field(default_factory=FeedLimits)
    resolve: Resolver = feed_addresses.system_resolver
    reachable: frozenset[str] = frozenset()
    ca_file: str | None = None
    user_agent: str = "Locatieplatform"

    def read(self, request: FeedRequest) -> FeedAnswer:
        """Ask an address for its calendar. Raises nothing for whatever the other side does."""
        ends = time.monotonic() + self.limits.total_seconds
        try:
            return self._follow(request, ends)
        except FeedTroubleError as error:
            return FeedFailed(error.failure, error.retry_after)

    def _follow(self, request: FeedRequest, ends: float) -> FeedAnswer:
        address = feed_addresses.parse_address(request.address)
        for _step in range(self.limits.most_redirects + 1):
            answer = self._ask(address, request, ends)
            if not isinstance(answer, _Onward):
                return answer
            address = feed_addresses.follow_redirect(address, answer.location)
        raise FeedTroubleError(FeedFailure.TOO_MANY_REDIRECTS)

    def _ask(self, address: FeedAddress, request: FeedRequest, ends: float) -> FeedAnswer | _Onward:
        found = feed_addresses.resolved(self.resolve, address, min(self.limits.connect_seconds, _left(ends)))
        self._check(address, found)
        try:
            with self._connected(address, found, ends) as connection:
                connection.request(
                    "GET", address.target, headers=self._headers(address, request), preload_content=False
                )
                answer = self._understood(connection.getresponse(), request)
                _left(ends)  # a body without a stated length that was cut off looks like one that ended
                return answer
        except (HTTPError, OSError, http.client.HTTPException, CertificateError, ValueError) as error:
            raise FeedTroubleError(_failure_of(error, late=time.monotonic() >= ends)) from error

    def _check(self, address: FeedAddress, found: Sequence[str]) -> None:
        allowed = feed_addresses.is_loopback if address.place in self.reachable else feed_addresses.is_public
        if not all(allowed(one) for one in found):
            raise FeedTroubleError(FeedFailure.PRIVATE_ADDRESS)

    @contextmanager
    def _connected(self, address: FeedAddress, found: Sequence[str], ends: float) -> Iterator[HTTPConnection]:
        """Connected to one of those very IP addresses, as the host that was asked for; cut off when the time is over."""
        connection = self._first_that_answers(address, found[:_MOST_TRIED], ends)
        line = connection.sock

        def cut() -> None:
            with suppress(OSError):
                line.shutdown(SHUT_RDWR)

        try:
            connection.timeout = min(self.limits.read_seconds, _left(ends))
            # Each wait is bounded, but an answer of one byte at a time has many: the whole has an end too.
            guard = threading.Timer(_left(ends), cut)
            guard.daemon = True
            guard.start()
            try:
                yield connection
            finally:
                guard.cancel()
        finally:
            connection.close()

    def _first_that_answers(self, address: FeedAddress, found: Sequence[str], ends: float) -> HTTPConnection:
        for ip in found[:-1]:
            with suppress(NewConnectionError, ConnectTimeoutError):
                return self._connect(address, ip, ends)
        return self._connect(address, found[-1], ends)

    def _connect(self, address: FeedAddress, ip: str, ends: float) -> HTTPConnection:
        connection = self._connection(address, ip, min(self.limits.connect_seconds, _left(ends)))
        try:
            connection.connect()
        except BaseException:
            connection.close()
            raise
        return connection

    def _connection(self, address: FeedAddress, ip: str, wait: float) -> HTTPConnection:
        if not address.is_secure:
            return HTTPConnection(ip, address.port, timeout=wait)
        return HTTPSConnection(
            ip,
            address.port,
            timeout=wait,
            ssl_context=self._tls,
            server_hostname=address.host,
            assert_hostname=address.host,
        )

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.ca_file or certifi.where())

    def _headers(self, address: FeedAddress, request: FeedRequest) -> dict[str, str]:
        headers = {
            "Host": address.host_header,
            "User-Agent": self.user_agent,
            "Accept": "text/calendar, text/plain;q=0.5, */*;q=0.1",
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }
        if request.etag:
            headers["If-None-Match"] = request.etag
        if request.last_modified:
            headers["If-Modified-Since"] = request.last_modified
        return headers

    def _understood(self, response: BaseHTTPResponse, request: FeedRequest) -> FeedAnswer | _Onward:
        status = response.status
        if status == _OK:
            kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            return FeedContent(
                self._body(response),
                _validator(response, "ETag"),
                _validator(response, "Last-Modified"),
                is_page=kind in {"text/html", "application/xhtml+xml"},
            )
        if status == _NOT_MODIFIED and (request.etag or request.last_modified):
            return FeedUnchanged()
        if status in _REDIRECTS and "Location" in response.headers:
            return _Onward(response.headers["Location"])
        otherwise = FeedFailure.SERVER_TROUBLE if status >= _FIRST_SERVER_FAULT else FeedFailure.ODD_ANSWER
        raise FeedTroubleError(_FAILURES.get(status, otherwise), _asked_patience(response))

    def _body(self, response: BaseHTTPResponse) -> bytes:
        most = self.limits.most_bytes
        said = response.headers.get("Content-Length", "")
        if said.isdecimal() and (len(said) > len(str(most)) or int(said) > most):
            raise FeedTroubleError(FeedFailure.TOO_LARGE)
        pieces, size = list[bytes](), 0
        for piece in response.stream(_PIECE_BYTES, decode_content=True):
            size += len(piece)
            if size > most or response.tell() > most:
                raise FeedTroubleError(FeedFailure.TOO_LARGE)
            pieces.append(piece)
        return b"".join(pieces)


def _left(ends: float) -> float:
    """Seconds until the end.

    Raises:
        FeedTroubleError: there are none.
    """
    left = ends - time.monotonic()
    if left <= 0:
        raise FeedTroubleError(FeedFailure.TOO_SLOW)
    return left


def _failure_of(error: Exception, *, late: bool) -> FeedFailure:
    if late or isinstance(error, ConnectTimeoutError | ReadTimeoutError | TimeoutError):
        return FeedFailure.TOO_SLOW
    if isinstance(error, SSLError | ssl.SSLError | CertificateError):
        return FeedFailure.NOT_SECURE
    if isinstance(error, ConnectionError | HTTPError | OSError):
        return FeedFailure.NO_CONNECTION
    return FeedFailure.ODD_ANSWER


def _validator(response: BaseHTTPResponse, name: str) -> str:
    """What to ask with the next time, if it is something that can be sent back."""
    value = str(response.headers.get(name, "")).strip()
    return value if value.isascii() and value.isprintable() and len(value) <= _LONGEST_VALIDATOR else ""


def _asked_patience(response: BaseHTTPResponse) -> timedelta | None:
    value = response.headers.get("Retry-After", "").strip()
    if not value.isdecimal() or len(value) > len(str(int(_LONGEST_PATIENCE.total_seconds()))):
        return None
    return min(timedelta(seconds=int(value)), _LONGEST_PATIENCE)


_reader = FeedReader()


def configure_feeds(reader: FeedReader) -> None:
    """Called once by the composition root."""
    global _reader  # noqa: PLW0603 - set once at start
    _reader = reader


def feed_reader() -> FeedReader:
    """How this installation reads addresses."""
    return _reader
