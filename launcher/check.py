"""`make check`: everything that can be judged without running the platform, and the migrations from nothing."""

from launcher.checkout import Checkout, prepare_data_dir
from launcher.commands import CommandFailed, Shell
from launcher.console import Progress, complain, say
from launcher.database import CARELESS, NAME, throwaway
from launcher.environment import base_environment, scratch_environment
from launcher.preparation import build_front_end, flask, install_packages
from launcher.stopping import listen_for_stop

MIGRATIONS = (
    ("Migrations from nothing", ("db", "upgrade")),
    ("Migrations undone", ("db", "downgrade", "base")),
    ("Migrations once more", ("db", "upgrade")),
    ("Migrations and models agree", ("db", "check")),
)


def check(checkout: Checkout) -> int:
    """0 when all is well; every check is made, also after one that failed. Raises: Refusal."""
    listen_for_stop()
    prepare_data_dir(checkout)
    source = _source_checks(checkout)
    progress = Progress(2 + len(source) + len(MIGRATIONS))
    install_packages(checkout, progress, tests=True)
    build_front_end(checkout, progress)
    shell = Shell(checkout.root, base_environment(checkout.environ))
    failed = [title for title, argv in source if not _passes(progress, shell, title, argv)]
    with throwaway(checkout, "check", CARELESS) as server:
        server.create_database(NAME)
        shell = Shell(checkout.root, scratch_environment(checkout, "test", "check", server.url(NAME)))
        failed += [title for title, words in MIGRATIONS if not _passes(progress, shell, title, flask(checkout, *words))]
    if failed:
        complain(f"\nNot in order: {', '.join(failed)}.")
        return 1
    say("\nAll is in order.")
    return 0


def _source_checks(checkout: Checkout) -> list[tuple[str, list[str]]]:
    def tool(name: str) -> str:
        return str(checkout.python.with_name(name))

    return [
        ("Format", [tool("ruff"), "format", "--check", "."]),
        ("Lint", [tool("ruff"), "check", "."]),
        # Judged, not formatted: djlint's formatter breaks lines where a space would then show on the screen.
        ("Templates", [tool("djlint"), "app/templates", "--lint"]),
        ("Types", [tool("mypy")]),
        ("Import contracts", [tool("lint-imports")]),
    ]


def _passes(progress: Progress, shell: Shell, title: str, argv: list[str]) -> bool:
    problem: CommandFailed | None = None
    with progress.step(title) as step:
        returncode, output = Shell(shell.cwd, shell.env, on_line=step.doing).attempt(argv)
        if returncode:
            problem = CommandFailed(title, returncode, output)
            step.outcome = "FAILED"
    if problem:
        complain("\n".join(f"    {line}" for line in problem.output[-200:]))
    return problem is None
