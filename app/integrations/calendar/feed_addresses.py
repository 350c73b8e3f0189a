"""Which addresses may be asked at all: on the public internet, over http or https, and nowhere inside our own walls."""

import re
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urljoin

from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

from app.integrations.calendar.feed_values import FeedFailure, FeedTroubleError

LONGEST_ADDRESS = 2000
_PORTS = {"http": 80, "https": 443}
_FIRST_FREE_PORT = 1024
_NOT_IN_AN_ADDRESS = re.compile(r"[\x00-\x20\x7f-\xa0\\]")
# Addresses of IPv6 that only carry one of IPv4: what counts is the one inside.
_CARRIERS = (IPv6Network("::ffff:0:0/96"), IPv6Network("64:ff9b::/96"))
# Tunnels and relics: nobody keeps a calendar there.
_REFUSED = tuple(IPv6Network(text) for text in ("::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16", "fec0::/10"))

# From a name and a port to the addresses of that name, as text; raises OSError when there are none.
Resolver = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True, slots=True)
class FeedAddress:
    """An address taken apart; `target` is what is asked of the host (path and query)."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def is_secure(self) -> bool:
        """Whether nobody on the way can read along."""
        return self.scheme == "https"

    @property
    def place(self) -> str:
        """`host:port`."""
        return f"{self.host}:{self.port}"

    @property
    def host_header(self) -> str:
        """The host as its server expects it: with the port where that is not the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def parse_address(text: str) -> FeedAddress:
    """Take an address apart; `webcal:` is how calendar programs write https.

    Raises:
        FeedTroubleError: it is no address of a calendar, or holds a password.
    """
    text = re.sub(r"^webcals?:", "https:", text.strip(), flags=re.IGNORECASE)
    if len(text) > LONGEST_ADDRESS or _NOT_IN_AN_ADDRESS.search(text):
        raise FeedTroubleError(FeedFailure.BAD_ADDRESS)
    return _checked(_parsed(text))


def follow_redirect(address: FeedAddress, location: str) -> FeedAddress:
    """Where an answer sends us on to. From https never to http: the secret in an address stays secret.

    Raises:
        FeedTroubleError: that is no address of a calendar.
    """
    location = location.strip()
    if _NOT_IN_AN_ADDRESS.search(location):
        raise FeedTroubleError(FeedFailure.BAD_REDIRECT)
    here = f"{address.scheme}://{address.host_header}{address.target}"
    try:
        onward = _checked(_parsed(urljoin(here, location)))
    except (FeedTroubleError, ValueError) as error:
        raise FeedTroubleError(FeedFailure.BAD_REDIRECT) from error
    if address.is_secure and not onward.is_secure:
        raise FeedTroubleError(FeedFailure.BAD_REDIRECT)
    return onward


def is_public(text: str) -> bool:
    """Whether an IP address belongs to the public internet."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv6Address):
        if address.scope_id is not None:
            return False
        if any(address in carrier for carrier in _CARRIERS):
            return is_public(str(IPv4Address(int(address) & 0xFFFF_FFFF)))
        if any(address in network for network in _REFUSED):
            return False
    return address.is_global and not (
        address.is_private
        or address.is_multicast
        or address.is_reserved
        or address.is_loopback
        or address.is_link_local
        or address.is_unspecified
    )


def is_loopback(text: str) -> bool:
    """Whether an IP address is this machine itself."""
    try:
        return ip_address(text).is_loopback
    except ValueError:
        return False


def system_resolver(host: str, port: int) -> Sequence[str]:
    """Ask the machine's own resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(address[0]) for _family, _type, _protocol, _name, address in found))


def resolved(resolve: Resolver, address: FeedAddress, seconds: float) -> Sequence[str]:
    """The IP addresses behind a host. A resolver cannot be told to hurry, so it is left behind when it is too slow.

    Raises:
        FeedTroubleError: there are none, or not in time.
    """
    found: list[str] = []
    failed: list[BaseException] = []

    def ask() -> None:
        try:
            found.extend(resolve(address.host, address.port))
        except (OSError, UnicodeError) as error:
            failed.append(error)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise FeedTroubleError(FeedFailure.TOO_SLOW)
    if failed or not found:
        raise FeedTroubleError(FeedFailure.UNKNOWN_HOST)
    return found


def _parsed(text: str) -> Url:
    try:
        return parse_url(text)
    except LocationParseError as error:
        raise FeedTroubleError(FeedFailure.BAD_ADDRESS) from error


def _checked(found: Url) -> FeedAddress:
    host = (found.host or "").strip("[]").rstrip(".")
    if found.scheme not in _PORTS or not host or found.auth is not None:
        raise FeedTroubleError(FeedFailure.BAD_ADDRESS)
    port = _PORTS[found.scheme] if found.port is None else found.port
    if port not in _PORTS.values() and port < _FIRST_FREE_PORT:
        raise FeedTroubleError(FeedFailure.BAD_ADDRESS)  # mail, remote shells and the like speak there
    return FeedAddress(found.scheme, host, port, found.request_uri)
