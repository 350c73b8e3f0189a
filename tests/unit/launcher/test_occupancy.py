"""One launcher per folder; a killed one does not lock it for ever."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from launcher.console import Refusal
from launcher.occupancy import holder, occupy, stop_holder

ROOT = Path(__file__).parents[3]
HOLD = """
import pathlib, sys, time
from launcher.occupancy import occupy
with occupy(pathlib.Path(sys.argv[1]), "make run"):
    print("held", flush=True)
    time.sleep(60)
"""


def hold(folder: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", HOLD, str(folder)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    process.stdout.close()
    return process


def test_a_second_one_is_refused_and_told_who_was_first(tmp_path: Path) -> None:
    first = hold(tmp_path)
    with pytest.raises(Refusal, match=rf"^make run \(process {first.pid}\) already uses"), occupy(tmp_path, "make run"):
        pass
    first.kill()
    first.wait()


def test_a_folder_is_free_again_after_its_holder(tmp_path: Path) -> None:
    with occupy(tmp_path, "make run") as left_behind:
        assert not left_behind
        assert holder(tmp_path) == f"make run (process {os.getpid()})"
    assert holder(tmp_path) == ""
    with occupy(tmp_path, "make run") as left_behind:
        assert not left_behind


def test_after_a_kill_the_next_one_knows_that_remains_may_be_leaving(tmp_path: Path) -> None:
    first = hold(tmp_path)
    first.kill()
    first.wait()
    with occupy(tmp_path, "make run") as left_behind:
        assert left_behind


def test_the_holder_is_asked_to_stop_and_waited_for(tmp_path: Path) -> None:
    first = hold(tmp_path)
    begun = time.monotonic()
    stop_holder(tmp_path)
    assert first.wait(5) == -signal.SIGTERM
    assert time.monotonic() - begun < 5
    stop_holder(tmp_path)  # nobody is left: nothing to do
