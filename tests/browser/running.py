"""The platform as it really runs: web server, worker and payment simulator as processes, with the demo world inside."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, TypeVar

import requests

from app.core import clock

ROOT = Path(__file__).parents[2]
ENDPOINTS = ("platform", "connect", "thin")
PASSWORD = "demo-demo-demo"  # of every demo account, as `flask demo accounts` says
READY_WITHIN_SECONDS = 90
LOOK_AGAIN_SECONDS = 0.1
TUESDAY = 1

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Slot:
    """A room and a time in it that can be booked."""

    slug: str
    room: str
    day: date
    start: str
    end: str
    persons: int

    def address(self, page: str) -> str:
        """`ruimtes` (the room's page) or `boeken` (checkout) with this time filled in."""
        return f"/{page}/{self.slug}?date={self.day}&from={self.start}&until={self.end}&persons={self.persons}"


@dataclass(frozen=True, slots=True)
class Platform:
    """Where it runs, and what it has done."""

    url: str
    simulator_url: str
    data_dir: Path
    http: requests.Session

    def get(self, path: str, **params: str | int) -> requests.Response:
        """An ordinary request, not by the browser."""
        return self.http.get(f"{self.url}{path}", params=params, timeout=30)

    def free_slot(self, start: str = "19:00", end: str = "21:00", *, near: str = "Utrecht", persons: int = 5) -> Slot:
        """A time that is free now, on an ordinary Tuesday, so far ahead that all of the money comes back."""
        ahead = clock.today() + timedelta(days=49)
        first = ahead + timedelta(days=(TUESDAY - ahead.weekday()) % 7)
        asked: dict[str, str | int] = {"near": near, "from": start, "until": end, "persons": persons}
        for day in (first + timedelta(weeks=n) for n in range(15)):
            found = self.get("/api/v1/rooms", date=day.isoformat(), **asked).json()
            for item in found["items"]:
                if item["available"] and item["price"]["total_cents"] > 0:
                    slug = item["url"].split("/ruimtes/")[1].split("?")[0]
                    return Slot(slug, item["name"], day, start, end, persons)
        raise AssertionError(f"nothing is free near {near} from {start} to {end}")

    def mail(self, to: str, subject: str) -> EmailMessage:
        """The mail to this address with these words (in small letters) in its subject, once the worker has sent it."""

        def look() -> EmailMessage | None:
            for path in sorted((self.data_dir / "mail").glob("*.eml")):
                mail = message_from_bytes(path.read_bytes(), policy=policy.default)
                if to in str(mail["To"]) and subject in str(mail["Subject"]).lower():
                    return mail
            return None

        return eventually(look, f"a mail to {to} about {subject!r}")


def eventually(look: Callable[[], Found | None], what: str, seconds: float = 30) -> Found:
    """What `look` finds; it is asked again until it does."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = look()
        if found is not None:
            return found
        time.sleep(LOOK_AGAIN_SECONDS)
    raise AssertionError(f"there is no {what} after {seconds:.0f} seconds")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


@contextlib.contextmanager
def platform(database_url: str, folder: Path) -> Iterator[Platform]:
    """Everything started and the demo world loaded; everything stopped afterwards."""
    web, simulator = free_port(), free_port()
    env = _environment(database_url, folder, web, simulator)
    http = requests.Session()
    http.trust_env = False
    running = Platform(env["PUBLIC_URL"], env["STRIPE_API_BASE"], folder, http)
    with contextlib.ExitStack() as stack:
        stack.callback(http.close)
        stack.enter_context(_process("simulator", [sys.executable, "-m", "simulator"], env, folder))
        _wait_for(http, f"{running.simulator_url}/_sim/clock")
        _run([sys.executable, "-m", "flask", "--app", "wsgi", "demo", "load"], env)
        gunicorn = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py", "wsgi:app"]
        stack.enter_context(_process("web", gunicorn, env, folder))
        stack.enter_context(_process("worker", [sys.executable, "-m", "worker"], env, folder))
        _wait_for(http, f"{running.url}/readyz")
        yield running


def _environment(database_url: str, folder: Path, web: int, simulator: int) -> dict[str, str]:
    url = f"http://127.0.0.1:{web}"
    secrets = {name: f"whsec_browser_{name}" for name in ENDPOINTS}
    return {
        **os.environ,
        "ENVIRONMENT": "development",
        "SECRET_KEY": "browser-" * 6,
        "DATABASE_URL": database_url,
        "DATA_DIR": str(folder),
        "PORT": str(web),
        "PUBLIC_URL": url,
        "STRIPE_API_BASE": f"http://127.0.0.1:{simulator}",
        "STRIPE_SECRET_KEY": "sk_test_browser",
        "STRIPE_WEBHOOK_SECRETS": ",".join(f"{name}={secret}" for name, secret in secrets.items()),
        "SIMULATOR_PORT": str(simulator),
        "SIMULATOR_DATA": str(folder / "simulator.sqlite3"),
        "SIMULATOR_WEBHOOK_URLS": ",".join(f"{name}={url}/webhooks/stripe/{name}" for name in ENDPOINTS),
        "SIMULATOR_WEBHOOK_SECRETS": ",".join(f"{name}={secret}" for name, secret in secrets.items()),
    }


def _run(command: list[str], env: Mapping[str, str]) -> None:
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(f"{' '.join(command[2:])} failed:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")


@contextlib.contextmanager
def _process(name: str, command: list[str], env: Mapping[str, str], folder: Path) -> Iterator[None]:
    """One process with its own log; at the end its whole group is asked to stop, and made to."""
    with (folder / f"{name}.log").open("wb") as log:
        process: subprocess.Popen[Any] = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=log, stderr=log, start_new_session=True
        )
        try:
            yield
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _wait_for(http: requests.Session, url: str) -> None:
    def knock() -> bool | None:
        try:
            return True if http.get(url, timeout=10).ok else None
        except requests.RequestException:  # not there yet, or still starting
            return None

    eventually(knock, f"answer of {url}", READY_WITHIN_SECONDS)
