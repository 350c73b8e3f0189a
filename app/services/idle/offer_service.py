"""One decision: from a day on, these hours of these rooms can be booked. Shown first, applied once, and taken back again.

The hours of a room only ever grow by an offer, and never beyond those of its building; a room that is offered whenever
its building is open has nothing to add.
"""

import hashlib
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.core import clock
from app.core.db import session
from app.core.time_ranges import TimeRange, at_minute
from app.models.idle import IdleOffer, IdleOfferPriceRule, IdleOfferWindow
from app.models.listing import ListingStatus, Room
from app.services.audit import audit_service
from app.services.audit.audit_service import Actor, Subject
from app.services.availability import availability_service, room_weeks
from app.services.idle import last_minute_service, offer_rules, repository, rules
from app.services.idle.errors import OfferChangedError, OfferNotFoundError, OfferRefusedError, OfferStuckError
from app.services.idle.offer_rules import Cell, LastMinute
from app.services.idle.rules import Block, Minutes
from app.services.listing import room_hours_service
from app.services.listing.room_hours_service import WeeklySpan

__all__ = ["Cell", "Example", "LastMinute", "OfferDraft", "OfferPreview", "RoomOffer"]

_LONGEST_EXAMPLE_MINUTES = 4 * 60


@dataclass(frozen=True, slots=True)
class OfferDraft:
    """What is asked: of one venue these rooms (none named: all that are online) and parts of the week."""

    venue_id: uuid.UUID
    room_ids: frozenset[uuid.UUID]
    cells: frozenset[Cell]
    starts_on: date | None
    last_minute: LastMinute | None = None


@dataclass(frozen=True, slots=True)
class RoomOffer:
    """What comes online of one room, per weekday; nothing when all of it is online already."""

    room: Room
    hours: dict[int, list[Minutes]]
    until_on: date | None

    @property
    def weekly_minutes(self) -> int:
        """How long that is in a week."""
        return offer_rules.weekly_minutes(self.hours)


@dataclass(frozen=True, slots=True)
class Example:
    """What somebody would pay for the first of these hours, and what when they book late."""

    room: Room
    span: TimeRange
    total_cents: int
    late_cents: int | None


@dataclass(frozen=True, slots=True)
class OfferPreview:
    """What the decision would change. `times`: where a last-minute price would hold."""

    draft: OfferDraft
    starts_on: date
    rooms: list[RoomOffer]
    times: list[tuple[Minutes | None, list[int]]]
    example: Example | None

    @property
    def weekly_minutes(self) -> int:
        """How long everything together is in a week."""
        return sum(one.weekly_minutes for one in self.rooms)

    @property
    def changes(self) -> bool:
        """Whether anything would be different afterwards."""
        return bool(self.weekly_minutes or (self.draft.last_minute and self.rooms and self.times))

    @property
    def fingerprint(self) -> str:
        """The same as long as the decision would change the same."""
        said = [(str(one.room.id), sorted(one.hours.items()), one.until_on) for one in self.rooms]
        return hashlib.sha256(repr((said, self.times, self.starts_on, self.draft.last_minute)).encode()).hexdigest()[
            :32
        ]


def preview(organisation_id: uuid.UUID, draft: OfferDraft, *, today: date) -> OfferPreview:
    """What the decision would change; changes nothing.

    Raises:
        OfferRefusedError: it is not complete, per field.
        OfferNotFoundError: the venue or a room is none of this organisation.
    """
    of_venue = [room for room in repository.list_rooms(organisation_id) if room.venue_id == draft.venue_id]
    if not of_venue or not draft.room_ids <= {room.id for room in of_venue}:
        raise OfferNotFoundError
    errors = offer_rules.check(cells=draft.cells, starts_on=draft.starts_on, today=today, last_minute=draft.last_minute)
    if errors or draft.starts_on is None:
        raise OfferRefusedError(errors)
    blocks = rules.blocks_of([(one.name, one.starts_minute, one.ends_minute) for one in of_venue[0].venue.day_parts])
    rooms = [
        room
        for room in of_venue
        if room.status is ListingStatus.PUBLISHED and (not draft.room_ids or room.id in draft.room_ids)
    ]
    found = _room_offers(rooms, blocks, draft.cells, draft.starts_on)
    times = offer_rules.discount_times(blocks, draft.cells) if draft.last_minute else []
    return OfferPreview(draft, draft.starts_on, found, times, _example(found, draft, draft.starts_on))


def _room_offers(
    rooms: Sequence[Room], blocks: Sequence[Block], cells: Collection[Cell], starts_on: date
) -> list[RoomOffer]:
    weeks = room_weeks.room_weeks(rooms, starts_on)
    return [
        RoomOffer(
            room,
            offer_rules.added_hours(weeks[room.id].building, weeks[room.id].offered, blocks, cells),
            weeks[room.id].own_until,
        )
        for room in rooms
    ]


def _example(found: Sequence[RoomOffer], draft: OfferDraft, starts_on: date) -> Example | None:
    """Of the first new hours of the first room that has a price for them."""
    for one in found:
        first = sorted((offer_rules.first_day(weekday, starts_on), spans[0]) for weekday, spans in one.hours.items())
        if not first:
            continue
        day, minutes = first[0]
        longest = availability_service.booking_rules(one.room, day).max_duration_minutes
        span = _span(day, minutes, longest, availability_service.zone_of(one.room))
        ordinary = last_minute_service.ordinary_price(one.room, span, day)
        if ordinary is not None:
            late = last_minute_service.late_price(one.room, span, day, draft.last_minute) if draft.last_minute else None
            return Example(one.room, span, ordinary, late)
    return None


