"""Every night: does search say of every room what the tables say that it follows?"""

from app.core.db import in_transaction, read_only
from app.core.jobs import jobs
from app.core.logging import get_logger
from app.services.search import index_service
from worker.runtime import BRIEF, task

log = get_logger(__name__)


@task("search.check_rooms", retry=BRIEF)
def check_rooms(timestamp: int) -> None:
    """Compare, and put right with an alarm what a trigger should have."""
    with read_only():
        suspect = index_service.check()
    # A comparison that stood beside a change looks wrong: what is still different in a new one really is.
    if suspect:
        in_transaction(lambda: index_service.mend(index_service.check()))
    log.info("search_checked", suspect=len(suspect), tick=timestamp)


jobs.periodic(cron="23 3 * * *", periodic_id="check_rooms")(jobs.tasks["search.check_rooms"])
