"""Reading all that is written about openings: for any number of rooms in three queries, for one as part of another."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from app.core.db import session
from app.core.rows import Told, read_row, read_rows
from app.models.availability import OpeningException, OpeningHours
from app.models.listing import Room, Venue
from app.models.openings import Closure, HolidayOpening
from app.services.availability.openings import DayClosure, DayException, HolidayRule, OpeningBook, WeeklyOpening

# The same of the `room` and `venue` of the statement around it, for days from `:since` up to `:until`, as JSON.
TOLD = """json_build_object(
  'weeks', (
    SELECT json_agg(to_json(o)) FROM opening_hours AS o
    WHERE o.venue_id = venue.id AND coalesce(o.room_id, room.id) = room.id
      AND o.valid_from <= :until AND (o.valid_until > :since) IS NOT FALSE),
  'differing', (
    SELECT json_agg(json_build_array(to_json(e), to_json(c)))
    FROM opening_exception AS e LEFT JOIN closure AS c ON c.id = e.closure_id
    WHERE e.venue_id = venue.id AND coalesce(e.room_id, room.id) = room.id
      AND e.from_on < :until AND e.until_on > :since),
  'holidays', (
    SELECT json_agg(to_json(h)) FROM holiday_opening AS h
    WHERE h.venue_id = venue.id AND coalesce(h.room_id, room.id) = room.id))"""


@dataclass(slots=True)
class _Rows:
    """What is written about one venue or one room."""

    weekly: list[WeeklyOpening] = field(default_factory=list)
    exceptions: list[DayException] = field(default_factory=list)
    closures: list[DayClosure] = field(default_factory=list)
    holidays: list[HolidayRule] = field(default_factory=list)


def opening_books(rooms: Sequence[Room], from_on: date, until_on: date) -> dict[uuid.UUID, OpeningBook]:
    """Per room (loaded with its venue) its own rows and those of its venue; exceptions and closures of these days."""
    by_owner = _rows({room.venue_id for room in rooms}, from_on, until_on)
    return {room.id: _book(room.venue, by_owner[room.id], by_owner[room.venue_id]) for room in rooms}


def venue_book(venue: Venue, from_on: date, until_on: date) -> OpeningBook:
    """What is written about the building itself."""
    by_owner = _rows({venue.id}, from_on, until_on)
    return _book(venue, _Rows(), by_owner[venue.id])


def told_book(room: Room, told: Told) -> OpeningBook:
    """The same from what `TOLD` told."""
    differing = [
        (read_row(OpeningException, row), read_row(Closure, closure) if closure else None)
        for row, closure in told["differing"] or ()
    ]
    by_owner = _by_owner(read_rows(OpeningHours, told["weeks"]), differing, read_rows(HolidayOpening, told["holidays"]))
    return _book(room.venue, by_owner[room.id], by_owner[room.venue_id])


def _book(venue: Venue, own: _Rows, of_venue: _Rows) -> OpeningBook:
    return OpeningBook(
        region=venue.school_holiday_region,
        access_mode=venue.access_mode,
        weekly=(*own.weekly, *of_venue.weekly),
        exceptions=(*own.exceptions, *of_venue.exceptions),
        closures=(*own.closures, *of_venue.closures),
        holidays=(*own.holidays, *of_venue.holidays),
    )


def _rows(venue_ids: Collection[uuid.UUID], from_on: date, until_on: date) -> dict[uuid.UUID, _Rows]:
    weeks = session().scalars(select(OpeningHours).where(OpeningHours.venue_id.in_(venue_ids))).all()
    differing = session().execute(
        select(OpeningException, Closure)
        .outerjoin(Closure, Closure.id == OpeningException.closure_id)
        .where(
            OpeningException.venue_id.in_(venue_ids),
            OpeningException.from_on < until_on,
            OpeningException.until_on > from_on,
        )
    )
    holidays = session().scalars(select(HolidayOpening).where(HolidayOpening.venue_id.in_(venue_ids))).all()
    return _by_owner(weeks, [(row, closure) for row, closure in differing], holidays)


def _by_owner(
    weeks: Iterable[OpeningHours],
    differing: Iterable[tuple[OpeningException, Closure | None]],
    holidays: Iterable[HolidayOpening],
) -> dict[uuid.UUID, _Rows]:
    by_owner: dict[uuid.UUID, _Rows] = defaultdict(_Rows)
    for week in weeks:
        by_owner[week.room_id or week.venue_id].weekly.append(_weekly(week))
    for row, closure in differing:
        owner = by_owner[row.room_id or row.venue_id]
        if closure is None:
            owner.exceptions.append(_exception(row))
        else:
            hours = _pair(closure.from_minute, closure.until_minute)
            owner.closures.append(DayClosure(row.from_on, row.until_on, hours, closure.reason))
    for rule in holidays:
        by_owner[rule.owner_id].holidays.append(
            HolidayRule(rule.holiday, rule.state, rule.valid_from, rule.valid_until, rule.room_id is not None)
        )
    return by_owner


def _weekly(row: OpeningHours) -> WeeklyOpening:
    return WeeklyOpening(
        weekday=row.weekday,
        opens_minute=row.opens_minute,
        closes_minute=row.closes_minute,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        for_room=row.room_id is not None,
        season=row.season,
        access_mode=row.access_mode,
    )


def _exception(row: OpeningException) -> DayException:
    hours = _pair(row.opens_minute, row.closes_minute)
    return DayException(row.from_on, row.until_on, hours, row.room_id is not None, row.reason)


def _pair(start: int | None, end: int | None) -> tuple[int, int] | None:
    return None if start is None or end is None else (start, end)
