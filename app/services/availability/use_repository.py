"""What takes rooms, joined by the database: one row for a room and a day, whatever it holds."""

import uuid
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import TSTZMULTIRANGE, Range

from app.core.db import session
from app.core.time_ranges import TimeRange
from app.models.availability import Claim, ClaimKind
from app.models.listing import RoomPartUse
from app.services.availability.repository import as_time_range

_OWN = (ClaimKind.LESSON, ClaimKind.OWN_USE)
_LET = (ClaimKind.BOOKING, ClaimKind.HOLD)


class TakenDay(NamedTuple):
    """Own use and hire of all parts of a room on a local day, each without overlap and in order."""

    room_id: uuid.UUID
    day: date
    own: list[TimeRange]
    let: list[TimeRange]


def taken_days(room_ids: Collection[uuid.UUID], from_on: date, until_on: date) -> Iterator[TakenDay]:
    """Every room and day of `[from_on, until_on)` on which anything is taken. One query."""
    own, let = (
        func.range_agg(Claim.during, type_=TSTZMULTIRANGE).filter(Claim.kind.in_(kinds)) for kinds in (_OWN, _LET)
    )
    query = (
        select(RoomPartUse.room_id, Claim.day, own, let)
        .join(Claim, Claim.part_id == RoomPartUse.part_id)
        .where(RoomPartUse.room_id.in_(room_ids), Claim.day >= from_on, Claim.day < until_on)
        .group_by(RoomPartUse.room_id, Claim.day)
    )
    for room_id, day, own_ranges, let_ranges in session().execute(query):
        yield TakenDay(room_id, day, _ranges(own_ranges), _ranges(let_ranges))


def _ranges(found: Sequence[Range[datetime]] | None) -> list[TimeRange]:
    return [as_time_range(one) for one in found or ()]
