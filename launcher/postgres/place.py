"""Where the server's files lie: in the data directory when the server's account can get there, else beside it."""

import os
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from launcher.console import Refusal
from launcher.postgres.account import Account
from launcher.postgres.programs import Programs
from launcher.postgres.running import is_running, short_hash

PORT = 54329  # names the socket file and nothing else: no TCP port is opened
LONGEST_SOCKET_PATH = 107
AWAY = (Path("/var/lib"), Path("/var/tmp"))  # noqa: S108 - the folder in it is checked to be ours alone
SHORT = (Path("/run"), Path("/tmp"))  # noqa: S108 - likewise


@dataclass(frozen=True)
class Place:
    """One cluster: its data, the folder of its socket, its log and its lock."""

    home: Path
    socket_dir: Path
    log: Path
    is_away: bool = False

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def lock(self) -> Path:
        return self.home / "launcher.lock"


def folders_away(folder: Path) -> list[Path]:
    """Where the files of `folder` go when the server's account cannot reach it."""
    return [parent / f"locatieplatform-{short_hash(folder)}" for parent in AWAY]


def traces_elsewhere(folder: Path) -> list[Path]:
    """All that the cluster of `folder` may have left outside it."""
    sockets = [path for parent in SHORT for path in parent.glob(f"lp-*-{short_hash(folder)}")]
    us = os.geteuid()
    return [path for path in (*folders_away(folder), *sockets) if _is_ours(path, us) or (us == 0 and path in sockets)]


def settle(folder: Path, account: Account, log: Path) -> Place:
    """The place for the cluster of `folder`; data that is where the account cannot go is brought along.

    The permissions of parent folders are never touched. Raises: Refusal when no place is left.
    """
    away = folders_away(folder)
    candidates = [folder, *away]
    safe = [path for path in candidates if path not in away or _is_ours(path, os.geteuid())]
    holding = [path for path in safe if (path / "data" / "PG_VERSION").is_file()]
    for home in [*holding, *candidates]:
        if _is_usable(home, account, shared=home in away):
            if holding and home != holding[0]:
                _bring(holding[0], home)
            return Place(home, _socket_dir(folder, home, account), log, home != folder)
    raise Refusal(f"The database's account (uid {account.uid}) can enter neither {folder} nor {AWAY[0]}: set DATA_DIR.")


def reachable_programs(programs: Programs, place: Place, account: Account) -> Programs:
    """The server's programs, copied once when its account may not read them where they are.

    Raises: Refusal when a server that is not ours to copy cannot be read.
    """
    if account.can("-x", programs.bin / "postgres"):
        return programs
    package = programs.package
    if package is None:
        raise Refusal(f"The database's account (uid {account.uid}) may not run {programs.path('postgres')}.")
    target = place.home / "server" / package.name
    if not target.exists():
        libraries = package.with_name(f"{package.name}.libs")  # found by the programs as their package's neighbour
        if libraries.exists():
            _copy_readable(libraries, target.with_name(libraries.name))
        _copy_readable(package, target)
    return Programs(target / programs.bin.relative_to(package), programs.major)


def _bring(old: Path, new: Path) -> None:
    if is_running(old):
        raise Refusal(f"The database in {old} runs under another account: stop it first.")
    shutil.move(old / "data", new / "data")


def _copy_readable(source: Path, target: Path) -> None:
    unfinished = target.with_name(f"{target.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    shutil.copytree(source, unfinished, symlinks=True)
    for path in (unfinished, *unfinished.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or path.stat().st_mode & 0o100 else 0o444))
    target.parent.chmod(0o755)
    unfinished.rename(target)


def _is_usable(home: Path, account: Account, *, shared: bool) -> bool:
    try:
        home.mkdir(mode=0o711, exist_ok=True)
    except OSError:
        return False
    # Among other people's folders one of that name may have been laid out for us.
    return (_is_ours(home, os.geteuid()) or not shared) and account.can("-x", home)


def _is_ours(path: Path, uid: int) -> bool:
    """A real folder of this owner that nobody else can write in."""
    try:
        status = path.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_uid == uid and not status.st_mode & 0o022


def _socket_dir(folder: Path, home: Path, account: Account) -> Path:
    """A private folder whose name fits in a socket's address, and stands in a URL as it is."""
    names = [home / "socket", *(parent / f"lp-{account.uid}-{short_hash(folder)}" for parent in SHORT)]
    for path in names:
        longest = path / f".s.PGSQL.{PORT}"
        if len(os.fsencode(longest)) > LONGEST_SOCKET_PATH or quote(str(path)) != str(path):
            continue
        try:
            path.mkdir(mode=0o700, exist_ok=True)
        except OSError:
            continue
        if path.lstat().st_uid == os.geteuid():
            account.own(path)
        if _is_ours(path, account.uid) and account.can("-w", path):
            return path
    raise Refusal(f"No private folder could be made for the database's socket in {home} or {SHORT[1]}.")
