"""Reading and locking what belongs to the tariff of a room or venue; every question names its owner."""

import uuid
from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ColumnElement, delete, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from app.core.db import session
from app.models.add_ons import AddOn, AddOnRoom, VatChoice
from app.models.booking import BookingAddOn
from app.models.listing import Room
from app.models.pricing import PriceRule, Rate, RatePlan


def _not_over(valid_until: InstrumentedAttribute[date | None], on: date) -> ColumnElement[bool]:
    return or_(valid_until.is_(None), valid_until > on)


def list_plans(room_id: uuid.UUID, on: date) -> Sequence[RatePlan]:
    """Plans of a room that are not over, by name."""
    query = select(RatePlan).where(RatePlan.room_id == room_id, _not_over(RatePlan.valid_until, on))
    return session().scalars(query.order_by(RatePlan.name, RatePlan.valid_from)).all()


def find_plan(plan_id: uuid.UUID, room_id: uuid.UUID) -> RatePlan | None:
    """Of this room only."""
    return session().scalars(select(RatePlan).where(RatePlan.id == plan_id, RatePlan.room_id == room_id)).one_or_none()


def rates_of_plan(room_id: uuid.UUID, plan_id: uuid.UUID | None, on: date) -> Sequence[Rate]:
    """The prices of one plan (None: the basic ones) that hold on that day or later."""
    query = select(Rate).where(
        Rate.room_id == room_id, Rate.plan_id.is_not_distinct_from(plan_id), _not_over(Rate.valid_until, on)
    )
    return session().scalars(query.order_by(Rate.valid_from, Rate.id)).all()


def other_rooms(room: Room) -> Sequence[Room]:
    """The other rooms of the same venue, by name."""
    query = select(Room).where(Room.venue_id == room.venue_id, Room.id != room.id)
    return session().scalars(query.order_by(Room.name)).all()


def list_rules(room: Room, on: date) -> Sequence[PriceRule]:
    """Changes of price of a room and of its whole venue that are not over."""
    query = select(PriceRule).where(
        PriceRule.venue_id == room.venue_id,
        or_(PriceRule.room_id.is_(None), PriceRule.room_id == room.id),
        _not_over(PriceRule.valid_until, on),
    )
    return session().scalars(query.order_by(PriceRule.kind, PriceRule.valid_from, PriceRule.id)).all()


def find_rule(rule_id: uuid.UUID, room: Room) -> PriceRule | None:
    """Of this room or its whole venue only."""
    query = select(PriceRule).where(
        PriceRule.id == rule_id,
        PriceRule.venue_id == room.venue_id,
        or_(PriceRule.room_id.is_(None), PriceRule.room_id == room.id),
    )
    return session().scalars(query).one_or_none()


def list_add_ons(venue_id: uuid.UUID, on: date) -> Sequence[AddOn]:
    """What can come along at a venue and is not over, by name."""
    query = select(AddOn).where(AddOn.venue_id == venue_id, _not_over(AddOn.valid_until, on))
    return session().scalars(query.order_by(AddOn.name, AddOn.valid_from)).all()


def find_add_on(add_on_id: uuid.UUID, venue_id: uuid.UUID) -> AddOn | None:
    """Of this venue only, for writing: who books it just then waits."""
    query = select(AddOn).where(AddOn.id == add_on_id, AddOn.venue_id == venue_id).with_for_update(key_share=True)
    return session().scalars(query).one_or_none()


def add_on_name_taken(venue_id: uuid.UUID, name: str, except_id: uuid.UUID | None, on: date) -> bool:
    """Whether something else that is not over goes by this name."""
    query = select(
        exists().where(
            AddOn.venue_id == venue_id,
            AddOn.name == name,
            AddOn.id.is_distinct_from(except_id),
            _not_over(AddOn.valid_until, on),
        )
    )
    return bool(session().scalar(query))


def add_on_is_used(add_on_id: uuid.UUID) -> bool:
    """Whether some booking, extra or VAT choice names it."""
    return bool(
        session().scalar(
            select(
                or_(
                    exists().where(BookingAddOn.add_on_id == add_on_id),
                    exists().where(AddOn.requires_add_on_id == add_on_id),
                    exists().where(VatChoice.add_on_id == add_on_id),
                )
            )
        )
    )


def rooms_of_add_ons(add_on_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, set[uuid.UUID]]:
    """In which rooms each can be had; not named: in all of its venue."""
    found: dict[uuid.UUID, set[uuid.UUID]] = {}
    query = select(AddOnRoom.add_on_id, AddOnRoom.room_id).where(AddOnRoom.add_on_id.in_(add_on_ids))
    for add_on_id, room_id in session().execute(query):
        found.setdefault(add_on_id, set()).add(room_id)
    return found


def replace_add_on_rooms(add_on_id: uuid.UUID, room_ids: Collection[uuid.UUID]) -> None:
    """These, and no others."""
    session().execute(delete(AddOnRoom).where(AddOnRoom.add_on_id == add_on_id))
    session().add_all(AddOnRoom(add_on_id=add_on_id, room_id=room_id) for room_id in room_ids)


def list_vat_choices(organisation_id: uuid.UUID, on: date) -> Sequence[VatChoice]:
    """Decisions of a member that are not over."""
    query = select(VatChoice).where(VatChoice.organisation_id == organisation_id, _not_over(VatChoice.valid_until, on))
    return session().scalars(query.order_by(VatChoice.valid_from, VatChoice.id)).all()


def find_vat_choice(choice_id: uuid.UUID, organisation_id: uuid.UUID) -> VatChoice | None:
    """Of this member only."""
    query = select(VatChoice).where(VatChoice.id == choice_id, VatChoice.organisation_id == organisation_id)
    return session().scalars(query).one_or_none()


def same_vat_choices(choice: VatChoice, from_on: date) -> Sequence[VatChoice]:
    """Decisions on the very same thing that hold on that day or later."""
    query = select(VatChoice).where(
        VatChoice.organisation_id == choice.organisation_id,
        VatChoice.room_id.is_not_distinct_from(choice.room_id),
        VatChoice.purpose.is_not_distinct_from(choice.purpose),
        VatChoice.add_on_id.is_not_distinct_from(choice.add_on_id),
        _not_over(VatChoice.valid_until, from_on),
    )
    return session().scalars(query.with_for_update()).all()
