"""What a venue lends with its rooms: a piano, a technician, forty chairs."""

import uuid
from collections.abc import Sequence
from datetime import date

from app.core.db import session
from app.core.ids import new_id
from app.core.messages import message
from app.models.add_ons import AddOn
from app.models.listing import Room
from app.services.audit import audit_service
from app.services.audit.audit_service import Actor, Subject
from app.services.listing import tariff_repository, tariff_rules
from app.services.listing.errors import Errors, ListingRefusedError, MemberRoomNotFoundError
from app.services.listing.tariff_rules import AddOnDraft


def list_add_ons(room: Room, today: date) -> Sequence[AddOn]:
    """What the venue of this room has now or later, by name; also what stands in other rooms alone."""
    return tariff_repository.list_add_ons(room.venue_id, today)


def rooms_of(add_ons: Sequence[AddOn]) -> dict[uuid.UUID, set[uuid.UUID]]:
    """In which rooms each can be had; not named: in all of its venue."""
    return tariff_repository.rooms_of_add_ons([add_on.id for add_on in add_ons])


def get_add_on(room: Room, add_on_id: uuid.UUID) -> AddOn:
    """One extra of the venue of this room, locked for a change.

    Raises:
        MemberRoomNotFoundError: no such extra there.
    """
    add_on = tariff_repository.find_add_on(add_on_id, room.venue_id)
    if add_on is None:
        raise MemberRoomNotFoundError
    return add_on


def create_add_on(room: Room, draft: AddOnDraft, *, actor: Actor, today: date) -> AddOn:
    """A new extra, from today on; the row is flushed.

    Raises:
        ListingRefusedError: with what is wrong, per field.
    """
    _check(room, draft, None, today)
    add_on = AddOn(id=new_id(), venue_id=room.venue_id, valid_from=today)
    _fill(add_on, draft)
    session().add(add_on)
    session().flush()
    tariff_repository.replace_add_on_rooms(add_on.id, draft.room_ids)
    session().flush()
    _record("created", room, add_on, actor)
    return add_on


def change_add_on(room: Room, add_on_id: uuid.UUID, draft: AddOnDraft, *, actor: Actor, today: date) -> None:
    """Another price, stock or name for new bookings; those that stand keep what was agreed, also beyond the new stock.

    Raises:
        MemberRoomNotFoundError: no such extra there.
        ListingRefusedError: with what is wrong, per field.
    """
    add_on = get_add_on(room, add_on_id)
    _check(room, draft, add_on.id, today)
    _fill(add_on, draft)
    tariff_repository.replace_add_on_rooms(add_on.id, draft.room_ids)
    session().flush()
    _record("changed", room, add_on, actor)


def end_add_on(room: Room, add_on_id: uuid.UUID, *, actor: Actor, today: date) -> None:
    """No longer from today on; what nothing ever named goes. Bookings keep it.

    Raises:
        MemberRoomNotFoundError: no such extra there.
        ListingRefusedError: something else cannot be had without it.
    """
    add_on = get_add_on(room, add_on_id)
    needing = [other.name for other in list_add_ons(room, today) if other.requires_add_on_id == add_on.id]
    if needing:
        told = message("%(others)s cannot be had without it. Change that first.", others=", ".join(needing))
        raise ListingRefusedError({"end": [told]})
    _record("ended", room, add_on, actor)
    if add_on.valid_from >= today and not tariff_repository.add_on_is_used(add_on.id):
        session().delete(add_on)
    else:
        add_on.valid_until = max(today, _day_after(add_on.valid_from, today))


def _day_after(valid_from: date, today: date) -> date:
    return date.fromordinal(valid_from.toordinal() + 1) if valid_from >= today else today


def _check(room: Room, draft: AddOnDraft, own: uuid.UUID | None, today: date) -> None:
    known = {other.id: other.requires_add_on_id for other in list_add_ons(room, today) if other.id != own}
    errors: Errors = tariff_rules.check_add_on(draft, requirements=known, own=own)
    if draft.name and tariff_repository.add_on_name_taken(room.venue_id, draft.name, own, today):
        errors.setdefault("name", [message("Something else goes by this name already.")])
    rooms = {room.id, *(other.id for other in tariff_repository.other_rooms(room))}
    if not set(draft.room_ids) <= rooms:
        errors["rooms"] = [message("Choose from the rooms of this venue.")]
    if errors:
        raise ListingRefusedError(errors)


def _fill(add_on: AddOn, draft: AddOnDraft) -> None:
    if draft.unit is None or draft.price_cents is None:
        raise AssertionError("checked before")
    add_on.name, add_on.note, add_on.unit = draft.name, draft.note, draft.unit
    add_on.price_cents, add_on.next_price_cents = draft.price_cents, draft.next_price_cents
    add_on.stock, add_on.requires_add_on_id = draft.stock, draft.requires
    add_on.vat_profile = draft.vat_profile


def _record(action: str, room: Room, add_on: AddOn, actor: Actor) -> None:
    audit_service.record(
        f"listing:add_on:{action}",
        actor=actor,
        subject=Subject("venue", room.venue_id, room.venue.organisation_id),
        add_on_id=str(add_on.id),
        name=add_on.name,
        price_cents=add_on.price_cents,
        stock=add_on.stock,
    )
