"""A member writes its whole tariff down, and asks what any time costs: forms as a browser without JavaScript sends them."""

import re
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.db import session
from app.models.accounts import Organisation, VatProfile
from app.models.add_ons import AddOn, AddOnRoom, VatChoice
from app.models.audit import AuditEvent
from app.models.listing import Room
from app.models.pricing import PriceRule, Rate, RatePlan
from tests.conftest import Visitor
from tests.factories.accounts import OrganisationFactory, OrganisationRoleFactory
from tests.factories.listing import DayPartFactory, RateFactory, RoomFactory, VenueFactory
from tests.factories.payments import PaymentAccountFactory
from tests.factories.tariff import AddOnFactory, PriceRuleFactory, RatePlanFactory, VatChoiceFactory

NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)
TODAY = "2027-01-04"
Form = dict[str, Any]


@pytest.fixture
def room(client: Visitor) -> Room:
    """A room at € 20,00 an hour, its manager logged in."""
    organisation: Organisation = OrganisationFactory(slug="pakhuis")
    PaymentAccountFactory(organisation_id=organisation.id)
    role = OrganisationRoleFactory(organisation=organisation)
    made: Room = RoomFactory(venue=VenueFactory(organisation=organisation), name="Grote zaal")
    session().commit()  # what a refused form undoes begins here
    client.log_in(role.user.email)
    return made


def base(room: Room) -> str:
    return f"/verhuur/pakhuis/locaties/{room.venue_id}/ruimtes/{room.id}/tarieven"


def send(client: Visitor, address: str, form: Form) -> int:
    with clock.frozen(NOW):
        return client.submit(address, form).status_code


def page(client: Visitor, address: str, **query: str) -> str:
    with clock.frozen(NOW):
        answer = client.get(address, query_string=query)
    assert answer.status_code == 200, answer.status
    return " ".join(unescape(answer.get_data(as_text=True)).replace("\xa0", " ").split())


def refused(client: Visitor, address: str, form: Form) -> str:
    with clock.frozen(NOW):
        answer = client.submit(address, form)
    assert answer.status_code == 422, answer.status
    return unescape(answer.get_data(as_text=True)).replace("\xa0", " ")


PLAN = {
    "name": "Verenigingen",
    "categories": ["amateur"],
    "purposes": ["rehearsal"],
    "from_on": TODAY,
    "season_from": "1-9",
    "season_until": "30-6",
    "prorata": "1",
    "minimum": "15",
    "minimum_minutes": "60",
}
RATE = {"unit": "hour", "days": "all", "price": "22,50", "from_on": TODAY}


def test_a_group_has_prices_of_its_own_and_its_hirers_pay_those(client: Visitor, room: Room) -> None:
    assert send(client, f"{base(room)}/groepen/nieuw", PLAN) == 303
    plan = session().scalars(select(RatePlan)).one()
    assert (plan.season_from, plan.season_until, plan.prorata, plan.minimum_cents) == (901, 701, True, 1500)
    assert send(client, base(room), {**RATE, "plan": str(plan.id), "price": "12,50"}) == 303
    asked = {"date": "2027-01-12", "from": "19:00", "until": "22:00"}
    assert "€ 60,00" in page(client, base(room), **asked)
    told = page(client, base(room), **asked, category="amateur", purpose="rehearsal")
    assert "€ 37,50" in told
    assert "Verenigingen, per uur" in told


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"categories": [], "purposes": []}, "categories"),
        ({"from_on": "2027-01-03"}, "from_on"),
        ({"from_on": "gisteren"}, "from_on"),
        ({"until_on": "2027-01-02"}, "until_on"),
        ({"until_on": "ooit"}, "until_on"),
        ({"season_from": "31-2"}, "season_from"),
        ({"season_until": ""}, "season_until"),
        ({"season_from": "1-1", "season_until": "31-12"}, "season_until"),
        ({"minimum": "gratis"}, "minimum"),
        ({"minimum_minutes": "50"}, "minimum_minutes"),
        ({"minimum_minutes": "twee"}, "minimum_minutes"),
    ],
)
def test_a_group_that_cannot_be_is_told_at_its_field_with_all_that_was_typed(
    client: Visitor, room: Room, change: Form, field: str
) -> None:
    told = refused(client, f"{base(room)}/groepen/nieuw", {**PLAN, **change})
    assert f'href="#{field}"' in told
    assert 'value="30-6"' in told or "season_until" in change
    assert session().scalars(select(RatePlan)).all() == []


