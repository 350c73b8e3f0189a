"""Reading booking rules and caretaker hours for any number of rooms at once."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import select

from app.core.db import session
from app.core.rows import Told, read_rows
from app.models.listing import Room
from app.models.openings import BookingRule, CaretakerHours
from app.services.availability.booking_rules import DatedRule, RuleBook, values_of
from app.services.availability.caretaker import CaretakerSpan

# Of the `room` and `venue` of the statement around it, as JSON.
TOLD = """json_build_object(
  'dated', (
    SELECT json_agg(to_json(b)) FROM booking_rule AS b
    WHERE b.venue_id = venue.id AND coalesce(b.room_id, room.id) = room.id),
  'caretaker', (
    SELECT json_agg(to_json(h) ORDER BY h.weekday, h.from_minute) FROM caretaker_hours AS h
    WHERE h.venue_id = venue.id))"""


def told_rule_book(room: Room, told: Told) -> RuleBook:
    """All that is said about the bookings of a room, from what `TOLD` told."""
    dated = tuple(_dated(row) for row in read_rows(BookingRule, told["dated"]))
    spans = tuple(_caretaker_span(row) for row in read_rows(CaretakerHours, told["caretaker"]))
    return RuleBook(own=values_of(room), dated=dated, caretaker=spans)


def rule_books(rooms: Sequence[Room]) -> dict[uuid.UUID, RuleBook]:
    """Per room all that is said about its bookings. One query; one more when notice counts in caretaker hours."""
    if not rooms:
        return {}
    venue_ids = {room.venue_id for room in rooms}
    dated: dict[uuid.UUID, list[DatedRule]] = defaultdict(list)
    for row in session().scalars(select(BookingRule).where(BookingRule.venue_id.in_(venue_ids))):
        dated[row.owner_id].append(_dated(row))
    asked = any(room.notice_in_caretaker_hours for room in rooms) or any(
        rule.values["notice_in_caretaker_hours"] for of_owner in dated.values() for rule in of_owner
    )
    caretaker = caretaker_hours(venue_ids) if asked else {}
    return {
        room.id: RuleBook(
            own=values_of(room),
            dated=(*dated.get(room.id, ()), *dated.get(room.venue_id, ())),
            caretaker=caretaker.get(room.venue_id, ()),
        )
        for room in rooms
    }


def venue_rules(venue_id: uuid.UUID) -> list[DatedRule]:
    """What the venue itself says, whenever that holds."""
    query = select(BookingRule).where(BookingRule.venue_id == venue_id, BookingRule.room_id.is_(None))
    return [_dated(row) for row in session().scalars(query)]


def _dated(row: BookingRule) -> DatedRule:
    return DatedRule(row.room_id is not None, row.valid_from, row.valid_until, values_of(row))


def caretaker_hours(venue_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, tuple[CaretakerSpan, ...]]:
    """Per venue when somebody is there, whenever that holds; venues without are absent. One query."""
    found: dict[uuid.UUID, list[CaretakerSpan]] = defaultdict(list)
    rows = session().scalars(
        select(CaretakerHours)
        .where(CaretakerHours.venue_id.in_(venue_ids))
        .order_by(CaretakerHours.weekday, CaretakerHours.from_minute)
    )
    for row in rows:
        found[row.venue_id].append(_caretaker_span(row))
    return {venue_id: tuple(spans) for venue_id, spans in found.items()}


def _caretaker_span(row: CaretakerHours) -> CaretakerSpan:
    return CaretakerSpan(row.weekday, row.from_minute, row.until_minute, row.valid_from, row.valid_until)
