"""Prices from the database: rates with dates, the seller's VAT, and any number of rooms in a fixed number of queries."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from app.core.db import db
from app.core.time_ranges import TimeRange
from app.models.accounts import VatProfile
from app.models.listing import Room
from app.models.pricing import RateUnit, VatRule
from app.services.pricing import quote_service
from app.services.pricing.errors import NoRateError, NoVatRuleError
from tests.factories.accounts import OrganisationFactory
from tests.factories.listing import DayPartFactory, RateFactory, RoomFactory, VenueFactory
from tests.query_count import counted_queries

TUESDAY_EVENING = TimeRange(datetime(2027, 1, 12, 18, tzinfo=UTC), datetime(2027, 1, 12, 21, tzinfo=UTC))


def room_of(profile: VatProfile, **more: object) -> Room:
    organisation = OrganisationFactory(vat_profile=profile)
    room: Room = RoomFactory(venue=VenueFactory(organisation=organisation), **more)
    return room


def test_three_hours_cost_three_times_the_hourly_price(app: Flask) -> None:
    room = room_of(VatProfile.EXEMPT_LETTING, rate_cents=2250)
    quote = quote_service.quote(room, TUESDAY_EVENING)
    assert (quote.total_cents, quote.vat_cents, quote.currency) == (6750, 0, "eur")
    assert quote.lines[0].vat_reason == "Vrijgesteld van btw, art. 11 lid 1 onder b Wet OB 1968"


def test_the_room_s_own_vat_profile_goes_before_the_organisation_s(app: Flask) -> None:
    room = room_of(VatProfile.EXEMPT_LETTING, rate_cents=1300, vat_profile=VatProfile.TAXED_PLUS)
    quote = quote_service.quote(room, TUESDAY_EVENING)
    # 3 x 13.00 = 39.00 including 21%: 39.00 x 21 / 121 = 6.768...
    assert (quote.total_cents, quote.vat_cents, quote.lines[0].vat_bps) == (3900, 677, 2100)


def test_vat_follows_the_day_of_use_not_the_day_of_booking(app: Flask) -> None:
    room = room_of(VatProfile.SPORT_9, rate_cents=10900)
    rule = db.session.query(VatRule).filter_by(profile=VatProfile.SPORT_9).one()
    rule.valid_until = date(2028, 1, 1)
    db.session.flush()
    db.session.add(VatRule(profile=VatProfile.SPORT_9, rate_bps=2100, valid_from=date(2028, 1, 1)))
    db.session.flush()
    new_year_s_eve = TimeRange(datetime(2027, 12, 31, 22, tzinfo=UTC), datetime(2027, 12, 31, 23, tzinfo=UTC))
    new_year_s_night = TimeRange(datetime(2027, 12, 31, 23, tzinfo=UTC), datetime(2028, 1, 1, 0, tzinfo=UTC))
    assert quote_service.quote(room, new_year_s_eve).vat_cents == 900
    assert quote_service.quote(room, new_year_s_night).vat_cents == 1892


def test_without_a_vat_rule_on_the_day_there_is_no_price(app: Flask) -> None:
    room = room_of(VatProfile.KOR)
    long_ago = TimeRange(datetime(2019, 12, 1, 12, tzinfo=UTC), datetime(2019, 12, 1, 13, tzinfo=UTC))
    RateFactory(room_id=room.id, valid_from=date(2019, 1, 1), valid_until=date(2020, 1, 1))
    with pytest.raises(NoVatRuleError):
        quote_service.quote(room, long_ago)


def test_a_rate_holds_from_its_first_day_until_the_day_it_ends(app: Flask) -> None:
    room = room_of(VatProfile.EXEMPT_LETTING, rate_cents=False)
    RateFactory(room_id=room.id, price_cents=2000, valid_from=date(2026, 1, 1), valid_until=date(2027, 1, 12))
    RateFactory(room_id=room.id, price_cents=2200, valid_from=date(2027, 1, 12))
    the_day_before = TimeRange(*(moment - timedelta(days=1) for moment in _ends(TUESDAY_EVENING)))
    assert quote_service.quote(room, the_day_before).total_cents == 6000
    assert quote_service.quote(room, TUESDAY_EVENING).total_cents == 6600


def _ends(span: TimeRange) -> tuple[datetime, datetime]:
    return span.starts_at, span.ends_at


def test_many_rooms_take_as_many_queries_as_one(app: Flask) -> None:
    rooms = [room_of(VatProfile.EXEMPT_LETTING, rate_cents=2000 + number) for number in range(12)]
    with counted_queries() as for_one:
        quote_service.quote_many(rooms[:1], TUESDAY_EVENING)
    with counted_queries() as for_all:
        quotes = quote_service.quote_many(rooms, TUESDAY_EVENING)
    assert len(for_all) == len(for_one) == 1
    assert [quotes[room.id].total_cents for room in rooms] == [6000 + 3 * number for number in range(12)]


def test_a_room_without_a_price_is_left_out_of_many_and_refused_alone(app: Flask) -> None:
    priced, unpriced = room_of(VatProfile.KOR), room_of(VatProfile.KOR, rate_cents=False)
    assert set(quote_service.quote_many([priced, unpriced], TUESDAY_EVENING)) == {priced.id}
    with pytest.raises(NoRateError):
        quote_service.quote(unpriced, TUESDAY_EVENING)


def test_no_rooms_ask_nothing(app: Flask) -> None:
    with counted_queries() as said:
        assert quote_service.quote_many([], TUESDAY_EVENING) == {}
        assert quote_service.lowest_prices([], date(2027, 1, 12)) == {}
    assert said == []


def test_the_lowest_price_is_per_hour_where_there_are_hours_else_per_part_else_per_day(app: Flask) -> None:
    by_the_hour = room_of(VatProfile.KOR, rate_cents=2750)
    RateFactory(room_id=by_the_hour.id, price_cents=2000, weekdays=[0, 1])
    RateFactory(room_id=by_the_hour.id, unit=RateUnit.DAY, price_cents=1000)
    by_the_part = room_of(VatProfile.KOR, rate_cents=False)
    part = DayPartFactory(venue_id=by_the_part.venue.id)
    RateFactory(room_id=by_the_part.id, unit=RateUnit.DAY_PART, day_part_id=part.id, price_cents=14500)
    by_the_day = room_of(VatProfile.KOR, rate_cents=False)
    RateFactory(room_id=by_the_day.id, unit=RateUnit.DAY, price_cents=9000)
    ids = [by_the_hour.id, by_the_part.id, by_the_day.id, room_of(VatProfile.KOR, rate_cents=False).id]
    with counted_queries() as said:
        lowest = quote_service.lowest_prices(ids, date(2027, 1, 12))
    assert len(said) == 1
    assert {room_id: (price.unit, price.price_cents) for room_id, price in lowest.items()} == {
        by_the_hour.id: (RateUnit.HOUR, 2000),
        by_the_part.id: (RateUnit.DAY_PART, 14500),
        by_the_day.id: (RateUnit.DAY, 9000),
    }
