"""Discounts, surcharges, extras and decisions on VAT, each told at its field when it cannot be."""

from datetime import date

import pytest
from sqlalchemy import select

from app.core.db import session
from app.models.accounts import VatProfile
from app.models.add_ons import AddOn, AddOnRoom, VatChoice
from app.models.listing import Room
from app.models.pricing import PriceRule
from tests.conftest import Visitor
from tests.factories.tariff import AddOnFactory
from tests.functional.member.tariff.pages import (
    DECISION,
    EXTRA,
    LAST_MINUTE,
    NOW,
    TODAY,
    Form,
    base,
    page,
    refused,
    send,
)

SCALE = {
    "kind": "frequency",
    "from_on": TODAY,
    "days": "all",
    "dates-1": "10",
    "off-1": "5",
    "dates-3": "20",
    "off-3": "12,5",
}


SEASON = {
    "kind": "season",
    "from_on": TODAY,
    "days": "all",
    "change": "10",
    "direction": "up",
    "season_from": "1-11",
    "season_until": "31-3",
}


CARETAKER = {"kind": "caretaker", "from_on": TODAY, "amount": "27,50"}


OVERRUN = {"kind": "overrun", "from_on": TODAY, "amount": "15", "step_minutes": "30"}


def test_every_kind_of_rule_is_kept_and_told(client: Visitor, room: Room) -> None:
    for form in (SCALE, LAST_MINUTE, SEASON, CARETAKER, OVERRUN):
        assert send(client, f"{base(room)}/regels", form) == 303, form["kind"]
    rules = {rule.kind.value: rule for rule in session().scalars(select(PriceRule))}
    assert rules["frequency"].steps == [
        {"min_dates": 10, "change_bps": -500},
        {"min_dates": 20, "change_bps": -1250},
    ]
    assert (rules["last_minute"].change_bps, rules["last_minute"].days_before) == (-2500, 3)
    assert rules["last_minute"].weekdays == [0, 1, 2, 3]
    assert (rules["season"].change_bps, rules["season"].season_from, rules["season"].season_until) == (1000, 1101, 401)
    told = page(client, f"{base(room)}/regels")
    for words in ("vanaf 10 keer 5% korting", "25% korting", "10% duurder", "€ 27,50", "€ 15,00"):
        assert words in told, words


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"kind": "nonsense"}, "kind"),
        ({**SCALE, "dates-1": "", "off-1": "", "dates-3": "", "off-3": ""}, "steps"),
        ({**SCALE, "dates-1": "1"}, "dates-1"),
        ({**SCALE, "dates-1": "20"}, "dates-1"),
        ({**SCALE, "off-1": "veel"}, "off-1"),
        ({**SCALE, "steps_unit": "hour", "off-1": "-3"}, "off-1"),
        ({**LAST_MINUTE, "change": "0"}, "change"),
        ({**LAST_MINUTE, "change": "101"}, "change"),
        ({**LAST_MINUTE, "days_before": "veel"}, "days_before"),
        ({**SEASON, "change": "900"}, "change"),
        ({**SEASON, "season_from": "", "season_until": ""}, "season_from"),
        ({**SEASON, "from_time": "22:00"}, "until_time"),
        ({**SEASON, "from_time": "22:00", "until_time": "19:00"}, "until_time"),
        ({**CARETAKER, "amount": ""}, "amount"),
        ({**OVERRUN, "step_minutes": "20"}, "step_minutes"),
        ({**CARETAKER, "from_on": "2027-01-01"}, "from_on"),
        ({**CARETAKER, "name": "x" * 61}, "name"),
    ],
)
def test_a_rule_that_cannot_be_is_told_at_its_field(client: Visitor, room: Room, form: Form, field: str) -> None:
    told = refused(client, f"{base(room)}/regels", form)
    assert f'href="#{field}"' in told or f'id="{field}"' in told
    assert session().scalars(select(PriceRule)).all() == []


