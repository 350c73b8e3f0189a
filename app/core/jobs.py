"""Work for later. A job is a row of the same transaction as what it is about, so it exists exactly when that does.

Services defer by name; the functions behind the names live in `worker/`. An architecture test keeps both in step.
"""

from datetime import datetime
from typing import Any

from procrastinate import App, SyncPsycopgConnector, exceptions
from procrastinate.jobs import JobDeferrer
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

from app.core import db

# Knows the tasks. The worker gives it a connector of its own (asynchronous) for fetching and finishing jobs.
jobs = App(connector=SyncPsycopgConnector())
# Writes jobs, always on the caller's own connection: in a view and inside a running task alike.
_writer = JobManager(SyncPsycopgConnector())


def defer(
    name: str,
    *,
    at: datetime | None = None,
    unique: str | None = None,
    lane: str | None = None,
    **arguments: Any,  # noqa: ANN401
) -> None:
    """Run task `name` with JSON-able `arguments` after this transaction commits, not before `at`.

    `unique`: while a job with this key waits, a second one is not added. `lane`: of the jobs in one lane, one runs at
    a time, whatever the number of workers; so that slow work leaves room for the rest.
    """
    if unique is None:
        _deferrer(name, at, None, lane).defer(**arguments)
        return
    nested = db.session().begin_nested()  # a refused duplicate must not spoil the transaction around it
    try:
        _deferrer(name, at, unique, lane).defer(**arguments)
    except exceptions.AlreadyEnqueued:
        nested.rollback()
    else:
        nested.commit()


def _deferrer(name: str, at: datetime | None, unique: str | None, lane: str | None) -> JobDeferrer:
    """On the session's connection. Asking for that is also what makes a savepoint begin: call it inside of one."""
    return configure_task(
        name=name,
        job_manager=_writer,
        schedule_at=at,
        queueing_lock=unique,
        lock=lane,
        connection=db.driver_connection(),
    )
