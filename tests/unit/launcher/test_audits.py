"""What is made of a Lighthouse report."""

import json
import sys
from pathlib import Path

import pytest

from launcher.audits import CATEGORIES, Verdict, audit, middle, read_report, table
from launcher.commands import CommandFailed, Shell

# Stands in for Lighthouse's own program: fails as often as a file beside it says, then writes a report with one score.
TOOL = """
import json, pathlib, sys
out = next(word.split("=", 1)[1] for word in sys.argv if word.startswith("--output-path="))
state = pathlib.Path(__file__).with_suffix(".json")
told = json.loads(state.read_text())
score = told["scores"].pop(0)
state.write_text(json.dumps(told))
if score is None:
    sys.exit("NO_NAVSTART")
names = ("performance", "accessibility", "best-practices", "seo")
pathlib.Path(out).write_text(json.dumps({"audits": {}, "categories": {
    name: {"score": score if name == "performance" else 1, "auditRefs": []} for name in names}}))
"""


def _report(path: Path, scores: dict[str, float | None]) -> Path:
    audits = {
        "image-alt": {"title": "Images have no text", "score": 0, "scoreDisplayMode": "binary"},
        "weightless": {"title": "Only a hint", "score": 0, "scoreDisplayMode": "binary"},
        "absent": {"title": "Not on this page", "score": None, "scoreDisplayMode": "notApplicable"},
    }
    references = [{"id": "image-alt", "weight": 10}, {"id": "weightless", "weight": 0}, {"id": "absent", "weight": 3}]
    categories = {name: {"score": score, "auditRefs": references} for name, score in scores.items()}
    path.write_text(json.dumps({"audits": audits, "categories": categories}))
    return path


def _tool(folder: Path, scores: list[float | None]) -> tuple[str, ...]:
    program = folder / "tool.py"
    program.write_text(TOOL)
    program.with_suffix(".json").write_text(json.dumps({"scores": scores}))
    return sys.executable, str(program)


def _verdict(performance: int) -> Verdict:
    return Verdict("home", "phone", dict.fromkeys(CATEGORIES, 100) | {"performance": performance}, ())


def test_a_report_is_read_as_four_scores_out_of_a_hundred(tmp_path: Path) -> None:
    report = _report(tmp_path / "r.json", {"performance": 0.99, "accessibility": 0.5, "best-practices": 1, "seo": None})
    verdict = read_report(report, "home", "phone")
    assert verdict.scores == {"performance": 99, "accessibility": 50, "best-practices": 100, "seo": 0}
    assert not verdict.ok


def test_remarks_name_what_costs_a_short_category_points_and_nothing_else(tmp_path: Path) -> None:
    report = _report(tmp_path / "r.json", {"performance": 1, "accessibility": 0.9, "best-practices": 1, "seo": 1})
    assert read_report(report, "home", "phone").remarks == ["accessibility: Images have no text"]


@pytest.mark.parametrize(("performance", "ok"), [(94, False), (95, True)])
def test_ninety_five_is_enough_and_one_less_is_not(performance: int, ok: bool) -> None:
    assert _verdict(performance).ok is ok


def test_of_three_runs_the_middle_one_counts() -> None:
    assert middle([_verdict(90), _verdict(99), _verdict(96)]).scores["performance"] == 96


def test_a_page_that_falls_short_once_is_measured_again(tmp_path: Path) -> None:
    tool = _tool(tmp_path, [0.9, 0.97, 0.96])
    verdict = audit(Shell(tmp_path, {}), tool, "home", "http://127.0.0.1/", "phone", tmp_path)
    assert verdict.scores["performance"] == 96  # the middle of three: one lucky run is not enough


def test_a_run_that_lost_its_recording_is_tried_again(tmp_path: Path) -> None:
    tool = _tool(tmp_path, [None, 1])
    assert audit(Shell(tmp_path, {}), tool, "home", "http://127.0.0.1/", "phone", tmp_path).ok


def test_an_auditor_that_never_finishes_is_told_with_its_own_words(tmp_path: Path) -> None:
    with pytest.raises(CommandFailed, match="NO_NAVSTART"):
        audit(Shell(tmp_path, {}), _tool(tmp_path, [None] * 3), "home", "http://127.0.0.1/", "phone", tmp_path)


def test_the_table_shows_every_score_and_what_to_improve() -> None:
    verdict = Verdict("room", "desk", dict.fromkeys(CATEGORIES, 80), ["seo: No description"])
    lines = table([verdict]).splitlines()
    assert lines[1].split() == ["room", "desk", "80", "80", "80", "80"]
    assert lines[2] == "room, desk: seo: No description"
