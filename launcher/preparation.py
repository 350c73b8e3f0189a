"""The steps that every command shares: packages, bundles, texts."""

from launcher import assets, setup
from launcher.checkout import Checkout
from launcher.commands import Shell
from launcher.console import Progress, Step
from launcher.environment import base_environment
from launcher.fingerprint import fingerprint, remember, remembered
from launcher.locking import locked

LOCK = "setup.lock"  # make test beside make run, on a fresh clone


def setup_shell(checkout: Checkout, step: Step) -> Shell:
    """Runs the tools of the set-up, with their output in setup.log."""
    env = base_environment(checkout.environ) | {"UV_PYTHON_DOWNLOADS": "never", "NO_COLOR": "1"}
    return Shell(checkout.root, env, checkout.log_dir / "setup.log", step.doing)


def install_packages(checkout: Checkout, progress: Progress, *, tests: bool = False) -> None:
    """Raises: Refusal when the packages cannot be had."""
    with progress.step("Python packages") as step, locked(checkout.data_dir / LOCK):
        node = assets.needs_node(checkout, tests=tests) and assets.system_node() is None
        setup.install(checkout, step, setup_shell(checkout, step), tests=tests, node=node)


def build_front_end(checkout: Checkout, progress: Progress, *, tests: bool = False) -> None:
    """Raises: Refusal when the front-end cannot be built."""
    with progress.step("Front-end") as step, locked(checkout.data_dir / LOCK):
        assets.build(checkout, step, setup_shell(checkout, step), tests=tests)


def flask(checkout: Checkout, *words: str) -> list[str]:
    return [str(checkout.python), "-m", "flask", "--app", "wsgi", *words]


def compile_texts(checkout: Checkout, shell: Shell) -> bool:
    """Compiles the translations when they changed; tells whether it did.

    Raises: CommandFailed when a file cannot be compiled.
    """
    folder = checkout.root / "app" / "translations"
    stamp = folder / ".compiled-from.mo"  # git ignores it with its neighbours
    texts = list(folder.rglob("*.po"))
    wanted = fingerprint(texts, *(str(path.with_suffix(".mo").exists()) for path in texts))
    if remembered(stamp) == wanted:
        return False
    shell.run("Compiling the translations", flask(checkout, "translations", "compile"))
    remember(stamp, fingerprint(texts, *(str(path.with_suffix(".mo").exists()) for path in texts)))
    return True


def newest_revision(checkout: Checkout) -> str:
    """The migration a database should be at; a database that is there needs no migrating."""
    path = checkout.root / "migrations" / "current-head"
    return path.read_text(encoding="ascii").strip() if path.is_file() else "unknown"
