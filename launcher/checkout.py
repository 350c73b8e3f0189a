"""Where things are: this checkout, its data directory, its own Python. The one place that reads the environment."""

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from launcher.console import Refusal

ROOM_NEEDED_MB = 500


@dataclass(frozen=True)
class Checkout:
    """A clone of the repository, and the directory that holds all it writes while it runs."""

    root: Path
    data_dir: Path
    environ: Mapping[str, str]

    @property
    def python(self) -> Path:
        return self.root / ".venv" / "bin" / "python"

    @property
    def log_dir(self) -> Path:
        return self.data_dir / "log"

    @property
    def owns_data_dir(self) -> bool:
        """Whether the data directory lies inside the checkout, so that `make clean` may remove it."""
        return self.data_dir.is_relative_to(self.root) and self.data_dir != self.root

    @property
    def in_production(self) -> bool:
        return self.environ.get("ENVIRONMENT", "development") == "production"


def find_checkout(environ: Mapping[str, str] | None = None) -> Checkout:
    """The checkout this file is part of; DATA_DIR may lead elsewhere, else its data is in `var/`."""
    environ = dict(os.environ if environ is None else environ)
    root = Path(__file__).resolve().parent.parent
    named = environ.get("DATA_DIR") or "var"
    return Checkout(root, Path(os.path.normpath(root / Path(named).expanduser())), environ)


def prepare_data_dir(checkout: Checkout) -> None:
    """Makes the data directory, private but for passing through. Raises: Refusal when it cannot be used."""
    path = checkout.data_dir
    if not path.parent.is_dir():
        raise Refusal(f"DATA_DIR cannot be {path}, because the folder {path.parent} does not exist.")
    if path.exists() and not path.is_dir():
        raise Refusal(f"DATA_DIR {path} is not a folder.")
    try:
        # Passing through is all that others may do: the database may run under a uid of its own (launcher/postgres).
        path.mkdir(mode=0o711, exist_ok=True)
        checkout.log_dir.mkdir(mode=0o700, exist_ok=True)
        with tempfile.TemporaryFile(dir=path) as probe:
            probe.write(b"room?")
    except OSError as problem:
        raise Refusal(f"DATA_DIR {path} cannot be used: {problem.strerror}.") from None


def free_megabytes(path: Path) -> int:
    existing = next(folder for folder in (path, *path.parents) if folder.exists())
    status = os.statvfs(existing)
    return status.f_bavail * status.f_frsize // 1_000_000


def require_room(paths: list[Path], needed_mb: int = ROOM_NEEDED_MB) -> int:
    """The free space of the fullest disk, in MB. Raises: Refusal when that is too little to start with."""
    free, path = min((free_megabytes(path), path) for path in paths)
    if free < needed_mb:
        raise Refusal(f"Only {free} MB is free on the disk of {path} and {needed_mb} MB is needed: make room first.")
    return free
