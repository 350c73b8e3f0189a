"""What the screen shows while one waits."""

import io

import pytest

from launcher.console import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_steps_are_numbered_and_say_how_they_ended() -> None:
    out = io.StringIO()
    progress = Progress(2, out)
    with progress.step("Packages") as step:
        step.doing("a line that only a terminal shows")
        step.outcome = "unchanged"
    with progress.step("Database"):
        pass
    first, second = out.getvalue().splitlines()
    assert first.startswith("1/2 Packages ... unchanged (")
    assert second.startswith("2/2 Database ... done (")


def test_a_step_that_fails_says_that_it_stopped() -> None:
    out = io.StringIO()
    progress = Progress(1, out)
    with pytest.raises(ValueError, match="broken"), progress.step("Packages"):
        raise ValueError("broken")
    assert out.getvalue().startswith("1/1 Packages ... stopped (")


def test_a_terminal_shows_what_is_being_done_on_the_same_line() -> None:
    out = Terminal()
    with Progress(1, out).step("Packages") as step:
        step.doing("Downloading something" + "x" * 200)
    lines = out.getvalue().split("\r")
    assert any("Downloading something" in line and len(line) <= 100 for line in lines)
    assert out.getvalue().count("\n") == 1
