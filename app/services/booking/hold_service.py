"""Placing a hold: the time is taken, everything agreed is frozen, and the clock to payment starts."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from app.core import clock
from app.core.db import session
from app.core.errors import AppError, InvalidError
from app.core.ids import fingerprint, new_id, new_reference
from app.core.messages import Message, message
from app.core.time_ranges import TimeRange
from app.models.booking import Booking, BookingSource, BookingStatus, Discipline
from app.models.listing import LayoutKind, Purpose, Room
from app.models.pricing import HirerCategory
from app.services.audit import audit_service
from app.services.audit.audit_service import HIRER, Subject
from app.services.availability import availability_service, take_service
from app.services.availability import hold_facts as availability_facts
from app.services.availability.errors import SlotTakenError
from app.services.availability.hold_facts import RoomTimes
from app.services.availability.take_service import TimeAsked
from app.services.booking import (
    add_on_service,
    booking_service,
    cancellation_service,
    confirmation_service,
    expiry_service,
    hold_repository,
    hold_values,
    offer_service,
    repository,
    rules,
)
from app.services.booking.errors import IdempotencyKeyReusedError, PriceChangedError
from app.services.booking.hold_repository import Known
from app.services.booking.rules import Contact, Use
from app.services.commission import hold_facts as commission_facts
from app.services.commission.hold_facts import Agreed
from app.services.listing import hold_facts as listing_facts
from app.services.listing.public_service import RoomNotFoundError
from app.services.pricing import hold_facts as pricing_facts
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

    The same idempotency key with the same request gives the booking that the first one made. The new booking comes
    with its lines and without room, venue and seller. Two round trips, and one each for what comes along.

    Raises:
        NotFoundError: no such room is on offer.
        InvalidError: a rule of the room, or something missing; names the fields.
        SlotTakenError: somebody else has the time.
        AddOnsTakenError: somebody else has what should come along; names the fields.
        PriceChangedError: it costs something else than what was shown.
        IdempotencyKeyReusedError: the key came before with another request.
    """
    key = fingerprint(command.idempotency_key) if command.idempotency_key is not None else None
    known = hold_repository.load(command.room_id, key, command.starts_at, command.ends_at)
    if known.earlier_id is not None:
        return _same_request(command, booking_service.get(known.earlier_id))
    now = clock.now()
    try:
        deal = _agree(command, known, now)
    except AppError:
        # While we waited for the key, the one before us may have made what makes this request look wrong.
        earlier = repository.find_by_idempotency_key(key) if key is not None else None
        if earlier is None:
            raise
        return _same_request(command, earlier)
    booking = _write(command, deal, key, now)
    if booking is None:
        return _same_request(command, _found(repository.find_by_idempotency_key(key or "")))
    add_on_service.take(booking, command.add_ons, deal.names)
    if booking.payable_cents == 0:
        confirmation_service.confirm_free(booking)
    return booking


@dataclass(frozen=True, slots=True)
class _Deal:
    """What was asked and found right: of which room, when, for what, under which terms; names of what comes along."""

    times: RoomTimes
    span: TimeRange
    quote: Quote
    agreed: Agreed
    policy: Mapping[str, Any]
    names: Mapping[uuid.UUID, str]

    @property
    def room(self) -> Room:
        """With its venue."""
        return self.times.room


def _agree(command: PlaceHold, known: Known, now: datetime) -> _Deal:
    if known.told is None:
        raise RoomNotFoundError
    room = listing_facts.read_room(known.told)
    times = availability_facts.read(room, known.told)
    span, names = _check(command, times, now)
    availability_facts.refuse_what_is_taken(known.told)
    tariff = pricing_facts.read(room, known.told, with_add_ons=bool(command.add_ons))
    quote = quote_service.quote_from(tariff, span, hire=hire_of(command, room))
    if not _is_what_was_shown(command, quote):
        raise PriceChangedError(quote.payable_cents)
    return _Deal(times, span, quote, commission_facts.read(known.told), known.told["policy"], names)


def _write(command: PlaceHold, deal: _Deal, key: str | None, now: datetime) -> Booking | None:
    """None: an earlier request with this key has made its booking.

    A hold in the way whose end has passed makes way: `in_transaction` lets it expire first, and tries once more.
    """
    values = _values(command, deal, key, now)
    asked = TimeAsked(deal.room, deal.span, values["id"], command.purpose)
    until = values["hold_expires_at"]
    wanted = take_service.plan(deal.times, asked)
    written = hold_repository.write(
        values,
        hold_values.line_values(deal.quote, values["id"]),
        audit_service.values_of(
            "booking:hold:placed",
            actor=HIRER,
            subject=Subject("booking", values["id"], values["organisation_id"]),
            source=command.source.value,
            total_cents=deal.quote.total_cents,
        ),
        take_service.values_of(wanted, until=until, now=now),
    )
    if written is None:
        return None
    booking, told = written
    try:
        take_service.settle(asked, wanted, told, until=until)
    except SlotTakenError as error:
        if error.overdue:
            error.first = partial(expiry_service.expire_holds, error.overdue)
        raise
    return booking


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


def _found(booking: Booking | None) -> Booking:
    if booking is None:
        raise AssertionError("a key that is taken has a booking")
    return booking


def _same_request(command: PlaceHold, earlier: Booking) -> Booking:
    if earlier.idempotency_fingerprint != _fingerprint(command):
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


def _check(command: PlaceHold, times: RoomTimes, now: datetime) -> tuple[TimeRange, dict[uuid.UUID, str]]:
    """Every rule at once, so that nobody has to correct one mistake after another; with the names of what comes along."""
    room, problems = times.room, {}
    if command.ends_at <= command.starts_at:
        problems["end"] = [message("The end lies after the start.")]
    else:
        span = TimeRange(command.starts_at, command.ends_at)
        problems.update(availability_facts.check_time(times, span, now=now))
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


def _values(command: PlaceHold, deal: _Deal, key: str | None, now: datetime) -> dict[str, Any]:
    venue = deal.room.venue
    return {
        "id": new_id(),
        "reference": new_reference(),
        "idempotency_key": key,
        "idempotency_fingerprint": _fingerprint(command) if key is not None else None,
        "source": command.source,
        "status": BookingStatus.HELD,
        "organisation_id": venue.organisation_id,
        "venue_id": venue.id,
        "room_id": deal.room.id,
        "starts_at": deal.span.starts_at,
        "ends_at": deal.span.ends_at,
        "persons": command.persons,
        "purpose": command.purpose,
        "hirer_category": command.hirer_category,
        "category_terms_version": rules.CATEGORY_TERMS_VERSION,
        "layout": command.layout,
        "discipline": command.discipline if command.purpose is Purpose.LESSON else None,
        "alcohol": command.alcohol,
        "locale": command.locale,
        "hold_expires_at": now + rules.HOLD_WITHOUT_PAYMENT,
        **hold_values.contact_values(command.contact),
        **hold_values.agreed_values(deal.quote, deal.agreed, deal.policy, now),
    }
