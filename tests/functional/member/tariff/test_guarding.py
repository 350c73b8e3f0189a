"""Nothing of another organisation opens, nothing is kept twice, gaps are told and the trail knows."""

import re

import pytest
from sqlalchemy import select

from app.core.db import session
from app.models.audit import AuditEvent
from app.models.listing import Room
from app.models.pricing import Rate, RatePlan
from tests.conftest import Visitor
from tests.factories.listing import RateFactory, RoomFactory
from tests.factories.tariff import AddOnFactory, PriceRuleFactory, RatePlanFactory, VatChoiceFactory
from tests.functional.member.tariff.pages import (
    DECISION,
    EXTRA,
    LAST_MINUTE,
    NOW,
    PLAN,
    RATE,
    base,
    page,
    refused,
    send,
)


def test_nothing_of_another_organisation_opens_or_changes(client: Visitor, room: Room) -> None:
    strange: Room = RoomFactory()
    plan = RatePlanFactory(room_id=strange.id)
    rule = PriceRuleFactory(venue_id=strange.venue_id)
    extra = AddOnFactory(venue_id=strange.venue_id)
    choice = VatChoiceFactory(organisation_id=strange.venue.organisation_id)
    session().commit()
    for address in (
        f"groepen/{plan.id}/beeindigen",
        f"regels/{rule.id}/beeindigen",
        f"extras/{extra.id}/beeindigen",
        f"btw/{choice.id}/beeindigen",
    ):
        assert send(client, f"{base(room)}/{address}", {}) == 404, address
    assert send(client, base(room), {**RATE, "plan": str(plan.id)}) == 404
    assert 'href="#requires"' in refused(client, f"{base(room)}/extras", {**EXTRA, "requires": str(extra.id)})
    session().expire_all()
    assert session().scalars(select(RatePlan.valid_until)).one() is None


def test_sending_a_form_twice_keeps_one_price(client: Visitor, room: Room) -> None:
    for _time in range(2):
        assert send(client, base(room), RATE) == 303
    holding = select(Rate.price_cents).where(Rate.valid_until.is_(None))
    assert session().scalars(holding).all() == [2250]


def test_gaps_and_contradictions_are_told_with_their_place(client: Visitor, room: Room) -> None:
    session().query(Rate).delete()
    RateFactory(room_id=room.id, weekdays=[0, 1, 2, 3, 4])
    for name in ("Koren", "Bands"):
        plan = RatePlanFactory(room_id=room.id, name=name)
        RateFactory(room_id=room.id, plan_id=plan.id)
    session().commit()
    told = page(client, base(room))
    assert re.search(r"<b>Zaterdag 8\.00.23\.00</b>", told)
    assert "Bands en Koren" in told or "Koren en Bands" in told


@pytest.mark.parametrize(
    "asked",
    [
        {"date": "2027-13-01", "from": "19:00", "until": "22:00"},
        {"date": "2027-01-12", "from": "22:00", "until": "21:00"},
        {"date": "", "from": "", "until": "x"},
        {"date": "2027-01-12", "from": "19:00", "until": "22:00", "dates": "-1"},
        {"date": "2027-01-12", "from": "19:00", "until": "22:00", "dates": "999999999"},
        {"date": "2027-01-12", "from": "19:00", "until": "22:00", "category": "x", "purpose": "x", "booked_on": "x"},
    ],
)
def test_what_cannot_be_asked_of_the_prices_is_told_and_breaks_nothing(
    client: Visitor, room: Room, asked: dict[str, str]
) -> None:
    page(client, base(room), **asked)


def test_what_was_decided_is_in_the_trail(client: Visitor, room: Room) -> None:
    send(client, f"{base(room)}/groepen/nieuw", PLAN)
    send(client, f"{base(room)}/regels", LAST_MINUTE)
    send(client, f"{base(room)}/extras", EXTRA)
    send(client, f"{base(room)}/btw", DECISION)
    tags = set(session().scalars(select(AuditEvent.tag)))
    assert {
        "listing:plan:created",
        "listing:price_rule:added",
        "listing:add_on:created",
        "listing:vat_choice:decided",
    } <= tags
    assert set(session().scalars(select(AuditEvent.occurred_at))) == {NOW}
