"""Jobs by the clock that keep the house in order."""

from datetime import datetime

from procrastinate import JobContext

from app.core.db import read_only, transaction
from app.core.jobs import jobs
from app.core.logging import get_logger
from app.services.accounts import login_service
from app.services.ledger import month_service
from worker.runtime import BRIEF, task

STALLED_AFTER_SECONDS = 60

log = get_logger(__name__)


@jobs.periodic(cron="*/1 * * * *", periodic_id="rescue")
@jobs.task(name="upkeep.rescue_stalled", queueing_lock="upkeep.rescue_stalled", pass_context=True)
async def rescue_stalled(context: JobContext, timestamp: int) -> None:
    """A worker that was killed leaves its job marked as running for ever: give it to another."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS):
        log.warning("job_rescued", task=job.task_name, job=job.id, tick=timestamp)
        await manager.retry_job(job)


@task("upkeep.clean_up", retry=BRIEF)
def clean_up(timestamp: int) -> None:
    """Delete what no longer serves anybody."""
    with transaction():
        deleted = login_service.clean_up_attempts()
    log.info("cleaned_up", login_attempts=deleted, tick=datetime.fromtimestamp(timestamp).astimezone().isoformat())


jobs.periodic(cron="17 4 * * *", periodic_id="clean_up")(jobs.tasks["upkeep.clean_up"])


@task("upkeep.check_ledger_months", retry=BRIEF)
def check_ledger_months(timestamp: int) -> None:
    """Every night: the sums that reports read are those of the ledger, to the cent. Anything else is an alarm."""
    with read_only():
        differences = month_service.find_differences()
    for one in differences:
        log.error("ledger_month_differs", table=one.table, month=one.month.isoformat(), off_by=one.off_by)
    log.info("ledger_months_checked", differences=len(differences), tick=timestamp)


jobs.periodic(cron="41 3 * * *", periodic_id="check_ledger_months")(jobs.tasks["upkeep.check_ledger_months"])
