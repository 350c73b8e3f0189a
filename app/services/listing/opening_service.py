"""The days on which a venue or a room differs, and the named parts of a venue's day.

A booking that stands stays, whatever the hours. Weeks: `week_service.py`; holidays: `holiday_service.py`; many rooms at
once: `closure_service.py`.
"""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from app.core.db import session
from app.core.messages import message
from app.models.availability import OpeningException
from app.models.listing import DayPart, Venue
from app.services.audit import audit_service
from app.services.audit.audit_service import Actor
from app.services.listing import day_mask_service, member_repository, opening_repository, opening_rules
from app.services.listing.errors import Errors, ListingRefusedError, VenueNotFoundError
from app.services.listing.opening_rules import Minutes, PartDraft
from app.services.listing.owner import Owner

__all__ = ["PartDraft", "add_exception", "list_exceptions", "remove_exception", "set_day_parts"]

MOST_REASON = 200


def list_exceptions(owner: Owner, today: date) -> Sequence[OpeningException]:
    """The days of this venue or room itself that differ and are not over, the first first."""
    return opening_repository.list_exceptions(owner, today)


def add_exception(  # noqa: PLR0913 - one row, its columns
    owner: Owner,
    *,
    from_on: date | None,
    last_on: date | None,
    hours: Minutes | None,
    reason: str,
    actor: Actor,
    today: date,
) -> OpeningException:
    """From one day up to and including another it is closed (no `hours`), or open at other hours; the row is flushed.

    Raises:
        ListingRefusedError: with what is wrong, per field.
    """
    errors: Errors = opening_rules.check_exception(from_on, last_on, hours, today=today)
    if len(reason) > MOST_REASON:
        errors["reason"] = [message("At most %(most)s characters.", most=MOST_REASON)]
    if errors or from_on is None or last_on is None:
        raise ListingRefusedError(errors)
    exception = OpeningException(
        venue_id=owner.venue.id,
        room_id=owner.room_id,
        from_on=from_on,
        until_on=last_on + timedelta(days=1),
        opens_minute=hours[0] if hours else None,
        closes_minute=hours[1] if hours else None,
        reason=reason,
    )
    session().add(exception)
    _record("exception_added", owner, actor, from_on=from_on.isoformat(), last_on=last_on.isoformat())
    day_mask_service.follow_openings(owner)
    return exception


def remove_exception(owner: Owner, exception_id: uuid.UUID, *, actor: Actor) -> None:
    """The ordinary week holds again.

    Raises:
        VenueNotFoundError: no such exception of this venue or room.
    """
    exception = opening_repository.find_exception(exception_id, owner)
    if exception is None:
        raise VenueNotFoundError
    session().delete(exception)
    _record("exception_removed", owner, actor, from_on=exception.from_on.isoformat())
    day_mask_service.follow_openings(owner)


def set_day_parts(venue: Venue, parts: Sequence[PartDraft], *, actor: Actor) -> None:
    """These named blocks, and no others. One that has a price stays.

    Raises:
        ListingRefusedError: with what is wrong, per row; `parts` when one with a price would go.
    """
    errors = opening_rules.check_day_parts(parts)
    known = {str(part.id): part for part in venue.day_parts}
    kept = {part.id for part in parts if part.id in known}
    gone = [part for key, part in known.items() if key not in kept]
    priced = member_repository.priced_part_ids(venue.id)
    for part in gone:
        if part.id in priced:
            errors.setdefault("parts", []).append(
                message("%(part)s has a price. It can change, but not go.", part=part.name)
            )
    if errors:
        raise ListingRefusedError(errors)
    for part in gone:
        session().delete(part)
    # Names are unique within a venue: two that change places pass each other.
    for part in known.values():
        part.name = f"{part.id}"
    session().flush()
    for draft in parts:
        row = known.get(draft.id)
        if row is None:
            row = DayPart(venue_id=venue.id)
            session().add(row)
        row.name, row.starts_minute, row.ends_minute = draft.name, draft.starts_minute or 0, draft.ends_minute or 0
    session().flush()
    _record("day_parts_changed", Owner(venue), actor, parts=len(parts))


def _record(action: str, owner: Owner, actor: Actor, **data: Any) -> None:  # noqa: ANN401 - as audit_service.record
    audit_service.record(f"listing:opening:{action}", actor=actor, subject=owner.subject, **data)
