"""Servers of ours that run already, whoever started them: recognised by their command line, and ended."""

import contextlib
import hashlib
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

FAST_SECONDS = 6
ABRUPT_SECONDS = 2


def short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def cluster_name(home: Path) -> str:
    """Stands in the command line of each of a cluster's processes, where every user of the machine can read it."""
    return f"locatieplatform-{short_hash(home)}"


def is_running(home: Path) -> bool:
    """Whether any process of the cluster lives, also when its first process was killed."""
    name = cluster_name(home)
    return any(name in line for line in _living_command_lines())


def end(home: Path) -> None:
    """Ends the cluster's server: first in peace, then at once."""
    pid = _postmaster(home)
    for ending, seconds in ((signal.SIGINT, FAST_SECONDS), (signal.SIGQUIT, ABRUPT_SECONDS)):
        if pid is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, ending)
        until = time.monotonic() + seconds
        while is_running(home):
            if time.monotonic() > until:
                break
            time.sleep(0.05)
        pid = _postmaster(home)


def remove_dead_mans_lock(home: Path) -> None:
    """Where nobody reaps dead processes (many containers), a killed server's number stays taken for ever.

    PostgreSQL then believes that it still runs. Its lock file goes only when no process of this cluster lives.
    """
    lock = home / "data" / "postmaster.pid"
    if lock.exists() and _state(_number_in(lock)) == "Z" and not is_running(home):
        lock.unlink()


def _postmaster(home: Path) -> int | None:
    """The number of the cluster's first process, unless that number is by now somebody else's."""
    pid = _number_in(home / "data" / "postmaster.pid")
    with contextlib.suppress(OSError):
        if pid and cluster_name(home).encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
            return pid
    return None


def _number_in(lock: Path) -> int:
    with contextlib.suppress(OSError, ValueError):
        return int(lock.read_text(encoding="utf-8").split("\n")[0])
    return 0


def _state(pid: int) -> str:
    """The kernel's letter for what a process does, nothing when there is no such process."""
    with contextlib.suppress(OSError):
        told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        return told.rpartition(")")[2].split()[0]
    return ""


def _living_command_lines() -> Iterator[str]:
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            yield path.read_bytes().decode(errors="replace")  # empty for a dead one
