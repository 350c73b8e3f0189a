"""Reading openings and claims for any number of rooms at once, and writing claims in one fixed order."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import Range, insert

from app.core.db import Base, session
from app.core.ids import new_id
from app.core.time_ranges import TimeRange, split_at_midnight
from app.models.availability import Claim, ClaimKind, OpeningException, OpeningHours
from app.models.calendars import CalendarOccurrence
from app.models.listing import Room, RoomPartUse
from app.services.availability.rules import DayException, WeeklyOpening

TakenSpan = tuple[TimeRange, ClaimKind]
# The bare table: many rows at once go out in a few statements of one cached text.
_CLAIM = Base.metadata.tables["claim"]


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One piece of time on one part, within one local day."""

    part_id: uuid.UUID
    day: date
    span: TimeRange
    occurrence_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class ReleasedClaim:
    """Time of one part, within one local day, that a booking no longer has."""

    venue_id: uuid.UUID
    part_id: uuid.UUID
    day: date
    span: TimeRange


@dataclass(frozen=True, slots=True)
class OverlappedLesson:
    """A lesson on one of the parts it takes; it did not get all of its time, because a booking had it."""

    occurrence_id: uuid.UUID
    part_id: uuid.UUID
    span: TimeRange


def weekly_openings(rooms: Sequence[Room]) -> dict[uuid.UUID, list[WeeklyOpening]]:
    """Per room: the venue's weeks and its own."""
    found = session().scalars(select(OpeningHours).where(OpeningHours.venue_id.in_(_venue_ids(rooms)))).all()
    by_owner: dict[uuid.UUID, list[OpeningHours]] = defaultdict(list)
    for row in found:
        by_owner[row.room_id or row.venue_id].append(row)
    return {
        room.id: [
            WeeklyOpening(
                weekday=row.weekday,
                opens_minute=row.opens_minute,
                closes_minute=row.closes_minute,
                valid_from=row.valid_from,
                valid_until=row.valid_until,
                for_room=row.room_id is not None,
            )
            for row in (*by_owner[room.id], *by_owner[room.venue_id])
        ]
        for room in rooms
    }


def day_exceptions(rooms: Sequence[Room], from_on: date, until_on: date) -> dict[uuid.UUID, list[DayException]]:
    """Per room: what differs on any of these days."""
    found = session().scalars(
        select(OpeningException).where(
            OpeningException.venue_id.in_(_venue_ids(rooms)),
            OpeningException.from_on < until_on,
            OpeningException.until_on > from_on,
        )
    )
    by_owner: dict[uuid.UUID, list[OpeningException]] = defaultdict(list)
    for row in found:
        by_owner[row.room_id or row.venue_id].append(row)
    return {
        room.id: [
            DayException(
                from_on=row.from_on,
                until_on=row.until_on,
                hours=None
                if row.opens_minute is None or row.closes_minute is None
                else (row.opens_minute, row.closes_minute),
                for_room=row.room_id is not None,
            )
            for row in (*by_owner[room.id], *by_owner[room.venue_id])
        ]
        for room in rooms
    }


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
    """Per room everything that takes one of its parts on these days (claims lie within one local day)."""
    parts = parts_of([room.id for room in rooms])
    rows = session().execute(
        select(Claim.part_id, Claim.during, Claim.kind).where(
            Claim.part_id.in_({part_id for of_room in parts.values() for part_id in of_room}),
            Claim.day >= from_on,
            Claim.day < until_on,
        )
    )
    by_part: dict[uuid.UUID, list[TakenSpan]] = defaultdict(list)
    for part_id, during, kind in rows:
        by_part[part_id].append((as_time_range(during), kind))
    return {room.id: [taken for part_id in parts[room.id] for taken in by_part[part_id]] for room in rooms}


def as_time_range(during: Range[datetime]) -> TimeRange:
    """A range from the database; claims always have both ends."""
    if during.lower is None or during.upper is None:  # pragma: no cover - a constraint of the table forbids it
        raise ValueError("a claim without an end")
    return TimeRange(during.lower, during.upper)


