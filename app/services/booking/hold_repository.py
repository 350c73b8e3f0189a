"""The two round trips of a hold: everything it has to know, and everything it writes (docs/adr/0014)."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import TextClause, text

from app.core import clock
from app.core.db import session
from app.core.rows import Told, adopt, as_json, filled, insert_sql
from app.models.audit import AuditEvent
from app.models.booking import Booking, BookingLine
from app.services.availability import hold_facts as availability_facts
from app.services.availability import take_service
from app.services.commission import hold_facts as commission_facts
from app.services.listing import hold_facts as listing_facts
from app.services.pricing import hold_facts as pricing_facts

# The venue's clock is not UTC, last night's opening may reach into today, and tomorrow's may join on to it.
_AROUND = timedelta(days=2)
_POLICY = {"policy": "(SELECT to_json(p) FROM cancellation_policy AS p WHERE p.code = room.cancellation_policy_code)"}
_NEW = " WHERE EXISTS (SELECT FROM booked)"
_WRITE = text(
    f"WITH booked AS ("  # noqa: S608 - put together from our own models
    f"{insert_sql(Booking, 'new_booking', ' ON CONFLICT (idempotency_key) DO NOTHING RETURNING id')}),"
    f" priced AS ({insert_sql(BookingLine, 'new_lines', _NEW)}),"
    f" noted AS ({insert_sql(AuditEvent, 'new_event', _NEW)})"
    f" SELECT {take_service.TAKE_TIME} FROM booked"
)


@dataclass(frozen=True, slots=True)
class Known:
    """The booking that an earlier request with this key made; what is told of the room, None when it is not on offer."""

    earlier_id: uuid.UUID | None
    told: Told | None


@cache
def _facts() -> TextClause:
    offered = listing_facts.query_with(
        {**availability_facts.TOLD, **pricing_facts.TOLD, **commission_facts.TOLD, **_POLICY}
    )
    # Without a key (NULL) nothing is locked and nothing found. On one line: of a statement longer
    # than 4096 characters the driver does not keep what it found in it.
    asked = (
        "SELECT pg_advisory_xact_lock(hashtextextended(asked.key, 0)),"  # noqa: S608 - put together from our own
        " (SELECT b.id FROM booking AS b WHERE b.idempotency_key = asked.key) AS earlier, told.*"
        f" FROM (VALUES (CAST(:key AS text))) AS asked (key) LEFT JOIN ({offered}) AS told ON true"
    )
    return text(" ".join(asked.split()))


def load(room_id: uuid.UUID, key: str | None, starts_at: datetime, ends_at: datetime) -> Known:
    """All that a hold of this room around this time has to know; one request with this key at a time from here on.

    Who had to wait for the key may not see what the other one wrote: `write` does, and so does a later look.
    """
    session().flush()
    values = {
        "room": room_id,
        "key": key,
        "since": _day(starts_at, -_AROUND),
        "until": _day(ends_at, _AROUND),
        "today": clock.today(),
        "starts": starts_at,
        "ends": ends_at,
        "now": clock.now(),
    }
    told = session().execute(_facts(), values).one()._asdict()
    return Known(told["earlier"], told if told["room"] is not None else None)


def _day(moment: datetime, shift: timedelta) -> date:
    """A day around it; at the ends of time the last one there is."""
    return date.fromordinal(min(max(moment.toordinal() + shift.days, date.min.toordinal()), date.max.toordinal()))


def write(
    booking: Mapping[str, Any], lines: Sequence[Mapping[str, Any]], event: Mapping[str, Any], taking: Mapping[str, Any]
) -> tuple[Booking, Sequence[Mapping[str, Any]] | None] | None:
    """Write a booking with its lines and what the trail says of it, and take its time; what the taking answered.

    None, and nothing written: an earlier request with the same key made a booking.
    """
    of_booking = filled(Booking, booking)
    of_lines = [filled(BookingLine, line) for line in lines]
    values = {
        "new_booking": as_json([of_booking]),
        "new_lines": as_json(of_lines),
        "new_event": as_json([filled(AuditEvent, event)]),
        **taking,
    }
    answer = session().execute(_WRITE, values).one_or_none()
    if answer is None:
        return None
    made = Booking(**of_booking, lines=[BookingLine(**line) for line in of_lines], add_ons=[])
    return adopt(made), answer[0]
