"""The database of a run: the user's own, asked whether it answers, or the embedded one."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit

from launcher.checkout import Checkout
from launcher.commands import Shell
from launcher.console import Refusal
from launcher.occupancy import occupy
from launcher.postgres.server import Server, open_server

FOLDER = "postgres"
NAME = "app"
# Nothing in a throwaway database outlives a power cut, so nothing waits for the disk.
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=300")
CAREFUL = ("max_connections=300",)
CANNOT_READ, CANNOT_REACH = 3, 4

# Run by the venv's Python, which has psycopg. The address comes through the environment: it may hold a password, which
# must not appear in the list of processes.
PROBE = f"""
import os, sys, psycopg
try:
    with psycopg.connect(os.environ["PROBED_URL"], connect_timeout=8) as connection:
        print(connection.info.server_version // 10000)
except psycopg.ProgrammingError:
    sys.exit({CANNOT_READ})
except psycopg.Error as problem:
    print(str(problem).strip().splitlines()[0])
    sys.exit({CANNOT_REACH})
"""


def embedded(checkout: Checkout) -> Server:
    """Starts the embedded server of this data directory. Raises: Refusal when that is impossible."""
    server = open_server(checkout, checkout.data_dir / FOLDER, ["max_connections=200"])
    try:
        server.ensure()
        server.create_database(NAME)
    except BaseException:
        server.stop()
        raise
    return server


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


def require_answer(checkout: Checkout, shell: Shell, url: str) -> None:
    """Raises: Refusal, in one sentence without the password, when the named database cannot be used."""
    scheme, _, rest = url.partition("://")
    if scheme not in {"postgresql", "postgres", "postgresql+psycopg"}:
        raise Refusal("DATABASE_URL cannot be read: it should look like postgresql://user:password@host:5432/name")
    probe = Shell(shell.cwd, {**shell.env, "PROBED_URL": f"postgresql://{rest}"})
    status, output = probe.attempt([checkout.python, "-c", PROBE])
    if status == CANNOT_READ:
        raise Refusal("DATABASE_URL cannot be read: it should look like postgresql://user:password@host:5432/name")
    if status:
        raise Refusal(
            f"The database {without_password(url)} does not answer: {output[-1] if output else 'no reason given'}"
        )
    if int(output[-1]) < 15:  # noqa: PLR2004 - the oldest version whose SQL we keep to
        raise Refusal(f"The database {without_password(url)} is PostgreSQL {output[-1]}; 15 or newer is needed.")


def without_password(url: str) -> str:
    """Enough of the address to recognise it by."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "named by DATABASE_URL"
    return f"{parts.hostname or 'on this machine'}{port}{parts.path}"
