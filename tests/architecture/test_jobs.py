"""What is deferred has a handler, and every handler has a test that names it."""

import re
from pathlib import Path

from app.core.jobs import jobs
from worker import registry

ROOT = Path(__file__).parents[2]


def _deferred() -> set[str]:
    sources = [*(ROOT / "app").rglob("*.py"), *(ROOT / "worker").rglob("*.py")]
    return {name for path in sources for name in re.findall(r"\bdefer\(\s*\"([\w.]+)\"", path.read_text())}


def _handlers() -> set[str]:
    registry.load()
    return {name for name in jobs.tasks if not name.startswith(("builtin:", "procrastinate."))}


def test_every_deferred_job_has_a_handler() -> None:
    assert _deferred() - _handlers() == set()


def test_every_handler_is_deferred_or_on_the_clock() -> None:
    periodic = {task.task.name for task in jobs.periodic_registry.periodic_tasks.values()}
    assert _handlers() - _deferred() - periodic == set()


def test_every_handler_is_named_in_a_test() -> None:
    tests = "\n".join(
        path.read_text()
        for path in (ROOT / "tests").rglob("test_*.py")
        if path.name != "test_jobs.py" or path.parent.name != "architecture"
    )
    modules = {name: name.split(".")[1] for name in _handlers()}
    unnamed = [name for name, function in modules.items() if name not in tests and f"{function}(" not in tests]
    assert unnamed == []
