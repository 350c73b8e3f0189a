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
from app.services.listing import member_repository, opening_rules, plan_service, tariff_repository, week_service
from app.services.listing.errors import ListingRefusedError, MemberRoomNotFoundError
from app.services.pricing import quote_service
from app.services.pricing.quotes import Quote

DAYS = 7
EVENING = (19 * 60, 22 * 60)
TUESDAY = 1
MOST_ORDINAL = 9


@dataclass(frozen=True, slots=True)
class RateDraft:
    """A price as filled in; None for what could not be read."""

    unit: RateUnit | None
    day_part_id: str
    weekdays: Sequence[int]
    price_cents: int | None
    from_on: date | None
    plan_id: uuid.UUID | None = None
    ordinal: int = 1


def add_rate(room: Room, draft: RateDraft, *, actor: Actor, today: date) -> Rate:
    """A price from a day on, in a plan or for everybody. What it replaces ends by itself where it begins.

    Raises:
        MemberRoomNotFoundError: no such plan of this room.
        ListingRefusedError: with what is wrong, per field.
    """
    if draft.plan_id is not None:
        plan_service.get_plan(room, draft.plan_id)
    member_repository.lock_room(room.id)
    part = next((part for part in room.venue.day_parts if str(part.id) == draft.day_part_id), None)
    per_part = draft.unit is RateUnit.DAY_PART
    errors = opening_rules.check_rate(
        price_cents=draft.price_cents,
        weekdays=draft.weekdays,
        from_on=draft.from_on,
        needs_part=per_part and part is None,
        today=today,
        may_be_free=draft.plan_id is not None,
    )
    if not 1 <= draft.ordinal <= MOST_ORDINAL or (draft.ordinal > 1 and not per_part):
        errors["ordinal"] = [message("Only a part of the day has a price for the second and further ones.")]
    if draft.unit is None:
        errors["unit"] = [message("Choose what the price is for.")]
    if errors or draft.unit is None or draft.price_cents is None or draft.from_on is None:
        raise ListingRefusedError(errors)
    rate = Rate(
        room_id=room.id,
        plan_id=draft.plan_id,
        ordinal=draft.ordinal,
        unit=draft.unit,
        day_part_id=part.id if per_part and part else None,
        weekdays=sorted(set(draft.weekdays)),
        price_cents=draft.price_cents,
        valid_from=draft.from_on,
    )
    _end_replaced(rate)
    session().add(rate)
    session().flush()
    _record("added", room, rate, actor)
    return rate


def _end_replaced(new: Rate) -> None:
    """Earlier prices of the same thing end where the new one begins; on days that it does not name they go on."""
    for old in tariff_repository.rates_of_plan(new.room_id, new.plan_id, new.valid_from):
        same = (old.unit, old.day_part_id, old.ordinal) == (new.unit, new.day_part_id, new.ordinal)
        shared = set(old.weekdays) & set(new.weekdays)
        if not same or not shared or old.valid_from > new.valid_from:
            continue
        kept = sorted(set(old.weekdays) - shared)
        if kept:
            session().add(_going_on(old, kept, new.valid_from))
        if old.valid_from == new.valid_from:
            session().delete(old)
        else:
            old.valid_until = new.valid_from


def _going_on(old: Rate, weekdays: list[int], from_on: date) -> Rate:
    return Rate(
        room_id=old.room_id,
        plan_id=old.plan_id,
        unit=old.unit,
        day_part_id=old.day_part_id,
        ordinal=old.ordinal,
        weekdays=weekdays,
        price_cents=old.price_cents,
        valid_from=from_on,
        valid_until=old.valid_until,
    )


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
        plan_id=str(rate.plan_id) if rate.plan_id else None,
        valid_from=rate.valid_from.isoformat(),
    )
