"""What a booking would be before it is made: as whom one can hire, what can come along, what is refused, what it costs.

Checkout, the API and the hold itself ask here, so that what is shown is what is applied.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.core.ids import fingerprint
from app.core.messages import Message
from app.core.time_ranges import TimeRange
from app.models.listing import Purpose, Room
from app.models.pricing import HirerCategory
from app.services.availability import availability_service, sound_service
from app.services.availability.sound import HEARD
from app.services.booking import add_on_service, repository, rules
from app.services.booking.rules import AddOnLimits, Use, UseRules
from app.services.pricing import quote_service
from app.services.pricing.quotes import ChosenAddOn, Quote
from app.services.pricing.tariff import AddOnTerms


@dataclass(frozen=True, slots=True)
class AddOnChoice:
    """Something that can come along. `left`: how many are there at the asked time, None without a limit."""

    terms: AddOnTerms
    left: int | None


def categories_for(room: Room, on: datetime) -> list[HirerCategory]:
    """As whom one can hire this room, by its tariffs of that day."""
    return rules.offered_categories(repository.categories_in_tariff(room.id, _day(room, on)))


def add_ons_of(room: Room, on: datetime) -> list[AddOnTerms]:
    """What can come along in this room on that day, by name; not what needs something that is not offered itself."""
    offered = quote_service.add_ons_of(room, _day(room, on))
    known = {terms.id for terms in offered}
    return [terms for terms in offered if terms.requires is None or terms.requires in known]


def add_on_choices(room: Room, span: TimeRange) -> list[AddOnChoice]:
    """The same with what is left of it at this time."""
    offered = add_ons_of(room, span.starts_at)
    left = add_on_service.left([terms.id for terms in offered], span) if offered else {}
    return [AddOnChoice(terms, left.get(terms.id)) for terms in offered]


def check_use(room: Room, on: datetime, use: Use) -> dict[str, list[Message]]:
    """What the room does not allow on that day, per field (as `rules.check_use`)."""
    arranged = use.category in rules.ARRANGED
    allowed = UseRules(
        max_persons=room.max_persons,
        purposes=room.purposes,
        layouts=repository.layout_capacities(room.id) if use.layout else {},
        barred_disciplines=room.barred_disciplines,
        alcohol_policy=room.alcohol_policy,
        categories=categories_for(room, on) if arranged else [use.category],
    )
    return rules.check_use(use, allowed)


def check_add_ons(
    chosen: Sequence[ChosenAddOn], offered: Sequence[AddOnTerms], span: TimeRange
) -> dict[str, list[Message]]:
    """What cannot come along at this time, per field (`add_on-<id>`)."""
    wanted = add_on_service.counted(chosen)
    left = add_on_service.left(wanted.keys(), span) if wanted else {}
    limits = {terms.id: AddOnLimits(terms.requires, terms.requires_name, left.get(terms.id)) for terms in offered}
    return rules.check_add_ons(wanted, limits)


def check_sound(room: Room, span: TimeRange, purpose: Purpose | None) -> dict[str, list[Message]]:
    """Per field (`purpose`): what happens in another room at this time that does not go with this use."""
    return {"purpose": [HEARD]} if sound_service.is_heard(room, span, purpose) else {}


def price_fingerprint(quote: Quote) -> str:
    """The same for the same price, line by line: what a form carries to say which price its reader saw."""
    told = [(line.kind.value, line.label, line.quantity, line.amount_cents, line.vat_cents) for line in quote.lines]
    return fingerprint(repr((told, quote.total_cents, quote.vat_cents, quote.deposit_cents)))[:16]


def _day(room: Room, on: datetime) -> date:
    return on.astimezone(availability_service.zone_of(room)).date()
