"""All settings, read once from the environment. A wrong one stops the start with its name and what is wrong."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

_MINIMUM_SECRET_LENGTH = 32
_EXAMPLE_CONTACT = "hulp@locatieplatform.example"
_LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
WEBHOOK_ENDPOINTS = ("platform", "connect", "thin")


class Environment(StrEnum):
    """Where the application runs."""

    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


class SettingsError(Exception):
    """A setting is missing or wrong; the message names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the environment decides."""

    environment: Environment
    secret_key: str
    database_url: str
    data_dir: Path
    public_url: str
    stripe_secret_key: str
    stripe_api_base: str | None
    stripe_webhook_secrets: Mapping[str, tuple[str, ...]]
    mail_url: str | None
    mail_from: str
    contact_email: str
    map_tile_url: str | None
    map_tile_attribution: str
    argon2_time_cost: int
    feed_reachable_hosts: frozenset[str]

    @property
    def payments_simulated(self) -> bool:
        """Whether money is only pretended: every page then says so."""
        return self.stripe_api_base is not None

    @property
    def is_production(self) -> bool:
        """Whether real people and real money are at the other end."""
        return self.environment is Environment.PRODUCTION


def load_settings(env: Mapping[str, str] | None = None) -> Settings:
    """Read and check the environment.

    Raises:
        SettingsError: names the first setting that is missing or wrong.
    """
    values = os.environ if env is None else env
    environment = _environment(values)
    settings = Settings(
        environment=environment,
        secret_key=_secret_key(values),
        database_url=_database_url(values),
        data_dir=Path(values.get("DATA_DIR") or "var").absolute(),
        public_url=_public_url(values),
        stripe_secret_key=_required(values, "STRIPE_SECRET_KEY"),
        stripe_api_base=(values.get("STRIPE_API_BASE") or "").rstrip("/") or None,
        stripe_webhook_secrets=_webhook_secrets(values),
        mail_url=values.get("MAIL_URL") or None,
        mail_from=values.get("MAIL_FROM") or "Locatieplatform <noreply@locatieplatform.example>",
        contact_email=_contact_email(values),
        map_tile_url=values.get("MAP_TILE_URL") or None,
        map_tile_attribution=values.get("MAP_TILE_ATTRIBUTION") or "",
        argon2_time_cost=_positive_int(values, "ARGON2_TIME_COST", 3),
        feed_reachable_hosts=_names(values, "FEED_REACHABLE_HOSTS"),
    )
    _check_money(settings)
    if settings.is_production:
        _check_production(settings)
    return settings


def _required(values: Mapping[str, str], name: str) -> str:
    value = values.get(name, "").strip()
    if not value:
        raise SettingsError(f"{name} is not set.")
    return value


def _environment(values: Mapping[str, str]) -> Environment:
    value = _required(values, "ENVIRONMENT")
    try:
        return Environment(value)
    except ValueError as error:
        raise SettingsError(f"ENVIRONMENT is {value!r}; it can be {', '.join(Environment)}.") from error


def _secret_key(values: Mapping[str, str]) -> str:
    key = _required(values, "SECRET_KEY")
    if len(key) < _MINIMUM_SECRET_LENGTH:
        raise SettingsError(f"SECRET_KEY is too short: give at least {_MINIMUM_SECRET_LENGTH} random characters.")
    return key


def _database_url(values: Mapping[str, str]) -> str:
    url = _required(values, "DATABASE_URL")
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in {"postgresql", "postgres", "postgresql+psycopg"}:
        raise SettingsError("DATABASE_URL must start with postgresql:// (no other database is supported).")
    return f"postgresql+psycopg://{rest}"


def _public_url(values: Mapping[str, str]) -> str:
    url = _required(values, "PUBLIC_URL").rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SettingsError("PUBLIC_URL must be an address such as https://ruimtes.example.")
    return url


def _contact_email(values: Mapping[str, str]) -> str:
    """Where visitors and members write to; it stands on the pages and in no mail."""
    address = (values.get("CONTACT_EMAIL") or _EXAMPLE_CONTACT).strip()
    name, separator, host = address.partition("@")
    if not (name and separator and "." in host) or any(sign in address for sign in " <>,\"'"):
        raise SettingsError("CONTACT_EMAIL must be one mail address, such as hulp@ruimtes.example.")
    return address


def _webhook_secrets(values: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    """`platform=whsec_a,connect=whsec_b,thin=whsec_c`; a repeated name is a second secret, for rotation."""
    found: dict[str, tuple[str, ...]] = {}
    for item in _required(values, "STRIPE_WEBHOOK_SECRETS").split(","):
        name, separator, secret = item.strip().partition("=")
        if not separator or name not in WEBHOOK_ENDPOINTS or not secret:
            raise SettingsError("STRIPE_WEBHOOK_SECRETS must read platform=...,connect=...,thin=...")
        found[name] = (*found.get(name, ()), secret)
    missing = [name for name in WEBHOOK_ENDPOINTS if name not in found]
    if missing:
        raise SettingsError(f"STRIPE_WEBHOOK_SECRETS has no secret for {', '.join(missing)}.")
    return found


def _positive_int(values: Mapping[str, str], name: str, default: int) -> int:
    value = values.get(name)
    if not value:
        return default
    if not value.isdecimal() or int(value) < 1:
        raise SettingsError(f"{name} must be a whole number above zero.")
    return int(value)


def _names(values: Mapping[str, str], name: str) -> frozenset[str]:
    return frozenset(item.strip() for item in (values.get(name) or "").split(",") if item.strip())


def _check_money(settings: Settings) -> None:
    live = "_live_" in settings.stripe_secret_key
    if live and settings.payments_simulated:
        raise SettingsError("STRIPE_SECRET_KEY is a live key while STRIPE_API_BASE points at the simulator.")
    if live and not settings.is_production:
        raise SettingsError("STRIPE_SECRET_KEY is a live key outside production.")


def _check_production(settings: Settings) -> None:
    if settings.payments_simulated:
        raise SettingsError("STRIPE_API_BASE is set in production: no simulated payments there.")
    if urlsplit(settings.public_url).scheme != "https":
        raise SettingsError("PUBLIC_URL must start with https:// in production.")
    if urlsplit(settings.public_url).hostname in _LOOPBACK_HOSTS:
        raise SettingsError("PUBLIC_URL names this machine itself; in production give the public address.")
    if settings.feed_reachable_hosts:
        raise SettingsError(
            "FEED_REACHABLE_HOSTS is for tests: in production no calendar is read from this machine itself."
        )
    if settings.contact_email == _EXAMPLE_CONTACT:
        raise SettingsError("CONTACT_EMAIL is not set; the pages name the address where people get help.")
    if settings.mail_url is None:
        raise SettingsError("MAIL_URL is not set; in production mails must leave (smtp://user:password@host:587).")
