"""What a benchmark says of its own figures."""

import json
from pathlib import Path

import pytest

from bench.load import Timing, measure
from bench.report import Target, table, write


@pytest.mark.parametrize(
    ("target", "limit", "ok"),
    [
        (Target("a", "A", 5, "x", most=5), "<= 5", True),
        (Target("a", "A", 5.1, "x", most=5), "<= 5", False),
        (Target("a", "A", 0.2, "x", least=0.2), ">= 0.2", True),
        (Target("a", "A", 0.19, "x", least=0.2), ">= 0.2", False),
        (Target("a", "A", 3, "ms"), None, None),
    ],
)
def test_a_target_is_judged_by_its_limit_and_not_at_all_without_one(
    target: Target, limit: str | None, ok: bool | None
) -> None:
    assert target.limit == limit
    assert target.ok is ok


def test_the_table_says_which_target_is_too_slow() -> None:
    told = table([Target("a", "page to SQL", 9, "x", most=5), Target("b", "holds", 40, "/s")])
    rows = told.splitlines()
    assert rows[1].endswith("TOO SLOW")
    assert "TOO SLOW" not in rows[2]


def test_the_file_holds_machine_sizes_and_targets(tmp_path: Path) -> None:
    path = tmp_path / "new" / "bench.json"
    write(path, {"cores": 2}, {"rooms": 10}, [Target("a", "A", 1.23456, "x", most=2)])
    told = json.loads(path.read_text())
    assert told["machine"] == {"cores": 2}
    assert told["sizes"] == {"rooms": 10}
    assert told["targets"] == [{"id": "a", "name": "A", "value": 1.2346, "unit": "x", "limit": "<= 2", "ok": True}]


def test_95_of_100_acts_are_done_within_the_p95() -> None:
    assert Timing([n / 1000 for n in range(1, 101)], 1).p95_ms == 95
    assert Timing([0.5], 1).p95_ms == 500
    assert Timing([0.1, 0.1], 0.1).per_second == 20


def test_every_worker_does_its_own_acts() -> None:
    done: list[str] = []
    timing = measure([[lambda: done.append("a")] * 3, [lambda: done.append("b")]])
    assert sorted(done) == ["a", "a", "a", "b"]
    assert len(timing.each) == 4


def test_an_act_that_fails_fails_the_measurement() -> None:
    def fail() -> None:
        raise ValueError("a page answered 500")

    with pytest.raises(RuntimeError, match="answered 500"):
        measure([[fail]])
