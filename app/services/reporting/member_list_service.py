"""Where the association's members stand: who can be booked, who is held up, and by what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core.paging import PAGE_SIZE, Page
from app.services.reporting import member_repository
from app.services.reporting.member_repository import MemberFacts, MemberFilter, RoomFacts, StepCounts
from app.services.reporting.rules import MemberStep

__all__ = [
    "LATELY",
    "MemberFacts",
    "MemberFilter",
    "MemberRow",
    "MemberStep",
    "StepCounts",
    "count_steps",
    "list_members",
    "members_held_up",
]

LATELY = timedelta(days=30)
_NOTHING = RoomFacts(0, 0, 0, [])


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member in the list; `bookings` are the confirmed ones made lately."""

    facts: MemberFacts
    rooms: RoomFacts
    bookings: int


def list_members(wanted: MemberFilter, page: int, *, now: datetime) -> Page[MemberRow]:
    """The members that fit, by name, in pages; four queries for any number."""
    members = member_repository.list_members(wanted, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
    ids = [member.id for member in members]
    rooms = member_repository.list_room_facts(ids)
    bookings = member_repository.count_bookings(ids, now - LATELY)
    rows = [MemberRow(member, rooms.get(member.id, _NOTHING), bookings.get(member.id, 0)) for member in members]
    return Page(rows, page, PAGE_SIZE, member_repository.count_members(wanted))


def count_steps(now: datetime) -> StepCounts:
    """How many active members came how far on the way from joining to being booked every month."""
    return member_repository.count_steps(now - LATELY)


def members_held_up(limit: int) -> Sequence[MemberFacts]:
    """Active members whom something keeps from selling although they want to, by name."""
    return member_repository.list_needing_attention(limit)
