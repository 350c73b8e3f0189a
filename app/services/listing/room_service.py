"""A member's rooms: what they are, of which physical parts they consist, and how they are let."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from app.core import clock
from app.core.db import session
from app.core.messages import message
from app.models.listing import AlcoholPolicy, Purpose, Room, RoomLayout, RoomPart, RoomType, SoundLevel, Venue
from app.models.pricing import CancellationPolicy
from app.services.audit import audit_service
from app.services.audit.audit_service import Actor, Subject
from app.services.availability import availability_service, sound_service
from app.services.availability.booking_rules import FIELDS
from app.services.listing import day_mask_service, member_repository, rules
from app.services.listing.errors import ListingRefusedError, MemberRoomNotFoundError
from app.services.listing.owner import Owner
from app.services.listing.rules import Errors, RoomDetails, RoomTerms
from app.services.listing.words import AMENITIES

__all__ = [
    "RoomDetails",
    "RoomTerms",
    "change_room",
    "change_terms",
    "create_room",
    "get_room",
    "list_policies",
    "rooms_it_consists_of",
]

# A private party is the one purpose that a member chooses knowingly.
_USUAL_PURPOSES = [purpose.value for purpose in Purpose if purpose is not Purpose.PRIVATE_PARTY]


def get_room(room_id: uuid.UUID, organisation_id: uuid.UUID) -> Room:
    """One room of this member, in whatever state, with its venue and everything about it.

    Raises:
        MemberRoomNotFoundError: there is none.
    """
    room = member_repository.find_room(room_id, organisation_id)
    if room is None:
        raise MemberRoomNotFoundError
    return room


def list_policies() -> Sequence[CancellationPolicy]:
    """The terms for cancelling that a member can choose."""
    return member_repository.list_policies()


def rooms_it_consists_of(room: Room) -> list[uuid.UUID]:
    """The smaller rooms of its venue that lie wholly within this one; none when it is a room by itself."""
    parts = member_repository.parts_by_room(room.venue_id)
    own = parts.get(room.id, set())
    return [other for other, of_other in parts.items() if other != room.id and of_other < own]


def create_room(venue: Venue, details: RoomDetails, *, actor: Actor) -> Room:
    """A new room of a venue (loaded with its rooms), a draft; the row is flushed.

    Raises:
        ListingRefusedError: with what is wrong, per field.
    """
    _check(details, venue.id, None)
    room = Room(venue_id=venue.id, slug=_free_slug(details.name, venue.city), purposes=list(_USUAL_PURPOSES))
    _fill(room, details)
    session().add(room)
    session().flush()
    member_repository.replace_parts(room.id, _wanted_parts(venue.id, details, None))
    _fill_lists(room, details)
    _record("created", room, venue.organisation_id, actor)
    return room


def change_room(room: Room, details: RoomDetails, *, actor: Actor, today: date) -> None:
    """Other facts about a room.

    Raises:
        ListingRefusedError: with what is wrong, per field.
    """
    member_repository.lock_room(room.id)
    _check(details, room.venue_id, room.id)
    before = {str(other) for other in rooms_it_consists_of(room)}
    if before != set(details.part_room_ids):
        current = {use.part_id for use in room.part_uses}
        if member_repository.is_claimed_from(current, today):
            raise ListingRefusedError(
                {
                    "part_rooms": [
                        message("There are bookings or lessons ahead. Of what a room consists can change after.")
                    ]
                }
            )
        member_repository.replace_parts(room.id, _wanted_parts(room.venue_id, details, room))
        availability_service.retake([room.id], today)
    _fill(room, details)
    _fill_lists(room, details)
    _record("changed", room, room.venue.organisation_id, actor)


def change_terms(room: Room, terms: RoomTerms, *, actor: Actor) -> int:
    """How a room is let from now on; bookings that stand keep what was agreed.

    Returns how many times use that stands does not go together any more with that of a room that hears this one,
    because it sounds otherwise now; that use stays too.

    Raises:
        ListingRefusedError: with what is wrong, per field.
    """
    errors = rules.check_terms(
        terms, allowed_purposes=[purpose.value for purpose in Purpose], known_vat=room.vat_profile
    )
    if terms.cancellation_policy_code not in {policy.code for policy in list_policies()}:
        errors["cancellation_policy_code"] = [message("Choose what a hirer gets back when cancelling.")]
    if errors:
        raise ListingRefusedError(errors)
    if terms.vat_profile is not room.vat_profile:
        _record(
            "vat_confirmed",
            room,
            room.venue.organisation_id,
            actor,
            vat_profile=terms.vat_profile.value if terms.vat_profile else None,
        )
    room.purposes = list(terms.purposes)
    room.alcohol_policy = terms.alcohol_policy or AlcoholPolicy.NONE
    room.barred_disciplines = list(terms.barred_disciplines)
    sounded, room.sound_level = room.sound_level, terms.sound_level or SoundLevel.ACOUSTIC
    room.deposit_cents = terms.deposit_cents or None
    room.sound_text = terms.sound_text
    room.house_rules = [{"kind": kind, "text": text} for kind, text in terms.house_rules]
    room.vat_profile = terms.vat_profile
    room.cancellation_policy_code = terms.cancellation_policy_code
    for name in FIELDS:
        setattr(room, name, terms.booking.get(name))
    session().flush()
    together = sound_service.follow_level(room) if room.sound_level is not sounded else []
    day_mask_service.follow_horizon(Owner(room.venue, room), clock.today())
    _record("terms_changed", room, room.venue.organisation_id, actor)
    return len(together)


def _check(details: RoomDetails, venue_id: uuid.UUID, room_id: uuid.UUID | None) -> None:
    errors: Errors = rules.check_room(details)
    if not set(details.amenities) <= set(AMENITIES):
        errors["amenities"] = [message("Choose from the list.")]
    others = {str(other) for other in member_repository.parts_by_room(venue_id) if other != room_id}
    if not set(details.part_room_ids) <= others:
        errors["part_rooms"] = [message("Choose from the rooms of this venue.")]
    if errors:
        raise ListingRefusedError(errors)


def _fill(room: Room, details: RoomDetails) -> None:
    room.type = details.type or RoomType.MEETING_ROOM
    room.max_persons = details.max_persons or 1
    room.area_m2, room.height_cm = details.area_m2, details.height_cm
    room.name, room.description, room.description_en = details.name, details.description, details.description_en


def _fill_lists(room: Room, details: RoomDetails) -> None:
    layouts = [RoomLayout(room_id=room.id, kind=kind, capacity=count) for kind, count in details.layouts.items()]
    member_repository.replace_layouts(room.id, layouts)
    member_repository.replace_amenities(room.id, details.amenities)
    session().flush()


def _wanted_parts(venue_id: uuid.UUID, details: RoomDetails, room: Room | None) -> set[uuid.UUID]:
    """All parts of the rooms it consists of; else a part of its own that no other room stands in for."""
    by_room = member_repository.parts_by_room(venue_id)
    if details.part_room_ids:
        chosen = {str(other): parts for other, parts in by_room.items()}
        return set().union(*(chosen[key] for key in details.part_room_ids))
    taken = {part for other, parts in by_room.items() if room is None or other != room.id for part in parts}
    own = by_room.get(room.id, set()) - taken if room is not None else set()
    if own:
        return own
    part = RoomPart(venue_id=venue_id, name=_free_part_name(venue_id, details.name))
    session().add(part)
    session().flush()
    return {part.id}


def _free_part_name(venue_id: uuid.UUID, wanted: str) -> str:
    names = member_repository.part_names(venue_id)
    name, number = wanted, 1
    while name in names:
        number += 1
        name = f"{wanted} ({number})"
    return name


def _free_slug(name: str, city: str) -> str:
    wanted = rules.slug_of(name, city)
    slug, number = wanted, 1
    while member_repository.room_slug_taken(slug):
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def _record(action: str, room: Room, organisation_id: uuid.UUID, actor: Actor, **data: Any) -> None:  # noqa: ANN401 - as audit_service.record
    audit_service.record(
        f"listing:room:{action}", actor=actor, subject=Subject("room", room.id, organisation_id), **data
    )
