"""`make run` as a person uses it: one command up, one Ctrl-C down, and quickly up again."""

import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from launcher.environment import SETTINGS
from launcher.ports import answers, free_port
from launcher.postgres.place import traces_elsewhere
from launcher.postgres.running import is_running

ROOT = Path(__file__).parents[3]
FIRST_START_SECONDS = 300  # the demo data is read in by the real importers
SECOND_START_SECONDS = 60  # ten on a quiet machine; here other tests run beside it
STOP_SECONDS = 10


class Run:
    """One `make run` in a data directory of its own."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.port = free_port(20000 + os.getpid() % 20000)
        self.simulator_port = free_port(self.port + 1)
        left = {name: value for name, value in os.environ.items() if name not in {*SETTINGS, "MAKEFLAGS", "MAKELEVEL"}}
        own = {"DATA_DIR": data_dir, "PORT": self.port, "SIMULATOR_PORT": self.simulator_port}
        self.env = {**left, **{name: str(value) for name, value in own.items()}}

    @contextmanager
    def started(self, within: float) -> Iterator[list[str]]:
        """What it printed until it was up; stopped as with Ctrl-C, in a terminal of its own."""
        process = subprocess.Popen(
            ["make", "run"], cwd=ROOT, env=self.env, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        until = time.monotonic() + within
        lines: list[str] = []
        with process:
            try:
                for line in process.stdout or ():
                    lines.append(line.rstrip())
                    assert time.monotonic() < until, lines
                    if "Ctrl-C stops everything" in line:
                        break
                yield lines
            finally:
                os.killpg(process.pid, signal.SIGINT)
                process.wait(STOP_SECONDS)

    @property
    def is_up(self) -> bool:
        return answers(self.port) or answers(self.simulator_port) or is_running(self.data_dir / "postgres")

    def get(self, path: str) -> tuple[int, str]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as response:
            return response.status, response.read().decode()


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    run = Run(tmp_path / "var")
    yield run
    for path in traces_elsewhere(run.data_dir / "postgres"):
        subprocess.run(["rm", "-r", path], check=True)


def test_one_command_brings_the_platform_up_and_ctrl_c_takes_it_down_and_a_second_start_skips_what_is_done(
    run: Run,
) -> None:
    with run.started(FIRST_START_SECONDS) as lines:
        told = "\n".join(lines)
        assert "8/8 Worker ... done" in told
        assert f"http://127.0.0.1:{run.port}" in told
        assert run.get("/readyz")[0] == 200
        status, page = run.get("/")
        assert status == 200
        assert "<html" in page
        assert answers(run.simulator_port)
    assert not run.is_up

    with run.started(SECOND_START_SECONDS) as lines:
        skipped = "\n".join(lines)
        assert "Python packages ... unchanged" in skipped
        assert "Tables and texts ... unchanged" in skipped
        assert "Demo data ... already there" in skipped
        assert run.get("/readyz")[0] == 200
    assert not run.is_up


def test_a_second_one_on_the_same_port_gets_one_clear_sentence(tmp_path: Path, run: Run) -> None:
    env = {**run.env, "PORT": str(run.port), "DATA_DIR": str(tmp_path / "other")}
    blocker = subprocess.Popen(
        ["python3", "-m", "http.server", str(run.port), "--bind", "127.0.0.1"], stderr=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + 20
        while not answers(run.port):
            assert time.monotonic() < until
            time.sleep(0.1)
        told = subprocess.run(
            ["make", "run"], cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=60
        )
    finally:
        blocker.kill()
        blocker.wait()
    assert told.returncode != 0
    assert f"Port {run.port} is in use by another program; choose another one: make run PORT=" in told.stderr
    assert "Traceback" not in told.stderr
