"""All tables, so that whoever imports this package (Alembic, the factory) sees every one of them."""

from app.models import (
    accounts,
    audit,
    availability,
    booking,
    calendars,
    commission,
    ledger,
    listing,
    mail,
    openings,
    payments,
    pricing,
    regions,
    saved_searches,
    tasks,
)

__all__ = [
    "accounts",
    "audit",
    "availability",
    "booking",
    "calendars",
    "commission",
    "ledger",
    "listing",
    "mail",
    "openings",
    "payments",
    "pricing",
    "regions",
    "saved_searches",
    "tasks",
]
