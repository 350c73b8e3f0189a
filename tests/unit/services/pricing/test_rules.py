"""The rules of a price: whose weekday it is, what a night costs, and how a price explains itself."""

from datetime import date

import pytest

from app.models.accounts import VatProfile
from app.models.pricing import RateUnit
from app.services.pricing.errors import NoRateError, NoVatRuleError
from app.services.pricing.plans import lowest_price
from app.services.pricing.quotes import LineKind
from app.services.pricing.tariff import Plan, VatTerms
from app.services.pricing.vat import vat_terms_on
from tests.fixtures.tariffs.houses import LUTMASTRAAT
from tests.fixtures.tariffs.words import (
    FRIDAY,
    MON_FRI,
    SAT_SUN,
    SATURDAY,
    TAXED,
    TUESDAY,
    hour,
    part,
    price,
    span,
    whole_day,
)

SPRING_NIGHT = date(2027, 3, 28)  # 02.00 becomes 03.00
AUTUMN_NIGHT = date(2027, 10, 31)  # 03.00 becomes 02.00


def test_hours_across_midnight_are_charged_at_each_day_s_own_rate() -> None:
    quote = price([hour(2000, MON_FRI), hour(3000, SAT_SUN)], FRIDAY, "22.00", "25.00")
    assert [(line.quantity_minutes, line.amount_cents) for line in quote.lines] == [(120, 4000), (60, 3000)]


def test_hours_at_one_price_are_one_line_whatever_lies_between() -> None:
    rates = [hour(1750), part("Middag", "13.00", "17.00", 3000)]
    quote = price(rates, TUESDAY, "12.00", "18.00")
    assert [(line.kind, line.label, line.quantity_minutes, line.amount_cents) for line in quote.lines] == [
        (LineKind.HOUR, "", 120, 3500),
        (LineKind.DAY_PART, "Middag", 240, 3000),
    ]


def test_a_day_part_that_ends_after_midnight_belongs_to_the_day_on_which_it_starts() -> None:
    rates = [part("Nacht", "20.00", "26.00", 9000, frozenset({4}))]
    assert price(rates, SATURDAY, "0.30", "1.30").total_cents == 9000
    with pytest.raises(NoRateError):
        price(rates, FRIDAY, "0.30", "1.30")


def test_an_evening_that_ends_late_is_one_day() -> None:
    rates = [hour(4000), whole_day(15000)]
    quote = price(rates, FRIDAY, "19.00", "25.00")
    assert [(line.kind, line.unit_price_cents, line.quantity_minutes) for line in quote.lines] == [
        (LineKind.DAY, 15000, 360)
    ]


def test_time_beyond_the_night_of_a_day_takes_the_next_day_or_its_hours() -> None:
    assert price([whole_day(15000)], FRIDAY, "19.00", "31.00").total_cents == 30000
    assert price([whole_day(15000), hour(1000)], FRIDAY, "9.00", "31.00").total_cents == 16000


def test_a_price_is_never_more_than_the_day_although_three_parts_are() -> None:
    quote = price(LUTMASTRAAT, TUESDAY, "8.00", "22.00")
    assert [line.kind for line in quote.lines] == [LineKind.DAY]


def test_on_the_night_the_clock_goes_forward_real_hours_are_charged() -> None:
    assert price([hour(2000)], SPRING_NIGHT, "1.00", "4.00").total_cents == 4000


def test_on_the_night_the_clock_goes_back_the_hour_that_comes_twice_is_charged_twice() -> None:
    assert price([hour(2000)], AUTUMN_NIGHT, "1.00", "4.00").total_cents == 8000


def test_a_day_part_costs_the_same_on_a_night_the_clock_changes() -> None:
    rates = [part("Nacht", "22.00", "30.00", 12000)]
    assert price(rates, date(2027, 10, 30), "22.00", "30.00").total_cents == 12000


def test_a_started_quarter_is_charged_whole() -> None:
    assert price([hour(2000)], TUESDAY, "10.00", "10.20").total_cents == 1000


@pytest.mark.parametrize(
    ("start", "end", "from_hour", "to_hour"), [("12.00", "14.00", 12, 13), ("16.00", "18.00", 17, 18)]
)
def test_time_without_any_price_is_refused_and_named(start: str, end: str, from_hour: int, to_hour: int) -> None:
    with pytest.raises(NoRateError) as refused:
        price([part("Middag", "13.00", "17.00", 6000)], TUESDAY, start, end)
    assert refused.value.unpriced == span(TUESDAY, f"{from_hour}.00", f"{to_hour}.00")
    assert "start" in refused.value.errors


def test_of_two_rates_the_one_that_began_last_is_in_force() -> None:
    rates = [hour(2500), hour(2000, since=date(2021, 1, 1)), hour(1000, since=date(2030, 1, 1))]
    assert price(rates, TUESDAY, "10.00", "11.00").total_cents == 2000


def test_a_rate_no_longer_holds_on_the_day_it_ends() -> None:
    rates = [hour(2500, until=TUESDAY)]
    with pytest.raises(NoRateError):
        price(rates, TUESDAY, "10.00", "11.00")


def test_a_free_room_costs_nothing_and_still_says_so() -> None:
    quote = price([hour(0)], TUESDAY, "10.00", "12.00", TAXED)
    assert (quote.total_cents, quote.vat_cents, len(quote.lines)) == (0, 0, 1)


def test_the_vat_of_the_lines_adds_up_to_the_vat_of_the_total() -> None:
    rates = [hour(1010, MON_FRI), hour(1015, SAT_SUN), part("Avond", "20.00", "22.00", 999)]
    quote = price(rates, FRIDAY, "19.00", "25.00", TAXED)
    assert quote.vat_cents == sum(line.vat_cents for line in quote.lines)
    # 10.10 + 9.99 + 20.20 + 10.15 = 50.44; 50.44 x 21 / 121 = 8.754
    assert (quote.total_cents, quote.vat_cents) == (5044, 875)


def test_half_cents_of_two_lines_are_rounded_once() -> None:
    # A quarter at 2.02 and a quarter at 2.06: 0.505 + 0.515 = 1.02, not 0.51 + 0.52.
    quote = price([hour(202, MON_FRI), hour(206, SAT_SUN)], FRIDAY, "23.45", "24.15")
    assert quote.total_cents == 102


def test_a_vat_profile_means_what_the_rule_of_that_day_says() -> None:
    until_2027 = VatTerms(VatProfile.SPORT_9, 900, "", date(2019, 1, 1), date(2027, 1, 1))
    from_2027 = VatTerms(VatProfile.SPORT_9, 2100, "", date(2027, 1, 1))
    assert vat_terms_on([from_2027, until_2027], VatProfile.SPORT_9, date(2026, 12, 31)) is until_2027
    assert vat_terms_on([from_2027, until_2027], VatProfile.SPORT_9, date(2027, 1, 1)) is from_2027
    with pytest.raises(NoVatRuleError):
        vat_terms_on([from_2027, until_2027], VatProfile.KOR, date(2027, 1, 1))


def test_the_lowest_price_is_of_the_tariff_in_force() -> None:
    rates = [hour(900, until=TUESDAY), hour(2000, MON_FRI), hour(2600, SAT_SUN), whole_day(500)]
    lowest = lowest_price([Plan(tuple(rates))], TUESDAY)
    assert lowest is not None
    assert (lowest.unit, lowest.price_cents) == (RateUnit.HOUR, 2000)
    assert lowest_price([], TUESDAY) is None
