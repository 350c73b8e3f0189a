"""The database: base class, session, and the one place that commits.

One use case is one transaction, opened by the view, task or command that runs it. A service never commits.
Raising rolls everything back, jobs included, because jobs are rows of the same transaction.
"""

import random
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, ClassVar, TypeVar

import psycopg
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import BigInteger, Date, DateTime, MetaData, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, scoped_session

# What every connection asks of the server. Without compilation of plans: ours are short. And with pages read at random
# priced as of memory and disks without arms: by its own price, four times that of the next page, the planner reads whole
# tables where it should look up by key.
CONNECTION_OPTIONS = "-c timezone=UTC -c jit=off -c random_page_cost=1.1"

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Parent of every table. Types follow from the annotation: datetimes carry a zone, numbers of cents are wide."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        uuid.UUID: Uuid(),
        str: Text(),
        int: BigInteger(),
        datetime: DateTime(timezone=True),
        date: Date(),
        dict[str, Any]: JSONB(),
        list[dict[str, Any]]: JSONB(),
    }


db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})


def session() -> scoped_session[Session]:
    """The session of this request, task or command."""
    return db.session


@contextmanager
def transaction() -> Iterator[None]:
    """Everything in the block happens, or nothing does.

    Raises:
        RuntimeError: when opened inside another; a use case is one transaction and services never open one.
    """
    info = db.session().info
    if info.get("use_case_open"):
        raise RuntimeError("A transaction is already open: services never open their own.")
    info["use_case_open"] = True
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        info["use_case_open"] = False


@contextmanager
def read_only() -> Iterator[None]:
    """Reads that end their transaction, so that no connection stays open while we wait for another system.

    What was loaded stays usable afterwards, as far as it was loaded.

    Raises:
        RuntimeError: something was written in the block.
    """
    try:
        yield
        _refuse_changes()
        # Not a rollback: that would forget everything that was loaded.
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


def _refuse_changes() -> None:
    if db.session.new or db.session.dirty or db.session.deleted:
        raise RuntimeError("A block that only reads has changed something.")


def driver_connection() -> psycopg.Connection[Any]:
    """The psycopg connection of the open transaction, for a library that writes rows of its own in it."""
    connection = db.session.connection().connection.driver_connection
    if not isinstance(connection, psycopg.Connection):  # pragma: no branch - there is one driver
        raise TypeError("The database driver is not psycopg.")
    return connection


# 40001 serialization failure, 40P01 deadlock: the transaction was fine, its timing was not.
_RETRYABLE = frozenset({"40001", "40P01"})


def is_retryable(error: OperationalError) -> bool:
    """Whether running the same transaction again can succeed."""
    return getattr(error.orig, "sqlstate", None) in _RETRYABLE


Result = TypeVar("Result")


class MakeWayError(Exception):
    """Mixed into an error that something else may take away: `first` does that, in a transaction of its own."""

    first: Callable[[], object] | None = None


def in_transaction(use_case: Callable[[], Result], *, attempts: int = 3) -> Result:
    """Run a use case in a transaction of its own, again when only its timing was bad (deadlock, serialization).

    Also once more after what an error says has to be done first (`MakeWayError`): then it ends for good.
    """
    try:
        return _in_transaction(use_case, attempts)
    except MakeWayError as error:
        if error.first is None:
            raise
        _in_transaction(error.first, attempts)
    return _in_transaction(use_case, attempts)


def _in_transaction(use_case: Callable[[], Result], attempts: int) -> Result:
    for attempt in range(attempts):
        try:
            with transaction():
                return use_case()
        except OperationalError as error:
            if attempt == attempts - 1 or not is_retryable(error):
                raise
            time.sleep(random.uniform(0.01, 0.05) * (attempt + 1))  # noqa: S311 - jitter, not a secret
    raise AssertionError("unreachable: the last attempt returns or raises")
