"""Tasks of saved searches: looking again, and forgetting what has ended."""

import uuid
from datetime import UTC, datetime

from app.core import clock
from app.core.db import in_transaction
from app.core.jobs import jobs
from app.core.logging import get_logger
from app.services.search import saved_search_service
from app.web.saved_search_mail import query_of
from worker.runtime import BRIEF, task

log = get_logger(__name__)


@task("search.look_again", retry=BRIEF)
def look_again(search_id: str) -> None:
    """Whether there is news for one saved search."""
    in_transaction(lambda: _look_again(uuid.UUID(search_id)))


def _look_again(search_id: uuid.UUID) -> None:
    row = saved_search_service.find(search_id)
    if row is not None:
        saved_search_service.look_again(search_id, query_of(row.terms), now=clock.now())


@task("search.find_due", retry=BRIEF)
def find_due(timestamp: int) -> None:
    """Every few minutes: the saved searches that have waited longest for a look."""
    in_transaction(lambda: saved_search_service.queue_due(datetime.fromtimestamp(timestamp, UTC)))


@task("search.forget", retry=BRIEF)
def forget(timestamp: int) -> None:
    """Every night: searches that have ended or were never confirmed go, with their addresses and mails."""
    gone = in_transaction(lambda: saved_search_service.clean_up(datetime.fromtimestamp(timestamp, UTC)))
    log.info("saved_searches_forgotten", searches=gone)


jobs.periodic(cron="*/5 * * * *", periodic_id="search_find_due")(jobs.tasks["search.find_due"])
jobs.periodic(cron="41 3 * * *", periodic_id="search_forget")(jobs.tasks["search.forget"])
