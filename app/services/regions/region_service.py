"""The platform opens region by region. Outside an open one members prepare, and nothing can be found or booked."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from app.core import clock
from app.core.jobs import defer
from app.core.time_ranges import at_minute
from app.models.regions import Region, RegionStatus
from app.services.audit import audit_service
from app.services.audit.audit_service import SYSTEM, Actor, Subject
from app.services.regions import repository, rules
from app.services.regions.errors import RegionNotFoundError, RegionRefusedError, RegionStateError
from app.services.regions.repository import RegionFacts

__all__ = [
    "RegionFacts",
    "RegionView",
    "cancel_launch",
    "close_region",
    "get_region",
    "list_regions",
    "open_due_region",
    "open_region",
    "region_names",
]


@dataclass(frozen=True, slots=True)
class RegionView:
    """A region before somebody opens or closes it: what lies in it, and what is booked there."""

    region: Region
    municipalities: list[str]
    bookings_to_come: int


def list_regions() -> list[tuple[RegionFacts, str]]:
    """All regions, the open ones first, each with why it last changed ('' when nobody said); two queries."""
    reasons = repository.list_reasons()
    return [(facts, reasons.get(facts.region.id, "")) for facts in repository.list_regions()]


def region_names() -> list[tuple[uuid.UUID, str]]:
    """Id and name of every region, by name."""
    return repository.list_names()


def get_region(slug: str, now: datetime) -> RegionView:
    """A region by its word in addresses.

    Raises:
        RegionNotFoundError: there is none.
    """
    region = repository.find_by_slug(slug)
    if region is None:
        raise RegionNotFoundError
    to_come = repository.count_bookings_to_come(region.id, now)
    return RegionView(region, repository.list_municipality_names(region.id), to_come)


def open_region(region_id: uuid.UUID, launch_on: date, reason: str, *, actor: Actor, today: date) -> Region:
    """Open a region: at once when `launch_on` is today, else by itself at the beginning of that day.

    Raises:
        RegionNotFoundError: there is none.
        RegionRefusedError: the day or the reason is not right; `errors` says which.
        RegionStateError: it is open already.
    """
    region = _locked(region_id, RegionStatus.LIVE)
    errors = rules.problems_of_opening(launch_on, reason, today)
    if errors:
        raise RegionRefusedError(errors)
    region.launch_on = launch_on
    if rules.opens_now(launch_on, today):
        _become(region, RegionStatus.LIVE, actor, reason)
        return region
    begins_at = at_minute(launch_on, 0, clock.AMSTERDAM)
    defer("regions.open_due", at=begins_at, region_id=str(region.id), launch_on=launch_on.isoformat())
    _record("launch:planned", region, actor, reason)
    return region


def open_due_region(region_id: uuid.UUID, launch_on: date) -> bool:
    """Open a region on the day that was planned; False when the plan has changed since. Doing so twice changes nothing."""
    region = repository.lock(region_id)
    if region is None or region.launch_on != launch_on or not rules.may_become(region.status, RegionStatus.LIVE):
        return False
    _become(region, RegionStatus.LIVE, SYSTEM, "")
    return True


def close_region(region_id: uuid.UUID, reason: str, *, actor: Actor) -> Region:
    """Close a region: nothing new can be found or booked there; what is booked stays.

    Raises:
        RegionNotFoundError: there is none.
        RegionRefusedError: no reason was given.
        RegionStateError: it is not open.
    """
    region = _locked(region_id, RegionStatus.CLOSED)
    errors = rules.problems_of_reason(reason)
    if errors:
        raise RegionRefusedError(errors)
    region.launch_on = None
    _become(region, RegionStatus.CLOSED, actor, reason)
    return region


def cancel_launch(region_id: uuid.UUID, reason: str, *, actor: Actor) -> Region:
    """Take back the day on which a region would open by itself.

    Raises:
        RegionNotFoundError: there is none.
        RegionRefusedError: no reason was given.
        RegionStateError: no opening is planned, or it has opened.
    """
    region = _locked(region_id, RegionStatus.LIVE)
    if region.launch_on is None:
        raise RegionStateError
    errors = rules.problems_of_reason(reason)
    if errors:
        raise RegionRefusedError(errors)
    region.launch_on = None
    _record("launch:cancelled", region, actor, reason)
    return region


def _locked(region_id: uuid.UUID, following: RegionStatus) -> Region:
    region = repository.lock(region_id)
    if region is None:
        raise RegionNotFoundError
    if not rules.may_become(region.status, following):
        raise RegionStateError
    return region


def _become(region: Region, status: RegionStatus, actor: Actor, reason: str) -> None:
    before = region.status
    region.status = status
    _record(f"status:{status}", region, actor, reason, before=before.value)


def _record(what: str, region: Region, actor: Actor, reason: str, **more: str) -> None:
    launch_on = region.launch_on.isoformat() if region.launch_on else None
    audit_service.record(
        f"region:{what}", actor=actor, subject=Subject("region", region.id), reason=reason, launch_on=launch_on, **more
    )
