"""One launcher per data directory at a time; the kernel takes the mark away when its holder dies."""

import contextlib
import fcntl
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from launcher.console import Refusal


@contextlib.contextmanager
def occupy(folder: Path, what: str) -> Iterator[bool]:
    """Holds the folder; yields whether the one before us was killed, so that its remains may still be leaving.

    Raises: Refusal when another process of ours holds it.
    """
    folder.mkdir(mode=0o711, exist_ok=True)
    with (folder / "running").open("a+", encoding="utf-8") as mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal(
                f"{holder(folder) or 'Another process'} already uses {folder}: stop it first, "
                "or give this one a folder of its own with DATA_DIR."
            ) from None
        mark.seek(0)
        left_behind = bool(mark.read())
        _write(mark.fileno(), f"{what} {os.getpid()}")
        yield left_behind
        _write(mark.fileno(), "")


def holder(folder: Path) -> str:
    """Who holds the folder, in words; nothing when nobody does."""
    what, pid = _read(folder)
    return f"{what} (process {pid})" if pid else ""


def stop_holder(folder: Path, within: float = 20) -> None:
    """Asks the launcher that holds the folder to stop and waits for it. Raises: Refusal when it stays."""
    _, pid = _read(folder)
    if _is_launcher(pid):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + within
    while _is_held(folder):
        if time.monotonic() > until:
            raise Refusal(f"{holder(folder)} does not stop: end it first.")
        time.sleep(0.1)


def _is_launcher(pid: int) -> bool:
    """Guards against the number of a process in another container, which may be somebody else's here."""
    try:
        return pid > 0 and b"launcher" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _write(descriptor: int, text: str) -> None:
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, text.encode(), 0)


def _read(folder: Path) -> tuple[str, int]:
    if not _is_held(folder):
        return "", 0
    what, _, pid = (folder / "running").read_text(encoding="utf-8").rpartition(" ")
    return what, int(pid) if pid.isdigit() else 0


def _is_held(folder: Path) -> bool:
    path = folder / "running"
    if not path.exists():
        return False
    with path.open("r", encoding="utf-8") as mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
