"""`python -m worker`: runs jobs as they come, and the clock jobs of `worker.schedule`."""

import asyncio

from procrastinate import PsycopgConnector
from psycopg.conninfo import make_conninfo
from sqlalchemy.engine import make_url

from app.core.jobs import jobs
from app.core.logging import get_logger
from worker import registry
from worker.runtime import flask_app

CONCURRENCY = 4
GRACE_SECONDS = 8

log = get_logger(__name__)


def conninfo(sqlalchemy_url: str) -> str:
    """The same database, as psycopg itself wants to be told."""
    url = make_url(sqlalchemy_url)
    _, named = url.get_dialect()().create_connect_args(url)
    return make_conninfo(**named)


async def main() -> None:
    """Until a signal says stop; then finish what is running."""
    registry.load()
    connector = PsycopgConnector(conninfo=conninfo(flask_app().config["SQLALCHEMY_DATABASE_URI"]))
    with jobs.replace_connector(connector) as running:
        async with running.open_async():
            log.info("worker_started", tasks=len(running.tasks))
            await running.run_worker_async(
                concurrency=CONCURRENCY,
                shutdown_graceful_timeout=GRACE_SECONDS,
                delete_jobs="successful",
                fetch_job_polling_interval=2,
            )


if __name__ == "__main__":
    asyncio.run(main())