def test_an_extra_is_offered_counted_and_ended(client: Visitor, room: Room) -> None:
    assert send(client, f"{base(room)}/extras", {"name": "Technicus", "unit": "hour", "price": "45"}) == 303
    technician = session().scalars(select(AddOn)).one()
    form = {**EXTRA, "requires": str(technician.id), "rooms": [str(room.id)], "vat_profile": "taxed_plus"}
    assert send(client, f"{base(room)}/extras", form) == 303
    piano = session().scalars(select(AddOn).where(AddOn.name == "Vleugel")).one()
    assert (piano.stock, piano.requires_add_on_id, piano.price_cents) == (1, technician.id, 14500)
    assert session().scalars(select(AddOnRoom.room_id)).all() == [room.id]
    asked = {"date": "2027-01-12", "from": "19:00", "until": "22:00", f"extra-{piano.id}": "1"}
    assert "Vleugel" in page(client, f"{base(room)}/extras", **asked)
    assert "€ 340,00" in page(client, f"{base(room)}/extras", **asked, **{f"extra-{technician.id}": "1"})
    # What something else needs cannot go first.
    assert send(client, f"{base(room)}/extras/{technician.id}/beeindigen", {}) == 303
    assert session().scalars(select(AddOn.valid_until).where(AddOn.id == technician.id)).one() is None
    assert send(client, f"{base(room)}/extras/{piano.id}/beeindigen", {}) == 303
    assert send(client, f"{base(room)}/extras/{technician.id}/beeindigen", {}) == 303
    session().expire_all()
    assert session().scalars(select(AddOn)).all() == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "Bestaat al"}, "name"),
        ({"price": "veel"}, "price"),
        ({"next_price": "veel"}, "next_price"),
        ({"next_price": "60"}, "next_price"),
        ({"stock": "0"}, "stock"),
        ({"stock": "een"}, "stock"),
        ({"unit": "week"}, "unit"),
        ({"requires": "nonsense"}, "requires"),
        ({"requires": "00000000-0000-0000-0000-000000000001"}, "requires"),
        ({"rooms": ["nonsense"]}, "rooms"),
        ({"rooms": ["00000000-0000-0000-0000-000000000001"]}, "rooms"),
        ({"note": "x" * 201}, "note"),
    ],
)
def test_an_extra_that_cannot_be_is_told_at_its_field(client: Visitor, room: Room, change: Form, field: str) -> None:
    AddOnFactory(venue_id=room.venue_id, name="Bestaat al")
    session().commit()
    told = refused(client, f"{base(room)}/extras", {**EXTRA, **change})
    assert f'href="#{field}"' in told
    assert len(session().scalars(select(AddOn)).all()) == 1


def test_two_extras_never_need_each_other(client: Visitor, room: Room) -> None:
    one = AddOnFactory(venue_id=room.venue_id, name="Een")
    two = AddOnFactory(venue_id=room.venue_id, name="Twee", requires_add_on_id=one.id)
    session().commit()
    form = {"name": "Een", "unit": "piece", "price": "5", "requires": str(two.id)}
    assert 'href="#requires"' in refused(client, f"{base(room)}/extras/{one.id}", form)


def test_a_decision_on_vat_carries_who_took_it_and_gives_way_to_the_next(client: Visitor, room: Room) -> None:
    assert send(client, f"{base(room)}/btw", DECISION) == 303
    first = session().scalars(select(VatChoice)).one()
    assert (first.room_id, first.profile, first.confirmed_at) == (room.id, VatProfile.TAXED_PLUS, NOW)
    assert first.confirmed_by_id is not None
    later = {**DECISION, "profile": "exempt_letting", "from_on": "2027-03-01"}
    assert send(client, f"{base(room)}/btw", later) == 303
    periods = (
        session().execute(select(VatChoice.valid_from, VatChoice.valid_until).order_by(VatChoice.valid_from)).all()
    )
    assert [tuple(row) for row in periods] == [
        (date(2027, 1, 4), date(2027, 3, 1)),
        (date(2027, 3, 1), None),
    ]
    asked = {"date": "2027-01-12", "from": "19:00", "until": "22:00", "purpose": "performance"}
    assert "21%" in page(client, f"{base(room)}/btw", **asked)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"confirms": ""}, "confirms"),
        ({"profile": "nonsense"}, "profile"),
        ({"purpose": ""}, "purpose"),
        ({"from_on": "2027-01-03"}, "from_on"),
        ({"profile": "taxed_meeting"}, "profile"),
        ({"add_on": "00000000-0000-0000-0000-000000000001"}, "add_on"),
    ],
)
def test_a_decision_that_cannot_be_is_told_at_its_field(client: Visitor, room: Room, change: Form, field: str) -> None:
    assert f'href="#{field}"' in refused(client, f"{base(room)}/btw", {**DECISION, **change})
    assert session().scalars(select(VatChoice)).all() == []
