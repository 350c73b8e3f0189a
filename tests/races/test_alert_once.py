"""A saved search whose worker is killed in the middle of its look: the news is told by another, once."""

import signal
import time
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from app.core import clock
from app.core.db import in_transaction, session
from app.core.jobs import defer
from app.models.saved_searches import SavedSearch
from tests.races.conftest import ask, conninfo
from tests.races.test_double_booking import Hall
from tests.races.test_worker_killed import until, worker

pytestmark = pytest.mark.commits


def test_news_is_told_once_however_often_the_look_is_taken(committed_app: Flask, hall: Hall, tmp_path: Path) -> None:
    """The row of the search is locked, so that the first worker is surely in the middle when it dies."""
    with committed_app.app_context():
        now = clock.now()
        row = SavedSearch(
            email="marit@nevenstem.example",
            locale="nl",
            terms={},
            fingerprint="all",
            known=[],
            ends_on=clock.today() + timedelta(days=30),
            confirmed_at=now,
        )

        def write() -> str:
            session().add(row)
            session().flush()
            for _ in range(2):
                defer("search.look_again", search_id=str(row.id))
            return str(row.id)

        search_id = in_transaction(write)
    doing = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing' AND task_name = 'search.look_again'"
    told = "SELECT count(*) FROM mail WHERE template = 'saved_search_alert'"
    with psycopg.connect(conninfo(committed_app)) as holder:
        holder.execute("SELECT 1 FROM saved_search WHERE id = %s FOR UPDATE", [search_id])
        with worker(committed_app, tmp_path / "first.log") as first:
            until(committed_app, doing, 2)
            first.send_signal(signal.SIGKILL)
            first.wait(10)
    assert ask(committed_app, told) == 0
    time.sleep(1.5)  # its heart has stopped for longer than it may
    with committed_app.app_context():
        in_transaction(lambda: defer("upkeep.rescue_stalled", timestamp=0))
    with worker(committed_app, tmp_path / "second.log"):
        until(
            committed_app, "SELECT count(*) FROM mail WHERE template = 'saved_search_alert' AND sent_at IS NOT NULL", 1
        )
        until(committed_app, doing, 0)
    assert ask(committed_app, told) == 1
    assert ask(committed_app, "SELECT cardinality(known) FROM saved_search") > 0
