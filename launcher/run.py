"""`make run`: from a fresh clone, or from yesterday, to a platform that answers; and down again."""

import http.client
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from launcher import database, demo
from launcher.checkout import Checkout, prepare_data_dir, require_room
from launcher.commands import Shell
from launcher.console import Progress, complain, say
from launcher.environment import (
    Doors,
    application_environment,
    read_doors,
    simulates_payments,
    simulator_environment,
)
from launcher.occupancy import occupy
from launcher.ports import answers, require_free
from launcher.postgres.server import Server
from launcher.preparation import build_front_end, compile_texts, flask, install_packages, newest_revision
from launcher.processes import Program, Supervisor, at_once
from launcher.stopping import listen_for_stop, on_second_request

STEPS = 8
INTERRUPTED = 130  # the shell's number for "stopped before it was done"
PATIENCE_SECONDS = 10  # for the remains of a launcher that was killed


@dataclass
class Platform:
    """One run: what was started, and must be stopped."""

    checkout: Checkout
    doors: Doors
    progress: Progress
    supervisor: Supervisor = field(default_factory=Supervisor)
    server: Server | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    accounts: Sequence[str] = ()
    is_up: bool = False

    def prepare(self, *, after_a_kill: bool) -> None:
        with self.progress.step("This machine") as step:
            free = require_room([self.checkout.root, self.checkout.data_dir])
            patience = PATIENCE_SECONDS if after_a_kill else 0
            require_free("PORT", self.doors.web, self.doors.host, patience)
            if simulates_payments(self.checkout.environ):
                require_free("SIMULATOR_PORT", self.doors.simulator, patience=patience)
            step.outcome = f"Python {sys.version.split()[0]}, {free // 1000} GB free, port {self.doors.web} free"
        install_packages(self.checkout, self.progress)
        build_front_end(self.checkout, self.progress)

    def open_database(self) -> None:
        with self.progress.step("Database") as step:
            opened = database.open_database(self.checkout)
            self.server = opened.server
            self.env = application_environment(self.checkout, self.doors, opened.url)
            step.outcome = opened.title
        with self.progress.step("Tables and texts") as step:
            shell = self._shell(step.doing)
            step.outcome = "unchanged"
            if opened.revision != newest_revision(self.checkout):
                shell.run("Migrating the database", flask(self.checkout, "db", "upgrade"))
                step.outcome = "done"
            if compile_texts(self.checkout, shell):
                step.outcome = "done"

    def load_demo(self) -> None:
        with self.progress.step("Demo data") as step:
            if self.checkout.in_production:
                step.outcome = "none in production"
                return
            self.accounts, new = demo.ensure_loaded(self.checkout, self._shell(step.doing), self.server)
            step.outcome = "loaded" if new else "already there"

    def start_simulator(self) -> None:
        """Before the demo data: the payments of its past year must be known where money is kept."""
        if not simulates_payments(self.checkout.environ):
            return
        env = simulator_environment(self.checkout, self.doors, self.env)
        simulator = [str(self.checkout.python), "-m", "simulator"]
        self.supervisor.start([self._program("simulator", simulator, env, lambda: answers(self.doors.simulator))])

    def start(self) -> None:
        """The website first: what a person waits for. The worker follows; jobs wait for it in the database."""
        web, worker = self._programs()
        with self.progress.step("Website"):
            self.supervisor.start([web])
        with self.progress.step("Worker"):
            self.supervisor.start([worker])

    def tell(self) -> None:
        self.is_up = True
        say(f"\n  {self.env['PUBLIC_URL']}\n")
        for line in self.accounts:
            say(f"  {line}")
        say(f"\n  Logs and data are in {self.checkout.data_dir}. Ctrl-C stops everything.")

    def watch(self) -> None:
        self.supervisor.watch(self._revive_database)

    def stop(self) -> None:
        on_second_request(self.supervisor.kill)
        self.supervisor.stop()
        if self.server:
            self.server.stop()

    def _revive_database(self) -> None:
        if self.server and self.server.is_dead():
            say("The database stopped; it is started again.")
            self.server.ensure()

    def _shell(self, on_line: Callable[[str], None] = lambda _line: None) -> Shell:
        return Shell(self.checkout.root, self.env, self.checkout.log_dir / "setup.log", on_line)

    def _programs(self) -> list[Program]:
        python = str(self.checkout.python)
        web = [python, "-m", "gunicorn", "-c", "config/gunicorn.py", "wsgi:app"]
        return [
            self._program("web", web, self.env, lambda: is_ready(self.doors)),
            self._program("worker", [python, "-m", "worker"], self.env, at_once),
        ]

    def _program(self, name: str, argv: list[str], env: Mapping[str, str], is_ready: Callable[[], bool]) -> Program:
        return Program(name, argv, self.checkout.root, env, self.checkout.log_dir / f"{name}.log", is_ready)


def run(checkout: Checkout) -> int:
    """Runs the platform until it is told to stop. Raises: Refusal when something is in the way."""
    listen_for_stop()
    doors = read_doors(checkout.environ)
    prepare_data_dir(checkout)
    with occupy(checkout.data_dir, "make run") as after_a_kill:
        platform = Platform(checkout, doors, Progress(STEPS))
        try:
            platform.prepare(after_a_kill=after_a_kill)
            platform.open_database()
            platform.start_simulator()
            platform.load_demo()
            platform.start()
            platform.tell()
            platform.watch()
        except KeyboardInterrupt:
            complain("\nStopping ...")
            return 0 if platform.is_up else INTERRUPTED
        finally:
            platform.stop()
    return 0


def is_ready(doors: Doors) -> bool:
    """Whether the web server says that it, its database and its queue can serve."""
    connection = http.client.HTTPConnection(doors.visit_host, doors.web, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
