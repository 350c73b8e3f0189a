"""Reading claims for any number of rooms at once, and what becomes of them without their time changing."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import or_, select, update
from sqlalchemy.dialects.postgresql import Range

from app.core.db import session
from app.core.time_ranges import TimeRange
from app.models.availability import Claim, ClaimKind
from app.models.calendars import CalendarOccurrence
from app.models.listing import Room, RoomPartUse
from app.models.occupancy import SoundPair
from app.services.availability.sound import Loudness

TakenSpan = tuple[TimeRange, ClaimKind]


def parts_of(room_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[uuid.UUID]]:
    """Per room the physical parts it takes, in the one order in which they are ever claimed."""
    rows = session().execute(
        select(RoomPartUse.room_id, RoomPartUse.part_id)
        .where(RoomPartUse.room_id.in_(room_ids))
        .order_by(RoomPartUse.part_id)
    )
    parts: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    for room_id, part_id in rows:
        parts[room_id].append(part_id)
    return parts


def claims_of(rooms: Sequence[Room], from_on: date, until_on: date) -> dict[uuid.UUID, list[TakenSpan]]:
    """Per room everything that takes one of its parts on these days (claims lie within one local day). One query."""
    rows = session().execute(
        select(RoomPartUse.room_id, Claim.during, Claim.kind)
        .join(Claim, Claim.part_id == RoomPartUse.part_id)
        .where(RoomPartUse.room_id.in_([room.id for room in rooms]), Claim.day >= from_on, Claim.day < until_on)
    )
    found: dict[uuid.UUID, list[TakenSpan]] = {room.id: [] for room in rooms}
    for room_id, during, kind in rows:
        found[room_id].append((as_time_range(during), kind))
    return found


def sound_claims(loudness: Mapping[uuid.UUID, Loudness], first: date, last: date) -> dict[uuid.UUID, list[TimeRange]]:
    """Per room when the sound between it and another is taken, for a use that is so loud. One query; none for neutral."""
    loud = [room_id for room_id, of_room in loudness.items() if of_room is Loudness.LOUD]
    quiet = [room_id for room_id, of_room in loudness.items() if of_room is Loudness.QUIET]
    if not loud and not quiet:
        return {}
    rows = session().execute(
        select(SoundPair.loud_room_id, SoundPair.quiet_room_id, Claim.during)
        .join(Claim, Claim.part_id == SoundPair.part_id)
        .where(
            or_(SoundPair.loud_room_id.in_(loud), SoundPair.quiet_room_id.in_(quiet)), Claim.day.between(first, last)
        )
    )
    found: dict[uuid.UUID, list[TimeRange]] = defaultdict(list)
    for loud_id, quiet_id, during in rows:
        if loudness.get(loud_id) is Loudness.LOUD:
            found[loud_id].append(as_time_range(during))
        if loudness.get(quiet_id) is Loudness.QUIET:
            found[quiet_id].append(as_time_range(during))
    return found


def as_time_range(during: Range[datetime]) -> TimeRange:
    """A range from the database; claims always have both ends."""
    if during.lower is None or during.upper is None:  # pragma: no cover - a constraint of the table forbids it
        raise ValueError("a claim without an end")
    return TimeRange(during.lower, during.upper)


def claims_per_part(
    part_ids: Collection[uuid.UUID], first: date, last: date
) -> Sequence[tuple[uuid.UUID, date, TimeRange, ClaimKind]]:
    """Every claim on these parts from day `first` up to and including `last`."""
    rows = session().execute(
        select(Claim.part_id, Claim.day, Claim.during, Claim.kind).where(
            Claim.part_id.in_(part_ids), Claim.day.between(first, last)
        )
    )
    return [(part_id, day, as_time_range(during), kind) for part_id, day, during, kind in rows]


def confirm_booking(booking_id: uuid.UUID) -> int:
    """Turn a hold into a booking; how many claims there were."""
    changed = session().execute(
        update(Claim)
        .where(Claim.booking_id == booking_id)
        .values(kind=ClaimKind.BOOKING, hold_until=None)
        .returning(Claim.id)
    )
    return len(changed.all())


def extend_hold(booking_id: uuid.UUID, hold_until: datetime) -> None:
    """Keep held time longer."""
    session().execute(
        update(Claim).where(Claim.booking_id == booking_id, Claim.kind == ClaimKind.HOLD).values(hold_until=hold_until)
    )


def mark_overlaps(occurrence_ids: Collection[uuid.UUID]) -> None:
    """These lessons did not get all of their time, because a booking has some of it."""
    if occurrence_ids:
        session().execute(
            update(CalendarOccurrence)
            .where(CalendarOccurrence.id.in_(occurrence_ids))
            .values(overlaps_booking=True)
            .execution_options(synchronize_session=False)
        )
