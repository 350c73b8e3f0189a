"""Putting a room online and taking it offline, and what has to be there before."""

from datetime import date

from app.core import clock
from app.core.jobs import defer
from app.models.accounts import MembershipStatus
from app.models.listing import ListingStatus, Room
from app.models.regions import RegionStatus
from app.services.audit import audit_service
from app.services.audit.audit_service import Actor, Subject
from app.services.commission import commission_service
from app.services.listing import member_repository, rate_service, room_service, rules, week_service
from app.services.listing.errors import ListingStateError, NotReadyToPublishError
from app.services.listing.rules import ListingFacts, Need, Requirement
from app.services.payments import account_service

__all__ = [
    "Need",
    "Requirement",
    "checklist_of",
    "commission_bps",
    "commission_on",
    "facts_of",
    "may_publish",
    "publish",
    "withdraw",
]

may_publish = rules.may_publish
checklist_of = rules.requirements


def facts_of(room: Room, today: date) -> ListingFacts:
    """What publishing this room (loaded by room_service.get_room) depends on."""
    seller, region = room.venue.organisation, room.venue.municipality.region
    return ListingFacts(
        is_active_member=seller.membership_status is MembershipStatus.ACTIVE,
        may_sell=seller.selling_suspended_reason is None,
        region_name=region.name if region else None,
        region_is_live=region is not None and region.status is RegionStatus.LIVE,
        can_be_paid=account_service.can_be_paid(seller.id),
        has_kvk=bool(seller.kvk_number),
        has_address=bool(seller.street and seller.house_number and seller.postcode and seller.city),
        has_rsin=bool(seller.rsin),
        rsin_excused=seller.dac7_excluded,
        open_weekdays=frozenset(week_service.offered_week(room, today)),
        unpriced_weekdays=rate_service.unpriced_weekdays(room, today),
        has_terms=bool(room.purposes) and room.vat_profile is not None,
        has_photo=bool(room.photos),
    )


def commission_bps(room: Room, today: date) -> int:
    """The commission on bookings of this room that are made now, excluding VAT."""
    return commission_service.agreement_bps_at(room.venue.organisation_id, room.venue.municipality.region_id, today)


def commission_on(room: Room, total_cents: int, today: date) -> int:
    """What the association keeps of a payment of `total_cents` made now, its VAT included, in cents."""
    kept = commission_service.commission_for(
        total_cents, commission_bps(room, today), commission_service.commission_vat_bps(today)
    )
    return kept.commission_cents + kept.vat_cents


def publish(room: Room, *, actor: Actor) -> None:
    """Put a room online: from now on it can be found and booked.

    Raises:
        NotReadyToPublishError: something required is missing.
        ListingStateError: it is online already.
    """
    locked = _locked(room, ListingStatus.PUBLISHED)
    if not rules.may_publish(checklist_of(facts_of(locked, clock.today()))):
        raise NotReadyToPublishError
    locked.status = ListingStatus.PUBLISHED
    locked.published_at = clock.now()
    defer("availability.fill_room", unique=f"fill:{room.id}", room_id=str(room.id))
    _record("published", locked, actor)


def withdraw(room: Room, *, actor: Actor) -> None:
    """Take a room offline; bookings that stand, stand.

    Raises:
        ListingStateError: it is not online.
    """
    locked = _locked(room, ListingStatus.WITHDRAWN)
    locked.status = ListingStatus.WITHDRAWN
    _record("withdrawn", locked, actor)


def _locked(room: Room, following: ListingStatus) -> Room:
    member_repository.lock_room(room.id)
    fresh = room_service.get_room(room.id, room.venue.organisation_id)
    if following not in rules.TRANSITIONS[fresh.status]:
        raise ListingStateError
    return fresh


def _record(action: str, room: Room, actor: Actor) -> None:
    audit_service.record(
        f"listing:room:{action}", actor=actor, subject=Subject("room", room.id, room.venue.organisation_id)
    )
