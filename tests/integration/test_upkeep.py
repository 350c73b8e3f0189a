"""Jobs by the clock: what is old goes, and what a killed worker left behind is done by another."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select, text

from app.core import clock
from app.core.db import session
from app.core.jobs import defer, jobs
from app.models.accounts import LoginAttempt


def test_clean_up_forgets_old_login_attempts_and_keeps_new_ones(app: Flask) -> None:
    now = clock.now()
    session().add(LoginAttempt(key_hash="old", attempted_at=now - timedelta(days=1)))
    session().add(LoginAttempt(key_hash="new", attempted_at=now))
    session().flush()
    jobs.tasks["upkeep.clean_up"].func(timestamp=int(now.timestamp()))
    assert list(session().scalars(select(LoginAttempt.key_hash))) == ["new"]


def test_the_rescue_is_on_the_clock(app: Flask) -> None:
    """What it does is proved with a killed worker in tests/races; here, that it runs every minute."""
    found = jobs.periodic_registry.periodic_tasks
    assert {task.cron for task in found.values() if task.task.name == "upkeep.rescue_stalled"} == {"*/1 * * * *"}


def test_a_job_exists_exactly_when_its_transaction_does(app: Flask) -> None:
    savepoint = session().begin_nested()
    defer("booking.expire_hold", booking_id="00000000-0000-0000-0000-000000000000")
    savepoint.rollback()
    count = select(func.count()).select_from(text("procrastinate_jobs"))
    assert session().scalar(count) == 0
    defer("booking.expire_hold", booking_id="00000000-0000-0000-0000-000000000000")
    assert session().scalar(count) == 1


def test_a_second_job_with_the_same_key_is_not_added_and_spoils_nothing(app: Flask) -> None:
    for _ in range(2):
        defer("booking.sweep_holds", unique="sweep", timestamp=1)
    assert session().scalar(select(func.count()).select_from(text("procrastinate_jobs"))) == 1
