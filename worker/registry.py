"""Every module with tasks. Importing one registers what is in it."""

from importlib import import_module

MODULES = (
    "worker.tasks.availability",
    "worker.tasks.booking",
    "worker.tasks.calendars",
    "worker.tasks.mail",
    "worker.tasks.payments",
    "worker.tasks.regions",
    "worker.tasks.search",
    "worker.tasks.search_index",
    "worker.tasks.upkeep",
)


def load() -> None:
    """Register all tasks; doing so twice changes nothing."""
    for module in MODULES:
        import_module(module)
