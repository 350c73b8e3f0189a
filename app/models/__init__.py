"""All tables, so that whoever imports this package (Alembic, the factory) sees every one of them."""

from app.models import (
    accounts,
    add_ons,
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
    "add_ons",
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
