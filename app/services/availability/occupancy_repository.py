"""Calling the functions of the database that take time, give it back and keep the day masks (migrations/sql/day_masks.sql).

Each is one round trip with a constant text. They read what the session has written: it is flushed first.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, TextClause, delete, func, select, text
from sqlalchemy.orm import contains_eager, load_only

from app.core.db import session
from app.core.time_ranges import TimeRange
from app.models.availability import ClaimKind
from app.models.listing import ListingStatus, Room, RoomPartUse
from app.models.occupancy import RoomDay
from app.services.availability.masks import Words
from app.services.availability.sound import Loudness

RoomDayKey = tuple[uuid.UUID, date]

# Takes what `take_values` says; also as part of a statement that writes the booking first.
TAKE_TIME = (
    "take_time(CAST(:room AS uuid), CAST(:starts AS timestamptz), CAST(:ends AS timestamptz), CAST(:before AS integer),"
    " CAST(:after AS integer), CAST(:booking AS uuid), CAST(:loudness AS text), CAST(:hold_until AS timestamptz),"
    " CAST(:now AS timestamptz))"
)
# Whether somebody has some of a time of `room`, without its buffers, other than by a hold that is over.
TAKEN = "time_is_taken(room.id, CAST(:starts AS timestamptz), CAST(:ends AS timestamptz), CAST(:now AS timestamptz))"
_TAKE = text(f"SELECT {TAKE_TIME}")
_TAKE_MANY = text(
    "SELECT take_times(CAST(:rooms AS uuid[]), CAST(:starts AS timestamptz[]), CAST(:ends AS timestamptz[]),"
    " CAST(:before AS integer[]), CAST(:after AS integer[]), CAST(:bookings AS uuid[]), CAST(:loudness AS text[]),"
    " CAST(:hold_until AS timestamptz), :now, CAST(:partial AS boolean))"
)
_TAKE_OWN_USE = text(
    "SELECT id, booking_id FROM take_own_use(CAST(:room AS uuid), CAST(:kind AS text), CAST(:ids AS uuid[]),"
    " CAST(:starts AS timestamptz[]), CAST(:ends AS timestamptz[]))"
)
_RELEASE = text("SELECT release_time(CAST(:bookings AS uuid[]), CAST(:occurrences AS uuid[]), CAST(:blocks AS uuid[]))")
_FILL = text(
    "SELECT fill_days(CAST(:rooms AS uuid[]), CAST(:days AS date[]), CAST(:low AS bigint[]), CAST(:high AS bigint[]))"
)
_CLOSE = text(
    "SELECT close_days(CAST(:rooms AS uuid[]), CAST(:days AS date[]), CAST(:low AS bigint[]), CAST(:high AS bigint[]))"
)
_RETAKE = text("SELECT retake_rooms(CAST(:rooms AS uuid[]), CAST(:from_on AS date))")
_WRONGLY_TAKEN = text(
    "SELECT room_id, day FROM wrongly_taken(CAST(:rooms AS uuid[]), CAST(:from_on AS date)) ORDER BY room_id, day"
)
_MISSING = text(
    "SELECT k.room_id, n.day::date FROM unnest(CAST(:rooms AS uuid[]), CAST(:until AS date[])) AS k (room_id, until_on)"
    " CROSS JOIN LATERAL generate_series(CAST(:from_on AS date), k.until_on - 1, interval '1 day') AS n (day)"
    " WHERE NOT EXISTS (SELECT FROM room_day AS d WHERE d.room_id = k.room_id AND d.day = n.day::date)"
)


class DaysMissingError(Exception):
    """The days asked for have no masks yet; nothing was written."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Time of one room for one booking; minutes of buffer on either side."""

    room_id: uuid.UUID
    span: TimeRange
    before_minutes: int
    after_minutes: int
    booking_id: uuid.UUID
    loudness: Loudness


@dataclass(frozen=True, slots=True)
class Refusal:
    """That the `position`-th (from 0) of what was wanted is not free; `overdue` names a hold whose time is over."""

    position: int
    overdue: uuid.UUID | None


def take_time(wanted: Wanted, *, hold_until: datetime | None, now: datetime) -> list[Refusal]:
    """Take it; what was refused.

    Raises:
        DaysMissingError: fill them (mask_service.fill) and call again.
    """
    return refusals(_run(_TAKE, take_values(wanted, hold_until=hold_until, now=now))[0][0])


def take_values(wanted: Wanted, *, hold_until: datetime | None, now: datetime) -> dict[str, object]:
    """The parameters of `TAKE_TIME`."""
    return {
        "room": wanted.room_id,
        "starts": wanted.span.starts_at,
        "ends": wanted.span.ends_at,
        "before": wanted.before_minutes,
        "after": wanted.after_minutes,
        "booking": wanted.booking_id,
        "loudness": wanted.loudness.value,
        "hold_until": hold_until,
        "now": now,
    }


def take_times(wanted: Sequence[Wanted], *, hold_until: datetime | None, now: datetime) -> list[Refusal]:
    """Take what is free of many; what was refused.

    Raises:
        DaysMissingError: as `take_time`.
    """
    values = {
        "rooms": [one.room_id for one in wanted],
        "starts": [one.span.starts_at for one in wanted],
        "ends": [one.span.ends_at for one in wanted],
        "before": [one.before_minutes for one in wanted],
        "after": [one.after_minutes for one in wanted],
        "bookings": [one.booking_id for one in wanted],
        "loudness": [one.loudness.value for one in wanted],
        "hold_until": hold_until,
        "now": now,
        "partial": True,
    }
    return refusals(_run(_TAKE_MANY, values)[0][0])


