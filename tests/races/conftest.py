"""A real gunicorn over a database of the test's own, and many clients at once."""

import os
import socket
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import psycopg
import pytest
import requests
from flask import Flask
from sqlalchemy.engine import make_url

from app.core import clock
from app.core.db import db
from tests.conftest import WEBHOOK_SECRETS
from tests.factories.listing import RoomFactory, RoomPartFactory, VenueFactory
from tests.factories.payments import PaymentAccountFactory

ROOT = Path(__file__).parent.parent.parent
WORKERS = 4
Json = dict[str, Any]

OVERLAPS = "SELECT count(*) FROM claim a JOIN claim b ON a.part_id = b.part_id AND a.id < b.id AND a.during && b.during"
WRONG_MASKS = "SELECT count(*) FROM wrongly_taken((SELECT array_agg(id) FROM room), current_date - 400)"
DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"


def conninfo(app: Flask) -> str:
    """The application's database, as psycopg wants to be told."""
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def ask(app: Flask, statement: str) -> int:
    """One number from the database, on a connection of its own."""
    with psycopg.connect(conninfo(app)) as connection:
        row = connection.execute(statement.encode()).fetchone()
    assert row is not None
    return int(row[0])


def environment(app: Flask) -> dict[str, str]:
    """For a process of its own over the same database."""
    settings = app.extensions["settings"]
    return {
        **os.environ,
        "ENVIRONMENT": "development",
        "SECRET_KEY": settings.secret_key,
        "DATABASE_URL": settings.database_url,
        "DATA_DIR": str(settings.data_dir),
        "PUBLIC_URL": settings.public_url,
        "STRIPE_SECRET_KEY": settings.stripe_secret_key,
        "STRIPE_API_BASE": settings.stripe_api_base,
        "STRIPE_WEBHOOK_SECRETS": WEBHOOK_SECRETS,
    }


@pytest.fixture
def gunicorn(committed_app: Flask, tmp_path: Path) -> Iterator[str]:
    """The address of a server with several processes, as `config/gunicorn.py` starts it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {**environment(committed_app), "BIND": "127.0.0.1", "PORT": str(port), "WEB_WORKERS": str(WORKERS)}
    command = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py", "wsgi:app"]
    log = (tmp_path / "gunicorn.log").open("wb")
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(20)
        log.close()


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        assert process.poll() is None, "gunicorn did not start"
        try:
            if _session().get(f"{url}/healthz", timeout=5).ok:
                return
        except requests.RequestException:  # the port is there before the processes behind it are
            time.sleep(0.1)
    pytest.fail("gunicorn does not answer")


def _session() -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    return session


@dataclass(frozen=True, slots=True)
class Answers:
    """What many clients were told."""

    all: list[requests.Response]

    @property
    def statuses(self) -> Counter[int]:
        """How often each status came."""
        return Counter(answer.status_code for answer in self.all)

    def of(self, status: int) -> list[Json]:
        """The bodies of the answers with that status."""
        return [answer.json() for answer in self.all if answer.status_code == status]


def book_at_once(url: str, asked: list[Json], keys: list[str]) -> Answers:
    """Each client sends one booking; all of them start at one moment."""
    start = Barrier(len(asked))

    def one(body: Json, key: str) -> requests.Response:
        with _session() as session:
            start.wait(30)
            return session.post(f"{url}/api/v1/bookings", json=body, headers={"Idempotency-Key": key}, timeout=55)

    with ThreadPoolExecutor(len(asked)) as clients:
        return Answers(list(clients.map(one, asked, keys)))


def new_keys(number: int) -> list[str]:
    """As many keys, all different."""
    return [uuid.uuid4().hex for _ in range(number)]


def evening(days: int = 7, hour: int = 17, hours: int = 3) -> tuple[datetime, datetime]:
    """Some hours on a day soon."""
    day = clock.now() + timedelta(days=days)
    starts_at = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    return starts_at, starts_at + timedelta(hours=hours)


def asked_for(room_id: uuid.UUID, starts_at: datetime, ends_at: datetime) -> Json:
    """A booking as the API wants it."""
    return {
        "room_id": str(room_id),
        "start": starts_at.isoformat(),
        "end": ends_at.isoformat(),
        "persons": 10,
        "purpose": "rehearsal",
        "contact": {"name": "Marit de Vries", "email": "marit@nevenstem.example", "phone": "06-12345678"},
        "accept_terms": True,
    }


@pytest.fixture
def hall(committed_app: Flask) -> tuple[uuid.UUID, list[uuid.UUID]]:
    """A hall of three parts, and the three rooms that are its parts; committed."""
    with committed_app.app_context():
        venue = VenueFactory()
        PaymentAccountFactory(organisation_id=venue.organisation_id)
        parts = [RoomPartFactory(venue_id=venue.id) for _ in range(3)]
        whole = RoomFactory(venue=venue, parts=parts)
        rooms = [RoomFactory(venue=venue, parts=[part]) for part in parts]
        db.session.commit()
        return whole.id, [room.id for room in rooms]
