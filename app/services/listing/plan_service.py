"""Plans of a room: prices for certain hirers or uses beside the basic ones; copied whole to other rooms."""

import uuid
from collections.abc import Collection, Sequence
from datetime import date

from app.core.db import session
from app.core.ids import new_id
from app.core.messages import message
from app.models.listing import Purpose, Room
from app.models.pricing import Rate, RatePlan
from app.services.audit import audit_service
from app.services.audit.audit_service import Actor, Subject
from app.services.listing import member_repository, tariff_repository, tariff_rules, week_service
from app.services.listing.errors import ListingRefusedError, MemberRoomNotFoundError
from app.services.listing.tariff_rules import PlanDraft
from app.services.pricing import checks, quote_service
from app.services.pricing.checks import Finding


def list_plans(room: Room, today: date) -> Sequence[RatePlan]:
    """The plans that hold now or later, by name."""
    return tariff_repository.list_plans(room.id, today)


def get_plan(room: Room, plan_id: uuid.UUID) -> RatePlan:
    """One plan of this room.

    Raises:
        MemberRoomNotFoundError: no such plan of this room.
    """
    plan = tariff_repository.find_plan(plan_id, room.id)
    if plan is None:
        raise MemberRoomNotFoundError
    return plan


def list_plan_rates(room: Room, plan_id: uuid.UUID | None, today: date) -> Sequence[Rate]:
    """The prices of one plan (None: the basic ones) that hold now or later."""
    return tariff_repository.rates_of_plan(room.id, plan_id, today)


def list_other_rooms(room: Room) -> Sequence[Room]:
    """The other rooms of the same venue, by name."""
    return tariff_repository.other_rooms(room)


def create_plan(room: Room, draft: PlanDraft, *, actor: Actor, today: date) -> RatePlan:
    """A new plan, without prices yet; the row is flushed.

    Raises:
        ListingRefusedError: with what is wrong, per field.
    """
    from_on = _checked(draft, today, is_new=True)
    plan = RatePlan(id=new_id(), room_id=room.id, valid_from=from_on)
    _fill(plan, draft)
    session().add(plan)
    session().flush()
    _record("created", room, plan, actor)
    return plan


def change_plan(room: Room, plan_id: uuid.UUID, draft: PlanDraft, *, actor: Actor, today: date) -> None:
    """Other terms for new bookings; those that stand keep what was agreed.

    Raises:
        MemberRoomNotFoundError: no such plan of this room.
        ListingRefusedError: with what is wrong, per field.
    """
    plan = get_plan(room, plan_id)
    plan.valid_from = _checked(draft, today, is_new=False)
    _fill(plan, draft)
    _record("changed", room, plan, actor)


def end_plan(room: Room, plan_id: uuid.UUID, *, actor: Actor, today: date) -> None:
    """No longer from today on; one that did not begin yet goes with its prices.

    Raises:
        MemberRoomNotFoundError: no such plan of this room.
    """
    plan = get_plan(room, plan_id)
    _record("ended", room, plan, actor)
    if plan.valid_from >= today:
        session().delete(plan)
    else:
        plan.valid_until = today


def findings(room: Room, today: date) -> list[Finding]:
    """What to look at in the tariff of a room: gaps, contradictions, plans that nobody gets."""
    plans = quote_service.plans_of(room, today)
    purposes = [Purpose(code) for code in room.purposes]
    return checks.check_plans(plans, week_service.offered_week(room, today), purposes, today)


def copy_tariff(room: Room, target_ids: Collection[str], *, actor: Actor, today: date) -> int:
    """Give other rooms of the venue this room's plans and prices from today on, in place of their own; how many.

    Raises:
        ListingRefusedError: none was chosen, or one that is no other room of this venue.
    """
    others = {str(other.id): other for other in tariff_repository.other_rooms(room)}
    if not target_ids or not set(target_ids) <= set(others):
        raise ListingRefusedError({"targets": [message("Choose from the rooms of this venue.")]})
    for target_id in sorted(set(target_ids)):
        target = others[target_id]
        member_repository.lock_room(target.id)
        _end_everything(target, today)
        _copy(room, target, today)
        audit_service.record(
            "listing:plan:copied",
            actor=actor,
            subject=Subject("room", target.id, room.venue.organisation_id),
            from_room_id=str(room.id),
        )
    return len(set(target_ids))


def _end_everything(room: Room, today: date) -> None:
    plans = tariff_repository.list_plans(room.id, today)
    for plan_id in (None, *(plan.id for plan in plans)):
        for rate in tariff_repository.rates_of_plan(room.id, plan_id, today):
            if rate.valid_from >= today:
                session().delete(rate)
            else:
                rate.valid_until = today
    session().flush()
    for plan in plans:
        if plan.valid_from >= today:
            session().delete(plan)
        else:
            plan.valid_until = today
    session().flush()


def _copy(room: Room, target: Room, today: date) -> None:
    _copy_rates(room, target, None, None, today)
    for plan in tariff_repository.list_plans(room.id, today):
        made = RatePlan(
            id=new_id(),
            room_id=target.id,
            name=plan.name,
            categories=list(plan.categories),
            purposes=list(plan.purposes),
            valid_from=max(plan.valid_from, today),
            valid_until=plan.valid_until,
            season_from=plan.season_from,
            season_until=plan.season_until,
            prorata=plan.prorata,
            cap_at_day=plan.cap_at_day,
            minimum_cents=plan.minimum_cents,
            minimum_minutes=plan.minimum_minutes,
        )
        session().add(made)
        session().flush()
        _copy_rates(room, target, plan.id, made.id, today)


def _copy_rates(
    room: Room, target: Room, plan_id: uuid.UUID | None, new_plan_id: uuid.UUID | None, today: date
) -> None:
    session().add_all(
        Rate(
            room_id=target.id,
            plan_id=new_plan_id,
            unit=rate.unit,
            day_part_id=rate.day_part_id,
            ordinal=rate.ordinal,
            weekdays=list(rate.weekdays),
            price_cents=rate.price_cents,
            valid_from=max(rate.valid_from, today),
            valid_until=rate.valid_until,
        )
        for rate in tariff_repository.rates_of_plan(room.id, plan_id, today)
    )
    session().flush()


def _checked(draft: PlanDraft, today: date, *, is_new: bool) -> date:
    errors = tariff_rules.check_plan(draft, today=today, is_new=is_new)
    if errors or draft.from_on is None:
        raise ListingRefusedError(errors)
    return draft.from_on


def _fill(plan: RatePlan, draft: PlanDraft) -> None:
    plan.name = draft.name
    plan.categories = [category.value for category in draft.categories]
    plan.purposes = [purpose.value for purpose in draft.purposes]
    plan.valid_until = draft.until_on
    plan.season_from = draft.season.from_day if draft.season else None
    plan.season_until = draft.season.until_day if draft.season else None
    plan.prorata, plan.cap_at_day = draft.prorata, draft.cap_at_day
    plan.minimum_cents, plan.minimum_minutes = draft.minimum_cents, draft.minimum_minutes


def _record(action: str, room: Room, plan: RatePlan, actor: Actor) -> None:
    audit_service.record(
        f"listing:plan:{action}",
        actor=actor,
        subject=Subject("room", room.id, room.venue.organisation_id),
        plan_id=str(plan.id),
        name=plan.name,
        categories=list(plan.categories),
        purposes=list(plan.purposes),
    )
