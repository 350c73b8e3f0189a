"""A worker that is killed in the middle of a job: the job is given to another and done once."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from app.core.db import in_transaction
from app.core.ids import new_id
from app.core.jobs import defer
from app.services.booking import hold_service
from tests.races.conftest import ROOT, ask, conninfo, environment, evening
from tests.races.test_double_booking import Hall, command

pytestmark = pytest.mark.commits

# A worker as `python -m worker` makes it, but one that gives up on the dead after a second instead of a minute.
IMPATIENT = """
import asyncio, runpy
from procrastinate import worker as library
from worker.tasks import upkeep

upkeep.STALLED_AFTER_SECONDS = 1
before = library.Worker.__init__
def patient(self, *a, **k):
    before(self, *a, **{**k, "update_heartbeat_interval": 0.3, "stalled_worker_timeout": 1.0})
library.Worker.__init__ = patient
runpy.run_module("worker", run_name="__main__")
"""


@contextmanager
def worker(app: Flask, log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A worker process."""
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", IMPATIENT], cwd=ROOT, env=environment(app), stdout=out, stderr=out
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait(10)


def until(app: Flask, statement: str, expected: int, seconds: float = 80) -> None:
    """Wait until the database says so."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if ask(app, statement) == expected:
            return
        time.sleep(0.1)
    pytest.fail(f"never {expected}: {statement}")


def test_a_job_whose_worker_was_killed_is_finished_once_by_another(
    committed_app: Flask, hall: Hall, tmp_path: Path
) -> None:
    """The booking's row is locked, so that the worker is surely in the middle of the job when it dies."""
    with committed_app.app_context():
        booking_id = in_transaction(lambda: hold_service.place_hold(command(hall[1][0], *evening()))).id
        in_transaction(lambda: defer("booking.expire_hold", booking_id=str(booking_id)))
    over = "UPDATE booking SET hold_expires_at = now() - interval '1 minute'"
    # Of one booking: a sweep in between may have asked about it once more.
    doing = (
        "SELECT count(DISTINCT args->>'booking_id') FROM procrastinate_jobs"
        " WHERE status = 'doing' AND task_name = 'booking.expire_hold'"
    )
    with psycopg.connect(conninfo(committed_app)) as holder:
        holder.execute(over)  # its row stays locked until the end of this block
        with worker(committed_app, tmp_path / "first.log") as first:
            until(committed_app, doing, 1)
            first.send_signal(signal.SIGKILL)
            first.wait(10)
    assert ask(committed_app, doing) == 1  # nobody knows yet
    time.sleep(1.5)  # its heart has stopped for longer than it may
    with committed_app.app_context():
        in_transaction(lambda: defer("upkeep.rescue_stalled", timestamp=0))
    with worker(committed_app, tmp_path / "second.log"):
        until(committed_app, "SELECT count(*) FROM booking WHERE status = 'expired'", 1)
        until(committed_app, doing, 0)
    assert ask(committed_app, "SELECT count(*) FROM claim") == 0
    assert ask(committed_app, "SELECT count(*) FROM audit_event WHERE tag = 'booking:status:expired'") == 1


def test_a_job_that_cannot_be_done_does_not_take_the_worker_with_it(
    committed_app: Flask, hall: Hall, tmp_path: Path
) -> None:
    with committed_app.app_context():
        in_transaction(lambda: defer("booking.expire_hold", booking_id=str(new_id())))
        booking_id = in_transaction(lambda: hold_service.place_hold(command(hall[1][0], *evening()))).id
        in_transaction(lambda: defer("booking.expire_hold", booking_id=str(booking_id)))
    with psycopg.connect(conninfo(committed_app)) as connection:
        connection.execute("UPDATE booking SET hold_expires_at = now() - interval '1 minute'")
    with worker(committed_app, tmp_path / "worker.log") as process:
        until(committed_app, "SELECT count(*) FROM booking WHERE status = 'expired'", 1)
        assert process.poll() is None
