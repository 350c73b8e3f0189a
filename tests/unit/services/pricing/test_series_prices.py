"""Many dates at one price each, and what changes when dates are dropped or added."""

from datetime import date, timedelta

import pytest

from app.core.time_ranges import TimeRange
from app.models.pricing import PriceRuleKind
from app.services.pricing.quotes import ANYONE, Hire, SeriesQuote
from app.services.pricing.series import make_series, settle_series
from app.services.pricing.tariff import Period, Plan, Rule, Step, Tariff
from tests.fixtures.tariffs.houses import VILLAGE_HALL
from tests.fixtures.tariffs.words import AMSTERDAM, EXEMPT, LONG_AGO, MON_FRI, TUESDAY, hour, scale, span, vat_of

TEN_PERCENT = Tariff((Plan((hour(2000, MON_FRI),)),), (scale(Step(10, change_bps=-1000)),))


def weeks(count: int, first: date = TUESDAY) -> list[TimeRange]:
    return [span(first + timedelta(weeks=number), "19.00", "22.00") for number in range(count)]


def series(tariff: Tariff, spans: list[TimeRange], hire: Hire = ANYONE) -> SeriesQuote:
    return make_series(tariff, spans, AMSTERDAM, vat_of(EXEMPT), hire)


@pytest.mark.parametrize(("count", "each"), [(1, 6600), (9, 6600), (10, 6200), (20, 5800), (33, 5800)])
def test_every_date_costs_what_all_of_them_reach(count: int, each: int) -> None:
    told = series(VILLAGE_HALL, weeks(count))  # from 12 January, 33 weeks stay before 1 September
    assert {one.quote.total_cents for one in told.dates} == {each}
    assert told.total_cents == count * each


def test_dates_count_in_the_season_in_which_they_lie() -> None:
    # Ten weeks from 3 August: four in this season, six in the next, so neither reaches ten.
    assert {one.quote.total_cents for one in series(TEN_PERCENT, weeks(10, date(2027, 8, 3))).dates} == {6000}
    by_calendar_year = Rule(
        PriceRuleKind.FREQUENCY, period=Period(LONG_AGO, None, 101, None), steps=(Step(10, change_bps=-1000),)
    )
    yearly = Tariff(TEN_PERCENT.plans, (by_calendar_year,))
    assert {one.quote.total_cents for one in series(yearly, weeks(10, date(2027, 8, 3))).dates} == {5400}


def test_dates_booked_before_count_too() -> None:
    assert series(TEN_PERCENT, weeks(4), Hire(dates_in_season=7)).total_cents == 4 * 5400
    assert series(TEN_PERCENT, weeks(4), Hire(dates_in_season=6)).total_cents == 4 * 6000


def test_two_times_on_one_day_are_one_date() -> None:
    spans = [*weeks(9), span(TUESDAY, "9.00", "10.00")]
    assert series(TEN_PERCENT, spans).total_cents == 9 * 6000 + 2000


def test_a_date_without_a_price_is_named_and_does_not_count() -> None:
    saturday = span(TUESDAY + timedelta(days=4), "19.00", "22.00")
    told = series(TEN_PERCENT, [*weeks(9), saturday])
    assert told.unpriced == (saturday,)
    assert told.total_cents == 9 * 6000


def test_dropping_a_date_below_a_step_is_settled_for_the_dates_that_stay() -> None:
    before, after = series(TEN_PERCENT, weeks(10)), series(TEN_PERCENT, weeks(9))
    settled = settle_series(before, after)
    # 10 x 54.00 became 9 x 60.00: nothing to pay, as 54.00 comes back and nine dates cost 6.00 more.
    assert [each.difference_cents for each in settled.dates] == [600] * 9 + [-5400]
    assert settled.difference_cents == 0
    assert str(settled.why) == "From 10 to 9 dates: a lower discount for the dates that stay"


def test_adding_a_date_up_to_a_step_gives_back_on_all() -> None:
    settled = settle_series(series(TEN_PERCENT, weeks(9)), series(TEN_PERCENT, weeks(10)))
    assert settled.difference_cents == 5400 - 9 * 600
    assert str(settled.why) == "From 9 to 10 dates: a higher discount for all dates"


def test_within_a_step_only_the_date_itself_is_settled() -> None:
    settled = settle_series(series(TEN_PERCENT, weeks(12)), series(TEN_PERCENT, weeks(11)))
    assert settled.difference_cents == -5400
    assert str(settled.why) == "From 12 to 11 dates at the same price for each"
