"""`make clean`: back to a fresh clone. Data that lies outside the checkout is never removed."""

import shutil
from pathlib import Path

from launcher.checkout import Checkout
from launcher.console import say
from launcher.database import FOLDER
from launcher.occupancy import stop_holder
from launcher.postgres.place import folders_away, traces_elsewhere
from launcher.postgres.running import end

MADE = (
    ".venv",
    "node_modules",
    "app/static",
    "artifacts",
    ".mypy_cache",
    ".ruff_cache",
    ".import_linter_cache",
    ".hypothesis",
)
CLUSTERS = (FOLDER, "test", "test-database", "check", "bench", "lighthouse")
SOURCE_FOLDERS = ("app", "bench", "config", "launcher", "migrations", "simulator", "tests", "worker")


def clean(checkout: Checkout) -> int:
    """Stops what runs here and removes all that was made. Raises: Refusal when something does not stop."""
    for folder in (checkout.data_dir, *(checkout.data_dir / name for name in CLUSTERS)):
        stop_holder(folder)
    for home in _homes(checkout):
        end(home)
    made = [checkout.root / name for name in MADE]
    if checkout.owns_data_dir:
        clusters = [checkout.data_dir / name for name in CLUSTERS]
        made += [checkout.data_dir, *(trace for folder in clusters for trace in traces_elsewhere(folder))]
    elif checkout.data_dir.exists():
        say(f"Left alone, because it lies outside the checkout: {checkout.data_dir}")
    for path in (*made, *_compiled(checkout.root)):
        if path.exists():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    return 0


def _homes(checkout: Checkout) -> list[Path]:
    folders = [checkout.data_dir / name for name in CLUSTERS]
    return [home for folder in folders for home in (folder, *folders_away(folder))]


def _compiled(root: Path) -> list[Path]:
    patterns = ("__pycache__", "*.mo")
    return [path for name in SOURCE_FOLDERS for pattern in patterns for path in (root / name).rglob(pattern)]
