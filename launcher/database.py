"""The database of a run: the user's own, asked whether it answers, or the embedded one."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from launcher.checkout import Checkout
from launcher.commands import Shell
from launcher.console import Refusal
from launcher.occupancy import occupy
from launcher.postgres.place import traces_elsewhere
from launcher.postgres.programs import OLDEST
from launcher.postgres.server import Server, open_server

FOLDER = "postgres"
NAME = "app"
# Nothing in a throwaway database outlives a power cut, so nothing waits for the disk.
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=300")
CAREFUL = ("max_connections=300",)
CANNOT_READ, CANNOT_REACH = 3, 4

REVISION = "SELECT version_num FROM alembic_version"

# Run by the venv's Python, which has psycopg. The address comes through the environment: it may hold a password, which
# must not appear in the list of processes.
PROBE = f"""
import os, sys, psycopg
try:
    with psycopg.connect(os.environ["PROBED_URL"], connect_timeout=8, autocommit=True) as connection:
        print(connection.info.server_version // 10000)
        try:
            print(*connection.execute({REVISION!r}).fetchone())
        except psycopg.errors.UndefinedTable:
            print("")
except psycopg.ProgrammingError:
    sys.exit({CANNOT_READ})
except psycopg.Error as problem:
    print(str(problem).strip().splitlines()[0])
    sys.exit({CANNOT_REACH})
"""


@dataclass(frozen=True)
class Opened:
    """A database that answers: its address, a name for the screen, and the migration it is at ("" before the first)."""

    url: str
    title: str
    revision: str
    server: Server | None = None


def open_database(checkout: Checkout) -> Opened:
    """The database DATABASE_URL names, else our own, started. Raises: Refusal when it cannot be used."""
    named = checkout.environ.get("DATABASE_URL")
    if named:
        return _ask(checkout, named)
    if checkout.in_production:
        raise Refusal("In production the database is yours to run: set DATABASE_URL.")
    server = open_server(checkout, checkout.data_dir / FOLDER, ["max_connections=200"])
    try:
        server.ensure()
        server.create_database(NAME)
        there, revision = server.query(NAME, REVISION)
    except BaseException:
        server.stop()
        raise
    title = f"PostgreSQL {server.programs.major}"
    if server.place.is_away:
        title += f", kept in {server.place.home} because its uid {server.account.uid} may not enter {checkout.data_dir}"
    return Opened(server.url(NAME), title, revision if there else "", server)


@contextmanager
def throwaway(checkout: Checkout, name: str, options: Sequence[str]) -> Iterator[Server]:
    """A fresh, empty server for one command, gone after it. Raises: Refusal when another command has it."""
    folder = checkout.data_dir / name
    with occupy(folder, f"make {name}"):
        server = open_server(checkout, folder, options)
        server.stop()  # one that was left running
        server.discard()
        try:
            server.ensure()
            yield server
        finally:
            server.stop()
            server.discard()
            for path in traces_elsewhere(folder):
                shutil.rmtree(path)


def _ask(checkout: Checkout, url: str) -> Opened:
    """Asks the user's database what it is; what is told of its address never holds the password."""
    scheme, _, rest = url.partition("://")
    title = without_password(url)
    status, told = CANNOT_READ, [""]
    if scheme in {"postgresql", "postgres", "postgresql+psycopg"}:
        env = {**checkout.environ, "PROBED_URL": f"postgresql://{rest}"}
        status, told = Shell(checkout.root, env).attempt([checkout.python, "-c", PROBE])
    if status == CANNOT_READ:
        raise Refusal("DATABASE_URL cannot be read: it should look like postgresql://user:password@host:5432/name")
    if status:
        raise Refusal(f"The database {title} cannot be used: {told[-1] if told else 'it gives no reason'}")
    version, revision = told
    if int(version) < OLDEST:
        raise Refusal(f"The database {title} is PostgreSQL {version}; {OLDEST} or newer is needed.")
    return Opened(url, f"yours, {title}", revision)


def without_password(url: str) -> str:
    """Enough of the address to recognise it by."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "named by DATABASE_URL"
    return f"{parts.hostname or 'on this machine'}{port}{parts.path}"
