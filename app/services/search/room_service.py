"""Looking at one room: its week, and a time in it with what it costs or why it cannot be booked."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.core.errors import InvalidError
from app.core.messages import Message, message
from app.core.time_ranges import TimeRange
from app.models.listing import Purpose, Room
from app.models.pricing import HirerCategory
from app.services.availability import availability_service, sound_service
from app.services.availability.booking_rules import RuleBook
from app.services.availability.day_states import DayState
from app.services.availability.openings import DayOpening
from app.services.availability.rules import BookingRules, bookable_window
from app.services.availability.sound import HEARD
from app.services.booking import cancellation_service
from app.services.booking.rules import RefundStep
from app.services.listing import public_service
from app.services.pricing import quote_service
from app.services.pricing.errors import NoRateError, NoVatRuleError
from app.services.pricing.quotes import Hire, LowestPrice, Quote
from app.services.search import rules

WEEK_DAYS = 7
MOST_DAYS = 62
FARTHEST_DAYS = rules.FARTHEST_DAYS


@dataclass(frozen=True, slots=True)
class ChosenTime:
    """A time that somebody looks at. It can be booked when there are no `errors`; then there is a quote.

    `errors` per field: `from`, `until`, `persons`, `purpose`. `refund_steps`: what a cancellation would give back.
    """

    span: TimeRange
    errors: Mapping[str, list[Message]]
    quote: Quote | None
    refund_steps: Sequence[RefundStep]
    alternatives: Sequence[TimeRange]


@dataclass(frozen=True, slots=True)
class RoomWeek:
    """Seven days from a Monday: open and taken time, and what can be booked, under the day it begins on.

    Between `bookable_from` (notice) and `bookable_until` (horizon) the room can be booked at all. `rules` are those
    of its first day that has not passed.
    """

    monday: date
    bookable_from: datetime
    bookable_until: datetime
    states: Mapping[date, DayState]
    free: Mapping[date, Sequence[TimeRange]]
    rules: BookingRules


def get_room(slug: str) -> Room:
    """The room with all that its page shows.

    Raises:
        NotFoundError: there is none on offer by that name.
    """
    return public_service.get_room_by_slug(slug)


def get_room_by_id(room_id: uuid.UUID) -> Room:
    """The same by its id.

    Raises:
        NotFoundError: there is none on offer.
    """
    return public_service.get_room(room_id)


def from_price(room: Room, *, on: date) -> LowestPrice | None:
    """The least that it costs by the tariff of a day, in cents including VAT."""
    return quote_service.lowest_prices([room.id], on).get(room.id)


def week_of(
    room: Room, day: date, *, now: datetime, purpose: Purpose | None = None, book: RuleBook | None = None
) -> RoomWeek:
    """The week in which `day` lies; with `purpose` only time that goes with what is heard from other rooms.

    `book` is the room's rule book, for who has it already.
    """
    monday = day - timedelta(days=day.weekday())
    until_on = monday + timedelta(days=WEEK_DAYS)
    zone = availability_service.zone_of(room)
    book = book or rule_book(room)
    states, ranges = availability_service.days_of(room, monday, until_on, now=now, book=book, purpose=purpose)
    asked = book.on(max(monday, now.astimezone(zone).date()))
    bookable_from, bookable_until = bookable_window(asked, now=now, zone=zone)
    return RoomWeek(
        monday=monday,
        bookable_from=bookable_from,
        bookable_until=bookable_until,
        states=states,
        free=_by_day(room, ranges, monday, until_on),
        rules=asked,
    )


def rule_book(room: Room) -> RuleBook:
    """What the room asks of bookings on any day."""
    return availability_service.rule_books([room])[room.id]


def free_days(
    room_id: uuid.UUID, from_on: date, last_on: date, *, now: datetime, purpose: Purpose | None = None
) -> dict[date, Sequence[TimeRange]]:
    """What can be booked on each day from `from_on` to `last_on`, both included; every day is named.

    With `purpose` only time that goes with what is heard from other rooms, as at a hold.

    Raises:
        NotFoundError: no such room is on offer.
        InvalidError: the days are the wrong way round, too many, in the past or too far ahead; the room is not let for
            that purpose.
    """
    room = public_service.get_bookable_room(room_id)
    _check_days(room, from_on, last_on, now)
    problems = _check_purpose(room, purpose)
    if problems:
        raise InvalidError(errors=problems)
    free = _free(room, from_on, last_on + timedelta(days=1), now, purpose)
    days = [from_on + timedelta(days=offset) for offset in range((last_on - from_on).days + 1)]
    return {day: free.get(day, []) for day in days}


def openings_of(room: Room, from_on: date, last_on: date, *, now: datetime) -> list[DayOpening]:
    """When the room is open on each of these days, both included, and why.

    Raises:
        InvalidError: the days are the wrong way round, too many, in the past or too far ahead.
    """
    _check_days(room, from_on, last_on, now)
    return availability_service.openings_of(room, from_on, last_on + timedelta(days=1))


def _check_days(room: Room, from_on: date, last_on: date, now: datetime) -> None:
    today = now.astimezone(availability_service.zone_of(room)).date()
    problems: dict[str, list[Message]] = {}
    if from_on < today:
        problems["from"] = [message("This day has passed. Choose today or later.")]
    elif from_on > today + timedelta(days=FARTHEST_DAYS):
        problems["from"] = [message("You can look up to two years ahead.")]
    if last_on < from_on:
        problems["until"] = [message("The last day is not before the first.")]
    elif (last_on - from_on).days >= MOST_DAYS:
        problems["until"] = [message("You can ask for at most %(most)s days at a time.", most=MOST_DAYS)]
    if problems:
        raise InvalidError(errors=problems)


def look_at_time(
    room: Room,
    span: TimeRange,
    *,
    persons: int | None,
    purpose: Purpose | None,
    now: datetime,
    category: HirerCategory = HirerCategory.PRIVATE,
) -> ChosenTime:
    """What exactly this time costs who hires, or everything that stands in its way, with other times near it."""
    book = rule_book(room)
    of_time, is_free = availability_service.look_at(room, span, now=now, book=book, purpose=purpose)
    errors = {_FIELD_OF[name]: told for name, told in of_time.items()}
    quote = None
    if not errors and not is_free:
        is_heard = sound_service.is_heard(room, span, purpose)
        errors["from"] = [HEARD if is_heard else message("This time is taken.")]
    if not errors:
        try:
            quote = quote_service.quote(room, span, hire=Hire(category=category, purpose=purpose))
        except (NoRateError, NoVatRuleError) as error:
            errors["from"] = [error.message]
    alternatives = availability_service.alternatives(room, span, now=now, purpose=purpose) if errors else []
    if persons is not None and persons > room.max_persons:
        errors["persons"] = [message("At most %(most)s people may be in this room.", most=room.max_persons)]
    errors.update(_check_purpose(room, purpose))
    return ChosenTime(span, errors, quote, _refund_steps(room, span, quote), alternatives)


def _check_purpose(room: Room, purpose: Purpose | None) -> dict[str, list[Message]]:
    if purpose is None or purpose.value in room.purposes:
        return {}
    return {"purpose": [message("This room is not let for that.")]}


def _refund_steps(room: Room, span: TimeRange, quote: Quote | None) -> Sequence[RefundStep]:
    if quote is None:
        return []
    return cancellation_service.steps_for(
        room.cancellation_policy_code, paid_cents=quote.total_cents, starts_at=span.starts_at
    )


_FIELD_OF = {"start": "from", "end": "until"}


def _free(
    room: Room, from_on: date, until_on: date, now: datetime, purpose: Purpose | None = None
) -> dict[date, list[TimeRange]]:
    # A day more before it: its evening may run past midnight into the first day.
    ranges = availability_service.free_ranges(room, from_on - timedelta(days=1), until_on, now=now, purpose=purpose)
    return _by_day(room, ranges, from_on, until_on)


def _by_day(room: Room, ranges: Sequence[TimeRange], from_on: date, until_on: date) -> dict[date, list[TimeRange]]:
    days = rules.by_day(ranges, availability_service.zone_of(room))
    return {day: found for day, found in days.items() if from_on <= day < until_on}
