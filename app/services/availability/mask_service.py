"""Keeping the day masks: filled ahead, in step with the opening rules, and compared with what they follow from."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.core.logging import get_logger
from app.core.time_ranges import MINUTES_PER_DAY
from app.models.listing import Room
from app.services.audit import audit_service
from app.services.audit.audit_service import SYSTEM, Subject
from app.services.availability import day_calendar, masks, occupancy_repository, rule_repository
from app.services.availability.masks import Words
from app.services.availability.occupancy_repository import RoomDayKey

log = get_logger(__name__)

# Beyond the horizon: a night that runs on, and the day on which tonight's task did not run.
_SLACK_DAYS = 3
_KEPT_DAYS = 31
_NIGHT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Differences:
    """Days whose masks are not what they should be, and days within somebody's horizon that are not there."""

    taken: list[RoomDayKey] = field(default_factory=list)
    closed: list[RoomDayKey] = field(default_factory=list)
    missing: list[RoomDayKey] = field(default_factory=list)

    def all(self) -> list[RoomDayKey]:
        """All of them."""
        return [*self.taken, *self.closed, *self.missing]

    def __bool__(self) -> bool:
        return bool(self.all())


@dataclass(frozen=True, slots=True)
class Mended:
    """How many days were put right."""

    taken: int
    closed: int
    missing: int

    @property
    def days(self) -> int:
        """All together; a day with two faults counts twice."""
        return self.taken + self.closed + self.missing


def fill(rooms: Sequence[Room], days: Collection[date]) -> int:
    """Add these days of these rooms (loaded with their venues) where they are missing; how many were."""
    if not rooms or not days:
        return 0
    occupancy_repository.lock_rules([room.id for room in rooms], to_change=False)
    return occupancy_repository.fill(_closed(rooms, [(room.id, day) for room in rooms for day in days]))


def fill_around(room_ids: Collection[uuid.UUID], days: Collection[date]) -> int:
    """The same for these rooms and all that share a part with one of them."""
    return fill(occupancy_repository.rooms_sharing_parts(list(room_ids)), days)


def rooms_on_offer() -> Sequence[uuid.UUID]:
    """The rooms whose days are filled ahead."""
    return occupancy_repository.published_room_ids()


def fill_days(room_ids: Sequence[uuid.UUID], today: date) -> int:
    """Every missing day of these rooms from today to beyond their horizon; how many there were."""
    rooms = occupancy_repository.rooms(room_ids)
    occupancy_repository.lock_rules([room.id for room in rooms], to_change=False)
    return occupancy_repository.fill(_closed(rooms, occupancy_repository.missing_days(_until(rooms, today), today)))


def refresh_openings(rooms: Sequence[Room]) -> int:
    """Bring what is closed in step with the rules, on all days of these rooms (loaded with their venues).

    Called in the transaction that changed the rules. How many days were different.
    """
    ids = [room.id for room in rooms]
    if not ids:
        return 0
    occupancy_repository.lock_rules(ids, to_change=True)
    return occupancy_repository.close(_changed(rooms, None))


def retake(room_ids: Sequence[uuid.UUID], today: date) -> int:
    """Bring what is taken of these rooms in step with the claims, for when other parts make up a room."""
    return occupancy_repository.retake(room_ids, today - _NIGHT) if room_ids else 0


def check(room_ids: Sequence[uuid.UUID], today: date) -> Differences:
    """Compare the masks of these rooms, from today on, with claims and opening rules."""
    rooms = occupancy_repository.rooms(room_ids)
    return Differences(
        taken=occupancy_repository.wrongly_taken(room_ids, today),
        closed=sorted(_changed(rooms, today)),
        missing=sorted(occupancy_repository.missing_days(_until(rooms, today), today)),
    )


def rebuild(room_ids: Sequence[uuid.UUID], today: date) -> Mended:
    """Put the masks of these rooms right, from today on; what had to be."""
    rooms = occupancy_repository.rooms(room_ids)
    return Mended(
        closed=refresh_openings(rooms),
        taken=occupancy_repository.retake(room_ids, today),
        missing=fill_days(room_ids, today),
    )


def alarm_and_mend(suspect: Differences, today: date) -> int:
    """Put right what a comparison found, room by room; what was really wrong is logged as an error and audited.

    Really: a comparison reads rules and masks one after the other, so what somebody changes in between looks wrong.
    How many days were.
    """
    total = 0
    for room in occupancy_repository.rooms(sorted({room_id for room_id, _ in suspect.all()})):
        mended = rebuild([room.id], today)
        if mended.days:
            log.error(
                "day_masks_wrong", room=str(room.id), taken=mended.taken, closed=mended.closed, missing=mended.missing
            )
            audit_service.record(
                "availability:masks:mended",
                actor=SYSTEM,
                subject=Subject("room", room.id, room.venue.organisation_id),
                reason="the nightly comparison found a difference",
                taken=mended.taken,
                closed=mended.closed,
                missing=mended.missing,
            )
        total += mended.days
    return total


def drop_past(today: date) -> int:
    """Days that are long over serve nobody; how many went."""
    return occupancy_repository.delete_days_before(today - timedelta(days=_KEPT_DAYS))


def _until(rooms: Sequence[Room], today: date) -> dict[uuid.UUID, date]:
    books = rule_repository.rule_books(rooms)
    return {room.id: today + timedelta(days=books[room.id].on(today).horizon_days + _SLACK_DAYS) for room in rooms}


def _changed(rooms: Sequence[Room], from_on: date | None) -> dict[RoomDayKey, Words]:
    """The days on which the rules say something else than the masks do, and what."""
    known = occupancy_repository.closed_words([room.id for room in rooms], from_on or date.min)
    return {key: words for key, words in _closed(rooms, known).items() if known[key] != words}


def _closed(rooms: Sequence[Room], keys: Iterable[RoomDayKey]) -> dict[RoomDayKey, Words]:
    asked = list(keys)
    if not asked:
        return {}
    days = [day for _, day in asked]
    calendar = day_calendar.load(rooms, min(days), max(days) + _NIGHT, with_claims=False)
    zones = {room.id: day_calendar.zone_of(room) for room in rooms}
    found: dict[RoomDayKey, Words] = {}
    for room_id, day in asked:
        spans = calendar.spans[room_id]
        night_before = [span for span in spans[day - _NIGHT] if span[1] > MINUTES_PER_DAY]
        found[room_id, day] = masks.closed_mask(day, spans[day], night_before, zones[room_id])
    return found
