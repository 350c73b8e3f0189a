"""The simulator's memory: one SQLite file, many readers, exactly one writer at a time.

SQLite refuses a second writer with "database is locked". Here writers queue for a lock of our own before they begin, so
that never happens within the process, and the write-ahead log lets readers go on meanwhile.
"""

import json
import queue
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Json = dict[str, Any]

_SCHEMA = Path(__file__).with_name("schema.sql")
_TABLES = ("thing", "answer", "delivery", "attempt", "setting")
# Raise it when schema.sql changes: a file of another version is refused and not misread.
SCHEMA_VERSION = 1
BUSY_SECONDS = 30.0
IDLE_READERS = 16


class OtherVersionError(Exception):
    """The data file was written by another version of the simulator."""


@dataclass
class Thing:
    """One stored object: what the API shows (`body`) and what only Stripe knows (`extra`)."""

    id: str
    kind: str
    account: str
    created: int
    body: Json
    extra: Json = field(default_factory=dict)
    seq: int = 0


class Tx:
    """One transaction. Objects are remembered while it lasts and written together: before the next query, or at its end.

    `wake` asks for the webhook courier once the transaction is in.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known: dict[str, Thing] = {}
        self._new: dict[str, Thing] = {}
        self._changed: dict[str, Thing] = {}
        self.wake = False

    def rows(self, sql: str, values: Iterable[object] = ()) -> list[sqlite3.Row]:
        self.flush()
        return self._connection.execute(sql, tuple(values)).fetchall()

    def run(self, sql: str, values: Iterable[object] = ()) -> int:
        """Execute and say how many rows it touched."""
        self.flush()
        return self._connection.execute(sql, tuple(values)).rowcount

    def insert(self, thing: Thing) -> None:
        self._known[thing.id] = self._new[thing.id] = thing

    def save(self, thing: Thing) -> None:
        self._known[thing.id] = thing
        if thing.id not in self._new:
            self._changed[thing.id] = thing

    def find(self, identifier: str, kind: str | None = None) -> Thing | None:
        thing = self._known.get(identifier)
        if thing is None:
            found = self._connection.execute("SELECT * FROM thing WHERE id = ?", (identifier,)).fetchone()
            if found is None:
                return None
            thing = self._known[identifier] = thing_from(found)
        return thing if kind in {None, thing.kind} else None

    def flush(self) -> None:
        """Write what was made and changed."""
        if self._new:
            new, self._new = self._new, {}
            self._connection.executemany(_INSERT, [_columns(thing) for thing in new.values()])
        if self._changed:
            changed, self._changed = self._changed, {}
            self._connection.executemany(_UPDATE, [_columns(thing) for thing in changed.values()])

    def forget(self) -> None:
        """Write, and let go of the objects: for long work that has no more use for them."""
        self.flush()
        self._known.clear()

    def setting(self, name: str) -> Json:
        found = self.rows("SELECT value FROM setting WHERE name = ?", (name,))
        return dict(json.loads(found[0]["value"])) if found else {}

    def set(self, name: str, value: Json) -> None:
        self.run(
            "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, _dump(value)),
        )

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo what happens inside when it raises, and keep the transaction."""
        self.run("SAVEPOINT attempt")
        try:
            yield
            self.flush()
        except BaseException:
            for remembered in (self._known, self._new, self._changed):
                remembered.clear()
            self.run("ROLLBACK TO attempt")
            self.run("RELEASE attempt")
            raise
        self.run("RELEASE attempt")


class Store:
    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._lock = threading.Lock()
        self._readers: queue.SimpleQueue[sqlite3.Connection] = queue.SimpleQueue()
        self._writer = self._connect()
        self._writer.execute("PRAGMA journal_mode = WAL")
        self._prepare()
        self.on_wake: Callable[[], None] = lambda: None

    def _prepare(self) -> None:
        """Make the tables. Raises: OtherVersionError."""
        version = self._writer.execute("PRAGMA user_version").fetchone()[0]
        used = self._writer.execute("SELECT 1 FROM sqlite_master WHERE name = 'thing'").fetchone()
        if used and version != SCHEMA_VERSION:
            self._writer.close()
            raise OtherVersionError(
                f"{self._path} was written by another version of the simulator; remove it to start afresh."
            )
        self._writer.executescript(f"BEGIN;{_SCHEMA.read_text(encoding='utf-8')}COMMIT;")
        self._writer.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection

    @contextmanager
    def write(self) -> Iterator[Tx]:
        """The one writer: commits on the way out, rolls back on an exception."""
        tx = Tx(self._writer)
        with self._lock:
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield tx
                tx.flush()
            except BaseException:
                self._writer.execute("ROLLBACK")
                raise
            self._writer.execute("COMMIT")
        if tx.wake:
            self.on_wake()

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """A consistent picture, on a connection of its own."""
        try:
            connection = self._readers.get_nowait()
        except queue.Empty:
            connection = self._connect()
        tx = Tx(connection)
        connection.execute("BEGIN")
        try:
            yield tx
        finally:
            connection.execute("ROLLBACK")
            if self._readers.qsize() < IDLE_READERS:
                self._readers.put(connection)
            else:
                connection.close()

    def wipe(self) -> None:
        """Everything gone, as on the first day."""
        with self.write() as tx:
            for table in _TABLES:
                tx.run(f"DELETE FROM {table}")  # noqa: S608  the names are the constant above

    def close(self) -> None:
        with self._lock:
            while not self._readers.empty():
                self._readers.get_nowait().close()
            self._writer.close()


def thing_from(row: sqlite3.Row) -> Thing:
    return Thing(
        id=row["id"],
        kind=row["kind"],
        account=row["account"],
        created=row["created"],
        body=json.loads(row["body"]),
        extra=json.loads(row["extra"]),
        seq=row["seq"],
    )


_COLUMNS = (
    "kind",
    "account",
    "created",
    "body",
    "extra",
    "payment_intent",
    "charge",
    "source",
    "payout",
    "net",
    "available_on",
    "open_until",
    "id",
)
_INSERT = f"INSERT INTO thing ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608  constant names
_UPDATE = f"UPDATE thing SET {', '.join(f'{name} = ?' for name in _COLUMNS[:-1])} WHERE id = ?"  # noqa: S608  constant names
_dump = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


def _columns(thing: Thing) -> tuple[object, ...]:
    body, extra = thing.body, thing.extra
    is_open = thing.kind == "checkout.session" and body["status"] == "open"
    return (
        thing.kind,
        thing.account,
        thing.created,
        _dump(body),
        _dump(extra),
        body.get("payment_intent"),
        body.get("charge"),
        body.get("source") if thing.kind == "balance_transaction" else None,
        extra.get("payout"),
        body.get("net"),
        body.get("available_on"),
        body["expires_at"] if is_open else None,
        thing.id,
    )
