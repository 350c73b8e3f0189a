"""Tasks of bookings."""

import uuid
from datetime import UTC, datetime

from app.core.db import in_transaction, transaction
from app.core.jobs import jobs
from app.services.booking import deposit_service, expiry_service
from worker.runtime import BRIEF, task


@task("booking.expire_hold", retry=BRIEF)
def expire_hold(booking_id: str) -> None:
    """The time of a hold is over."""
    in_transaction(lambda: expiry_service.expire_hold(uuid.UUID(booking_id)))


@task("booking.sweep_holds", retry=BRIEF)
def sweep_holds(timestamp: int) -> None:  # noqa: ARG001 - the clock of the schedule
    """Find holds whose time is over."""
    with transaction():
        expiry_service.sweep()


@task("booking.return_deposit", retry=BRIEF)
def return_deposit(booking_id: str) -> None:
    """The time to report damage is over."""
    in_transaction(lambda: deposit_service.return_when_due(uuid.UUID(booking_id)))


@task("booking.sweep_deposits", retry=BRIEF)
def sweep_deposits(timestamp: int) -> None:
    """Every hour: deposits whose time has come. A job of each, so that one that fails keeps nobody else waiting."""
    moment = datetime.fromtimestamp(timestamp, UTC)
    in_transaction(lambda: deposit_service.sweep(moment))


jobs.periodic(cron="41 * * * *", periodic_id="sweep_deposits")(jobs.tasks["booking.sweep_deposits"])
# The sixth field counts seconds: a hold gives its time back within a quarter of a minute.
jobs.periodic(cron="* * * * * */15", periodic_id="sweep_holds")(jobs.tasks["booking.sweep_holds"])
