"""The weeks of a venue and of its rooms: the ordinary one, the one of holidays, and when somebody of the house is there.

A week holds from a day on; what was before stays written down, and what is planned for later stays planned.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.core.messages import message
from app.models.listing import Room, Venue
from app.models.openings import Season
from app.services.audit import audit_service
from app.services.audit.audit_service import Actor
from app.services.listing import booking_rule_rules, day_mask_service, opening_repository, opening_rules, week_plan
from app.services.listing.errors import ListingRefusedError
from app.services.listing.opening_rules import Minutes
from app.services.listing.owner import Owner
from app.services.listing.week_plan import DayHours, WeekRow

__all__ = [
    "DayHours",
    "WeekRow",
    "caretaker_rows",
    "offered_week",
    "rows_of",
    "set_caretaker_week",
    "set_week",
    "take_back_change",
]


def rows_of(owner: Owner, season: Season) -> list[WeekRow]:
    """All weekly openings of one owner and season, past and planned; none for a room: it follows its venue."""
    return opening_repository.week_rows(owner, season)


def offered_week(room: Room, today: date) -> dict[int, list[Minutes]]:
    """Per weekday when the room can be booked in an ordinary week, today or from later on."""
    rows = rows_of(Owner(room.venue, room), Season.REGULAR) or rows_of(Owner(room.venue), Season.REGULAR)
    week: dict[int, list[Minutes]] = {}
    for row in sorted(rows, key=lambda row: (row.hours.weekday, row.hours.opens_minute)):
        if row.valid_until is None or row.valid_until > today:
            week.setdefault(row.hours.weekday, []).append((row.hours.opens_minute, row.hours.closes_minute))
    return week


def set_week(
    owner: Owner, week: Sequence[DayHours], *, season: Season, from_on: date | None, actor: Actor, today: date
) -> None:
    """A week that holds from a day on, until the next change that is planned.

    Without hours a venue is closed, and a room does as its venue.

    Raises:
        ListingRefusedError: with what is wrong, per weekday (`day-0`) and for `valid_from`.
    """
    from_on = _checked(week, from_on, today)
    rows = opening_repository.week_rows(owner, season)
    wanted = week_plan.replan(rows, week, from_on)
    if set(wanted) == set(rows):
        return
    opening_repository.replace_week_rows(owner, season, wanted)
    _record("week_changed", owner, actor, season=season.value, from_on=from_on.isoformat(), spans=len(week))
    day_mask_service.follow_openings(owner)


def take_back_change(owner: Owner, edge: date, *, season: Season, actor: Actor, today: date) -> None:
    """The change planned for a day to come does not take place. Nothing happens when there is none."""
    rows = opening_repository.week_rows(owner, season)
    if edge not in week_plan.edges_after(rows, today):
        return
    opening_repository.replace_week_rows(owner, season, week_plan.without_edge(rows, edge))
    _record("change_taken_back", owner, actor, season=season.value, from_on=edge.isoformat())
    day_mask_service.follow_openings(owner)


def caretaker_rows(venue: Venue) -> list[WeekRow]:
    """When somebody of the house is there, past and planned."""
    return opening_repository.caretaker_rows(venue.id)


def set_caretaker_week(
    venue: Venue, week: Sequence[DayHours], *, from_on: date | None, actor: Actor, today: date
) -> None:
    """From a day on somebody of the house is there at these hours, until the next change that is planned.

    Raises:
        ListingRefusedError: with what is wrong, per weekday (`day-0`) and for `valid_from`.
    """
    from_on = _checked(week, from_on, today)
    rows = opening_repository.caretaker_rows(venue.id)
    opening_repository.replace_caretaker_rows(venue.id, week_plan.replan(rows, week, from_on))
    owner = Owner(venue)
    _record("caretaker_changed", owner, actor, from_on=from_on.isoformat(), spans=len(week))
    day_mask_service.follow_openings(owner)


def _checked(week: Sequence[DayHours], from_on: date | None, today: date) -> date:
    spans: dict[int, list[Minutes]] = {}
    for hours in week:
        spans.setdefault(hours.weekday, []).append((hours.opens_minute, hours.closes_minute))
    errors = opening_rules.check_week(spans)
    errors.update(booking_rule_rules.check_period(from_on, None, today=today))
    if errors or from_on is None:
        raise ListingRefusedError(errors or {"valid_from": [message("Choose the day from which this holds.")]})
    return from_on


def _record(action: str, owner: Owner, actor: Actor, **data: Any) -> None:  # noqa: ANN401 - as audit_service.record
    audit_service.record(f"listing:opening:{action}", actor=actor, subject=owner.subject, **data)