def _span(day: date, minutes: Minutes, longest: int, zone: ZoneInfo) -> TimeRange:
    start = minutes[0]
    end = min(minutes[1], start + longest, start + _LONGEST_EXAMPLE_MINUTES)
    starts_at = at_minute(day, start, zone)
    return TimeRange(starts_at, max(at_minute(day, end, zone), starts_at + timedelta(minutes=15)))


def apply(organisation_id: uuid.UUID, draft: OfferDraft, *, asked_as: uuid.UUID, seen: str, actor: Actor) -> IdleOffer:
    """Take the decision. Sent twice (by the same form) it is taken once: the second time the first one comes back.

    Raises:
        OfferRefusedError, OfferNotFoundError: as `preview`.
        OfferChangedError: it would change something else than was looked at; nothing has changed.
    """
    repository.lock_venue(draft.venue_id)
    known = repository.offer_asked_as(asked_as)
    if known is not None:
        if known.organisation_id != organisation_id:
            raise OfferNotFoundError
        return known
    found = preview(organisation_id, draft, today=clock.today())
    if found.fingerprint != seen or not found.changes:
        raise OfferChangedError
    offer = IdleOffer(
        organisation_id=organisation_id,
        venue_id=draft.venue_id,
        asked_as=asked_as,
        starts_on=found.starts_on,
        last_minute_bps=draft.last_minute.off_bps if draft.last_minute else None,
        last_minute_days=draft.last_minute.days_before if draft.last_minute else None,
        created_by_id=actor.user_id,
    )
    session().add(offer)
    session().flush()
    _write_hours(offer, found)
    _write_prices(offer, found)
    availability_service.refresh_openings([one.room for one in found.rooms if one.hours])
    _record("made", offer, actor, rooms=sum(bool(one.hours) for one in found.rooms))
    return offer


def _write_hours(offer: IdleOffer, found: OfferPreview) -> None:
    for one in found.rooms:
        spans = [WeeklySpan(weekday, *span) for weekday, of_day in one.hours.items() for span in of_day]
        ids = room_hours_service.add_hours(one.room, spans, from_on=found.starts_on, until_on=one.until_on)
        session().add_all(
            IdleOfferWindow(offer_id=offer.id, room_id=one.room.id, opening_id=opening_id, **span._asdict())
            for opening_id, span in zip(ids, spans, strict=True)
        )
    session().flush()


def _write_prices(offer: IdleOffer, found: OfferPreview) -> None:
    if found.draft.last_minute is None:
        return
    rooms = [one.room for one in found.rooms]
    ids = last_minute_service.put(rooms, found.times, found.draft.last_minute, from_on=found.starts_on)
    session().add_all(IdleOfferPriceRule(offer_id=offer.id, price_rule_id=rule_id) for rule_id in ids)
    session().flush()


def withdraw(organisation_id: uuid.UUID, offer_id: uuid.UUID, *, now: datetime, actor: Actor) -> IdleOffer:
    """From today on what this decision brought online is offline again, and its last-minute price is gone. Bookings
    stay. Twice changes nothing.

    Raises:
        OfferNotFoundError: there is none.
        OfferStuckError: a room would be left without hours of its own.
    """
    offer = get(offer_id, organisation_id)
    repository.lock_venue(offer.venue_id)
    session().refresh(offer, ["withdrawn_at"])
    if offer.withdrawn_at is not None:
        return offer
    today = clock.today()
    rooms = repository.rooms_by_id({window.room_id for window in offer.windows})
    day = max(today, offer.starts_on)
    before = room_weeks.room_weeks(rooms, day)
    room_hours_service.end_hours([one.opening_id for one in offer.windows if one.opening_id], on=today)
    after = room_weeks.room_weeks(rooms, day)
    for room in rooms:
        if before[room.id].own is not None and after[room.id].own is None:
            raise OfferStuckError(room.name)
    last_minute_service.end([one.price_rule_id for one in offer.price_rules], on=today)
    availability_service.refresh_openings(rooms)
    offer.withdrawn_at, offer.withdrawn_on, offer.withdrawn_by_id = now, today, actor.user_id
    session().flush()
    _record("withdrawn", offer, actor, rooms=len(rooms))
    return offer


def get(offer_id: uuid.UUID, organisation_id: uuid.UUID) -> IdleOffer:
    """One decision of this organisation, with its hours.

    Raises:
        OfferNotFoundError: there is none.
    """
    found = repository.find_offer(offer_id, organisation_id)
    if found is None:
        raise OfferNotFoundError
    return found


def list_offers(organisation_id: uuid.UUID) -> Sequence[IdleOffer]:
    """The last fifty decisions with their hours, newest first."""
    return repository.list_offers(organisation_id)


def _record(what: str, offer: IdleOffer, actor: Actor, *, rooms: int) -> None:
    subject = Subject("venue", offer.venue_id, offer.organisation_id)
    audit_service.record(f"idle:offer:{what}", actor=actor, subject=subject, offer=str(offer.id), rooms=rooms)
