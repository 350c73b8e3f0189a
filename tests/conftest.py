"""What every test can ask for: a real database built by the migrations, the application, a clock, jobs.

Two ways to use the database:
- `app` / `client`: everything a test writes is undone afterwards (one connection, savepoints). Fast; the default.
- `committed_app` / `live_server`: a database of the test's own, for several connections, processes or a browser.
"""

import os
import re
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings as hypothesis_settings
from sqlalchemy.engine import URL, make_url
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from app.commands import compile_file
from app.core import clock
from app.core.db import db
from app.core.jobs import jobs
from app.factory import create_app
from app.web.i18n import TRANSLATIONS_DIR
from config.settings import Settings, load_settings
from worker import registry

pytest_plugins = ["tests.payments_fixtures"]

# A machine that does other things too says nothing about the code by being slow for a moment. In CI the examples are the
# same every time, so that a red run is about the change; at a desk they are new ones, which is where finds belong.
hypothesis_settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis_settings.load_profile("house")

ROOT = Path(__file__).parent.parent
WEBHOOK_SECRETS = "platform=whsec_platform,connect=whsec_connect,thin=whsec_thin"


def _server_url() -> URL:
    url = os.environ.get("TEST_DATABASE_URL")
    if not url:
        pytest.exit("TEST_DATABASE_URL is not set. Run the tests with: make test", returncode=2)
    return make_url(url).set(drivername="postgresql")


