"""The tariff of a room: prices with a first day. A price that held once is ended, never changed."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.db import session
from app.core.messages import message
from app.core.time_ranges import TimeRange, at_minute
from app.models.listing import Room
from app.models.pricing import Rate, RateUnit
from app.services.audit import audit_service
from app.services.audit.audit_service import Actor, Subject
from app.services.availability import availability_service
from app.services.listing import member_repository, opening_rules, week_service
from app.services.listing.errors import ListingRefusedError, MemberRoomNotFoundError
from app.services.pricing import quote_service
from app.services.pricing.quotes import Quote

DAYS = 7
EVENING = (19 * 60, 22 * 60)
TUESDAY = 1


@dataclass(frozen=True, slots=True)
class RateDraft:
    """A price as filled in; None for what could not be read."""

    unit: RateUnit | None
    day_part_id: str
    weekdays: Sequence[int]
    price_cents: int | None
    from_on: date | None


def list_rates(room_id: uuid.UUID, today: date) -> Sequence[Rate]:
    """The prices that hold now or later."""
    return member_repository.list_rates(room_id, today)


def add_rate(room: Room, draft: RateDraft, *, actor: Actor, today: date) -> Rate:
    """A price from a day on. Of two prices for the same thing, the one that begins last holds.

    Raises:
        ListingRefusedError: with what is wrong, per field.
    """
    part = next((part for part in room.venue.day_parts if str(part.id) == draft.day_part_id), None)
    per_part = draft.unit is RateUnit.DAY_PART
    errors = opening_rules.check_rate(
        price_cents=draft.price_cents,
        weekdays=draft.weekdays,
        from_on=draft.from_on,
        needs_part=per_part and part is None,
        today=today,
    )
    if draft.unit is None:
        errors["unit"] = [message("Choose what the price is for.")]
    if errors or draft.unit is None or draft.price_cents is None or draft.from_on is None:
        raise ListingRefusedError(errors)
    rate = Rate(
        room_id=room.id,
        unit=draft.unit,
        day_part_id=part.id if per_part and part else None,
        weekdays=sorted(set(draft.weekdays)),
        price_cents=draft.price_cents,
        valid_from=draft.from_on,
    )
    session().add(rate)
    session().flush()
    _record("added", room, rate, actor)
    return rate


def end_rate(room: Room, rate_id: uuid.UUID, *, actor: Actor, today: date) -> None:
    """A price ends today; one that did not begin yet, or began today, goes. Bookings keep theirs.

    Raises:
        MemberRoomNotFoundError: no such price of this room.
    """
    rate = member_repository.find_rate(rate_id, room.id)
    if rate is None:
        raise MemberRoomNotFoundError
    if rate.valid_from >= today:
        session().delete(rate)
    else:
        rate.valid_until = today
    _record("ended", room, rate, actor)


def example(room: Room, today: date) -> tuple[TimeRange, Quote | None]:
    """What a Tuesday evening from 19.00 to 22.00 costs, the first one after today."""
    ahead = (TUESDAY - today.weekday() - 1) % DAYS + 1
    span = _span(room, today + timedelta(days=ahead), EVENING)
    return span, quote_service.quote_each([(room, span)]).get(room.id)


def unpriced_weekdays(room: Room, today: date) -> frozenset[int]:
    """Weekdays on which (part of) the opening time of the room's venue has no price."""
    found = set()
    for weekday, spans in week_service.offered_week(room, today).items():
        day = today + timedelta(days=(weekday - today.weekday()) % DAYS)
        wanted = [_span(room, day, minutes) for minutes in spans]
        if len(quote_service.quote_options(room, wanted)) < len(wanted):
            found.add(weekday)
    return frozenset(found)


def _span(room: Room, day: date, minutes: tuple[int, int]) -> TimeRange:
    zone = availability_service.zone_of(room)
    return TimeRange(at_minute(day, minutes[0], zone), at_minute(day, minutes[1], zone))


def _record(action: str, room: Room, rate: Rate, actor: Actor) -> None:
    audit_service.record(
        f"listing:rate:{action}",
        actor=actor,
        subject=Subject("room", room.id, room.venue.organisation_id),
        rate_id=str(rate.id),
        unit=rate.unit.value,
        price_cents=rate.price_cents,
        valid_from=rate.valid_from.isoformat(),
    )
