"""What comes along with a booking: taken from the stock of its time, and given back with that time.

The database guards the stock (trigger `booking_add_on_stock`); here the rows are locked first, in one order, so that
who comes too late hears at which field, and nobody waits for somebody who waits for them.
"""

import uuid
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy.dialects.postgresql import Range

from app.core.messages import message
from app.core.time_ranges import TimeRange
from app.models.booking import Booking, BookingAddOn
from app.services.booking import repository
from app.services.booking.errors import AddOnsTakenError
from app.services.pricing.quotes import ChosenAddOn


def left(add_on_ids: Collection[uuid.UUID], span: TimeRange) -> dict[uuid.UUID, int]:
    """How many of each are still there during all of `span`; what has no limit is left out."""
    return repository.add_ons_left(add_on_ids, span)


def counted(chosen: Sequence[ChosenAddOn]) -> dict[uuid.UUID, int]:
    """How many of each; the same one named twice is added up."""
    wanted: dict[uuid.UUID, int] = {}
    for one in chosen:
        wanted[one.add_on_id] = wanted.get(one.add_on_id, 0) + one.quantity
    return wanted


def take(booking: Booking, chosen: Sequence[ChosenAddOn], names: Mapping[uuid.UUID, str]) -> None:
    """Take these for the time of a new booking (flushed, its time already taken). `names`: what they are called now.

    Raises:
        AddOnsTakenError: of some there are too few left; nothing was taken.
    """
    span = TimeRange(booking.starts_at, booking.ends_at)
    wanted = counted(chosen)
    _require(wanted, span)
    rows = (
        BookingAddOn(
            booking_id=booking.id,
            add_on_id=add_on_id,
            name=names[add_on_id],
            quantity=wanted[add_on_id],
            during=Range(span.starts_at, span.ends_at),
        )
        for add_on_id in sorted(wanted)
    )
    repository.insert_add_ons(booking, rows)


def take_again(booking: Booking) -> None:
    """Take what was given back with the time of a booking that is paid for after all.

    Raises:
        AddOnsTakenError: of some there are too few left; nothing was taken.
    """
    wanted = repository.list_add_ons(booking.id)
    _require({one.add_on_id: one.quantity for one in wanted}, TimeRange(booking.starts_at, booking.ends_at))
    repository.set_add_ons_active(booking.id, active=True)


def release(booking_id: uuid.UUID) -> None:
    """Give everything back; what was agreed stays written down."""
    repository.set_add_ons_active(booking_id, active=False)


def _require(wanted: Mapping[uuid.UUID, int], span: TimeRange) -> None:
    if not wanted:
        return
    repository.lock_add_ons(wanted)
    remaining = left(wanted, span)
    short = {
        add_on: max(0, remaining[add_on]) for add_on in wanted if wanted[add_on] > remaining.get(add_on, wanted[add_on])
    }
    if short:
        raise AddOnsTakenError(
            {
                f"add_on-{add_on}": [
                    message("There are %(left)s left at this time.", left=count)
                    if count
                    else message("There is none left at this time.")
                ]
                for add_on, count in short.items()
            }
        )
