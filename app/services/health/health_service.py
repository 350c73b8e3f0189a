"""Readiness: can this installation do its work."""

from app.core.logging import get_logger
from app.services.health import repository

log = get_logger(__name__)


def check_readiness() -> dict[str, bool]:
    """Each part with whether it works; never raises, because a probe must get an answer."""
    return {
        "database": _works(repository.ping),
        "migrations": _works(repository.is_migrated),
        "queue": _works(repository.has_queue),
    }


def _works(check: repository.Check) -> bool:
    try:
        return check()
    except repository.DATABASE_ERRORS as error:
        log.warning("not_ready", check=check.__name__, error=type(error).__name__)
        return False
