"""Placing a hold: the time is taken, everything agreed is frozen, and the clock to payment starts."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from app.core import clock
from app.core.db import session
from app.core.errors import InvalidError
from app.core.ids import fingerprint, new_id, new_reference
from app.core.jobs import defer
from app.core.messages import Message, message
from app.core.time_ranges import TimeRange
from app.models.booking import Booking, BookingLine, BookingSource, BookingStatus, Discipline
from app.models.listing import LayoutKind, Purpose, Room
from app.models.pricing import HirerCategory
from app.services.audit import audit_service
from app.services.audit.audit_service import HIRER, Subject
from app.services.availability import availability_service
from app.services.availability.errors import SlotTakenError
from app.services.booking import (
    add_on_service,
    cancellation_service,
    confirmation_service,
    expiry_service,
    offer_service,
    repository,
    rules,
)
from app.services.booking.errors import IdempotencyKeyReusedError, PriceChangedError
from app.services.booking.rules import Contact, Use
from app.services.commission import commission_service
from app.services.listing import public_service
from app.services.pricing import quote_service
from app.services.pricing.quotes import ChosenAddOn, Hire, Quote


@dataclass(frozen=True, slots=True)
class PlaceHold:
    """What somebody asks: this room, this time, for this.

    `shown_price` (`offer_service.price_fingerprint`) and `expected_total_cents`: what they saw, if they say so. When it
    costs something else by now, nothing is booked. The total is all that is paid, a deposit included.
    """

    room_id: uuid.UUID
    starts_at: datetime
    ends_at: datetime
    persons: int
    purpose: Purpose
    contact: Contact
    accepts_terms: bool
    source: BookingSource
    locale: str = "nl"
    idempotency_key: str | None = None
    hirer_category: HirerCategory = HirerCategory.PRIVATE
    layout: LayoutKind | None = None
    discipline: Discipline | None = None
    alcohol: bool = False
    add_ons: tuple[ChosenAddOn, ...] = ()
    shown_price: str | None = None
    expected_total_cents: int | None = None

    @property
    def use(self) -> Use:
        """What they come to do, as the rules look at it."""
        return Use(self.persons, self.purpose, self.hirer_category, self.layout, self.discipline, self.alcohol)


def place_hold(command: PlaceHold) -> Booking:
    """Hold the time for a quarter of an hour, until the hirer goes to pay; free of charge confirms at once.

    The same idempotency key with the same request gives the booking that the first one made.

    Raises:
        NotFoundError: no such room is on offer.
        InvalidError: a rule of the room, or something missing; names the fields.
        SlotTakenError: somebody else has the time.
        AddOnsTakenError: somebody else has what should come along; names the fields.
        PriceChangedError: it costs something else than what was shown.
        IdempotencyKeyReusedError: the key came before with another request.
    """
    earlier = _earlier(command)
    if earlier is not None:
        return earlier
    now = clock.now()
    room = public_service.get_bookable_room(command.room_id)
    span, names = _check(command, room, now)
    quote = quote_service.quote(room, span, hire=hire_of(command, room))
    if not _is_what_was_shown(command, quote):
        raise PriceChangedError(quote.payable_cents)
    booking = _booking(command, room, span, quote, now)
    session().add(booking)
    session().flush()
    _take_time(room, span, booking)
    add_on_service.take(booking, command.add_ons, names)
    audit_service.record(
        "booking:hold:placed",
        actor=HIRER,
        subject=Subject("booking", booking.id, booking.organisation_id),
        source=command.source.value,
        total_cents=booking.total_cents,
    )
    if booking.payable_cents == 0:
        confirmation_service.confirm_free(booking)
    else:
        defer("booking.expire_hold", at=booking.hold_expires_at, booking_id=str(booking.id))
    return booking


def _take_time(room: Room, span: TimeRange, booking: Booking) -> None:
    """A hold in the way whose end has passed makes way: `in_transaction` lets it expire first, and tries once more."""
    if booking.hold_expires_at is None:
        raise AssertionError("a held booking has an end")
    try:
        availability_service.hold(
            room, span, booking_id=booking.id, until=booking.hold_expires_at, purpose=booking.purpose
        )
    except SlotTakenError as error:
        if error.overdue:
            error.first = partial(expiry_service.expire_holds, error.overdue)
        raise


def check_person(contact: Contact, accepts_terms: bool) -> dict[str, list[Message]]:  # noqa: FBT001
    """What is missing of who books (`contact.name` and so on, `accept_terms`); empty when nothing is."""
    problems = {f"contact.{field}": found for field, found in rules.check_contact(contact).items()}
    if not accepts_terms:
        problems["accept_terms"] = [message("Accept the terms to book.")]
    return problems


def place_changed_hold(command: PlaceHold) -> Booking:
    """The same form again with something changed: what it held before is given back in the same moment.

    A booking that is paid or being paid stays as it is; then this is one more.

    Raises:
        NotFoundError, InvalidError, SlotTakenError: as `place_hold`; what was held before stays held.
    """
    if command.idempotency_key is not None:
        key = fingerprint(command.idempotency_key)
        repository.wait_for_key(key)
        earlier = repository.find_by_idempotency_key(key)
        if earlier is not None:
            if earlier.status is BookingStatus.HELD:
                cancellation_service.cancel(earlier, actor=HIRER, reason="changed before it was paid")
            earlier.idempotency_key = None
            session().flush()
    return place_hold(command)


def _earlier(command: PlaceHold) -> Booking | None:
    if command.idempotency_key is None:
        return None
    key = fingerprint(command.idempotency_key)
    repository.wait_for_key(key)
    earlier = repository.find_by_idempotency_key(key)
    if earlier is not None and earlier.idempotency_fingerprint != _fingerprint(command):
        raise IdempotencyKeyReusedError
    return earlier


def _fingerprint(command: PlaceHold) -> str:
    asked = (
        command.room_id,
        command.starts_at.timestamp(),
        command.ends_at.timestamp(),
        command.persons,
        command.purpose,
        command.contact,
        command.use,
        command.add_ons,
    )
    return fingerprint(repr(asked))


def hire_of(command: PlaceHold, room: Room) -> Hire:
    """What the price of such a booking depends on besides room and time, when it is made now."""
    booked_on = clock.today(availability_service.zone_of(room))
    return Hire(command.hirer_category, command.purpose, command.add_ons, booked_on=booked_on)


def _is_what_was_shown(command: PlaceHold, quote: Quote) -> bool:
    if command.expected_total_cents is not None and command.expected_total_cents != quote.payable_cents:
        return False
    return command.shown_price is None or command.shown_price == offer_service.price_fingerprint(quote)


def _check(command: PlaceHold, room: Room, now: datetime) -> tuple[TimeRange, dict[uuid.UUID, str]]:
    """Every rule at once, so that nobody has to correct one mistake after another; with the names of what comes along."""
    problems: dict[str, list[Message]] = {}
    if command.ends_at <= command.starts_at:
        problems["end"] = [message("The end lies after the start.")]
    else:
        span = TimeRange(command.starts_at, command.ends_at)
        problems.update(availability_service.check_time(room, span, now=now))
    use_on = now if problems else command.starts_at
    offered = offer_service.add_ons_of(room, use_on) if command.add_ons else []
    problems.update(offer_service.check_use(room, use_on, command.use))
    if "start" not in problems and "end" not in problems:
        span = TimeRange(command.starts_at, command.ends_at)
        problems.update(offer_service.check_add_ons(command.add_ons, offered, span))
    problems.update(check_person(command.contact, command.accepts_terms))
    if problems:
        raise InvalidError(errors=problems)
    return TimeRange(command.starts_at, command.ends_at), {terms.id: terms.name for terms in offered}


def _booking(command: PlaceHold, room: Room, span: TimeRange, quote: Quote, now: datetime) -> Booking:
    venue = room.venue
    booking_id = new_id()
    return Booking(
        id=booking_id,
        reference=new_reference(),
        idempotency_key=fingerprint(command.idempotency_key) if command.idempotency_key else None,
        idempotency_fingerprint=_fingerprint(command) if command.idempotency_key else None,
        source=command.source,
        status=BookingStatus.HELD,
        organisation=venue.organisation,
        organisation_id=venue.organisation_id,
        venue=venue,
        venue_id=venue.id,
        room=room,
        room_id=room.id,
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        persons=command.persons,
        purpose=command.purpose,
        hirer_category=command.hirer_category,
        category_terms_version=rules.CATEGORY_TERMS_VERSION,
        layout=command.layout,
        discipline=command.discipline if command.purpose is Purpose.LESSON else None,
        alcohol=command.alcohol,
        locale=command.locale,
        hold_expires_at=now + rules.HOLD_WITHOUT_PAYMENT,
        lines=booking_lines(quote, booking_id),
        add_ons=[],
        **_contact_values(command.contact),
        **_agreed_values(room, quote, now),
    )


def _contact_values(contact: Contact) -> dict[str, str]:
    return {
        "contact_name": contact.name.strip(),
        "contact_email": contact.email.strip(),
        "contact_phone": contact.phone.strip(),
        "hirer_organisation": contact.organisation.strip(),
        "hirer_reference": contact.reference.strip(),
    }


def _agreed_values(room: Room, quote: Quote, now: datetime) -> dict[str, object]:
    """Price, commission and terms as they stand today: copied, so that a later change changes nothing agreed."""
    venue = room.venue
    today = clock.today(availability_service.zone_of(room))
    rate_bps = commission_service.agreement_bps_at(venue.organisation_id, venue.municipality.region_id, today)
    vat_bps = commission_service.commission_vat_bps(today)
    commission = commission_service.commission_for(quote.total_cents, rate_bps, vat_bps)
    policy = repository.get_cancellation_policy(room.cancellation_policy_code)
    return {
        "currency": quote.currency,
        "total_cents": quote.total_cents,
        "vat_cents": quote.vat_cents,
        "deposit_cents": quote.deposit_cents,
        "commission_bps": rate_bps,
        "commission_cents": commission.commission_cents,
        "commission_vat_bps": vat_bps,
        "commission_vat_cents": commission.vat_cents,
        "cancellation_terms": {"name": policy.name, "steps": policy.steps},
        "terms_version": rules.TERMS_VERSION,
        "terms_accepted_at": now,
    }


def booking_lines(quote: Quote, booking_id: uuid.UUID) -> list[BookingLine]:
    """The lines of a quote, frozen on a booking."""
    return [
        BookingLine(
            booking_id=booking_id,
            position=position,
            kind=line.kind.value,
            label=line.label,
            quantity_minutes=line.quantity_minutes,
            unit_price_cents=line.unit_price_cents,
            amount_cents=line.amount_cents,
            vat_bps=line.vat_bps,
            vat_cents=line.vat_cents,
            vat_reason=line.vat_reason,
            quantity=line.quantity,
            why=line.why.text if line.why else "",
            why_values=line.why.params if line.why else {},
        )
        for position, line in enumerate(quote.lines)
    ]
