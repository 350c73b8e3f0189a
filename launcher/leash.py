"""Children that end with their parent, also when that parent was killed without a chance to tell them."""

import ctypes
import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

_LIBC = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1  # <linux/prctl.h>
INHERIT = None  # output goes where ours goes


def spawn(
    argv: Sequence[str | Path],
    *,
    cwd: Path,
    env: Mapping[str, str],
    output: int | IO[bytes] | None = INHERIT,
    leash: signal.Signals | None = signal.SIGTERM,
    detached: bool = False,
) -> "subprocess.Popen[bytes]":
    """Starts a program without input; leashed, the kernel sends it that signal when this process dies.

    The kernel watches the thread that forked: call it from the main thread, which lives as long as the process.
    Detached, it leads a process group of its own and Ctrl-C does not reach it. Raises: OSError when it cannot start.
    """
    return subprocess.Popen(
        [str(word) for word in argv],
        cwd=cwd,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=None if output is INHERIT else subprocess.STDOUT,
        start_new_session=detached,
        umask=0o077 if detached else -1,  # what a server writes (logs, mails, uploads) is nobody else's to read
        preexec_fn=_tie(leash) if leash else None,  # noqa: PLW1509 - safe: the launcher has one thread
    )


def tie_to_make(level: str | None) -> None:
    """Under make (which sets MAKELEVEL) ends this process when make is killed; else it may outlive its shell."""
    if level:
        _ask_kernel(signal.SIGTERM)


def _tie(ending: signal.Signals) -> Callable[[], None]:
    parent = os.getpid()

    def between_fork_and_exec() -> None:
        _ask_kernel(ending)
        if os.getppid() != parent:  # it died in between, and no signal will come any more
            os._exit(1)

    return between_fork_and_exec


def _ask_kernel(ending: signal.Signals) -> None:
    if hasattr(_LIBC, "prctl"):  # Linux only; elsewhere Ctrl-C still stops everything
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(ending))