def _administer(statement: str) -> None:
    with psycopg.connect(_server_url().render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute(statement.encode())


def make_settings(database: str, *, data_dir: Path, **more: str) -> Settings:
    """Settings of a test application."""
    url = _server_url().set(database=database).render_as_string(hide_password=False)
    return load_settings(
        {
            "ENVIRONMENT": "test",
            "SECRET_KEY": "test-" * 10,
            "DATABASE_URL": url,
            "DATA_DIR": str(data_dir),
            "PUBLIC_URL": "http://localhost",
            "STRIPE_SECRET_KEY": "sk_test_simulator",
            "STRIPE_API_BASE": "http://127.0.0.1:1",
            "STRIPE_WEBHOOK_SECRETS": WEBHOOK_SECRETS,
            **more,
        }
    )


@pytest.fixture(scope="session", autouse=True)
def _translations() -> None:
    for source in sorted(TRANSLATIONS_DIR.glob("*/LC_MESSAGES/*.po")):
        compile_file(source)


@pytest.fixture(scope="session")
def template_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database built by the migrations, from which the others are copied."""
    name = f"template_{uuid.uuid4().hex[:12]}"
    _administer(f"CREATE DATABASE {name}")
    settings = make_settings(name, data_dir=tmp_path_factory.mktemp("template"))
    env = {
        **os.environ,
        "ENVIRONMENT": "test",
        "SECRET_KEY": settings.secret_key,
        "DATABASE_URL": settings.database_url,
        "PUBLIC_URL": settings.public_url,
        "STRIPE_SECRET_KEY": settings.stripe_secret_key,
        "STRIPE_WEBHOOK_SECRETS": WEBHOOK_SECRETS,
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.exit(f"The migrations failed:\n{done.stderr}", returncode=3)
    yield name
    _administer(f"DROP DATABASE {name} WITH (FORCE)")


def _copy_of(template: str) -> str:
    name = f"test_{uuid.uuid4().hex[:12]}"
    _administer(f"CREATE DATABASE {name} TEMPLATE {template}")
    return name


@pytest.fixture(scope="session")
def _shared_app(template_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    name = _copy_of(template_database)
    application = create_app(make_settings(name, data_dir=tmp_path_factory.mktemp("data")))
    registry.load()
    yield application
    with application.app_context():
        db.engine.dispose()
    _administer(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def app(_shared_app: Flask) -> Iterator[Flask]:
    """The application inside a transaction that is rolled back after the test; an app context is open."""
    create_app_state(_shared_app)
    with _shared_app.app_context():
        engines = cast("dict[str | None, Any]", db.engines)
        engine = engines[None]
        connection = engine.connect()
        outer = connection.begin()
        engines[None] = connection  # Flask-SQLAlchemy's documented way to test
        db.session.remove()
        db.session.configure(join_transaction_mode="create_savepoint")
        yield _shared_app
        db.session.remove()
        db.session.configure(join_transaction_mode="conditional_savepoint")
        engines[None] = engine
        outer.rollback()
        connection.close()


def create_app_state(application: Flask) -> None:
    """Point the integrations back at this application: another test may have configured them for its own."""
    from app.factory import _init_integrations  # noqa: PLC0415 - a private step of the composition root

    _init_integrations(application.extensions["settings"])


class Visitor(FlaskClient):
    """A browser without JavaScript, in-process."""

    def submit(self, path: str, data: Mapping[str, Any] | None = None, **more: Any) -> TestResponse:  # noqa: ANN401
        """Send a form as a page would: with the token that this session's pages carry."""
        page = self.get("/mijn-boeking").get_data(as_text=True)
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found is not None
        return self.post(path, data={"csrf_token": found.group(1), **(data or {})}, **more)

    def log_in(self, email: str, password: str = "correct horse battery") -> TestResponse:
        """With the password of the factories."""
        return self.submit("/inloggen", {"email": email, "password": password})


@pytest.fixture
def client(app: Flask) -> Visitor:
    """A browser without JavaScript, in-process."""
    app.test_client_class = Visitor
    visitor = app.test_client()
    assert isinstance(visitor, Visitor)
    return visitor


@pytest.fixture
def committed_app(template_database: str, tmp_path: Path) -> Iterator[Flask]:
    """An application with a database of its own, in which commits are commits. No app context is open."""
    name = _copy_of(template_database)
    application = create_app(make_settings(name, data_dir=tmp_path))
    registry.load()
    yield application
    with application.app_context():
        db.session.remove()
        db.engine.dispose()
    _administer(f"DROP DATABASE {name} WITH (FORCE)")


@dataclass(frozen=True, slots=True)
class LiveServer:
    """A real HTTP server around an application."""

    url: str
    app: Flask


def serve(application: Flask) -> Iterator[LiveServer]:
    """Serve `application` on a free port of this machine until the generator is closed."""
    server = make_server("127.0.0.1", 0, application, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield LiveServer(f"http://127.0.0.1:{server.server_port}", application)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def live_server(committed_app: Flask) -> Iterator[LiveServer]:
    """`committed_app` behind a real port."""
    yield from serve(committed_app)


@pytest.fixture
def at() -> Callable[[datetime], AbstractContextManager[None]]:
    """`with at(moment): ...` - the clock of this process stands still."""
    return clock.frozen


@pytest.fixture
def run_jobs(app: Flask) -> Callable[..., list[str]]:
    """Run the waiting jobs of this test in order, inside its own transaction; the names of what ran."""
    return run_waiting_jobs


def run_waiting_jobs(*, include_later: bool = False, limit: int = 200) -> list[str]:
    """Take waiting jobs one by one (those scheduled for later only when asked) and run them here and now."""
    ran: list[str] = []
    later = "" if include_later else "AND (scheduled_at IS NULL OR scheduled_at <= %(now)s)"
    while len(ran) < limit:
        row = (
            db.session.connection()
            .exec_driver_sql(
                f"DELETE FROM procrastinate_jobs WHERE id = (SELECT id FROM procrastinate_jobs"  # noqa: S608
                f" WHERE status = 'todo' {later} ORDER BY scheduled_at NULLS FIRST, id LIMIT 1) RETURNING task_name, args",
                {"now": clock.now()},
            )
            .first()
        )
        db.session.commit()
        if row is None:
            return ran
        jobs.tasks[row.task_name].func(**row.args)
        ran.append(row.task_name)
    raise AssertionError(f"more than {limit} jobs: do they defer each other for ever?")
