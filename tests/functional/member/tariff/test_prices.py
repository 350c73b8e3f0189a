"""Groups with prices of their own, and what a price must be."""

from datetime import date

import pytest
from sqlalchemy import select

from app.core.db import session
from app.models.accounts import VatProfile
from app.models.listing import Room
from app.models.pricing import Rate, RatePlan
from tests.conftest import Visitor
from tests.factories.listing import DayPartFactory, RateFactory, RoomFactory
from tests.factories.tariff import RatePlanFactory
from tests.functional.member.tariff.pages import PLAN, RATE, Form, base, page, refused, send


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
