"""Programs live together and end together, whatever is done to them or to us."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from launcher.console import Refusal
from launcher.ports import answers, free_port
from launcher.processes import Program, Supervisor, at_once

pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # Python 3.12 on fork beside threads

ROOT = Path(__file__).parents[3]
SERVE = "import http.server, sys; http.server.HTTPServer(('127.0.0.1', int(sys.argv[1])), None).serve_forever()"
# A parent that ends when asked, and a child in its group that does not want to.
STUBBORN_FAMILY = """
import os, pathlib, signal, sys, time
child = os.fork()
if child == 0:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True: time.sleep(1)
pathlib.Path(sys.argv[1]).write_text(str(child))
while True: time.sleep(1)
"""
LAUNCHER = """
import pathlib, sys, time
from launcher.processes import Program, Supervisor
sleeper = Program("sleeper", ["sleep", "60"], pathlib.Path("/"), {"PATH": "/usr/bin:/bin"}, pathlib.Path(sys.argv[1]))
supervisor = Supervisor()
supervisor.start([sleeper])
print(supervisor.children[0].process.pid, flush=True)
time.sleep(60)
"""


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"  # dead, and not yet buried


def wait_for(condition: Callable[[], bool], seconds: float = 10) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(said: list[str]) -> Iterator[Supervisor]:
    supervisor = Supervisor(said.append)
    yield supervisor
    supervisor.stop()


def program(tmp_path: Path, code: str, *words: str, is_ready: Callable[[], bool] = at_once, **more: float) -> Program:
    argv = [sys.executable, "-c", code, *words]
    return Program("web", argv, tmp_path, dict(os.environ), tmp_path / "log" / "web.log", is_ready, **more)


def test_starting_waits_until_the_program_answers(tmp_path: Path, supervisor: Supervisor) -> None:
    port = free_port(20000)
    supervisor.start([program(tmp_path, SERVE, str(port), is_ready=lambda: answers(port))])
    with socket.create_connection(("127.0.0.1", port), timeout=1):
        pass


def test_a_program_that_cannot_start_tells_its_own_last_words(tmp_path: Path, supervisor: Supervisor) -> None:
    with pytest.raises(Refusal) as refusal:
        supervisor.start([program(tmp_path, "raise SystemExit('PUBLIC_URL is not set.')", is_ready=lambda: False)])
    first, *rest = str(refusal.value).splitlines()
    assert first == "web stopped at its start (exit status 1)."
    assert rest[-1] == "  PUBLIC_URL is not set."


def test_a_program_that_never_gets_ready_is_not_waited_for_for_ever(tmp_path: Path, supervisor: Supervisor) -> None:
    sleeper = program(tmp_path, "import time; time.sleep(60)", is_ready=lambda: False, ready_within=0.3)
    with pytest.raises(Refusal, match=r"^web was not ready in 0 s\."):
        supervisor.start([sleeper])


def test_a_program_that_dies_is_started_again(tmp_path: Path, supervisor: Supervisor, said: list[str]) -> None:
    supervisor.start([program(tmp_path, "import time; time.sleep(60)")])
    (child,) = supervisor.children
    first = child.process.pid
    os.kill(first, signal.SIGKILL)
    child.process.wait()
    now = time.monotonic()
    supervisor.look_after(child, now)
    supervisor.look_after(child, now + 0.5)
    assert child.process.pid == first, "not at once"
    supervisor.look_after(child, now + 1.1)
    assert child.process.pid != first
    assert child.process.poll() is None
    assert said == [f"web stopped (exit status -9); see {child.program.log}", "web was started again."]


def test_a_program_that_keeps_dying_is_started_ever_more_slowly(tmp_path: Path, supervisor: Supervisor) -> None:
    supervisor.start([program(tmp_path, "import time; time.sleep(60)")])
    (child,) = supervisor.children
    now, pauses = time.monotonic(), []
    for _ in range(8):
        child.process.kill()
        child.process.wait()
        supervisor.look_after(child, now)
        assert child.due is not None
        pauses.append(child.due - now)
        now = child.due
        supervisor.look_after(child, now)
    assert [round(pause) for pause in pauses] == [1, 2, 4, 8, 16, 30, 30, 30]


def test_a_program_that_lived_long_is_started_again_soon(tmp_path: Path, supervisor: Supervisor) -> None:
    supervisor.start([program(tmp_path, "import time; time.sleep(60)")])
    (child,) = supervisor.children
    child.failures = 5
    child.process.kill()
    child.process.wait()
    now = child.started + 3600
    supervisor.look_after(child, now)
    assert child.due == now + 1


def test_stopping_ends_grandchildren_that_do_not_listen(tmp_path: Path, supervisor: Supervisor) -> None:
    note = tmp_path / "grandchild"
    supervisor.start([program(tmp_path, STUBBORN_FAMILY, str(note), is_ready=note.exists)])
    wait_for(lambda: bool(note.read_text()))
    grandchild = int(note.read_text())
    assert is_alive(grandchild)
    begun = time.monotonic()
    supervisor.stop()
    wait_for(lambda: not is_alive(grandchild))
    assert time.monotonic() - begun < 3
    assert supervisor.children == []


def test_programs_that_do_not_listen_are_killed_within_the_grace_of_all(tmp_path: Path, supervisor: Supervisor) -> None:
    deaf = "import pathlib, signal, sys, time; signal.signal(15, signal.SIG_IGN); pathlib.Path(sys.argv[1]).touch(); time.sleep(60)"
    notes = [tmp_path / "one", tmp_path / "two"]
    supervisor.start([program(tmp_path, deaf, str(note), is_ready=note.exists) for note in notes])
    pids = [child.process.pid for child in supervisor.children]
    begun = time.monotonic()
    supervisor.stop()
    assert time.monotonic() - begun < 8
    assert not any(is_alive(pid) for pid in pids)


def test_programs_end_when_the_launcher_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", LAUNCHER, str(tmp_path / "log")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as launcher:
        assert launcher.stdout
        child = int(launcher.stdout.readline())
        assert is_alive(child)
        launcher.kill()
    wait_for(lambda: not is_alive(child))


def test_what_a_program_writes_is_for_its_owner_alone(tmp_path: Path, supervisor: Supervisor) -> None:
    note = tmp_path / "mail.eml"
    code = "import pathlib, sys, time; pathlib.Path(sys.argv[1]).touch(); time.sleep(60)"
    supervisor.start([program(tmp_path, code, str(note), is_ready=note.exists)])
    assert note.stat().st_mode & 0o077 == 0


def test_a_log_that_grew_large_is_put_aside_at_the_next_start(tmp_path: Path, supervisor: Supervisor) -> None:
    web = program(tmp_path, "print('new')")
    web.log.parent.mkdir()
    with web.log.open("wb") as log:
        log.truncate(10_000_001)
    supervisor.children.clear()
    supervisor.start([Program("web", ["sleep", "60"], tmp_path, dict(os.environ), web.log)])
    assert web.log.stat().st_size == 0
    assert web.log.with_suffix(".log.1").stat().st_size == 10_000_001
