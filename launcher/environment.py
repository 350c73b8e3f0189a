"""What the programs are told through their environment. What the user has set himself always stands."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from launcher.checkout import Checkout
from launcher.console import Refusal
from launcher.keys import ENDPOINTS, development_keys
from launcher.ports import read_port

# A shell's own variables that would change what our programs import or which program they are.
CONFUSING = ("PYTHONHOME", "PYTHONSAFEPATH", "PYTHONSTARTUP", "FLASK_APP", "FLASK_ENV", "FLASK_DEBUG", "VIRTUAL_ENV")
# Everything that config/settings.py and the simulator read: left out where a run must not depend on the user's shell.
SETTINGS = (
    *("ENVIRONMENT", "SECRET_KEY", "DATABASE_URL", "DATA_DIR", "PORT", "PUBLIC_URL", "BIND", "MAIL_URL", "MAIL_FROM"),
    *("STRIPE_API_BASE", "STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRETS", "SIMULATOR_PORT", "SIMULATOR_DATA"),
    *(
        "SIMULATOR_WEBHOOK_URLS",
        "SIMULATOR_WEBHOOK_SECRETS",
        "MAP_TILE_URL",
        "MAP_TILE_ATTRIBUTION",
        "ARGON2_TIME_COST",
        "CONTACT_EMAIL",
    ),
)


@dataclass(frozen=True)
class Doors:
    """Where the web server and the payment simulator listen."""

    host: str
    web: int
    simulator: int

    @property
    def visit_host(self) -> str:
        """An address at which the web server can be reached from here, also when it listens on all."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 - compared, not bound

    @property
    def address(self) -> str:
        host = f"[{self.visit_host}]" if ":" in self.visit_host else self.visit_host
        return f"http://{host}:{self.web}"


def read_doors(environ: Mapping[str, str]) -> Doors:
    """Raises: Refusal when a port is not a number, or both are the same."""
    doors = Doors(
        environ.get("BIND") or "127.0.0.1",
        read_port(environ, "PORT", 8000),
        read_port(environ, "SIMULATOR_PORT", 12111),
    )
    if doors.web == doors.simulator and simulates_payments(environ):
        raise Refusal(f"PORT and SIMULATOR_PORT are both {doors.web}: give one of them another number.")
    return doors


def simulates_payments(environ: Mapping[str, str]) -> bool:
    """Whether payments go to our own simulator: nobody named Stripe, or another simulator."""
    production = environ.get("ENVIRONMENT", "development") == "production"
    return not (production or environ.get("STRIPE_API_BASE") or environ.get("STRIPE_SECRET_KEY"))


def base_environment(environ: Mapping[str, str], *, without: tuple[str, ...] = ()) -> dict[str, str]:
    """The user's environment, less what would confuse our programs."""
    left = {name: value for name, value in environ.items() if name not in {*CONFUSING, *without}}
    return left | {"PYTHONUNBUFFERED": "1"}


def application_environment(checkout: Checkout, doors: Doors, database_url: str) -> dict[str, str]:
    """The settings of web, worker and commands.

    Raises: Refusal when the file with this checkout's keys is damaged.
    """
    environ = {name: value for name, value in checkout.environ.items() if value or name not in SETTINGS}
    defaults = {
        "ENVIRONMENT": "development",
        "PORT": str(doors.web),
        "BIND": doors.host,
        "PUBLIC_URL": doors.address,
        "DATABASE_URL": database_url,
        **_default_keys(checkout, doors),
    }
    chosen = defaults | base_environment(environ) | {"DATA_DIR": str(checkout.data_dir)}
    if checkout.environ.get("DATABASE_URL"):
        return chosen
    return {name: value for name, value in chosen.items() if not name.startswith("PG")}  # they name another server


def simulator_environment(checkout: Checkout, doors: Doors, application: Mapping[str, str]) -> dict[str, str]:
    """The simulator's own settings beside the application's: where it listens, keeps its data and sends webhooks."""
    webhooks = f"{doors.address}/webhooks/stripe"
    return {
        **application,
        "SIMULATOR_PORT": str(doors.simulator),
        "SIMULATOR_DATA": str(checkout.data_dir / "simulator.sqlite3"),
        "SIMULATOR_WEBHOOK_URLS": ",".join(f"{name}={webhooks}/{name}" for name in ENDPOINTS),
        "SIMULATOR_WEBHOOK_SECRETS": application["STRIPE_WEBHOOK_SECRETS"],
    }


def scratch_environment(checkout: Checkout, environment: str, name: str, database_url: str) -> dict[str, str]:
    """Settings for a command that must not depend on the user's own, nor touch his data."""
    endpoints = (f"{endpoint}=whsec_{secrets.token_urlsafe(32)}" for endpoint in ENDPOINTS)
    own = {
        "ENVIRONMENT": environment,
        "SECRET_KEY": secrets.token_urlsafe(48),
        "DATABASE_URL": database_url,
        "DATA_DIR": str(checkout.data_dir / name / "files"),
        "PUBLIC_URL": "http://127.0.0.1:8000",
        "STRIPE_API_BASE": "http://127.0.0.1:12111",
        "STRIPE_SECRET_KEY": f"sk_test_{secrets.token_hex(24)}",
        "STRIPE_WEBHOOK_SECRETS": ",".join(endpoints),
    }
    left = base_environment(checkout.environ, without=SETTINGS) | own
    return {key: value for key, value in left.items() if not key.startswith("PG")}


def _default_keys(checkout: Checkout, doors: Doors) -> dict[str, str]:
    """Keys are made up only where no real money and no real visitor depends on them."""
    if checkout.in_production:
        return {}
    keys = dict(development_keys(checkout.data_dir))
    if not simulates_payments(checkout.environ):
        return {"SECRET_KEY": keys["SECRET_KEY"]}
    return {**keys, "STRIPE_API_BASE": f"http://127.0.0.1:{doors.simulator}"}


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
