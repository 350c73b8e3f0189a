"""What the person at the keyboard reads: numbered steps, and one sentence when something is in the way."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

WIDTH = 100


class Refusal(Exception):  # noqa: N818 - not an error of ours, but a reason to stop that the user can act on
    """A reason to stop, told in one sentence without a traceback."""


class Step:
    """One numbered step on the screen; its last line is replaced by how it ended."""

    def __init__(self, label: str, out: TextIO) -> None:
        self.outcome = "done"
        self._label = label
        self._out = out
        self._started = time.monotonic()
        self._live = out.isatty()
        self._show(f"{label} ...")

    def _show(self, text: str) -> None:
        self._out.write(f"\r{text[:WIDTH]:<{WIDTH}}" if self._live else text)
        self._out.flush()

    def doing(self, line: str) -> None:
        """Shows the newest line of the work itself, where the screen can be overwritten."""
        if self._live and line.strip():
            seconds = time.monotonic() - self._started
            self._show(f"{self._label} ... {seconds:.0f} s  {line.strip()}")

    def finish(self) -> None:
        seconds = time.monotonic() - self._started
        ending = f"{self.outcome} ({seconds:.1f} s)"
        if self._live:
            self._show("")
            self._out.write(f"\r{self._label} ... {ending}\n")
        else:
            self._out.write(f" {ending}\n")
        self._out.flush()


class Progress:
    """Counts the steps of one command, so that a person sees how far it is."""

    def __init__(self, steps: int, out: TextIO | None = None) -> None:
        self._steps = steps
        self._number = 0
        self._out = out or sys.stdout

    @contextmanager
    def step(self, title: str) -> Iterator[Step]:
        self._number += 1
        step = Step(f"{self._number}/{self._steps} {title}", self._out)
        try:
            yield step
        except BaseException:
            step.outcome = "stopped"
            step.finish()
            raise
        step.finish()


def say(text: str) -> None:
    print(text, flush=True)


def complain(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