def insert_claims(
    *,
    venue_id: uuid.UUID,
    part_ids: Iterable[uuid.UUID],
    span: TimeRange,
    zone: ZoneInfo,
    values: dict[str, object],
) -> bool:
    """Claim all parts for all of the span; True when every row went in, False when somebody has any of it."""
    pieces = list(split_at_midnight(span, zone))
    rows = [ClaimRow(part_id, day, piece) for part_id in part_ids for day, piece in pieces]
    return insert_rows(venue_id, rows, values)


def insert_rows(venue_id: uuid.UUID, rows: Iterable[ClaimRow], values: dict[str, object]) -> bool:
    """Write claims; True when every row went in.

    Sorted by part and start, with DO NOTHING: rivals wait for each other in one order, so none deadlock, and the
    exclusion constraint has the last word. The caller raises on False, which rolls the rest back.
    """
    ordered = sorted(rows, key=lambda row: (row.part_id, row.span))
    parameters = [
        {
            "id": new_id(),
            "venue_id": venue_id,
            "part_id": row.part_id,
            "day": row.day,
            "during": Range(row.span.starts_at, row.span.ends_at, bounds="[)"),
            "occurrence_id": row.occurrence_id,
            **values,
        }
        for row in ordered
    ]
    if not parameters:
        return True
    written = session().execute(insert(_CLAIM).on_conflict_do_nothing().returning(_CLAIM.c.id), parameters)
    return len(written.all()) == len(parameters)


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


def release_booking(booking_id: uuid.UUID) -> list[ReleasedClaim]:
    """Give all time of a booking back; what that was."""
    rows = session().execute(
        delete(Claim)
        .where(Claim.booking_id == booking_id)
        .returning(Claim.venue_id, Claim.part_id, Claim.day, Claim.during)
    )
    return [ReleasedClaim(venue_id, part_id, day, as_time_range(during)) for venue_id, part_id, day, during in rows]


def overlapped_lessons(released: Sequence[ReleasedClaim]) -> list[OverlappedLesson]:
    """Lessons that a booking had time of, in the whole stretch that was released, per part."""
    if not released:
        return []
    rows = session().execute(
        select(CalendarOccurrence.id, RoomPartUse.part_id, CalendarOccurrence.starts_at, CalendarOccurrence.ends_at)
        .join(RoomPartUse, RoomPartUse.room_id == CalendarOccurrence.room_id)
        .where(
            RoomPartUse.part_id.in_({claim.part_id for claim in released}),
            CalendarOccurrence.overlaps_booking,
            CalendarOccurrence.starts_at < max(claim.span.ends_at for claim in released),
            CalendarOccurrence.ends_at > min(claim.span.starts_at for claim in released),
        )
    )
    return [OverlappedLesson(one_id, part_id, TimeRange(start, end)) for one_id, part_id, start, end in rows]


def clear_overlaps(occurrence_ids: Collection[uuid.UUID]) -> None:
    """These lessons overlap a booking no more, unless another booking still has some of their time."""
    if not occurrence_ids:
        return
    still_booked = (
        select(Claim.id)
        .join(RoomPartUse, RoomPartUse.part_id == Claim.part_id)
        .where(
            RoomPartUse.room_id == CalendarOccurrence.room_id,
            Claim.booking_id.is_not(None),
            Claim.during.op("&&")(func.tstzrange(CalendarOccurrence.starts_at, CalendarOccurrence.ends_at)),
        )
    )
    session().execute(
        update(CalendarOccurrence)
        .where(CalendarOccurrence.id.in_(occurrence_ids), ~still_booked.exists())
        .values(overlaps_booking=False)
        .execution_options(synchronize_session=False)
    )


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


def _venue_ids(rooms: Sequence[Room]) -> set[uuid.UUID]:
    return {room.venue_id for room in rooms}
