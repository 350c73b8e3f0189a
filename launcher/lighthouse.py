"""`make lighthouse`: home, results and room page judged by Lighthouse, on a phone and at a desk, with demo data inside."""

import json
import shutil
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from launcher import demo
from launcher.assets import Node, system_node, wheel_node
from launcher.audits import DEVICES, LEAST_SCORE, Verdict, audit, table
from launcher.browser import require_chromium
from launcher.checkout import Checkout, prepare_data_dir, require_room
from launcher.commands import Shell
from launcher.console import Progress, Refusal, complain, say
from launcher.database import CARELESS, NAME, throwaway
from launcher.environment import (
    SETTINGS,
    Doors,
    application_environment,
    base_environment,
    simulator_environment,
)
from launcher.fingerprint import fingerprint, remember, remembered
from launcher.ports import answers, free_port
from launcher.preparation import build_front_end, compile_texts, flask, install_packages, setup_shell
from launcher.processes import Program, Supervisor
from launcher.run import is_ready
from launcher.stopping import listen_for_stop

STEPS = 7
ROOM_NEEDED_MB = 1500
SOURCE = ("bench", "lighthouse")
TOOL = "lighthouse-tool"
WEEKS_AHEAD = 7


def lighthouse(checkout: Checkout) -> int:
    """0 when every page scores at least 95 four times on both devices. Raises: Refusal."""
    listen_for_stop()
    prepare_data_dir(checkout)
    require_room([checkout.data_dir], ROOM_NEEDED_MB)
    progress = Progress(STEPS)
    install_packages(checkout, progress)
    build_front_end(checkout, progress)
    with progress.step("Browser") as step:
        chromium = require_chromium(checkout.environ, setup_shell(checkout, step), step)
    tool = _install_tool(checkout, progress)
    shell = Shell(checkout.root, base_environment(checkout.environ) | {"CHROME_PATH": chromium})
    with _website(checkout, progress) as address, progress.step("Audits") as step:
        shell = replace(shell, on_line=step.doing)
        verdicts = [
            _told(audit(shell, tool, page, url, device, checkout.log_dir), step.doing)
            for page, url in _pages(address).items()
            for device in DEVICES
        ]
    say(f"\n{table(verdicts)}\n")
    if all(one.ok for one in verdicts):
        return 0
    complain(f"A score under {LEAST_SCORE} is not good enough.")
    return 1


def _told(verdict: Verdict, tell: Callable[[str], None]) -> Verdict:
    tell(f"{verdict.page}, {verdict.device}: {' '.join(map(str, verdict.scores.values()))}")
    return verdict


def _install_tool(checkout: Checkout, progress: Progress) -> tuple[str, ...]:
    """How to call Lighthouse; its packages live in the data directory, fetched once as its own lock file says."""
    source, folder = checkout.root.joinpath(*SOURCE), checkout.data_dir / TOOL
    with progress.step("Lighthouse") as step:
        node = _require_node(checkout)
        wanted = fingerprint([source / "package.json", source / "package-lock.json"])
        stamp = folder / ".installed-lock"
        if remembered(stamp) == wanted:
            step.outcome = "unchanged"
        else:
            folder.mkdir(exist_ok=True)
            for name in ("package.json", "package-lock.json"):
                shutil.copyfile(source / name, folder / name)
            stamp.unlink(missing_ok=True)
            shell = replace(setup_shell(checkout, step), cwd=folder)
            shell = replace(shell, env={**shell.env, "PATH": f"{node.folder}:{shell.env.get('PATH', '')}"})
            shell.run("npm ci", [*node.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            remember(stamp, wanted)
    return (*node.node, str(folder / "node_modules" / "lighthouse" / "cli" / "index.js"))


def _require_node(checkout: Checkout) -> Node:
    node = system_node() or wheel_node(checkout)
    if node is None:
        raise Refusal("Lighthouse needs Node 20 or newer with npm, and none was found.")
    return node


@contextmanager
def _website(checkout: Checkout, progress: Progress) -> Iterator[str]:
    """The address of the platform with the demo world in a database of its own; all of it is gone afterwards."""
    with throwaway(checkout, "lighthouse", CARELESS) as server:
        server.create_database(NAME)
        environ = {name: value for name, value in checkout.environ.items() if name not in SETTINGS}
        inner = replace(checkout, data_dir=checkout.data_dir / "lighthouse" / "files", environ=environ)
        prepare_data_dir(inner)
        doors = _free_doors()
        env = application_environment(inner, doors, server.url(NAME))
        supervisor = Supervisor()
        try:
            with progress.step("Demo data") as step:
                shell = Shell(inner.root, env, inner.log_dir / "setup.log", step.doing)
                shell.run("Migrating the database", flask(inner, "db", "upgrade"))
                compile_texts(inner, shell)
                supervisor.start([_simulator(inner, doors, env)])
                demo.ensure_loaded(inner, shell, None)
            with progress.step("Website"):
                supervisor.start([_web(inner, doors, env)])
            yield env["PUBLIC_URL"]
        finally:
            supervisor.stop()


def _free_doors() -> Doors:
    web = free_port(8000)
    return Doors("127.0.0.1", web, free_port(web))


def _simulator(checkout: Checkout, doors: Doors, env: Mapping[str, str]) -> Program:
    words = [str(checkout.python), "-m", "simulator"]
    log = checkout.log_dir / "simulator.log"
    told = simulator_environment(checkout, doors, env)
    return Program("simulator", words, checkout.root, told, log, lambda: answers(doors.simulator))


def _web(checkout: Checkout, doors: Doors, env: Mapping[str, str]) -> Program:
    words = [str(checkout.python), "-m", "gunicorn", "-c", "config/gunicorn.py", "wsgi:app"]
    return Program("web", words, checkout.root, env, checkout.log_dir / "web.log", lambda: is_ready(doors))


def _pages(address: str) -> dict[str, str]:
    """The pages that a stranger meets first, with a time asked on the last two: that is when they show most."""
    day = (datetime.now(UTC) + timedelta(weeks=WEEKS_AHEAD)).date()
    asked = f"near=Utrecht&date={day.isoformat()}&from=19:00&until=21:00&persons=5"
    with urllib.request.urlopen(f"{address}/api/v1/rooms?{asked}", timeout=30) as answer:  # noqa: S310 - our own server
        items = json.load(answer)["items"]
    if not items:
        raise Refusal("The demo world shows no room near Utrecht, so there is no page to judge.")
    return {"home": f"{address}/", "results": f"{address}/zoeken?{asked}", "room": items[0]["url"]}
