"""`make test`: its own set-up, a database server of its own, then all tests; nothing is skipped in silence."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from launcher.browser import require_chromium
from launcher.checkout import Checkout, prepare_data_dir
from launcher.commands import Shell
from launcher.console import Progress, say
from launcher.database import CARELESS, throwaway
from launcher.environment import SETTINGS, base_environment, cores, scratch_environment
from launcher.postgres.server import Server, open_server
from launcher.preparation import build_front_end, compile_texts, install_packages, setup_shell
from launcher.stopping import listen_for_stop

STEPS = 5
NOTHING_COLLECTED = 5
BROWSER_TESTS = "tests/browser"
LEAVING_OUT = {"-k", "-m", "--deselect", "--ignore", "--ignore-glob"}
KEPT = "test-database"


@dataclass(frozen=True)
class Stage:
    """One run of pytest."""

    name: str
    arguments: Sequence[str]

    @property
    def needs_browser(self) -> bool:
        return self.name != "fast"


@dataclass(frozen=True)
class Tally:
    """What came of a stage, as pytest's own report says."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def stages(root: Path, arguments: Sequence[str]) -> list[Stage]:
    """All tests, those with a browser last and one at a time; or only the files that the arguments name."""
    named = _named_files(root, arguments)
    if named:
        in_browser = any(word.startswith(BROWSER_TESTS) or word.rstrip("/") == "tests" for word in named)
        return [Stage("browser" if in_browser else "fast", arguments)]
    spread = ["-n", str(min(4, max(2, cores()))), "--dist", "loadscope"]
    every = [Stage("fast", ["tests", f"--ignore={BROWSER_TESTS}", *spread, *arguments])]
    if (root / BROWSER_TESTS).is_dir():
        every.append(Stage("browser", [BROWSER_TESTS, *arguments]))
    return every


def _named_files(root: Path, arguments: Sequence[str]) -> list[str]:
    """The files and folders to run, not those to leave out."""
    before = ["", *arguments]
    words = [word for previous, word in zip(before, arguments, strict=False) if previous not in LEAVING_OUT]
    return [word for word in words if not word.startswith("-") and (root / word.split("::")[0]).exists()]


def test(checkout: Checkout) -> int:
    """0 when all tests pass. ARGS holds more words for pytest. Raises: Refusal."""
    listen_for_stop()
    prepare_data_dir(checkout)
    plan = stages(checkout.root, shlex.split(checkout.environ.get("ARGS", "")))
    progress = Progress(STEPS)
    install_packages(checkout, progress, tests=True)
    build_front_end(checkout, progress, tests=True)
    with progress.step("Browser") as step:
        step.outcome = "not needed"
        browser = any(stage.needs_browser for stage in plan)
        chromium = require_chromium(checkout.environ, setup_shell(checkout, step), step) if browser else ""
    with throwaway(checkout, "test", CARELESS) as server:
        with progress.step("Database") as step:
            step.outcome = f"PostgreSQL {server.programs.major}"
        with progress.step("Texts") as step:
            scratch = scratch_environment(checkout, "test", "test", server.url("postgres"))
            compile_texts(checkout, Shell(checkout.root, scratch, checkout.log_dir / "setup.log", step.doing))
        return _run(checkout, plan, test_environment(checkout, server, chromium))


def keep_test_database(checkout: Checkout) -> int:
    """Starts a test server that stays, for running pytest by hand; prints its address. `make clean` stops it."""
    prepare_data_dir(checkout)
    server = open_server(checkout, checkout.data_dir / KEPT, CARELESS, leashed=False)
    server.ensure()
    say(f"TEST_DATABASE_URL='{server.url('postgres')}'")
    return 0


def test_environment(checkout: Checkout, server: Server, chromium: str) -> dict[str, str]:
    """The user's environment without any setting of the platform: tests make their own."""
    left = base_environment(checkout.environ, without=(*SETTINGS, "ARGS", "MAKEFLAGS", "MAKELEVEL"))
    left = {name: value for name, value in left.items() if not name.startswith("PG")}
    url = checkout.environ.get("TEST_DATABASE_URL") or server.url("postgres")
    return {**left, "ENVIRONMENT": "test", "TEST_DATABASE_URL": url, "CHROMIUM": chromium}


def _run(checkout: Checkout, plan: Sequence[Stage], env: dict[str, str]) -> int:
    artifacts = checkout.root / "artifacts"
    artifacts.mkdir(exist_ok=True)
    status, tally = 0, Tally()
    for stage in plan:
        report = artifacts / f"junit-{stage.name}.xml"
        report.unlink(missing_ok=True)
        say(f"\nTests: {stage.name}")
        pytest: list[str | Path] = [checkout.python, "-m", "pytest", f"--junitxml={report}", *stage.arguments]
        returncode = Shell(checkout.root, env).show(pytest)
        tally += read_report(report)
        if returncode != NOTHING_COLLECTED:
            status = status or returncode
    say(f"\n{tally}")
    return status or (0 if tally.passed or tally.failed else NOTHING_COLLECTED)


def read_report(path: Path) -> Tally:
    """Counts in pytest's XML report; an error in a fixture is a failure."""
    if not path.is_file():
        return Tally()
    total = Tally()
    for suite in ET.parse(path).getroot().iter("testsuite"):  # noqa: S314 - written by our own pytest just now
        count = {name: int(suite.get(name, "0")) for name in ("tests", "failures", "errors", "skipped")}
        failed = count["failures"] + count["errors"]
        total += Tally(count["tests"] - failed - count["skipped"], failed, count["skipped"])
    return total
