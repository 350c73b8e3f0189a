"""Reading and replacing what a member writes about openings; every question names the owner."""

import uuid
from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.core.db import session
from app.models.availability import OpeningException, OpeningHours
from app.models.listing import Room
from app.models.openings import BookingRule, CaretakerHours, HolidayOpening, Season
from app.services.listing.owner import Owner
from app.services.listing.week_plan import DayHours, WeekRow


def rooms_with_venue(room_ids: Sequence[uuid.UUID]) -> Sequence[Room]:
    """These rooms, each with its venue."""
    query = select(Room).where(Room.id.in_(room_ids)).options(joinedload(Room.venue)).order_by(Room.id)
    return session().scalars(query).all()


def week_rows(owner: Owner, season: Season) -> list[WeekRow]:
    """All weekly openings of one owner and season, past and planned."""
    return [_as_row(row) for row in _week_query(owner, season)]


def replace_week_rows(owner: Owner, season: Season, wanted: Sequence[WeekRow]) -> None:
    """These, and no others; rows that stay as they are are not touched."""
    missing = set(wanted)
    for row in _week_query(owner, season):
        if _as_row(row) in missing:
            missing.discard(_as_row(row))
        else:
            session().delete(row)
    for one in missing:
        session().add(
            OpeningHours(
                venue_id=owner.venue.id,
                room_id=owner.room_id,
                weekday=one.hours.weekday,
                opens_minute=one.hours.opens_minute,
                closes_minute=one.hours.closes_minute,
                season=season,
                access_mode=one.hours.access_mode,
                valid_from=one.valid_from,
                valid_until=one.valid_until,
            )
        )
    session().flush()


def _week_query(owner: Owner, season: Season) -> Sequence[OpeningHours]:
    of_owner = OpeningHours.room_id.is_(None) if owner.room is None else OpeningHours.room_id == owner.room.id
    query = select(OpeningHours).where(OpeningHours.venue_id == owner.venue.id, of_owner, OpeningHours.season == season)
    return session().scalars(query).all()


def _as_row(row: OpeningHours) -> WeekRow:
    hours = DayHours(row.weekday, row.opens_minute, row.closes_minute, row.access_mode)
    return WeekRow(hours, row.valid_from, row.valid_until)


def caretaker_rows(venue_id: uuid.UUID) -> list[WeekRow]:
    """When somebody of the house is there, past and planned."""
    return [_as_caretaker_row(row) for row in _caretaker_query(venue_id)]


def replace_caretaker_rows(venue_id: uuid.UUID, wanted: Sequence[WeekRow]) -> None:
    """These, and no others."""
    missing = set(wanted)
    for row in _caretaker_query(venue_id):
        if _as_caretaker_row(row) in missing:
            missing.discard(_as_caretaker_row(row))
        else:
            session().delete(row)
    for one in missing:
        session().add(
            CaretakerHours(
                venue_id=venue_id,
                weekday=one.hours.weekday,
                from_minute=one.hours.opens_minute,
                until_minute=one.hours.closes_minute,
                valid_from=one.valid_from,
                valid_until=one.valid_until,
            )
        )
    session().flush()


def _caretaker_query(venue_id: uuid.UUID) -> Sequence[CaretakerHours]:
    return session().scalars(select(CaretakerHours).where(CaretakerHours.venue_id == venue_id)).all()


def _as_caretaker_row(row: CaretakerHours) -> WeekRow:
    return WeekRow(DayHours(row.weekday, row.from_minute, row.until_minute), row.valid_from, row.valid_until)


def holiday_rows(owner: Owner) -> Sequence[HolidayOpening]:
    """What one owner does in holidays, past and planned."""
    query = select(HolidayOpening).where(HolidayOpening.owner_id == owner.id).order_by(HolidayOpening.valid_from)
    return session().scalars(query).all()


def list_exceptions(owner: Owner, from_on: date) -> Sequence[OpeningException]:
    """The differing days of this owner alone that are not over, without closures, the first first."""
    of_owner = OpeningException.room_id.is_(None) if owner.room is None else OpeningException.room_id == owner.room.id
    query = (
        select(OpeningException)
        .where(
            OpeningException.venue_id == owner.venue.id,
            of_owner,
            OpeningException.closure_id.is_(None),
            OpeningException.until_on > from_on,
        )
        .order_by(OpeningException.from_on)
    )
    return session().scalars(query).all()


def find_exception(exception_id: uuid.UUID, owner: Owner) -> OpeningException | None:
    """Of this owner only, and no part of a closure."""
    found = session().get(OpeningException, exception_id)
    mine = (owner.venue.id, owner.room_id, None)
    return found if found is not None and (found.venue_id, found.room_id, found.closure_id) == mine else None


def hours_by_id(opening_ids: Collection[uuid.UUID]) -> Sequence[OpeningHours]:
    """These weekly openings."""
    return session().scalars(select(OpeningHours).where(OpeningHours.id.in_(opening_ids))).all()


def list_booking_rules(owner: Owner, today: date) -> Sequence[BookingRule]:
    """The rules of this owner alone that hold today or later, the first first."""
    query = (
        select(BookingRule)
        .where(
            BookingRule.owner_id == owner.id,
            or_(BookingRule.valid_until.is_(None), BookingRule.valid_until > today),
        )
        .order_by(BookingRule.valid_from)
    )
    return session().scalars(query).all()
