"""What a venue, or one room in a period, asks of bookings. A booking that stands keeps what was agreed."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from app.core.db import session
from app.core.messages import message
from app.models.listing import Room
from app.models.openings import BookingRule
from app.services.audit import audit_service
from app.services.audit.audit_service import Actor
from app.services.availability import availability_service
from app.services.availability.booking_rules import FIELDS, RuleBook, values_of
from app.services.listing import booking_rule_rules, day_mask_service, opening_repository
from app.services.listing.errors import ListingRefusedError, MemberRoomNotFoundError
from app.services.listing.owner import Owner

Values = Mapping[str, int | None]


def inherited_by(room: Room) -> RuleBook:
    """What holds for this room where it says nothing itself."""
    book = availability_service.rule_books([room])[room.id]
    return RuleBook(own={}, dated=[rule for rule in book.dated if not rule.for_room], caretaker=book.caretaker)


def book_of(owner: Owner) -> RuleBook:
    """Everything that is said about the bookings of this room, or by this venue."""
    if owner.room is not None:
        return availability_service.rule_books([owner.room])[owner.room.id]
    return availability_service.rule_book_of_venue(owner.venue.id)


def beneath(owner: Owner) -> RuleBook:
    """What holds for this owner where a dated rule of its own says nothing."""
    book = book_of(owner)
    dated = [rule for rule in book.dated if not rule.for_room] if owner.room is not None else []
    return RuleBook(own=book.own, dated=dated, caretaker=book.caretaker)


def list_rules(owner: Owner, today: date) -> Sequence[BookingRule]:
    """The rules of this owner alone that hold today or later, the first first."""
    return opening_repository.list_booking_rules(owner, today)


def set_rule(
    owner: Owner, values: Values, *, valid_from: date | None, last_on: date | None, actor: Actor, today: date
) -> BookingRule:
    """These values from a day on, for good or up to and including `last_on`; the row is flushed.

    A rule without an end that already ran makes way for these days, and goes on after them.

    Raises:
        ListingRefusedError: with what is wrong, per field; `valid_from` when another rule with an end holds then.
    """
    errors = booking_rule_rules.check_values(values)
    errors.update(booking_rule_rules.check_period(valid_from, last_on, today=today))
    if all(values.get(field) is None for field in FIELDS):
        errors["rules"] = [message("Choose at least one thing that is different.")]
    if errors or valid_from is None:
        raise ListingRefusedError(errors)
    until = last_on + timedelta(days=1) if last_on else None
    _make_way(owner, valid_from, until, today)
    rule = _add(owner, values, valid_from, until)
    session().flush()
    audit_service.record(
        "listing:booking_rule:set",
        actor=actor,
        subject=owner.subject,
        valid_from=valid_from.isoformat(),
        valid_until=until.isoformat() if until else None,
        values={field: values.get(field) for field in FIELDS},
    )
    day_mask_service.follow_horizon(owner, today)
    return rule


def end_rule(owner: Owner, rule_id: uuid.UUID, *, actor: Actor, today: date) -> None:
    """From today on it holds no more; what held before stays written down.

    Raises:
        MemberRoomNotFoundError: no such rule of this owner.
    """
    rule = session().get(BookingRule, rule_id)
    if rule is None or rule.owner_id != owner.id:
        raise MemberRoomNotFoundError
    if rule.valid_from >= today:
        session().delete(rule)
    else:
        rule.valid_until = today
    session().flush()
    audit_service.record(
        "listing:booking_rule:ended", actor=actor, subject=owner.subject, valid_from=rule.valid_from.isoformat()
    )
    day_mask_service.follow_horizon(owner, today)


def _make_way(owner: Owner, valid_from: date, until: date | None, today: date) -> None:
    standing = [
        rule
        for rule in list_rules(owner, today)
        if (until is None or rule.valid_from < until) and (rule.valid_until is None or rule.valid_until > valid_from)
    ]
    for rule in standing:
        if rule.valid_until is not None or rule.valid_from > valid_from:
            raise ListingRefusedError(
                {
                    "valid_from": [
                        message(
                            "Other rules hold in (part of) these days. Take those away first, or choose other days."
                        )
                    ]
                }
            )
    for rule in standing:
        if rule.valid_from == valid_from:
            session().delete(rule)
        else:
            rule.valid_until = valid_from
    # Written before the newcomers: the constraint looks at each statement.
    session().flush()
    if until is not None:
        for rule in standing:
            _add(owner, values_of(rule), until, None)


def _add(owner: Owner, values: Values, valid_from: date, valid_until: date | None) -> BookingRule:
    said = {field: values.get(field) for field in FIELDS}
    rule = BookingRule(
        venue_id=owner.venue.id, room_id=owner.room_id, valid_from=valid_from, valid_until=valid_until, **said
    )
    session().add(rule)
    return rule
