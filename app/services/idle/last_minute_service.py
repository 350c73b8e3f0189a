"""The last-minute prices that come with an offer: the one place here that knows how pricing keeps them."""

import uuid
from collections.abc import Collection, Sequence
from datetime import date, timedelta

from app.core.db import session
from app.core.time_ranges import TimeRange
from app.models.listing import Room
from app.models.pricing import PriceRule, PriceRuleKind
from app.services.idle import repository
from app.services.idle.offer_rules import LastMinute
from app.services.idle.rules import Minutes
from app.services.pricing import preview_service
from app.services.pricing.quotes import Hire
from app.services.pricing.tariff import Rule

_LONG_AHEAD = timedelta(days=90)


def put(
    rooms: Sequence[Room], times: Sequence[tuple[Minutes | None, list[int]]], last_minute: LastMinute, *, from_on: date
) -> list[uuid.UUID]:
    """From a day on these rooms cost less in these times when they are booked late; the rules that say so."""
    rows = [
        PriceRule(
            venue_id=room.venue_id,
            room_id=room.id,
            kind=PriceRuleKind.LAST_MINUTE,
            weekdays=weekdays,
            from_minute=span[0] if span else None,
            until_minute=span[1] if span else None,
            change_bps=-last_minute.off_bps,
            days_before=last_minute.days_before,
            valid_from=from_on,
        )
        for room in rooms
        for span, weekdays in times
    ]
    session().add_all(rows)
    session().flush()
    return [row.id for row in rows]


def end(rule_ids: Collection[uuid.UUID], *, on: date) -> None:
    """From that day on the ordinary price holds."""
    for row in repository.price_rules(rule_ids):
        if row.valid_from >= on:
            session().delete(row)
        elif row.valid_until is None or row.valid_until > on:
            row.valid_until = on
    session().flush()


def ordinary_price(room: Room, span: TimeRange, day: date) -> int | None:
    """What a consumer pays who books long ahead, in cents; None when there is no price."""
    found = preview_service.quote_with(room, span, [], hire=Hire(booked_on=day - _LONG_AHEAD))
    return None if found is None else found.total_cents


def late_price(room: Room, span: TimeRange, day: date, last_minute: LastMinute) -> int | None:
    """What one pays who books on the day itself, once this reduction holds."""
    rule = Rule(
        kind=PriceRuleKind.LAST_MINUTE,
        of_room=True,
        change_bps=-last_minute.off_bps,
        days_before=last_minute.days_before,
    )
    found = preview_service.quote_with(room, span, [rule], hire=Hire(booked_on=day))
    return None if found is None else found.total_cents
