"""The demo data: loaded once into a database, and who can log in with it."""

import os
from pathlib import Path

from launcher.checkout import Checkout
from launcher.commands import CommandFailed, Shell
from launcher.postgres.server import Server
from launcher.preparation import flask

NOT_LOADED = 3


def ensure_loaded(checkout: Checkout, shell: Shell, server: Server | None) -> tuple[list[str], bool]:
    """The demo accounts, one a line, and whether the data had to be loaded now.

    A database of our own has a note among its files, which lives and dies with them and saves asking; another is asked.
    Raises: CommandFailed when loading goes wrong.
    """
    note = server.place.data / "demo-accounts" if server else None
    if note and note.is_file():
        return note.read_text(encoding="utf-8").splitlines(), False
    status, output = shell.attempt(flask(checkout, "demo", "status"))
    if status not in {0, NOT_LOADED}:
        raise CommandFailed("Looking for the demo data", status, output)
    if status == NOT_LOADED:
        shell.run("Loading the demo data", flask(checkout, "demo", "load"))
    accounts = shell.run("Listing the demo accounts", flask(checkout, "demo", "accounts"))
    if note:
        _write_privately(note, accounts)
    return accounts, status == NOT_LOADED


def _write_privately(path: Path, lines: list[str]) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write("\n".join([*lines, ""]))
