"""Alembic inside the application: `flask --app wsgi db upgrade`."""

from alembic import context
from flask import current_app
from sqlalchemy import text

from app.core.db import Base

config = context.config
# A lock that only one migration run can hold: two deployments at once wait for each other.
_ADVISORY_LOCK = 7_201_2026


def run_migrations() -> None:
    """Against the application's own engine, all in one transaction."""
    extension = current_app.extensions["migrate"]
    with extension.db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            **extension.configure_args,
        )
        with context.begin_transaction():
            connection.execute(text("SET LOCAL lock_timeout = '5s'"))
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})"))
            context.run_migrations()


run_migrations()
