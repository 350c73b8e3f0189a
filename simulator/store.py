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
BUSY_SECONDS = 30.0
IDLE_READERS = 16


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
    """One transaction. `wake` asks for the webhook courier once the transaction is in."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.wake = False

    def rows(self, sql: str, values: Iterable[object] = ()) -> list[sqlite3.Row]:
        return self._connection.execute(sql, tuple(values)).fetchall()

    def run(self, sql: str, values: Iterable[object] = ()) -> int:
        """Execute and say how many rows it touched."""
        return self._connection.execute(sql, tuple(values)).rowcount

    def insert(self, *things: Thing) -> None:
        self._connection.executemany(
            "INSERT INTO thing (id, kind, account, created, body, extra) VALUES (?, ?, ?, ?, ?, ?)",
            [(t.id, t.kind, t.account, t.created, _dump(t.body), _dump(t.extra)) for t in things],
        )

    def save(self, thing: Thing) -> None:
        self.run("UPDATE thing SET body = ?, extra = ? WHERE id = ?", (_dump(thing.body), _dump(thing.extra), thing.id))

    def find(self, identifier: str, kind: str | None = None) -> Thing | None:
        found = self.rows("SELECT * FROM thing WHERE id = ?", (identifier,))
        if not found or (kind is not None and found[0]["kind"] != kind):
            return None
        return thing_from(found[0])

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
        except BaseException:
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
        self._writer.executescript(_SCHEMA.read_text(encoding="utf-8"))
        self.on_wake: Callable[[], None] = lambda: None

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
            tx.run("BEGIN IMMEDIATE")
            try:
                yield tx
            except BaseException:
                tx.run("ROLLBACK")
                raise
            tx.run("COMMIT")
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
        tx.run("BEGIN")
        try:
            yield tx
        finally:
            tx.run("ROLLBACK")
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


def _dump(value: Json) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
