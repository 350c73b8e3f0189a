"""Where members stand, asked of all of them at once."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Boolean, ColumnElement, and_, case, func, literal, or_, select, type_coerce
from sqlalchemy.orm import aliased

from app.core.db import session
from app.models.accounts import MembershipStatus, MemberType, Organisation
from app.models.booking import Booking, BookingStatus
from app.models.listing import ListingStatus, Room, Venue
from app.models.payments import PaymentAccount, PaymentAccountStatus
from app.models.regions import Municipality, Region
from app.services.reporting.rules import MemberStep


@dataclass(frozen=True, slots=True)
class MemberFilter:
    """Which members: nothing named means all."""

    text: str = ""
    step: MemberStep | None = None
    region_id: uuid.UUID | None = None


class MemberFacts(NamedTuple):
    """A member with where it stands."""

    id: uuid.UUID
    name: str
    city: str | None
    member_type: MemberType
    membership_status: MembershipStatus
    account_status: PaymentAccountStatus | None
    step: MemberStep
    stopped_reason: str | None


class RoomFacts(NamedTuple):
    """What a member has on offer, and where."""

    venues: int
    rooms: int
    published: int
    regions: list[str]


class StepCounts(NamedTuple):
    """How many active members came how far."""

    members: int
    with_venue: int
    with_account: int
    online: int
    booked: int
    booked_lately: int


def _has_room(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    venue = aliased(Venue)
    return (
        select(literal(1))
        .join_from(venue, Room, Room.venue_id == venue.id)
        .where(venue.organisation_id == Organisation.id, *conditions)
        .exists()
    )


_IS_ONLINE = _has_room(Room.status == ListingStatus.PUBLISHED)
_MAY_SELL = and_(
    Organisation.membership_status == MembershipStatus.ACTIVE, Organisation.selling_suspended_reason.is_(None)
)
_STEP = case(
    (~_MAY_SELL, MemberStep.STOPPED.value),
    (PaymentAccount.status == PaymentAccountStatus.RESTRICTED, MemberStep.RESTRICTED.value),
    (
        or_(PaymentAccount.status.is_(None), PaymentAccount.status != PaymentAccountStatus.ACTIVE),
        MemberStep.NO_ACCOUNT.value,
    ),
    (~_IS_ONLINE, MemberStep.NO_ROOM.value),
    else_=MemberStep.ONLINE.value,
)


def _conditions(wanted: MemberFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Organisation.is_member.is_(True)]
    if wanted.text:
        said = (Organisation.name, Organisation.legal_name, Organisation.city, Organisation.email)
        found.append(or_(*(column.icontains(wanted.text, autoescape=True) for column in said)))
    if wanted.step is not None:
        found.append(type_coerce(wanted.step.value == _STEP, Boolean))
    if wanted.region_id is not None:
        in_region = (
            select(Venue.organisation_id)
            .join(Municipality, Municipality.code == Venue.municipality_code)
            .where(Municipality.region_id == wanted.region_id)
        )
        found.append(Organisation.id.in_(in_region))
    return found


def _list(conditions: Sequence[ColumnElement[bool]], limit: int, offset: int = 0) -> list[MemberFacts]:
    query = (
        select(
            Organisation.id,
            Organisation.name,
            Organisation.city,
            Organisation.member_type,
            Organisation.membership_status,
            PaymentAccount.status,
            _STEP,
            Organisation.selling_suspended_reason,
        )
        .outerjoin(PaymentAccount, PaymentAccount.organisation_id == Organisation.id)
        .where(*conditions)
        .order_by(Organisation.name, Organisation.id)
        .limit(limit)
        .offset(offset)
    )
    return [MemberFacts._make((*row[:6], MemberStep(row[6]), row[7])) for row in session().execute(query)]


def list_members(wanted: MemberFilter, *, limit: int, offset: int) -> list[MemberFacts]:
    """By name."""
    return _list(_conditions(wanted), limit, offset)


def count_members(wanted: MemberFilter) -> int:
    """How many there are."""
    query = (
        select(func.count())
        .select_from(Organisation)
        .outerjoin(PaymentAccount, PaymentAccount.organisation_id == Organisation.id)
        .where(*_conditions(wanted))
    )
    return session().scalar(query) or 0


def list_room_facts(organisation_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, RoomFacts]:
    """What each of these members has; one without a venue is left out."""
    query = (
        select(
            Venue.organisation_id,
            func.count(Venue.id.distinct()),
            func.count(Room.id),
            func.count(Room.id).filter(Room.status == ListingStatus.PUBLISHED),
            func.array_remove(func.array_agg(Region.name.distinct()), None),
        )
        .outerjoin(Room, Room.venue_id == Venue.id)
        .join(Municipality, Municipality.code == Venue.municipality_code)
        .outerjoin(Region, Region.id == Municipality.region_id)
        .where(Venue.organisation_id.in_(organisation_ids))
        .group_by(Venue.organisation_id)
    )
    return {row[0]: RoomFacts(row[1], row[2], row[3], sorted(row[4])) for row in session().execute(query)}


def count_bookings(organisation_ids: Collection[uuid.UUID], since: datetime) -> dict[uuid.UUID, int]:
    """Confirmed bookings made since then, per member; none is left out."""
    query = (
        select(Booking.organisation_id, func.count())
        .where(
            Booking.organisation_id.in_(organisation_ids),
            Booking.created_at >= since,
            Booking.status == BookingStatus.CONFIRMED,
        )
        .group_by(Booking.organisation_id)
    )
    return dict(session().execute(query).all())


def count_steps(since: datetime) -> StepCounts:
    """How many active members have a venue, an account that works, a room online, a booking, and one made since then."""
    has_venue = select(literal(1)).where(Venue.organisation_id == Organisation.id).exists()
    has_account = PaymentAccount.status == PaymentAccountStatus.ACTIVE
    booked = select(literal(1)).where(
        Booking.organisation_id == Organisation.id, Booking.status == BookingStatus.CONFIRMED
    )
    query = (
        select(
            func.count(),
            func.count().filter(has_venue),
            func.count().filter(has_account),
            func.count().filter(has_account, _IS_ONLINE),
            func.count().filter(booked.exists()),
            func.count().filter(booked.where(Booking.created_at >= since).exists()),
        )
        .select_from(Organisation)
        .outerjoin(PaymentAccount, PaymentAccount.organisation_id == Organisation.id)
        .where(Organisation.is_member, Organisation.membership_status == MembershipStatus.ACTIVE)
    )
    return StepCounts._make(session().execute(query).one())


def list_needing_attention(limit: int) -> list[MemberFacts]:
    """Active members that are held up: Stripe asks something, selling was stopped, or rooms wait without an account."""
    waits = or_(
        PaymentAccount.status == PaymentAccountStatus.RESTRICTED,
        Organisation.selling_suspended_reason.is_not(None),
        and_(or_(PaymentAccount.status.is_(None), PaymentAccount.status != PaymentAccountStatus.ACTIVE), _has_room()),
    )
    is_active = Organisation.membership_status == MembershipStatus.ACTIVE
    return _list([Organisation.is_member.is_(True), is_active, waits], limit)
