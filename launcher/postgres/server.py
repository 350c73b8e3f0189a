"""One PostgreSQL server for one folder: started once however many ask, found again, stopped for certain."""

import contextlib
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from launcher.checkout import Checkout
from launcher.console import Refusal
from launcher.leash import spawn
from launcher.locking import locked
from launcher.postgres import running
from launcher.postgres.account import Account, choose_account, succeeds
from launcher.postgres.place import PORT, Place, reachable_programs, settle
from launcher.postgres.programs import Programs, client_environment, find_programs

USER = "app"
START_SECONDS = 60
RETRY_SECONDS = 10  # after kill -9 the old processes, or their mere numbers, can stay for seconds


@dataclass
class Server:
    """A server of ours. `process` is ours to stop; a server that another launcher started has none here."""

    place: Place
    programs: Programs
    account: Account
    options: Sequence[str]
    leashed: bool
    process: "subprocess.Popen[bytes] | None" = field(default=None)

    def url(self, database: str) -> str:
        """The address of a database on it, for psycopg and SQLAlchemy alike."""
        return f"postgresql:///{database}?host={self.place.socket_dir}&port={PORT}&user={USER}"

    def ensure(self) -> None:
        """Starts the server unless it runs. Safe to call by several processes at once, and again after a crash.

        Raises: Refusal, with the end of the server's own log, when it does not start.
        """
        with locked(self.place.lock):
            if not self.accepts_connections():
                self._initialise()
                self._start()

    def accepts_connections(self) -> bool:
        return succeeds([self.programs.path("pg_isready"), "-q", *self._address()])

    def is_dead(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def create_database(self, name: str) -> None:
        """Makes the database when it is not there yet. Raises: Refusal when the server does not want to."""
        there, told = self.query("postgres", f"SELECT 1 FROM pg_database WHERE datname = '{name}'")  # noqa: S608 - our own name
        if there and told == "1":
            return
        made, told = self.query("postgres", f'CREATE DATABASE "{name}"')
        if not made:
            raise Refusal(f"The database {name} could not be made: {told}")

    def query(self, database: str, statement: str) -> tuple[bool, str]:
        """Whether the statement succeeded, and what it said."""
        argv = [self.programs.path("psql"), *self._address(), "-d", database, "-XAtqc", statement]
        told = subprocess.run(argv, env=client_environment(), capture_output=True, text=True, check=False)
        return told.returncode == 0, (told.stdout or told.stderr).strip()

    def discard(self) -> None:
        """Throws the cluster away, unless it runs."""
        with locked(self.place.lock):
            if not self.accepts_connections():
                shutil.rmtree(self.place.data, ignore_errors=True)

    def stop(self) -> None:
        """Stops the server, whoever started it: first in peace, then at once."""
        if self.process is None:
            running.end(self.place.home)
            return
        for ending in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if self.process.poll() is None:
                self.process.send_signal(ending)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.process.wait(running.FAST_SECONDS if ending is signal.SIGINT else running.ABRUPT_SECONDS)
        self.process = None

    def _address(self) -> list[str]:
        return ["-h", str(self.place.socket_dir), "-p", str(PORT), "-U", USER]

    def _initialise(self) -> None:
        """Makes the cluster in a folder beside its own and renames it: it is whole, or it is not there."""
        data = self.place.data
        if not (data / "PG_VERSION").exists():
            unfinished = data.with_name("data.unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir(mode=0o700)
            self.account.own(unfinished, self.account.initial_uid if self.account.initial_prefix else None)
            initdb: list[str | Path] = [
                self.programs.path("initdb"),
                "-D",
                unfinished,
                "-U",
                USER,
                "-A",
                "trust",
                "-E",
                "UTF8",
            ]
            patience = ["--no-sync"] if "fsync=off" in self.options else []
            command = self.account.initial([*initdb, "--locale=C.UTF-8", "--no-instructions", *patience])
            made = subprocess.run(
                command, env=client_environment(), capture_output=True, text=True, cwd="/", check=False
            )
            if made.returncode:
                raise Refusal(f"The database could not be made: {made.stderr.strip() or made.stdout.strip()}")
            shutil.rmtree(data, ignore_errors=True)
            unfinished.rename(data)
        self.account.own(data)

    def _start(self) -> None:
        running.remove_dead_mans_lock(self.place.home)
        retry_until = time.monotonic() + RETRY_SECONDS
        while not self._started():
            if time.monotonic() > retry_until:
                raise Refusal(f"PostgreSQL did not start. The end of {self.place.log}:\n{_tail(self.place.log)}")
            time.sleep(0.25)

    def _started(self) -> bool:
        self.process = self._spawn()
        until = time.monotonic() + START_SECONDS  # recovery after a crash takes its time
        while self.process.poll() is None:
            if self.accepts_connections():
                return True
            if time.monotonic() > until:
                self.stop()
                break
            time.sleep(0.05)
        return False

    def _spawn(self) -> "subprocess.Popen[bytes]":
        socket_dir = str(self.place.socket_dir).replace('"', '""')
        argv: list[str | Path] = [
            self.programs.path("postgres"),
            "-D",
            self.place.data,
            "-k",
            f'"{socket_dir}"',
            "-p",
            str(PORT),
        ]
        fixed = [
            "listen_addresses=",
            "unix_socket_permissions=0700",
            f"cluster_name={running.cluster_name(self.place.home)}",
        ]
        argv += [word for option in [*fixed, *self.options] for word in ("-c", option)]
        ending = signal.SIGINT  # PostgreSQL's "fast" shutdown
        command = self.account.leashed(argv, ending) if self.leashed else self.account.command(argv)
        with self.place.log.open("ab") as log:
            leash = ending if self.leashed else None
            env = client_environment()
            return spawn(command, cwd=Path("/"), env=env, output=log, leash=leash, detached=True)


def open_server(checkout: Checkout, folder: Path, options: Sequence[str] = (), *, leashed: bool = True) -> Server:
    """The server of a folder, found or to be started with `ensure()`. Leashed, it ends with this process.

    Raises: Refusal when there is no PostgreSQL, or no account or place for it here.
    """
    account = choose_account(folder, checkout.environ.get("LAUNCHER_PG_AS", ""))
    place = settle(folder, account, checkout.log_dir / f"database-{folder.name}.log")
    programs = reachable_programs(find_programs(checkout, place.data), place, account)
    return Server(place, programs, account, options, leashed)


def _tail(log: Path, lines: int = 12) -> str:
    return "\n".join(f"  {line}" for line in log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