def test_a_new_price_ends_the_old_one_by_itself_on_the_days_that_it_names(client: Visitor, room: Room) -> None:
    old = session().scalars(select(Rate)).one()
    assert send(client, base(room), {**RATE, "days": "fri_sun", "from_on": "2027-02-01", "price": "30"}) == 303
    session().expire_all()
    rates = session().scalars(select(Rate).order_by(Rate.valid_from, Rate.price_cents)).all()
    assert [(rate.price_cents, rate.weekdays, rate.valid_from, rate.valid_until) for rate in rates] == [
        (2000, [0, 1, 2, 3, 4, 5, 6], old.valid_from, date(2027, 2, 1)),
        (2000, [0, 1, 2, 3], date(2027, 2, 1), None),
        (3000, [4, 5, 6], date(2027, 2, 1), None),
    ]


def test_the_second_part_of_a_day_has_a_price_of_its_own(client: Visitor, room: Room) -> None:
    part = DayPartFactory(venue_id=room.venue_id)
    session().commit()
    form = {**RATE, "unit": "day_part", "day_part": str(part.id), "ordinal": "2", "price": "275"}
    assert send(client, base(room), form) == 303
    made = session().scalars(select(Rate).where(Rate.ordinal == 2)).one()
    assert (made.price_cents, made.day_part_id) == (27500, part.id)
    assert 'href="#ordinal"' in refused(client, base(room), {**form, "unit": "hour"})


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"price": ""}, "price"),
        ({"price": "22,505"}, "price"),
        ({"price": "-1"}, "price"),
        ({"price": "10000000"}, "price"),
        ({"unit": "week"}, "unit"),
        ({"unit": "day_part"}, "day_part"),
        ({"days": "chosen"}, "weekdays"),
        ({"from_on": "2026-12-31"}, "from_on"),
        ({"plan": "nonsense"}, "plan"),
    ],
)
def test_a_price_that_cannot_be_is_told_at_its_field(client: Visitor, room: Room, change: Form, field: str) -> None:
    told = refused(client, base(room), {**RATE, **change})
    assert f'id="{field}' in told
    assert "Dit klopt nog niet" in told or "kloppen nog niet" in told or "klopt nog niet" in told
    assert len(session().scalars(select(Rate)).all()) == 1


def test_a_price_can_be_typed_without_vat_and_is_shown_both_ways(client: Visitor, room: Room) -> None:
    room.vat_profile = VatProfile.TAXED_PLUS
    session().commit()
    assert send(client, base(room), {**RATE, "vat_mode": "without", "price": "100", "unit": "day"}) == 303
    assert session().scalars(select(Rate.price_cents).where(Rate.unit == "day")).one() == 12100
    told = page(client, base(room))
    assert "€ 121,00" in told
    assert "€ 100,00 zonder btw" in told


def test_other_rooms_get_the_same_prices_and_nothing_of_another_venue_does(client: Visitor, room: Room) -> None:
    plan = RatePlanFactory(room_id=room.id)
    RateFactory(room_id=room.id, plan_id=plan.id, price_cents=1250)
    other: Room = RoomFactory(venue=room.venue, rate_cents=9900)
    strange: Room = RoomFactory()
    session().commit()
    assert 'id="targets"' in refused(client, f"{base(room)}/overnemen", {"targets": [str(other.id), str(strange.id)]})
    assert send(client, f"{base(room)}/overnemen", {"targets": [str(other.id)]}) == 303
    session().expire_all()
    holding = select(Rate.price_cents).where(Rate.room_id == other.id, Rate.valid_until.is_(None))
    assert sorted(session().scalars(holding)) == [1250, 2000]
    assert session().scalars(select(RatePlan.name).where(RatePlan.room_id == other.id)).all() == [plan.name]
    assert session().scalars(select(Rate.price_cents).where(Rate.room_id == strange.id)).all() == [2000]


SCALE = {
    "kind": "frequency",
    "from_on": TODAY,
    "days": "all",
    "dates-1": "10",
    "off-1": "5",
    "dates-3": "20",
    "off-3": "12,5",
}
LAST_MINUTE = {"kind": "last_minute", "from_on": TODAY, "days": "mon_thu", "change": "25", "days_before": "3"}
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


EXTRA = {"name": "Vleugel", "unit": "booking", "price": "145", "stock": "1"}


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


DECISION = {"purpose": "performance", "profile": "taxed_plus", "from_on": TODAY, "confirms": "1"}


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