def refusals(told: Sequence[Mapping[str, Any]] | None) -> list[Refusal]:
    """What `TAKE_TIME` answered.

    Raises:
        DaysMissingError: as `take_time`.
    """
    if told is None:
        return []
    if any(one["outcome"] == "missing" for one in told):
        raise DaysMissingError
    return [Refusal(one["item"] - 1, uuid.UUID(one["booking"]) if "booking" in one else None) for one in told]


def take_own_use(
    room_id: uuid.UUID, kind: ClaimKind, uses: Sequence[tuple[uuid.UUID, TimeRange]]
) -> set[tuple[uuid.UUID, uuid.UUID]]:
    """Take what is still free of each (occurrence or block); which of them meets which booking.

    Raises:
        DaysMissingError: as `take_time`.
    """
    if not uses:
        return set()
    values = {
        "room": room_id,
        "kind": kind.value,
        "ids": [one_id for one_id, _ in uses],
        "starts": [span.starts_at for _, span in uses],
        "ends": [span.ends_at for _, span in uses],
    }
    met = {(one_id, booking_id) for one_id, booking_id in _run(_TAKE_OWN_USE, values)}
    if any(one_id is None for one_id, _ in met):
        raise DaysMissingError
    return met


def release_time(
    *,
    bookings: Sequence[uuid.UUID] = (),
    occurrences: Sequence[uuid.UUID] = (),
    blocks: Sequence[uuid.UUID] = (),
) -> int:
    """Give all their time back; how many claims that were."""
    values = {"bookings": list(bookings), "occurrences": list(occurrences), "blocks": list(blocks)}
    return int(_run(_RELEASE, values)[0][0])


def fill(masks: Mapping[RoomDayKey, Words]) -> int:
    """Add these days, with what is closed on them; days that are there stay as they are. How many were new."""
    return _write_closed(_FILL, masks)


def close(masks: Mapping[RoomDayKey, Words]) -> int:
    """What is closed on these days from now on; how many were different."""
    return _write_closed(_CLOSE, masks)


def retake(room_ids: Sequence[uuid.UUID], from_on: date) -> int:
    """What is taken of these rooms from that day on, anew from the claims; how many days were different."""
    return int(_run(_RETAKE, {"rooms": list(room_ids), "from_on": from_on})[0][0])


def wrongly_taken(room_ids: Sequence[uuid.UUID], from_on: date) -> list[RoomDayKey]:
    """The days on which the masks do not say what the claims say: one statement, so one moment for both."""
    return [(room_id, day) for room_id, day in _run(_WRONGLY_TAKEN, {"rooms": list(room_ids), "from_on": from_on})]


def missing_days(until: Mapping[uuid.UUID, date], from_on: date) -> list[RoomDayKey]:
    """Days of `[from_on, until)` per room that have no masks yet."""
    values = {"rooms": list(until), "until": list(until.values()), "from_on": from_on}
    return [(room_id, day) for room_id, day in _run(_MISSING, values)]


def closed_words(room_ids: Sequence[uuid.UUID], from_on: date) -> dict[RoomDayKey, Words]:
    """What the masks call closed, of every day there is from that day on."""
    rows = session().execute(
        select(RoomDay.room_id, RoomDay.day, RoomDay.closed_lo, RoomDay.closed_hi).where(
            RoomDay.room_id.in_(room_ids), RoomDay.day >= from_on
        )
    )
    return {(room_id, day): (low, high) for room_id, day, low, high in rows}


def delete_days_before(day: date) -> int:
    """How many there were."""
    over = delete(RoomDay).where(RoomDay.day < day).returning(RoomDay.room_id).cte("over")
    return session().scalar(select(func.count()).select_from(over)) or 0


def rooms_sharing_parts(room_ids: Sequence[uuid.UUID]) -> Sequence[Room]:
    """These rooms and all that share a part with one of them, with their venues."""
    parts = select(RoomPartUse.part_id).where(RoomPartUse.room_id.in_(room_ids))
    sharing = select(RoomPartUse.room_id).where(RoomPartUse.part_id.in_(parts))
    return _rooms(Room.id.in_(sharing))


def rooms(room_ids: Sequence[uuid.UUID]) -> Sequence[Room]:
    """These rooms with their venues."""
    return _rooms(Room.id.in_(room_ids))


def _rooms(condition: ColumnElement[bool]) -> Sequence[Room]:
    query = select(Room).join(Room.venue).options(contains_eager(Room.venue)).where(condition).order_by(Room.id)
    return session().scalars(query).all()


def published_room_ids() -> Sequence[uuid.UUID]:
    """Rooms whose days are filled ahead."""
    query = select(Room.id).where(Room.status == ListingStatus.PUBLISHED).order_by(Room.id)
    return session().scalars(query).all()


def lock_rules(room_ids: Sequence[uuid.UUID], *, to_change: bool) -> None:
    """Opening rules of these rooms stay as they are while days are filled; who changed them waits for the fillers."""
    query = select(Room).options(load_only(Room.id)).where(Room.id.in_(room_ids)).order_by(Room.id)
    locked = query.with_for_update(key_share=True) if to_change else query.with_for_update(read=True)
    session().execute(locked)


def _write_closed(statement: TextClause, masks: Mapping[RoomDayKey, Words]) -> int:
    if not masks:
        return 0
    keys = sorted(masks)
    values = {
        "rooms": [room_id for room_id, _ in keys],
        "days": [day for _, day in keys],
        "low": [masks[key][0] for key in keys],
        "high": [masks[key][1] for key in keys],
    }
    return int(_run(statement, values)[0][0])


def _run(statement: TextClause, values: Mapping[str, object]) -> Sequence[Any]:
    session().flush()
    return session().execute(statement, dict(values)).all()
