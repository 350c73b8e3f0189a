"""Tasks of the day masks: filled ahead, and compared every night with what they follow from."""

import uuid
from collections.abc import Iterator, Sequence
from functools import partial

from app.core import clock
from app.core.db import in_transaction, read_only
from app.core.jobs import jobs
from app.core.logging import get_logger
from app.services.availability import mask_service
from worker.runtime import BRIEF, task

ROOMS_AT_ONCE = 50

log = get_logger(__name__)


@task("availability.fill_room", retry=BRIEF)
def fill_room(room_id: str) -> None:
    """A room has come on offer: its days, up to its horizon."""
    in_transaction(lambda: mask_service.fill_days([uuid.UUID(room_id)], clock.today()))


@task("availability.fill_days", retry=BRIEF)
def fill_days(timestamp: int) -> None:
    """Every night the horizon is a day farther: add what is missing, and drop the days that are over."""
    added = sum(in_transaction(partial(mask_service.fill_days, some, clock.today())) for some in _rooms())
    dropped = in_transaction(lambda: mask_service.drop_past(clock.today()))
    log.info("days_filled", added=added, dropped=dropped, tick=timestamp)


@task("availability.check_days", retry=BRIEF)
def check_days(timestamp: int) -> None:
    """Every night: do the masks say what claims and opening rules say? An alarm when not, and they are put right."""
    wrong = 0
    for some in _rooms():
        with read_only():
            suspect = mask_service.check(some, clock.today())
        if suspect:
            wrong += in_transaction(partial(mask_service.alarm_and_mend, suspect, clock.today()))
    log.info("days_checked", wrong=wrong, tick=timestamp)


def _rooms() -> Iterator[Sequence[uuid.UUID]]:
    with read_only():
        ids = mask_service.rooms_on_offer()
    for start in range(0, len(ids), ROOMS_AT_ONCE):
        yield ids[start : start + ROOMS_AT_ONCE]


jobs.periodic(cron="41 1 * * *", periodic_id="fill_days")(jobs.tasks["availability.fill_days"])
jobs.periodic(cron="11 3 * * *", periodic_id="check_days")(jobs.tasks["availability.check_days"])
