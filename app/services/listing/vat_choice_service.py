"""What a member decided, with its adviser, on the VAT of a purpose or an extra: who said so and when is kept."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from app.core.db import session
from app.core.ids import new_id
from app.core.messages import message
from app.core.time_ranges import TimeRange, at_minute
from app.models.accounts import VatProfile
from app.models.add_ons import VatChoice
from app.models.listing import Room
from app.services.audit import audit_service
from app.services.audit.audit_service import Actor, Subject
from app.services.availability import availability_service
from app.services.listing import member_repository, tariff_repository, tariff_rules
from app.services.listing.errors import ListingRefusedError, MemberRoomNotFoundError
from app.services.listing.tariff_rules import VatDraft
from app.services.pricing import facts, vat
from app.services.pricing.errors import NoVatRuleError

NOON = 12 * 60


def list_choices(room: Room, today: date) -> Sequence[VatChoice]:
    """The decisions that hold for this room now or later: its own and those for all rooms."""
    found = tariff_repository.list_vat_choices(room.venue.organisation_id, today)
    return [choice for choice in found if choice.room_id is None or choice.room_id == room.id]


def decide(room: Room, draft: VatDraft, *, actor: Actor, now: datetime, today: date) -> VatChoice:
    """Write a decision down; an earlier one on the same thing ends where it begins. The row is flushed.

    Raises:
        ListingRefusedError: with what is wrong, per field.
    """
    errors = tariff_rules.check_vat(draft, today=today)
    if draft.add_on_id is not None and tariff_repository.find_add_on(draft.add_on_id, room.venue_id) is None:
        errors["add_on"] = [message("Choose from the list.")]
    if errors or draft.profile is None or draft.from_on is None:
        raise ListingRefusedError(errors)
    member_repository.lock_organisation(room.venue.organisation_id)
    choice = VatChoice(
        id=new_id(),
        organisation_id=room.venue.organisation_id,
        room_id=None if draft.whole_organisation else room.id,
        purpose=draft.purpose,
        add_on_id=draft.add_on_id,
        profile=draft.profile,
        valid_from=draft.from_on,
        confirmed_by_id=actor.user_id,
        confirmed_at=now,
    )
    _give_way(choice, draft.from_on)
    session().add(choice)
    session().flush()
    _record("decided", room, choice, actor)
    return choice


def _give_way(choice: VatChoice, from_on: date) -> None:
    for earlier in tariff_repository.same_vat_choices(choice, from_on):
        if earlier.valid_from >= from_on:
            session().delete(earlier)
        else:
            earlier.valid_until = from_on
    session().flush()


def end_choice(room: Room, choice_id: uuid.UUID, *, actor: Actor, today: date) -> None:
    """No longer from today on; one that did not begin yet goes. Bookings keep their VAT.

    Raises:
        MemberRoomNotFoundError: no such decision for this room.
    """
    choice = tariff_repository.find_vat_choice(choice_id, room.venue.organisation_id)
    if choice is None or choice.room_id not in {None, room.id}:
        raise MemberRoomNotFoundError
    _record("ended", room, choice, actor)
    if choice.valid_from >= today:
        session().delete(choice)
    else:
        choice.valid_until = today


def _record(action: str, room: Room, choice: VatChoice, actor: Actor) -> None:
    audit_service.record(
        f"listing:vat_choice:{action}",
        actor=actor,
        subject=Subject("room", room.id, room.venue.organisation_id),
        profile=choice.profile.value,
        purpose=choice.purpose.value if choice.purpose else None,
        add_on_id=str(choice.add_on_id) if choice.add_on_id else None,
        whole_organisation=choice.room_id is None,
    )


def rate_bps(room: Room, on: date, profile: VatProfile | None = None) -> int:
    """The VAT that is in a price of this room on a day, in basis points; of something with a profile of its own: that.

    Nil while nobody has said what VAT holds on that day.
    """
    start = at_minute(on, NOON, availability_service.zone_of(room))
    known = facts.load([room.id], [TimeRange(start, start + timedelta(hours=1))], with_add_ons=False)[room.id].vat
    try:
        if profile is not None:
            return vat.vat_terms_on(known.terms, profile, on).rate_bps
        return vat.vat_terms(known, on, None).rate_bps
    except NoVatRuleError:
        return 0
