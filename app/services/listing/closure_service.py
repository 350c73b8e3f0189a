"""Closing any number of rooms in one decision: looked at before, applied at once, taken back whole.

Bookings that stand in the closed time stay: the member is shown which, and cancels or calls as it sees fit.
"""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.clock import AMSTERDAM
from app.core.db import session
from app.core.messages import message
from app.core.time_ranges import TimeRange, at_minute
from app.models.availability import OpeningException
from app.models.booking import Booking
from app.models.listing import Room, Venue
from app.models.openings import Closure
from app.services.audit import audit_service
from app.services.audit.audit_service import Actor, Subject
from app.services.listing import closure_repository, day_mask_service, opening_rules
from app.services.listing.errors import ClosureNotFoundError, Errors, ListingRefusedError
from app.services.listing.opening_rules import Minutes

__all__ = ["ClosureDraft", "ClosureView", "Touched", "close", "get_closure", "list_closures", "preview", "reopen"]

MOST_REASON = 200


@dataclass(frozen=True, slots=True)
class ClosureDraft:
    """What is asked: whole venues and single rooms, the first and the last day, all day or the same hours."""

    venue_ids: frozenset[uuid.UUID]
    room_ids: frozenset[uuid.UUID]
    from_on: date | None
    last_on: date | None
    hours: Minutes | None
    reason: str


@dataclass(frozen=True, slots=True)
class Touched:
    """What a closure does: whole venues, rooms by themselves, rooms that share space with those, standing bookings."""

    venues: Sequence[Venue]
    rooms: Sequence[Room]
    sharing: Sequence[Room]
    bookings: Sequence[Booking]


@dataclass(frozen=True, slots=True)
class ClosureView:
    """A closure with the names of what it closes, and the bookings that stand in it."""

    closure: Closure
    names: Sequence[str]
    bookings: Sequence[Booking]

    @property
    def last_on(self) -> date:
        """The last of its days."""
        return self.closure.until_on - timedelta(days=1)


def preview(organisation_id: uuid.UUID, draft: ClosureDraft, *, today: date) -> Touched:
    """What would be closed, and which bookings would stand in closed rooms. Nothing is written.

    A room that shares space with a closed one (a combined hall and its halves) closes along.

    Raises:
        ListingRefusedError: with what is wrong, per field.
    """
    from_on, last_on = _checked(draft, today)
    venues, rooms = closure_repository.chosen(organisation_id, draft.venue_ids, draft.room_ids)
    if not venues and not rooms:
        raise ListingRefusedError({"rooms": [message("Choose at least one room.")]})
    whole = {venue.id for venue in venues}
    single = [room for room in rooms if room.venue_id not in whole]
    sharing = [
        room for room in closure_repository.sharing_parts([room.id for room in single]) if room.venue_id not in whole
    ]
    all_ids = {room.id for venue in venues for room in venue.rooms} | {room.id for room in (*single, *sharing)}
    bookings = _bookings_in(all_ids, from_on, last_on + timedelta(days=1), draft.hours)
    return Touched(venues, single, sharing, bookings)


def close(organisation_id: uuid.UUID, draft: ClosureDraft, *, actor: Actor, today: date) -> Closure:
    """Close all of it; the rows are flushed.

    Raises:
        ListingRefusedError: with what is wrong, per field.
    """
    touched = preview(organisation_id, draft, today=today)
    from_on, last_on = _checked(draft, today)
    closure = Closure(
        organisation_id=organisation_id,
        reason=draft.reason,
        from_on=from_on,
        until_on=last_on + timedelta(days=1),
        from_minute=draft.hours[0] if draft.hours else None,
        until_minute=draft.hours[1] if draft.hours else None,
        created_by_id=actor.user_id,
    )
    session().add(closure)
    session().flush()
    owners: list[tuple[uuid.UUID, uuid.UUID | None]] = [(venue.id, None) for venue in touched.venues]
    owners += [(room.venue_id, room.id) for room in (*touched.rooms, *touched.sharing)]
    for venue_id, room_id in owners:
        session().add(
            OpeningException(
                venue_id=venue_id,
                room_id=room_id,
                from_on=closure.from_on,
                until_on=closure.until_on,
                reason=closure.reason,
                closure_id=closure.id,
            )
        )
    _record("closed", closure, actor, rooms=len(owners), bookings=len(touched.bookings))
    day_mask_service.follow_openings_of(closure_repository.room_ids_of(closure.id))
    return closure


