"""Keeps the platform's processes alive together, and ends them together: none stays behind, none is forgotten."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from launcher.console import Refusal, say
from launcher.leash import spawn

TICK_SECONDS = 0.25
GRACE_SECONDS = 6.0  # for all together, so that with the database the whole stop stays under ten
LEAST_GRACE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0  # a process that lived this long starts with a clean record
LARGEST_LOG_BYTES = 10_000_000
LINES_SHOWN = 20


def at_once() -> bool:
    """For a program that has no door to knock on: it is ready when it runs."""
    return True


@dataclass(frozen=True)
class Program:
    """What to run, where its output goes, and how to see that it is ready."""

    name: str
    argv: Sequence[str]
    cwd: Path
    env: Mapping[str, str]
    log: Path
    is_ready: Callable[[], bool] = at_once
    ready_within: float = 60.0


@dataclass
class _Child:
    program: Program
    process: "subprocess.Popen[bytes]"
    started: float
    failures: int = 0
    due: float | None = None  # when it is to be started again


@dataclass
class Supervisor:
    """The running programs, in the order of their start."""

    announce: Callable[[str], None] = say
    children: list[_Child] = field(default_factory=list)

    def start(self, programs: Sequence[Program]) -> None:
        """Starts the programs side by side and waits until all are ready.

        Raises: Refusal, with the end of its log, when one stops or does not get ready.
        """
        for program in programs:
            _keep_log_small(program.log)
            self.children.append(_Child(program, _spawn(program), time.monotonic()))
        waiting = list(self.children)
        while waiting:
            time.sleep(0.1)
            for child in self.children:
                _require_alive(child)
            waiting = [child for child in waiting if not child.program.is_ready()]
            for child in waiting:
                _require_patience(child)

    def watch(self, also: Callable[[], None] = lambda: None) -> None:
        """Starts again what stops, ever slower while it keeps stopping. Ends only by an exception (Ctrl-C)."""
        while True:
            also()
            for child in self.children:
                self.look_after(child, time.monotonic())
            time.sleep(TICK_SECONDS)

    def look_after(self, child: _Child, now: float) -> None:
        if child.due is not None:
            if now >= child.due:
                child.process, child.started, child.due = _spawn(child.program), now, None
                self.announce(f"{child.program.name} was started again.")
            return
        status = child.process.poll()
        if status is None:
            return
        _end_group(child.process.pid, signal.SIGKILL)  # what it left behind would be in the way of the next
        child.failures = 0 if now - child.started > STEADY_SECONDS else child.failures + 1
        child.due = now + min(LONGEST_PAUSE_SECONDS, 2.0 ** max(0, child.failures - 1))
        self.announce(f"{child.program.name} stopped (exit status {status}); see {child.program.log}")

    def stop(self) -> None:
        """Ends all, last started first, and their descendants; whoever does not listen is killed."""
        until = time.monotonic() + GRACE_SECONDS
        for child in reversed([child for child in self.children if child.due is None]):
            _end_group(child.process.pid, signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(max(LEAST_GRACE_SECONDS, until - time.monotonic()))
            _end_group(child.process.pid, signal.SIGKILL)
            child.process.wait()
        self.children.clear()

    def kill(self) -> None:
        """Ends all at once, for a person who asks a second time."""
        for child in self.children:
            if child.due is None:
                _end_group(child.process.pid, signal.SIGKILL)


def _spawn(program: Program) -> "subprocess.Popen[bytes]":
    program.log.parent.mkdir(mode=0o700, exist_ok=True)
    with program.log.open("ab") as log:
        return spawn(program.argv, cwd=program.cwd, env=program.env, output=log, detached=True)


def _require_alive(child: _Child) -> None:
    status = child.process.poll()
    if status is not None:
        raise Refusal(f"{child.program.name} stopped at its start (exit status {status}).{_last_words(child.program)}")


def _require_patience(child: _Child) -> None:
    program = child.program
    if time.monotonic() - child.started > program.ready_within:
        raise Refusal(f"{program.name} was not ready in {program.ready_within:.0f} s.{_last_words(program)}")


def _end_group(pid: int, ending: signal.Signals) -> None:
    # The number of a group stays taken while one of its processes lives, so it cannot be somebody else's.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, ending)


def _keep_log_small(log: Path) -> None:
    if log.exists() and log.stat().st_size > LARGEST_LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))


def _last_words(program: Program) -> str:
    lines = program.log.read_text(encoding="utf-8", errors="replace").splitlines()[-LINES_SHOWN:]
    return "".join(f"\n  {line}" for line in [f"The end of {program.log}:", *lines])
