"""What a hirer declared about itself, looked at afterwards by the member, and corrected when it is not so."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.messages import message
from app.core.time_ranges import TimeRange
from app.models.booking import Booking, BookingStatus
from app.models.listing import Room
from app.models.pricing import HirerCategory
from app.services.audit import audit_service
from app.services.audit.audit_service import Actor, Subject
from app.services.availability import availability_service
from app.services.booking import booking_service, offer_service, repository, rules
from app.services.booking.errors import CategoryRefusedError, TransitionError
from app.services.listing import public_service
from app.services.pricing import quote_service
from app.services.pricing.errors import NoRateError, NoVatRuleError
from app.services.pricing.quotes import ChosenAddOn, Hire

_AGREED = frozenset({BookingStatus.PROCESSING, BookingStatus.CONFIRMED})


@dataclass(frozen=True, slots=True)
class CategoryPrice:
    """What the same booking would have cost as another hirer, by the tariff of the day on which it was booked.

    `total_cents` None: the tariff has no price for it. `difference_cents`: with what was agreed, without deposit.
    """

    category: HirerCategory
    total_cents: int | None
    difference_cents: int | None


def may_correct(booking: Booking) -> bool:
    """Whether there is something to correct: what was cancelled or never paid is over."""
    return booking.status in _AGREED


def prices(booking: Booking) -> list[CategoryPrice]:
    """Every category that the room has, with what the booking would have cost; the booking's own is among them."""
    room = public_service.get_room_for_booking(booking.room_id)
    found = offer_service.categories_for(room, booking.starts_at)
    if booking.hirer_category not in found:
        found.append(booking.hirer_category)
    return [_price(booking, room, category) for category in found]


def correct(booking: Booking, category: HirerCategory, *, reason: str, actor: Actor) -> CategoryPrice:
    """Record another category; what was agreed stays agreed, and the difference in price is written down with it.

    Raises:
        TransitionError: the booking is over.
        CategoryRefusedError: no such category here, the one it has, or no reason given; names the field.
    """
    locked = booking_service.get_locked(booking.id)
    if not may_correct(locked):
        raise TransitionError
    room = public_service.get_room_for_booking(locked.room_id)
    _check(locked, category, reason, offer_service.categories_for(room, locked.starts_at))
    price = _price(locked, room, category)
    before = locked.hirer_category
    locked.hirer_category = category
    audit_service.record(
        "booking:category:corrected",
        actor=actor,
        subject=Subject("booking", locked.id, locked.organisation_id),
        reason=reason,
        before=before.value,
        after=category.value,
        difference_cents=price.difference_cents,
    )
    return price


def _check(booking: Booking, category: HirerCategory, reason: str, offered: Sequence[HirerCategory]) -> None:
    if category not in offered:
        raise CategoryRefusedError("category", message("There is no tariff for this in this room. Choose another."))
    if category is booking.hirer_category:
        raise CategoryRefusedError("category", message("That is what the booking says already."))
    if not reason.strip() or len(reason) > rules.MAX_REASON:
        raise CategoryRefusedError(
            "reason", message("Tell how you know, in at most %(most)s characters.", most=rules.MAX_REASON)
        )


def _price(booking: Booking, room: Room, category: HirerCategory) -> CategoryPrice:
    add_ons = tuple(ChosenAddOn(one.add_on_id, one.quantity) for one in repository.list_add_ons(booking.id))
    booked_on = booking.created_at.astimezone(availability_service.zone_of(room)).date()
    hire = Hire(category, booking.purpose, add_ons, booked_on=booked_on)
    if category is booking.hirer_category:
        return CategoryPrice(category, booking.total_cents, 0)
    try:
        total = quote_service.quote(room, TimeRange(booking.starts_at, booking.ends_at), hire=hire).total_cents
    except (NoRateError, NoVatRuleError):
        return CategoryPrice(category, None, None)
    return CategoryPrice(category, total, total - booking.total_cents)
