"""Tasks of calendars: reading the addresses that rooms follow, and keeping the tasks about clashes true."""

import uuid

from app.core import clock
from app.core.db import in_transaction
from app.core.jobs import jobs
from app.services.calendars import clash_service, feed_reading_service
from worker.runtime import BRIEF, task


@task("calendars.ask_due", retry=BRIEF)
def ask_due(timestamp: int) -> None:  # noqa: ARG001 - the clock of the schedule
    """Every minute: the addresses whose time has come. Their times are spread, so each minute has its share."""
    in_transaction(lambda: feed_reading_service.ask_due(now=clock.now()))


@task("calendars.read_feed", retry=BRIEF)
def read_feed(feed_id: str) -> None:
    """Read one address: a note that it is tried, the asking, and what came of it, each by itself."""
    order = in_transaction(lambda: feed_reading_service.begin(uuid.UUID(feed_id), now=clock.now()))
    if order is None:
        return
    answer = feed_reading_service.fetch(order)
    in_transaction(lambda: feed_reading_service.take_in(order, answer, now=clock.now()))


@task("calendars.settle_clashes", retry=BRIEF)
def settle_clashes(timestamp: int) -> None:  # noqa: ARG001 - the clock of the schedule
    """Every minute: a booking may have come or gone beside a lesson."""
    in_transaction(lambda: clash_service.settle_all(now=clock.now()))


jobs.periodic(cron="* * * * *", periodic_id="calendars_ask_due")(jobs.tasks["calendars.ask_due"])
jobs.periodic(cron="* * * * *", periodic_id="calendars_settle_clashes")(jobs.tasks["calendars.settle_clashes"])
