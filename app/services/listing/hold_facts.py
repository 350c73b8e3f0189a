"""A room on offer with whatever else a hold has to know of it, in one statement."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, literal_column
from sqlalchemy.dialects import postgresql

from app.core.rows import Told, read_row, told_sql
from app.models.listing import Room, Venue
from app.services.listing.told_columns import BOOKING_RULES
from app.services.listing.visibility import on_offer, rooms_query

_ROOM = (
    "id",
    "venue_id",
    "max_persons",
    "sound_level",
    *BOOKING_RULES,
    "purposes",
    "barred_disciplines",
    "alcohol_policy",
    "vat_profile",
    "deposit_cents",
    "cancellation_policy_code",
)
_VENUE = ("id", "organisation_id", "timezone", "school_holiday_region", "access_mode")


def query_with(told: Mapping[str, str]) -> str:
    """The SQL of the room `:room`, if the public may book it, with these expressions over it under their names.

    They may name `room`, `venue`, `organisation` and `municipality`.
    """
    columns = {
        "room": told_sql("room", _ROOM),
        "venue": told_sql("venue", _VENUE),
        **told,
    }
    asked: list[ColumnElement[Any]] = [literal_column(sql).label(name) for name, sql in columns.items()]
    here = Room.id == literal_column("CAST(:room AS uuid)")
    query = rooms_query().with_only_columns(*asked).where(here, on_offer())
    dialect = postgresql.dialect(paramstyle="named")  # type: ignore[no-untyped-call]  # SQLAlchemy has not typed it
    return str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))


def read_room(told: Told) -> Room:
    """The room with its venue: what a hold asks of them, and no more."""
    return read_row(Room, told["room"], venue=read_row(Venue, told["venue"]))
