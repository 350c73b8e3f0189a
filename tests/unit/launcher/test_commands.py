"""A program that is run to its end: heard, logged, and told about when it fails."""

import sys
from pathlib import Path

import pytest

from launcher.commands import CommandFailed, Shell

pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # Python 3.12 on fork beside threads


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_each_line_is_shown_when_it_comes_and_kept_in_the_log(tmp_path: Path) -> None:
    seen: list[str] = []
    shell = Shell(tmp_path, {}, tmp_path / "log", seen.append)
    assert shell.run("Counting", python("print('one'); import sys; print('two', file=sys.stderr)")) == seen
    assert set(seen) == {"one", "two"}
    log = (tmp_path / "log").read_text().splitlines()
    assert log[0].startswith("$ ")
    assert set(log[1:]) == {"one", "two"}


def test_a_failure_tells_the_exit_status_and_the_last_lines(tmp_path: Path) -> None:
    code = "[print('line', i) for i in range(100)]; raise SystemExit(7)"
    with pytest.raises(CommandFailed) as failure:
        Shell(tmp_path, {}).run("Counting", python(code))
    assert failure.value.returncode == 7
    told = str(failure.value).splitlines()
    assert told[0] == "Counting failed (exit status 7)."
    assert told[-1] == "  line 99"
    assert len(told) < 40


def test_a_program_that_is_not_there_fails_as_it_does_in_a_shell(tmp_path: Path) -> None:
    status, output = Shell(tmp_path, {}).attempt(["no-such-program"])
    assert status == 127
    assert output == ["no-such-program: No such file or directory"]


def test_bytes_that_are_no_text_do_not_break_the_reading(tmp_path: Path) -> None:
    _, output = Shell(tmp_path, {}).attempt(python("import sys; sys.stdout.buffer.write(b'caf\\xe9')"))
    assert output == ["caf\ufffd"]
