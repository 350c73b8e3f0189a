"""Tasks of bookings."""

import uuid

from app.core.db import in_transaction, transaction
from app.core.jobs import jobs
from app.services.booking import expiry_service
from worker.runtime import BRIEF, task


@task("booking.expire_hold", retry=BRIEF)
def expire_hold(booking_id: str) -> None:
    """The time of a hold is over."""
    in_transaction(lambda: expiry_service.expire_hold(uuid.UUID(booking_id)))


@task("booking.sweep_holds", retry=BRIEF)
def sweep_holds(timestamp: int) -> None:  # noqa: ARG001 - the clock of the schedule
    """Find holds whose own job got lost."""
    with transaction():
        expiry_service.sweep()


jobs.periodic(cron="* * * * *", periodic_id="sweep_holds")(jobs.tasks["booking.sweep_holds"])
