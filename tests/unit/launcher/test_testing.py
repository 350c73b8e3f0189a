"""Which tests are run, in what order, and how they are counted."""

from pathlib import Path

import pytest

from launcher.browser import find_chromium, require_chromium
from launcher.commands import Shell
from launcher.console import Progress, Refusal
from launcher.testing import Tally, read_report, stages

REPORT = """<?xml version="1.0"?><testsuites><testsuite errors="1" failures="2" skipped="3" tests="10" time="1"/></testsuites>"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("unit", "browser"):
        (tmp_path / "tests" / name).mkdir(parents=True)
    return tmp_path


def test_all_tests_are_run_and_those_in_a_browser_last_and_one_at_a_time(root: Path) -> None:
    fast, browser = stages(root, [])
    assert fast.arguments[:2] == ["tests", "--ignore=tests/browser"]
    assert "-n" in fast.arguments
    assert browser.arguments == ["tests/browser"]


def test_more_words_for_pytest_reach_every_stage(root: Path) -> None:
    assert all(list(stage.arguments[-2:]) == ["-k", "refund"] for stage in stages(root, ["-k", "refund"]))


@pytest.mark.parametrize(
    ("named", "browser"),
    [("tests/unit", False), ("tests/browser", True), ("tests", True), ("tests/unit::test_x", False)],
)
def test_named_files_are_run_alone_and_need_a_browser_only_if_they_use_it(
    root: Path, named: str, browser: bool
) -> None:
    (stage,) = stages(root, ["-x", named])
    assert stage.arguments == ["-x", named]
    assert stage.needs_browser is browser


@pytest.mark.parametrize("words", [["--deselect", "tests/unit"], ["--ignore", "tests/unit"], ["-k", "tests"]])
def test_files_to_leave_out_are_not_files_to_run(root: Path, words: list[str]) -> None:
    assert [stage.name for stage in stages(root, words)] == ["fast", "browser"]


def test_an_error_in_a_fixture_counts_as_a_failure(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(REPORT)
    assert read_report(report) == Tally(passed=4, failed=3, skipped=3)
    assert str(read_report(report) + Tally(1, 0, 0)) == "5 passed, 3 failed, 3 skipped"


def test_a_run_that_left_no_report_counts_nothing(tmp_path: Path) -> None:
    assert read_report(tmp_path / "none") == Tally()


def test_a_named_browser_is_taken_as_it_is(tmp_path: Path) -> None:
    assert find_chromium({"CHROMIUM": "/opt/browser"}) == "/opt/browser"
    with Progress(1).step("Browser") as step:
        assert require_chromium({"CHROMIUM": "/opt/browser"}, Shell(tmp_path, {}), step) == "/opt/browser"


def test_without_a_browser_and_without_apt_the_tests_are_refused_not_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refusal, match="install the package chromium"), Progress(1).step("Browser") as step:
        require_chromium({}, Shell(tmp_path, {}), step)
