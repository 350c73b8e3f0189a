"""What is hired beside the room: how many days, hours or pieces it counts, and whether it can be had like this."""

import math
import uuid
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from app.core.messages import Message, message
from app.core.time_ranges import MINUTES_PER_DAY, TimeRange
from app.models.pricing import AddOnUnit
from app.services.pricing.errors import AddOnRefusedError
from app.services.pricing.quarters import NIGHT_ENDS_MINUTE
from app.services.pricing.quotes import ChosenAddOn
from app.services.pricing.tariff import AddOnTerms

_NIGHT = timedelta(minutes=NIGHT_ENDS_MINUTE - MINUTES_PER_DAY)
_MINUTES_PER_HOUR = 60


def chosen_add_ons(
    offered: Mapping[uuid.UUID, AddOnTerms], chosen: Sequence[ChosenAddOn], on: date
) -> list[tuple[AddOnTerms, int]]:
    """What was chosen, with how many; the same one named twice is added up.

    Raises:
        AddOnRefusedError: not to be had in this room on this day, more than there are, or not without another.
    """
    wanted: dict[uuid.UUID, int] = {}
    for each in chosen:
        wanted[each.add_on_id] = wanted.get(each.add_on_id, 0) + each.quantity
    problems = [told for key, quantity in wanted.items() for told in _problems(offered.get(key), quantity, wanted, on)]
    if problems:
        raise AddOnRefusedError(problems)
    return [(offered[key], quantity) for key, quantity in wanted.items()]


def _problems(terms: AddOnTerms | None, quantity: int, wanted: Mapping[uuid.UUID, int], on: date) -> list[Message]:
    if terms is None:
        return [message("One of the extras cannot be had with this room.")]
    if not terms.period.holds_on(on):
        return [message("%(name)s cannot be had on this day.", name=terms.name)]
    if quantity < 1:
        return [message("%(name)s: choose at least one.", name=terms.name)]
    if terms.stock is not None and quantity > terms.stock:
        return [message("%(name)s: there are %(stock)s at most.", name=terms.name, stock=terms.stock)]
    if terms.requires is not None and terms.requires not in wanted:
        return [message("%(name)s can only be had with %(other)s.", name=terms.name, other=terms.requires_name)]
    return []


def add_on_cents(terms: AddOnTerms, quantity: int, span: TimeRange, zone: ZoneInfo) -> tuple[int, Message | None]:
    """What it costs over the time, and in words how that came about when it is more than a price times a number.

    A day lasts until six in the morning; a started hour counts whole.
    """
    following = terms.price_cents if terms.next_price_cents is None else terms.next_price_cents
    if terms.unit is AddOnUnit.BOOKING:
        return terms.price_cents * quantity, None
    if terms.unit is AddOnUnit.PIECE:
        return terms.price_cents + following * (quantity - 1), _further(terms, quantity)
    if terms.unit is AddOnUnit.DAY:
        days = days_used(span, zone)
        return (terms.price_cents + following * (days - 1)) * quantity, _days(terms, days)
    hours = math.ceil(span.minutes / _MINUTES_PER_HOUR)
    return (terms.price_cents + following * (hours - 1)) * quantity, message(
        "%(hours)s hours, started hours count whole", hours=hours
    )


def days_used(span: TimeRange, zone: ZoneInfo) -> int:
    """Calendar days that a time touches, where a night belongs to the day before it."""
    first = (span.starts_at.astimezone(zone).replace(tzinfo=None) - _NIGHT).date()
    last = (span.ends_at.astimezone(zone).replace(tzinfo=None) - _NIGHT - timedelta(microseconds=1)).date()
    return (last - first).days + 1


def _days(terms: AddOnTerms, days: int) -> Message | None:
    if days == 1:
        return None
    if terms.next_price_cents is None:
        return message("%(days)s days", days=days)
    return message(
        "First day %(first_cents)s, each further day %(next_cents)s",
        first_cents=terms.price_cents,
        next_cents=terms.next_price_cents,
    )


def _further(terms: AddOnTerms, quantity: int) -> Message | None:
    if terms.next_price_cents is None or quantity == 1:
        return None
    return message(
        "The first %(first_cents)s, each further one %(next_cents)s",
        first_cents=terms.price_cents,
        next_cents=terms.next_price_cents,
    )
