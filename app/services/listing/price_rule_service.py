"""Changes of price on top of a tariff: season, last-minute, many dates, the caretaker, staying too long.

A change that held once is ended, never rewritten; another one is a new one.
"""

import uuid
from collections.abc import Sequence
from datetime import date

from app.core.db import session
from app.core.ids import new_id
from app.models.listing import Room
from app.models.pricing import PriceRule, PriceRuleKind
from app.services.audit import audit_service
from app.services.audit.audit_service import Actor, Subject
from app.services.listing import tariff_repository, tariff_rules
from app.services.listing.errors import ListingRefusedError, MemberRoomNotFoundError
from app.services.listing.tariff_rules import RuleDraft


def list_rules(room: Room, today: date) -> Sequence[PriceRule]:
    """What holds for this room now or later, its venue's rules with it."""
    return tariff_repository.list_rules(room, today)


def create_rule(room: Room, draft: RuleDraft, *, actor: Actor, today: date) -> PriceRule:
    """A change of price for this room, or for all rooms of its venue; the row is flushed.

    Raises:
        ListingRefusedError: with what is wrong, per field.
    """
    errors = tariff_rules.check_rule(draft, today=today)
    if errors or draft.from_on is None:
        raise ListingRefusedError(errors)
    rule = PriceRule(
        id=new_id(),
        venue_id=room.venue_id,
        room_id=None if draft.whole_venue else room.id,
        kind=draft.kind,
        name=draft.name,
        categories=[category.value for category in draft.categories],
        purposes=[purpose.value for purpose in draft.purposes],
        weekdays=sorted(set(draft.weekdays)),
        from_minute=draft.minutes[0] if draft.minutes else None,
        until_minute=draft.minutes[1] if draft.minutes else None,
        season_from=draft.season.from_day if draft.season else None,
        season_until=draft.season.until_day if draft.season else None,
        valid_from=draft.from_on,
        valid_until=draft.until_on,
        **_values_of_kind(draft),
    )
    session().add(rule)
    session().flush()
    _record("added", room, rule, actor)
    return rule


def _values_of_kind(draft: RuleDraft) -> dict[str, object]:
    if draft.kind is PriceRuleKind.SEASON:
        return {"change_bps": draft.change_bps}
    if draft.kind is PriceRuleKind.LAST_MINUTE:
        return {"change_bps": draft.change_bps, "days_before": draft.days_before}
    if draft.kind is PriceRuleKind.FREQUENCY:
        steps = sorted(draft.steps, key=lambda step: step.min_dates or 0)
        return {"steps": [step.as_json() for step in steps]}
    if draft.kind is PriceRuleKind.CARETAKER:
        return {"amount_cents": draft.amount_cents}
    return {"amount_cents": draft.amount_cents, "step_minutes": draft.step_minutes}


def end_rule(room: Room, rule_id: uuid.UUID, *, actor: Actor, today: date) -> None:
    """No longer from today on; one that did not begin yet goes. Bookings keep their price.

    Raises:
        MemberRoomNotFoundError: no such rule of this room or its venue.
    """
    rule = tariff_repository.find_rule(rule_id, room)
    if rule is None:
        raise MemberRoomNotFoundError
    _record("ended", room, rule, actor)
    if rule.valid_from >= today:
        session().delete(rule)
    else:
        rule.valid_until = today


def _record(action: str, room: Room, rule: PriceRule, actor: Actor) -> None:
    audit_service.record(
        f"listing:price_rule:{action}",
        actor=actor,
        subject=Subject("room", room.id, room.venue.organisation_id),
        rule_id=str(rule.id),
        kind=rule.kind.value,
        whole_venue=rule.room_id is None,
    )
