"""`make run`: from a fresh clone, or from yesterday, to a platform that answers; and down again."""

import http.client
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from launcher import database
from launcher.checkout import Checkout, prepare_data_dir, require_room
from launcher.commands import CommandFailed, Shell
from launcher.console import Progress, Refusal, complain, say
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
from launcher.preparation import build_front_end, compile_texts, flask, install_packages
from launcher.processes import Program, Supervisor
from launcher.stopping import listen_for_stop, on_second_request

STEPS = 8
NOT_LOADED = 3
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
            named = self.checkout.environ.get("DATABASE_URL", "")
            if named:
                database.require_answer(self.checkout, Shell(self.checkout.root, self.checkout.environ), named)
                step.outcome = f"yours, {database.without_password(named)}"
            elif self.checkout.in_production:
                raise Refusal("In production the database is yours to run: set DATABASE_URL.")
            else:
                self.server = database.embedded(self.checkout)
                step.outcome = f"PostgreSQL {self.server.programs.major}"
            url = named or (self.server.url(database.NAME) if self.server else "")
            self.env = application_environment(self.checkout, self.doors, url)
        with self.progress.step("Tables and texts") as step:
            shell = self._shell(step.doing)
            shell.run("Migrating the database", flask(self.checkout, "db", "upgrade"))
            compile_texts(self.checkout, shell)

    def load_demo(self) -> None:
        with self.progress.step("Demo data") as step:
            if self.checkout.in_production:
                step.outcome = "none in production"
                return
            shell = self._shell(step.doing)
            status, output = shell.attempt(flask(self.checkout, "demo", "status"))
            if status == 0:
                step.outcome = "already there"
                return
            if status != NOT_LOADED:
                raise CommandFailed("Looking for the demo data", status, output)
            shell.run("Loading the demo data", flask(self.checkout, "demo", "load"))

    def start(self) -> None:
        with self.progress.step("Starting"):
            for program in self._programs():
                self.supervisor.start(program)

    def tell(self) -> None:
        with self.progress.step("Ready"):
            accounts = [] if self.checkout.in_production else self._demo_accounts()
        say(f"\n  {self.env['PUBLIC_URL']}\n")
        for line in accounts:
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

    def _demo_accounts(self) -> list[str]:
        return self._shell().run("Listing the demo accounts", flask(self.checkout, "demo", "accounts"))

    def _shell(self, on_line: Callable[[str], None] = lambda _line: None) -> Shell:
        return Shell(self.checkout.root, self.env, self.checkout.log_dir / "setup.log", on_line)

    def _programs(self) -> list[Program]:
        python = str(self.checkout.python)
        web = [python, "-m", "gunicorn", "-c", "config/gunicorn.py", "wsgi:app"]
        programs = [
            self._program("worker", [python, "-m", "worker"], self.env, lambda: True),
            self._program("web", web, self.env, lambda: is_ready(self.doors)),
        ]
        if simulates_payments(self.checkout.environ):
            env = simulator_environment(self.checkout, self.doors, self.env)
            simulator = [python, "-m", "simulator"]
            programs.insert(0, self._program("simulator", simulator, env, lambda: answers(self.doors.simulator)))
        return programs

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
            platform.load_demo()
            platform.start()
            platform.tell()
            platform.watch()
        except KeyboardInterrupt:
            complain("\nStopping ...")
            return 0 if platform.supervisor.children else INTERRUPTED
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
