"""When a venue is open: its week, the days that differ, and the named parts of its day.

Hours change from today on; what was open before stays written down. A booking that stands stays, whatever the hours.
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from app.core.db import session
from app.core.messages import message
from app.models.availability import OpeningException, OpeningHours
from app.models.listing import DayPart, Venue
from app.services.audit import audit_service
from app.services.audit.audit_service import Actor, Subject
from app.services.listing import member_repository, opening_rules
from app.services.listing.errors import Errors, ListingRefusedError, VenueNotFoundError
from app.services.listing.opening_rules import Minutes, PartDraft

__all__ = [
    "PartDraft",
    "add_exception",
    "list_exceptions",
    "remove_exception",
    "set_day_parts",
    "set_week",
    "week_of",
]

MOST_REASON = 200
Week = dict[int, list[Minutes]]


def week_of(venue_id: uuid.UUID, today: date) -> Week:
    """The venue's opening per weekday (0 is Monday), in minutes from midnight, as it holds today or from later on."""
    week: Week = {}
    for row in member_repository.weekly_rows(venue_id, today):
        week.setdefault(row.weekday, []).append((row.opens_minute, row.closes_minute))
    return week


def set_week(venue: Venue, week: Mapping[int, Sequence[Minutes]], *, actor: Actor, today: date) -> None:
    """These hours hold from today on, instead of the ones before.

    Raises:
        ListingRefusedError: with what is wrong, per weekday.
    """
    errors = opening_rules.check_week(week)
    if errors:
        raise ListingRefusedError(errors)
    wanted = {weekday: sorted(spans) for weekday, spans in week.items() if spans}
    if wanted == {weekday: sorted(spans) for weekday, spans in week_of(venue.id, today).items()}:
        return
    for row in member_repository.weekly_rows(venue.id, today):
        if row.valid_from >= today:
            session().delete(row)
        else:
            row.valid_until = today
    for weekday, spans in wanted.items():
        for opens, closes in spans:
            session().add(
                OpeningHours(
                    venue_id=venue.id,
                    weekday=weekday,
                    opens_minute=opens,
                    closes_minute=closes,
                    valid_from=today,
                )
            )
    _record("week_changed", venue, actor, open_weekdays=sorted(wanted))


def list_exceptions(venue_id: uuid.UUID, today: date) -> Sequence[OpeningException]:
    """The days of the whole venue that differ and are not over, the first first."""
    return member_repository.list_exceptions(venue_id, today)


def add_exception(  # noqa: PLR0913 - one row, its columns
    venue: Venue,
    *,
    from_on: date | None,
    last_on: date | None,
    hours: Minutes | None,
    reason: str,
    actor: Actor,
    today: date,
) -> OpeningException:
    """From one day up to and including another the venue is closed (no `hours`), or open at other hours.

    Raises:
        ListingRefusedError: with what is wrong, per field.
    """
    errors: Errors = opening_rules.check_exception(from_on, last_on, hours, today=today)
    if len(reason) > MOST_REASON:
        errors["reason"] = [message("At most %(most)s characters.", most=MOST_REASON)]
    if errors or from_on is None or last_on is None:
        raise ListingRefusedError(errors)
    exception = OpeningException(
        venue_id=venue.id,
        from_on=from_on,
        until_on=last_on + timedelta(days=1),
        opens_minute=hours[0] if hours else None,
        closes_minute=hours[1] if hours else None,
        reason=reason,
    )
    session().add(exception)
    _record("exception_added", venue, actor, from_on=from_on.isoformat(), last_on=last_on.isoformat())
    return exception


def remove_exception(venue: Venue, exception_id: uuid.UUID, *, actor: Actor) -> None:
    """The ordinary week holds again.

    Raises:
        VenueNotFoundError: no such exception of this venue.
    """
    exception = member_repository.find_exception(exception_id, venue.id)
    if exception is None:
        raise VenueNotFoundError
    session().delete(exception)
    _record("exception_removed", venue, actor, from_on=exception.from_on.isoformat())


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
    _record("day_parts_changed", venue, actor, parts=len(parts))


def _record(action: str, venue: Venue, actor: Actor, **data: Any) -> None:  # noqa: ANN401 - as audit_service.record
    audit_service.record(
        f"listing:opening:{action}", actor=actor, subject=Subject("venue", venue.id, venue.organisation_id), **data
    )
