"""As whom the server runs. PostgreSQL refuses root, so for root another identity is found without making a user."""

import hashlib
import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from launcher.console import Refusal

# The uids that no distribution hands out (systemd's table of user ids): nobody else's processes run under them.
SPARE_UIDS = range(60578, 61184)


@dataclass(frozen=True)
class Account:
    """An identity for the server: the words before its command, and who then owns its files."""

    kind: str
    uid: int
    gid: int
    prefix: tuple[str, ...] = ()
    # initdb asks for the name of its user, so it runs under an identity that has one.
    initial_uid: int = -1
    initial_prefix: tuple[str, ...] = ()

    def command(self, argv: Sequence[str | Path]) -> list[str]:
        return [*self.prefix, *(str(word) for word in argv)]

    def leashed(self, argv: Sequence[str | Path], ending: signal.Signals) -> list[str]:
        """The command of a server that ends with us; setpriv clears what was set before it, so it sets it itself."""
        if self.kind == "setpriv":
            return [*self.prefix[:-1], f"--pdeathsig={ending.name.removeprefix('SIG')}", "--", *map(str, argv)]
        return self.command(argv)

    def initial(self, argv: Sequence[str | Path]) -> list[str]:
        return [*self.initial_prefix, *(str(word) for word in argv)]

    def can(self, test: str, path: Path) -> bool:
        """Whether this identity passes `test -x`, `-w` or `-r` for the path, through all its parents."""
        return succeeds(self.command(["test", test, path]))

    def own(self, path: Path, uid: int | None = None) -> None:
        """Hands a folder of ours, with all in it, to this identity."""
        if os.geteuid() != 0:
            return
        uid = self.uid if uid is None else uid
        for inner in (path, *path.rglob("*")):
            if inner.lstat().st_uid != uid:
                os.chown(inner, uid, self.gid if uid == self.uid else uid, follow_symlinks=False)


def succeeds(argv: Sequence[str | Path]) -> bool:
    try:
        return subprocess.run(argv, capture_output=True, check=False, timeout=30).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def choose_account(data_dir: Path, forced: str = "") -> Account:
    """The first way that works here; `forced` (LAUNCHER_PG_AS) names one of direct, unshare, setpriv.

    Raises: Refusal when no way works, with what to do instead.
    """
    ways = {"direct": _direct, "unshare": _unshare, "setpriv": _setpriv}
    if forced and forced not in ways:
        raise Refusal(f"LAUNCHER_PG_AS can be {', '.join(ways)}, not {forced!r}.")
    for name, way in ways.items():
        account = way(data_dir) if forced in {"", name} else None
        if account:
            return account
    tried = f"LAUNCHER_PG_AS={forced} does not work here"
    neither = "neither a user namespace (unshare) nor another uid (setpriv) is allowed here"
    raise Refusal(
        f"PostgreSQL refuses to run as this user, and {tried if forced else neither}: "
        "start as an ordinary user with a name, or set DATABASE_URL to a server of your own."
    )


def _direct(_data_dir: Path) -> Account | None:
    uid = os.geteuid()
    return Account("direct", uid, os.getegid()) if uid != 0 and _has_name(uid) else None


def _unshare(_data_dir: Path) -> Account | None:
    """A user namespace of one uid: outside the files stay ours, inside we are somebody else."""
    if not shutil.which("unshare"):
        return None
    inside = _named_uid()
    prefix = ("unshare", "--user", f"--map-user={inside}", f"--map-group={inside}", "--")
    if not succeeds([*prefix, "true"]):
        return None
    return Account("unshare", os.geteuid(), os.getegid(), prefix, os.geteuid(), prefix)


def _setpriv(data_dir: Path) -> Account | None:
    """An unprivileged uid of its own, made from the data directory's path so that it is the same next time."""
    if os.geteuid() != 0 or not shutil.which("setpriv"):
        return None
    named = _named_uid()
    number = int.from_bytes(hashlib.sha256(os.fsencode(data_dir)).digest()[:4], "big")
    for uid in (SPARE_UIDS[number % len(SPARE_UIDS)], named):  # a container may map only the usual few
        prefix, initial = _become(uid), _become(named)
        if succeeds([*prefix, "true"]) and succeeds([*initial, "true"]):
            return Account("setpriv", uid, uid, prefix, named, initial)
    return None


def _become(uid: int) -> tuple[str, ...]:
    return ("setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups", "--")


def _has_name(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _named_uid() -> int:
    """An unprivileged uid that has a name on this machine: nobody's, else anyone's."""
    ordinary = [entry.pw_uid for entry in pwd.getpwall() if entry.pw_uid != 0]
    nobody = [entry.pw_uid for entry in pwd.getpwall() if entry.pw_name == "nobody"]
    return (nobody or ordinary or [65534])[0]
