"""What the simulator is told from outside. The only module of this package that reads the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

ENDPOINT_KINDS = ("platform", "connect", "thin")
DEFAULT_PORT = 12111
DEFAULT_DATA = Path("var/simulator/simulator.sqlite3")
# Seconds between attempts. Stripe goes on for three days; here a person is waiting, so minutes are enough.
RETRY_SECONDS = (1.0, 2.0, 5.0, 15.0, 60.0, 300.0)
LARGEST_PORT = 65535


class SettingsError(Exception):
    """A setting is missing or wrong; the text names it."""


@dataclass(frozen=True)
class Settings:
    port: int = DEFAULT_PORT
    data: Path = DEFAULT_DATA
    webhook_urls: Mapping[str, str] = field(default_factory=dict)
    webhook_secrets: Mapping[str, str] = field(default_factory=dict)
    retry_seconds: tuple[float, ...] = RETRY_SECONDS
    delivery_timeout_seconds: float = 10.0

    def __post_init__(self) -> None:
        for kind, url in self.webhook_urls.items():
            if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
                raise SettingsError(f"SIMULATOR_WEBHOOK_URLS: {kind} is not a web address: {url!r}")
            if not self.webhook_secrets.get(kind):
                raise SettingsError(
                    f"SIMULATOR_WEBHOOK_SECRETS has no secret for {kind}, but SIMULATOR_WEBHOOK_URLS names it"
                )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Read the environment; Raises: SettingsError with the name of what is wrong."""
        if environment is None:
            environment = os.environ
        return cls(
            port=_port(environment.get("SIMULATOR_PORT", "")),
            data=Path(environment.get("SIMULATOR_DATA") or DEFAULT_DATA),
            webhook_urls=_per_kind("SIMULATOR_WEBHOOK_URLS", environment),
            webhook_secrets=_per_kind("SIMULATOR_WEBHOOK_SECRETS", environment),
        )


def _port(text: str) -> int:
    if not text.strip():
        return DEFAULT_PORT
    if not text.strip().isdecimal() or not 0 <= int(text) <= LARGEST_PORT:
        raise SettingsError(f"SIMULATOR_PORT is not a port number: {text!r}")
    return int(text)


def _per_kind(name: str, environment: Mapping[str, str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for part in environment.get(name, "").split(","):
        if not part.strip():
            continue
        kind, equals, value = part.strip().partition("=")
        if not equals or kind not in ENDPOINT_KINDS or not value:
            raise SettingsError(f"{name}: expected platform=..., connect=... or thin=..., got {part.strip()!r}")
        values[kind] = value
    return values
