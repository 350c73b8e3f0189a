"""Plans, rules, extras and VAT decisions as they stand in the database, for one room and for many at once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.core import clock
from app.core.time_ranges import TimeRange
from app.models.accounts import VatProfile
from app.models.listing import Purpose, Room
from app.models.pricing import AddOnUnit, HirerCategory, PriceRuleKind, RateUnit
from app.services.booking.hold_values import booking_lines
from app.services.pricing import checks, quote_service
from app.services.pricing.errors import AddOnRefusedError
from app.services.pricing.quotes import ChosenAddOn, Hire, LineKind
from tests.factories.accounts import OrganisationFactory
from tests.factories.listing import DayPartFactory, RateFactory, RoomFactory, VenueFactory
from tests.factories.pricing import (
    AddOnFactory,
    AddOnRoomFactory,
    CaretakerHoursFactory,
    PriceRuleFactory,
    RatePlanFactory,
    VatChoiceFactory,
)
from tests.query_count import counted_queries

EVENING = TimeRange(datetime(2027, 1, 12, 18, tzinfo=UTC), datetime(2027, 1, 12, 21, tzinfo=UTC))
AMATEUR = Hire(HirerCategory.AMATEUR)


def make_room(**more: object) -> Room:
    organisation = OrganisationFactory(vat_profile=VatProfile.EXEMPT_LETTING)
    room: Room = RoomFactory(venue=VenueFactory(organisation=organisation), **more)
    return room


def plan_of(room: Room, cents: int, **more: object) -> None:
    plan = RatePlanFactory(room_id=room.id, **more)
    RateFactory(room_id=room.id, plan_id=plan.id, price_cents=cents)


def test_a_plan_holds_for_its_hirers_alone(app: Flask) -> None:
    room = make_room(rate_cents=2000)
    plan_of(room, 1200)
    assert quote_service.quote(room, EVENING).total_cents == 6000
    amateur = quote_service.quote(room, EVENING, hire=AMATEUR)
    assert (amateur.total_cents, amateur.plan_name) == (3600, "Amateurverenigingen")


def test_a_ladder_of_day_parts_comes_from_the_rows_of_a_plan(app: Flask) -> None:
    room = make_room(rate_cents=2000)
    plan = RatePlanFactory(room_id=room.id, name="Voorstelling", categories=[], purposes=["performance"])
    for name, start in (("Middag", 780), ("Avond", 1080)):
        part = DayPartFactory(venue_id=room.venue.id, name=name, starts_minute=start, ends_minute=start + 300)
        for ordinal, cents in ((1, 30000), (2, 27500)):
            RateFactory(
                room_id=room.id,
                plan_id=plan.id,
                unit=RateUnit.DAY_PART,
                day_part_id=part.id,
                ordinal=ordinal,
                price_cents=cents,
            )
    both = TimeRange(datetime(2027, 1, 12, 12, tzinfo=UTC), datetime(2027, 1, 12, 22, tzinfo=UTC))
    assert quote_service.quote(room, both, hire=Hire(purpose=Purpose.PERFORMANCE)).total_cents == 57500


def test_rules_of_the_venue_and_of_the_room_change_the_price(app: Flask) -> None:
    room = make_room(rate_cents=2000)
    PriceRuleFactory(venue_id=room.venue.id)
    PriceRuleFactory(
        venue_id=room.venue.id,
        room_id=room.id,
        kind=PriceRuleKind.LAST_MINUTE,
        change_bps=-2500,
        days_before=3,
        steps=[],
    )
    PriceRuleFactory(
        venue_id=room.venue.id, room_id=make_room().id, kind=PriceRuleKind.SEASON, change_bps=5000, steps=[]
    )
    assert quote_service.quote(room, EVENING, hire=Hire(dates_in_season=10)).total_cents == 5400
    with clock.frozen(datetime(2027, 1, 10, 12, tzinfo=UTC)):
        assert quote_service.quote(room, EVENING).total_cents == 4500


def test_a_caretaker_is_charged_outside_the_hours_of_the_house(app: Flask) -> None:
    room = make_room(rate_cents=2000)
    PriceRuleFactory(venue_id=room.venue.id, kind=PriceRuleKind.CARETAKER, amount_cents=3500, steps=[])
    CaretakerHoursFactory(venue_id=room.venue.id, weekday=1, until_minute=21 * 60)
    assert quote_service.quote(room, EVENING).total_cents == 6000 + 3500  # 19.00-22.00, somebody is there until 21.00


def test_extras_are_those_of_the_building_that_may_stand_in_the_room(app: Flask) -> None:
    room, other = make_room(rate_cents=0), make_room()
    piano = AddOnFactory(venue_id=room.venue.id)
    lights = AddOnFactory(venue_id=room.venue.id, name="Licht", unit=AddOnUnit.BOOKING, price_cents=5000)
    elsewhere = AddOnFactory(venue_id=room.venue.id, name="Vleugel")
    AddOnRoomFactory(add_on_id=elsewhere.id, room_id=other.id)
    AddOnRoomFactory(add_on_id=lights.id, room_id=room.id)
    assert [terms.name for terms in quote_service.add_ons_of(room, date(2027, 1, 12))] == ["Licht", "Piano"]
    hire = Hire(add_ons=(ChosenAddOn(piano.id), ChosenAddOn(lights.id)))
    assert quote_service.quote(room, EVENING, hire=hire).total_cents == 9500
    with pytest.raises(AddOnRefusedError):
        quote_service.quote(room, EVENING, hire=Hire(add_ons=(ChosenAddOn(elsewhere.id),)))


def test_a_decision_on_vat_holds_for_its_room_and_purpose(app: Flask) -> None:
    room = make_room(rate_cents=2420)
    organisation_id = room.venue.organisation.id
    VatChoiceFactory(
        organisation_id=organisation_id, room_id=room.id, purpose=Purpose.PERFORMANCE, profile=VatProfile.TAXED_PLUS
    )
    VatChoiceFactory(organisation_id=organisation_id, room_id=make_room().id, profile=VatProfile.SPORT_9)
    assert quote_service.quote(room, EVENING).vat_cents == 0
    assert quote_service.quote(room, EVENING, hire=Hire(purpose=Purpose.PERFORMANCE)).vat_cents == 1260


def test_two_decisions_on_one_subject_cannot_overlap(app: Flask) -> None:
    organisation = OrganisationFactory()
    VatChoiceFactory(organisation_id=organisation.id, profile=VatProfile.KOR, valid_until=date(2027, 1, 1))
    VatChoiceFactory(organisation_id=organisation.id, profile=VatProfile.TAXED_PLUS, valid_from=date(2027, 1, 1))
    with pytest.raises(IntegrityError, match="ex_vat_choice_no_overlap"):
        VatChoiceFactory(organisation_id=organisation.id, profile=VatProfile.SPORT_9, valid_from=date(2028, 1, 1))


def test_a_rate_cannot_be_of_another_rooms_plan(app: Flask) -> None:
    plan = RatePlanFactory(room_id=make_room().id)
    with pytest.raises(IntegrityError, match="fk_rate_plan_of_room"):
        RateFactory(room_id=make_room().id, plan_id=plan.id)


@pytest.mark.parametrize(
    "broken",
    [
        {"kind": PriceRuleKind.LAST_MINUTE, "change_bps": 500, "days_before": 3},
        {"kind": PriceRuleKind.SEASON},
        {"kind": PriceRuleKind.FREQUENCY, "steps": []},
        {"kind": PriceRuleKind.OVERRUN, "amount_cents": 100},
        {"kind": PriceRuleKind.SEASON, "change_bps": 100, "season_from": 1001},
        {"kind": PriceRuleKind.SEASON, "change_bps": 100, "categories": ["friends"]},
    ],
)
def test_a_rule_that_says_half_is_refused_by_the_database(app: Flask, broken: dict[str, object]) -> None:
    venue = VenueFactory()
    with pytest.raises(IntegrityError):
        PriceRuleFactory(venue_id=venue.id, **{"steps": [], **broken})


def test_a_deposit_stands_beside_the_price(app: Flask) -> None:
    quote = quote_service.quote(make_room(rate_cents=2000, deposit_cents=25000), EVENING)
    assert (quote.total_cents, quote.deposit_cents, quote.payable_cents) == (6000, 25000, 31000)
    assert quote.lines[-1].kind is LineKind.DEPOSIT


def test_a_booking_keeps_why_each_line_is_there(app: Flask) -> None:
    room = make_room(rate_cents=2000)
    PriceRuleFactory(venue_id=room.venue.id)
    quote = quote_service.quote(room, EVENING, hire=Hire(dates_in_season=12))
    frozen = booking_lines(quote, room.id)[-1]
    assert (frozen.why, frozen.why_values) == (
        "%(discount_bps)s discount: %(dates)s dates this season",
        {"discount_bps": 1000, "dates": 12},
    )


def test_many_rooms_with_everything_take_as_many_queries_as_one_and_cost_the_same(app: Flask) -> None:
    rooms = []
    for number in range(6):
        room = make_room(rate_cents=2000 + number)
        plan_of(room, 1200 + number)
        PriceRuleFactory(venue_id=room.venue.id)
        PriceRuleFactory(venue_id=room.venue.id, kind=PriceRuleKind.CARETAKER, amount_cents=3500, steps=[])
        CaretakerHoursFactory(venue_id=room.venue.id, weekday=1)
        rooms.append(room)
    hire = Hire(HirerCategory.AMATEUR, dates_in_season=11)
    with counted_queries() as for_one:
        quote_service.quote_many(rooms[:1], EVENING, hire=hire)
    with counted_queries() as for_all:
        quotes = quote_service.quote_many(rooms, EVENING, hire=hire)
    assert len(for_one) == len(for_all)
    assert quotes == {room.id: quote_service.quote(room, EVENING, hire=hire) for room in rooms}


def test_many_times_of_one_room_take_as_many_queries_as_one(app: Flask) -> None:
    room = make_room()
    weeks = [TimeRange(EVENING.starts_at + timedelta(weeks=n), EVENING.ends_at + timedelta(weeks=n)) for n in range(12)]
    with counted_queries() as for_one:
        quote_service.quote_options(room, weeks[:1])
    with counted_queries() as for_all:
        assert [span for span, _ in quote_service.quote_options(room, weeks)] == weeks
        series = quote_service.quote_series(room, weeks)
    assert len(for_all) == 2 * len(for_one)
    assert series.total_cents == 12 * 6000


def test_the_lowest_price_is_one_that_a_consumer_can_get(app: Flask) -> None:
    room = make_room(rate_cents=2000, purposes=["rehearsal", "performance"])
    plan_of(room, 800)
    plan_of(room, 1500, name="Oefenen", categories=[], purposes=["rehearsal"])
    plan_of(room, 500, name="Feest", categories=[], purposes=["private_party"])
    lowest = quote_service.lowest_prices([room.id], date(2027, 1, 12))
    assert lowest[room.id].price_cents == 1500


def test_plans_are_checked_as_they_stand(app: Flask) -> None:
    room = make_room(rate_cents=2000)
    RatePlanFactory(room_id=room.id, name="Leeg")
    plans = quote_service.plans_of(room, date(2027, 1, 12))
    told = checks.check_plans(plans, {0: [(540, 1380)]}, [Purpose.REHEARSAL], date(2027, 1, 12))
    assert [str(each.told) for each in told] == ["Leeg has no prices yet."]


def test_what_was_weighed_can_be_shown(app: Flask) -> None:
    room = make_room(rate_cents=2000)
    RateFactory(room_id=room.id, unit=RateUnit.DAY, price_cents=5000)
    told = quote_service.explain(room, EVENING)
    assert [(each.kind, each.total_cents, each.chosen) for each in told.alternatives] == [
        (RateUnit.HOUR, 6000, False),
        (RateUnit.DAY, 5000, True),
    ]
