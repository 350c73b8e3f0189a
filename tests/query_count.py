"""Counting what is asked of the database: a page costs the same number of queries for one row and for a thousand."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from app.core.db import db


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    """The statements sent within the block, in order (savepoints left out)."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if "SAVEPOINT" not in statement:
            said.append(statement)

    connection = db.session.connection()
    event.listen(connection, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(connection, "before_cursor_execute", note)
