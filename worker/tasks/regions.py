"""Tasks of regions."""

import uuid
from datetime import date

from app.core.db import in_transaction
from app.services.regions import region_service
from worker.runtime import BRIEF, task


@task("regions.open_due", retry=BRIEF)
def open_due(region_id: str, launch_on: str) -> None:
    """The day has come on which a region opens, if it is still the day that was chosen."""
    in_transaction(lambda: region_service.open_due_region(uuid.UUID(region_id), date.fromisoformat(launch_on)))