def list_closures(organisation_id: uuid.UUID, today: date) -> list[ClosureView]:
    """The closures of this member that are not over, the first first. A fixed number of queries for the names."""
    closures = closure_repository.list_closures(organisation_id, today)
    names = closure_repository.names_of([closure.id for closure in closures])
    return [ClosureView(closure, names.get(closure.id, []), ()) for closure in closures]


def get_closure(closure_id: uuid.UUID, organisation_id: uuid.UUID) -> ClosureView:
    """One closure, with the bookings that stand in it now.

    Raises:
        ClosureNotFoundError: no such closure of this member.
    """
    closure = _find(closure_id, organisation_id)
    hours = (
        None
        if closure.from_minute is None or closure.until_minute is None
        else (
            closure.from_minute,
            closure.until_minute,
        )
    )
    room_ids = closure_repository.room_ids_of(closure.id)
    bookings = _bookings_in(room_ids, closure.from_on, closure.until_on, hours)
    return ClosureView(closure, closure_repository.names_of([closure.id]).get(closure.id, []), bookings)


def reopen(closure_id: uuid.UUID, organisation_id: uuid.UUID, *, actor: Actor) -> None:
    """Take the whole closure back: every room is open again as its own rules say.

    Raises:
        ClosureNotFoundError: no such closure of this member.
    """
    closure = _find(closure_id, organisation_id)
    room_ids = closure_repository.room_ids_of(closure.id)
    _record("reopened", closure, actor, rooms=len(room_ids))
    session().delete(closure)
    session().flush()  # its rows of openings go with it, in the database
    day_mask_service.follow_openings_of(room_ids)


def _find(closure_id: uuid.UUID, organisation_id: uuid.UUID) -> Closure:
    closure = session().get(Closure, closure_id)
    if closure is None or closure.organisation_id != organisation_id:
        raise ClosureNotFoundError
    return closure


def _checked(draft: ClosureDraft, today: date) -> tuple[date, date]:
    errors: Errors = opening_rules.check_exception(draft.from_on, draft.last_on, draft.hours, today=today)
    if not draft.reason:
        errors["reason"] = [message("Say why: your colleagues read it in the agenda.")]
    elif len(draft.reason) > MOST_REASON:
        errors["reason"] = [message("At most %(most)s characters.", most=MOST_REASON)]
    if not draft.venue_ids and not draft.room_ids:
        errors["rooms"] = [message("Choose at least one room.")]
    if errors or draft.from_on is None or draft.last_on is None:
        raise ListingRefusedError(errors)
    return draft.from_on, draft.last_on


def _bookings_in(
    room_ids: Collection[uuid.UUID], from_on: date, until_on: date, hours: Minutes | None
) -> list[Booking]:
    found = closure_repository.bookings_on(room_ids, from_on, until_on)
    if hours is None:
        return list(found)
    days = [from_on + timedelta(days=offset) for offset in range((until_on - from_on).days)]
    edges = [(at_minute(day, hours[0], AMSTERDAM), at_minute(day, hours[1], AMSTERDAM)) for day in days]
    shut = [TimeRange(start, end) for start, end in edges if start < end]
    return [one for one in found if any(TimeRange(one.starts_at, one.ends_at).overlaps(span) for span in shut)]


def _record(action: str, closure: Closure, actor: Actor, **data: int) -> None:
    audit_service.record(
        f"listing:closure:{action}",
        actor=actor,
        subject=Subject("closure", closure.id, closure.organisation_id),
        from_on=closure.from_on.isoformat(),
        until_on=closure.until_on.isoformat(),
        figures=data,
    )
