"""Habits of the house that no linter knows."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("app", "config", "worker", "simulator", "launcher", "bench")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
MOST_LINES = 300
MOST_FUNCTION_LINES = 40
BANNED_NAMES = {"utils", "helpers", "manager", "common", "misc"}
CAPABILITY_FILES = re.compile(r"(\w+_service|rules|repository|errors|events|emails|__init__)\.py")


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.fixture(scope="module")
def trees() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text()) for path in SOURCES}


def test_modules_are_short() -> None:
    long = {_name(path): count for path in SOURCES if (count := len(path.read_text().splitlines())) > MOST_LINES}
    assert long == {}


def test_functions_are_short(trees: dict[Path, ast.Module]) -> None:
    long = [
        f"{_name(path)}:{node.name}"
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _code_lines(node) > MOST_FUNCTION_LINES
    ]
    assert long == []


def _code_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Length without the docstring: explaining is free."""
    length = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        length -= (first.end_lineno or first.lineno) - first.lineno + 1
    return length


def test_names_say_what_is_in_a_module() -> None:
    assert [_name(path) for path in SOURCES if BANNED_NAMES & set(path.with_suffix("").parts)] == []


def test_only_the_core_commits(trees: dict[Path, ast.Module]) -> None:
    places = [
        _name(path)
        for path, tree in trees.items()
        if path.parts[len(ROOT.parts)] in {"app", "worker"} and _name(path) != "app/core/db.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"commit", "rollback"}
        and not _is_savepoint(node.func.value)
    ]
    assert places == []


def _is_savepoint(value: ast.expr) -> bool:
    """`attempt.commit()`, `nested.rollback()`: ends of a savepoint within the use case's own transaction."""
    return isinstance(value, ast.Name) and value.id in {"attempt", "nested", "savepoint"}


def test_only_the_booking_service_changes_a_bookings_state(trees: dict[Path, ast.Module]) -> None:
    places = [
        _name(path)
        for path, tree in trees.items()
        if "booking" in path.parts and "services" in path.parts and path.name != "booking_service.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Attribute) and target.attr == "status"
    ]
    assert places == []


def test_relationships_never_load_by_themselves(trees: dict[Path, ast.Module]) -> None:
    places = []
    for path, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "relationship":
                options = {keyword.arg: keyword.value for keyword in node.keywords}
                lazy = options.get("lazy")
                if "backref" in options or not isinstance(lazy, ast.Constant) or lazy.value != "raise":
                    places.append(f"{_name(path)}:{node.lineno}")
    assert places == []


def test_public_functions_of_services_have_a_docstring(trees: dict[Path, ast.Module]) -> None:
    bare = [
        f"{_name(path)}:{node.name}"
        for path, tree in trees.items()
        if "services" in path.parts
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and ast.get_docstring(node) is None
    ]
    assert bare == []


def test_no_marks_are_left_behind() -> None:
    mark = re.compile(
        r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]) + r")\b|NotImplementedError"
    )
    assert [_name(path) for path in SOURCES if mark.search(path.read_text())] == []


def test_repositories_are_private_to_their_capability(trees: dict[Path, ast.Module]) -> None:
    crossing = []
    for path, tree in trees.items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.ImportFrom) or node.module is None:
                continue
            found = re.fullmatch(r"app\.services\.(\w+)(?:\.(\w+))?", node.module)
            if found is None or f"services/{found.group(1)}/" in _name(path):
                continue
            modules = [found.group(2)] if found.group(2) else [alias.name for alias in node.names]
            crossing += [f"{_name(path)} -> {node.module}" for module in modules if module.endswith("repository")]
    assert crossing == []


def test_only_services_and_repositories_speak_with_the_session(trees: dict[Path, ast.Module]) -> None:
    """Not a view, nor a module of values or rules: who reads or writes says so in its name."""
    speaking = [
        _name(path)
        for path, tree in trees.items()
        if _name(path).startswith(("app/blueprints/", "app/web/", "app/services/", "worker/"))
        and not path.stem.endswith(("_service", "repository"))
        and _imports(tree, "app.core.db") & {"session", "db"}
    ]
    # It only listens: a rollback also forgets who is logged in.
    assert speaking == ["app/web/access.py"]


def test_statements_stand_in_repositories(trees: dict[Path, ast.Module]) -> None:
    stray = [
        _name(path)
        for path, tree in trees.items()
        if path.stem.endswith("_service")
        and "services" in path.parts
        and _imports(tree, "sqlalchemy", "sqlalchemy.dialects.postgresql")
        & {"select", "insert", "update", "delete", "text", "exists"}
    ]
    assert stray == []


def _imports(tree: ast.Module, *modules: str) -> set[str]:
    return {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in modules
        for alias in node.names
    }
