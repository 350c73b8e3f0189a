"""Small questions to the database."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.core.db import session

Check = Callable[[], bool]
DATABASE_ERRORS = (SQLAlchemyError, OSError)
_HEAD_FILE = Path(__file__).parents[3] / "migrations" / "current-head"


def ping() -> bool:
    """Whether the database answers."""
    return bool(session().execute(text("SELECT 1")).scalar_one())


def is_migrated() -> bool:
    """Whether the tables are those that this code was written for."""
    found = session().execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return bool(found == _HEAD_FILE.read_text().strip())


def has_queue() -> bool:
    """Whether jobs can be deferred."""
    return bool(session().execute(text("SELECT to_regclass('procrastinate_jobs') IS NOT NULL")).scalar_one())
