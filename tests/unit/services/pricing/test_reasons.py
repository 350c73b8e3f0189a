"""Which plan holds, what changes a price, and the words in which every line says why it is there."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from app.models.booking import BookingLine
from app.models.listing import Purpose
from app.models.pricing import AddOnUnit, HirerCategory, PriceRuleKind, RateUnit
from app.services.pricing import rules
from app.services.pricing.errors import AddOnRefusedError, NoRateError
from app.services.pricing.house_charges import overrun_cents
from app.services.pricing.quotes import Hire, LineKind, OverrunPrice, Quote
from app.services.pricing.tariff import CaretakerBlock, Period, Plan, Rule, Step, Tariff
from app.web.price_lines import overrun_note, price_rows, vat_notes
from tests.fixtures.tariffs import arts_centre, houses
from tests.fixtures.tariffs.words import (
    AMSTERDAM,
    LONG_AGO,
    SATURDAY,
    TAXED,
    TUESDAY,
    add_on,
    basic,
    chosen,
    hour,
    part,
    price_by,
    scale,
    span,
    vat_of,
    whole_day,
)

AMATEUR = Hire(HirerCategory.AMATEUR)
AMATEUR_CONCERT = Hire(HirerCategory.AMATEUR, Purpose.PERFORMANCE)
AMATEURS, CONCERTS = frozenset({HirerCategory.AMATEUR}), frozenset({Purpose.PERFORMANCE})


def rows(quote: Quote) -> list[tuple[str, ...]]:
    with force_locale("nl"):
        return [tuple(text.replace("\xa0", " ") for text in row) for row in price_rows(quote.lines, "Koorzaal")]


def evening(tariff: Tariff, hire: Hire) -> int:
    return price_by(tariff, TUESDAY, "19.00", "22.00", hire=hire).total_cents


@pytest.mark.parametrize(
    ("plans", "hire", "cents"),
    [
        ([Plan((hour(1000),), "A", AMATEURS)], AMATEUR, 3000),
        ([Plan((hour(1000),), "A", AMATEURS)], Hire(), 6000),
        ([Plan((hour(1000),), "A", AMATEURS), Plan((hour(3000),), "C", purposes=CONCERTS)], AMATEUR_CONCERT, 9000),
        ([Plan((hour(3000),), "C", purposes=CONCERTS), Plan((hour(2500),), "AC", AMATEURS, CONCERTS)], AMATEUR_CONCERT, 7500),
        ([Plan((hour(1000),), "A", AMATEURS), Plan((hour(900),), "B", AMATEURS)], AMATEUR, 2700),
        ([Plan((part("Ochtend", "8.00", "12.00", 100),), "A", AMATEURS)], AMATEUR, 6000),
        ([Plan((hour(1000),), "A", AMATEURS, period=Period(date(2028, 1, 1)))], AMATEUR, 6000),
        ([Plan((hour(1000),), "Zomer", period=Period(LONG_AGO, None, 601, 901))], Hire(), 6000),
        ([Plan((hour(1000),), "Winter", period=Period(LONG_AGO, None, 1101, 301))], Hire(), 3000),
    ],
    ids=[
        "the hirer's own category",
        "not for a consumer",
        "the purpose goes before the category",
        "both go before one",
        "of equals the cheaper",
        "a plan without a price for this time leaves it to the next",
        "a plan that has not begun",
        "out of season",
        "a season that turns the year",
    ],
)  # fmt: skip
def test_the_plan_that_holds(plans: list[Plan], hire: Hire, cents: int) -> None:
    assert evening(Tariff((Plan((hour(2000),)), *plans)), hire) == cents


def test_when_no_plan_has_a_price_the_time_is_named_by_the_plan_that_comes_furthest() -> None:
    tariff = Tariff((Plan((part("Middag", "13.00", "17.00", 1),)), Plan((), "A", AMATEURS)))
    with pytest.raises(NoRateError) as refused:
        price_by(tariff, TUESDAY, "16.00", "18.00", hire=AMATEUR)
    assert refused.value.unpriced == span(TUESDAY, "17.00", "18.00")


@pytest.mark.parametrize(
    ("tariff", "hire", "start", "end", "told"),
    [
        (basic(*houses.LUTMASTRAAT), Hire(), "8.00", "22.00", [("Koorzaal, hele dag", "€ 150,00", "Dagtarief: goedkoper dan dagdelen en 2 uur los")]),
        (basic(*houses.LUTMASTRAAT), Hire(), "13.00", "17.00", [("Koorzaal, middag", "€ 60,00", "Dagdeel: goedkoper dan 4 uur los")]),
        (Tariff((Plan((*arts_centre.THEATRE_HALL.plans[0].rates, whole_day(40000))),)), Hire(), "8.00", "23.00", [("Koorzaal, hele dag", "€ 400,00", "Dagtarief: goedkoper dan 3 dagdelen")]),
        (arts_centre.THEATRE_HALL, Hire(purpose=Purpose.PERFORMANCE), "8.00", "23.00", [("Koorzaal, ochtend", "€ 300,00", "Tarief: Voorstelling"), ("Koorzaal, middag", "€ 275,00", "Tweede dagdeel"), ("Koorzaal, avond", "€ 250,00", "Derde dagdeel")]),
        (Tariff((Plan(houses.ABCOUDE_LARGE.plans[1].rates[1:], prorata=True),)), Hire(), "19.00", "21.30", [("Koorzaal, avond", "€ 62,50", "Naar rato: 2,5 uur van 4 uur")]),
        (houses.REHEARSAL_25, Hire(HirerCategory.AMATEUR, dates_in_season=12), "10.00", "12.00", [("Koorzaal, 2 uur × € 12,50", "€ 25,00", ""), ("Korting voor vaker huren", "−€ 2,50", "10% korting: 12 keer dit seizoen")]),
        (houses.VILLAGE_HALL, Hire(dates_in_season=40), "19.00", "23.00", [("Koorzaal, avond", "€ 66,00", ""), ("Korting voor vaker huren", "−€ 12,00", "40 keer dit seizoen: € 54,00 per keer")]),
        (houses.MUSIC_STUDIO, Hire(), "21.30", "22.30", [("Koorzaal, 1 uur × € 15,00", "€ 15,00", ""), ("Aanvulling tot het minimum", "€ 15,00", "Je huurt deze ruimte minstens 2 uur"), ("Beheerder, 1 uur × € 35,00", "€ 35,00", "Beheerder buiten de vaste uren")]),
        (houses.CAPPED_HALL, Hire(), "10.00", "20.00", [("Koorzaal, hele dag", "€ 120,00", "Dagtarief: goedkoper dan 10 uur los"), ("Winter", "€ 12,00", "10% meer in deze periode"), ("Terug naar de dagprijs", "−€ 12,00", "Nooit duurder dan de dag: € 120,00")]),
        (Tariff((Plan((hour(1000),), minimum_cents=4000),)), Hire(), "10.00", "12.00", [("Koorzaal, 2 uur × € 10,00", "€ 20,00", ""), ("Aanvulling tot het minimum", "€ 20,00", "Deze ruimte kost minstens € 40,00")]),
        (Tariff((Plan((hour(1000),)),), (Rule(PriceRuleKind.LAST_MINUTE, change_bps=-2500, days_before=3),)), Hire(booked_on=TUESDAY), "10.00", "12.00", [("Koorzaal, 2 uur × € 10,00", "€ 20,00", ""), ("Last-minutekorting", "−€ 5,00", "25% korting: hooguit 3 dagen van tevoren geboekt")]),
        (Tariff((Plan((hour(1000),)),), deposit_cents=25000), Hire(), "10.00", "12.00", [("Koorzaal, 2 uur × € 10,00", "€ 20,00", ""), ("Borg, gaat na afloop terug", "€ 250,00", "")]),
        (arts_centre.DANCE_STUDIO, Hire(add_ons=(chosen(arts_centre.SMALL_PA), chosen(arts_centre.TECHNICIAN), chosen(arts_centre.MICROPHONE, 2))), "10.00", "11.30", [("Koorzaal, 1,5 uur × € 27,50", "€ 41,25", ""), ("Kleine PA", "€ 84,00", ""), ("Technicus", "€ 90,00", "2 uur, een begonnen uur telt heel"), ("2 × Draadloze microfoon", "€ 65,00", "")]),
        (arts_centre.DANCE_STUDIO, Hire(add_ons=(chosen(arts_centre.BALLET_FLOOR),)), "10.00", "34.00", [("Koorzaal, 24 uur × € 27,50", "€ 660,00", ""), ("Balletvloer", "€ 205,00", "Eerste dag € 145,00, elke volgende dag € 60,00")]),
    ],
    ids=["day", "part", "three parts", "ladder", "proportion", "share", "step price", "minimum and caretaker", "cap", "minimum amount", "last minute", "deposit", "extras", "ballet floor"],
)  # fmt: skip
def test_every_line_says_why(
    app: Flask, tariff: Tariff, hire: Hire, start: str, end: str, told: list[tuple[str, ...]]
) -> None:
    assert rows(price_by(tariff, TUESDAY, start, end, hire=hire)) == told


def test_a_line_of_a_booking_tells_the_reason_it_was_frozen_with(app: Flask) -> None:
    quote = price_by(
        houses.REHEARSAL_25, SATURDAY, "10.00", "12.00", hire=Hire(HirerCategory.AMATEUR, dates_in_season=12)
    )
    frozen = [
        BookingLine(
            kind=line.kind.value,
            label=line.label,
            quantity_minutes=line.quantity_minutes,
            quantity=line.quantity,
            unit_price_cents=line.unit_price_cents,
            amount_cents=line.amount_cents,
            vat_cents=0,
            vat_bps=0,
            why=line.why.text if line.why else "",
            why_values=line.why.params if line.why else {},
        )
        for line in quote.lines
    ]
    with force_locale("nl"):
        assert price_rows(frozen, "Koorzaal") == price_rows(quote.lines, "Koorzaal")


def test_the_net_view_shows_each_line_without_its_vat_and_a_deposit_as_it_is(app: Flask) -> None:
    quote = price_by(Tariff((Plan((hour(1210),)),), deposit_cents=5000), TUESDAY, "10.00", "12.00", vat_of(TAXED))
    with force_locale("nl"):
        shown = [
            (name, amount.replace("\xa0", " ")) for name, amount, _why in price_rows(quote.lines, "Zaal", net=True)
        ]
        assert vat_notes(quote.lines, net=True) == []
        assert vat_notes(quote.lines) == ["Inclusief 21% btw: € 4,20".replace("€ ", "€\xa0")]
    # Without the price of an hour, which includes VAT; the lines make the total.
    assert shown == [
        ("Zaal, 2 uur", "€ 20,00"),
        ("21% btw", "€ 4,20"),
        ("Borg, gaat na afloop terug", "€ 50,00"),
    ]
    assert (quote.net_cents, quote.total_cents, quote.payable_cents) == (2000, 2420, 7420)


def _season(bps: int, **more: Any) -> Rule:  # noqa: ANN401 - fields of Rule
    return Rule(PriceRuleKind.SEASON, change_bps=bps, **more)


def _last_minute(bps: int, days: int = 7, **more: Any) -> Rule:  # noqa: ANN401 - fields of Rule
    return Rule(PriceRuleKind.LAST_MINUTE, change_bps=bps, days_before=days, **more)


TODAY = Hire(booked_on=TUESDAY, dates_in_season=10)


@pytest.mark.parametrize(
    ("changes", "cents"),
    [
        ([_season(1000)], 6600),
        ([_season(1000), _season(2000, of_room=True)], 7200),
        ([_season(1000), _season(-500)], 5700),
        ([_season(1000, weekdays=frozenset({5}))], 6000),
        ([_season(1000, minutes=(20 * 60, 24 * 60))], 6400),
        ([_season(1000, minutes=(8 * 60, 12 * 60))], 6000),
        ([_season(1000, period=Period(date(2027, 2, 1)))], 6000),
        ([_season(1000, purposes=CONCERTS)], 6000),
        ([_last_minute(-2000)], 4800),
        ([_last_minute(-2000), _last_minute(-5000, days=0)], 3000),
        ([_season(1000), _last_minute(-5000)], 3300),
        ([scale(Step(10, change_bps=-1000)), _last_minute(-2000)], 4800),
        ([scale(Step(10, change_bps=-3000)), _last_minute(-2000)], 4200),
        ([scale(Step(11, change_bps=-3000))], 6000),
        ([scale(Step(2, change_bps=-3000), Step(10, change_bps=-1000))], 4200),
        ([scale(Step(5, unit=RateUnit.HOUR, price_cents=1500))], 4500),
        ([scale(Step(5, unit=RateUnit.HOUR, price_cents=2500))], 6000),
    ],
)
def test_changes_of_a_price(changes: list[Rule], cents: int) -> None:
    """Three hours at 20.00: the season first, then the better one of two discounts, never both."""
    assert evening(Tariff((Plan((hour(2000),)),), tuple(changes)), TODAY) == cents


def test_last_minute_counts_the_days_until_the_day_of_use() -> None:
    tariff = Tariff((Plan((hour(1000),)),), (_last_minute(-1000, days=7),))
    for days, cents in ((8, 3000), (7, 2700), (0, 2700), (-1, 3000)):
        assert evening(tariff, Hire(booked_on=TUESDAY - timedelta(days=days))) == cents


def test_a_discount_may_make_another_way_to_pay_the_best() -> None:
    # The part at 66.00 loses from two hours at 25.00, until ten dates bring it down to 45.00.
    rates = (hour(2500), part("Avond", "18.00", "22.00", 6600))
    tariff = Tariff((Plan(rates),), (scale(Step(10, unit=RateUnit.DAY_PART, price_cents=4500)),))
    assert price_by(tariff, TUESDAY, "19.00", "21.00").total_cents == 5000
    with_scale = price_by(tariff, TUESDAY, "19.00", "21.00", hire=Hire(dates_in_season=10))
    assert [line.kind for line in with_scale.lines] == [LineKind.DAY_PART, LineKind.FREQUENCY]
    assert with_scale.total_cents == 4500


def test_a_house_without_caretaker_hours_charges_no_caretaker() -> None:
    rule = Rule(PriceRuleKind.CARETAKER, amount_cents=3500)
    assert evening(Tariff((Plan((hour(1000),)),), (rule,)), Hire()) == 3000
    there = CaretakerBlock(0, 20 * 60, 26 * 60)  # Monday evening until two
    late = price_by(Tariff((Plan((hour(0),)),), (rule,), (there,)), TUESDAY, "1.00", "3.30")
    assert late.total_cents == 2 * 3500


def test_staying_too_long_is_told_beforehand_and_charged_per_started_step(app: Flask) -> None:
    rule = Rule(PriceRuleKind.OVERRUN, amount_cents=1250, step_minutes=30)
    quote = price_by(Tariff((Plan((hour(1000),)),), (rule,)), TUESDAY, "19.00", "22.00")
    assert (quote.total_cents, quote.overrun) == (3000, OverrunPrice(30, 1250))
    assert [overrun_cents(OverrunPrice(30, 1250), late) for late in (-5, 0, 1, 30, 31)] == [0, 0, 1250, 1250, 2500]
    with force_locale("nl"):
        told = overrun_note(quote.overrun).replace("\xa0", " ")
        assert overrun_note(None) == ""
    assert told == "Langer blijven dan geboekt: € 12,50 per begonnen 30 minuten."


LAMP = add_on("Lamp", AddOnUnit.PIECE, 1000, next_price_cents=400, stock=5, period=Period(LONG_AGO, date(2027, 2, 1)))


@pytest.mark.parametrize(
    ("extras", "day", "told"),
    [
        ([chosen(arts_centre.SMALL_PA)], TUESDAY, "Kleine PA can only be had with Technicus."),
        ([chosen(arts_centre.MICROPHONE, 4)], TUESDAY, "Draadloze microfoon: there are 3 at most."),
        ([chosen(arts_centre.MICROPHONE, 2)] * 2, TUESDAY, "Draadloze microfoon: there are 3 at most."),
        ([chosen(arts_centre.PIANO, 0)], TUESDAY, "Piano: choose at least one."),
        ([chosen(add_on("Elders", AddOnUnit.DAY, 1))], TUESDAY, "One of the extras cannot be had with this room."),
        ([chosen(LAMP)], date(2027, 2, 1), "Lamp cannot be had on this day."),
    ],
)  # fmt: skip
def test_extras_that_cannot_be_had_are_refused_by_name(extras: list[Any], day: date, told: str) -> None:
    tariff = Tariff(arts_centre.STUDIO.plans, add_ons={**arts_centre.ADD_ONS, LAMP.id: LAMP})
    with pytest.raises(AddOnRefusedError) as refused:
        price_by(tariff, day, "10.00", "12.00", hire=Hire(add_ons=tuple(extras)))
    assert [str(each) for each in refused.value.errors["add_ons"]] == [told]


def test_pieces_after_the_first_may_cost_less() -> None:
    tariff = Tariff((Plan((hour(0),)),), add_ons={LAMP.id: LAMP})
    quote = price_by(tariff, TUESDAY, "10.00", "12.00", hire=Hire(add_ons=(chosen(LAMP, 3),)))
    assert quote.total_cents == 1000 + 2 * 400


def test_a_night_belongs_to_the_day_before_it() -> None:
    hire = Hire(add_ons=(chosen(arts_centre.PIANO),))
    until_two = price_by(arts_centre.DANCE_STUDIO, TUESDAY, "20.00", "26.00", hire=hire)
    until_seven = price_by(arts_centre.DANCE_STUDIO, TUESDAY, "20.00", "31.00", hire=hire)
    assert [quote.lines[-1].amount_cents for quote in (until_two, until_seven)] == [14500, 29000]


def test_what_was_weighed_is_shown_beside_what_was_chosen() -> None:
    when = span(TUESDAY, "8.00", "22.00")
    told = rules.explain(basic(*houses.LUTMASTRAAT), when, AMSTERDAM, vat_of(TAXED), Hire())
    assert [(each.kind, each.total_cents, each.chosen) for each in told.alternatives] == [
        (RateUnit.HOUR, 24500, False),
        (RateUnit.DAY_PART, None, False),
        (RateUnit.DAY, 15000, True),
    ]
    mixed = rules.explain(basic(*houses.LUTMASTRAAT), span(TUESDAY, "8.00", "17.00"), AMSTERDAM, vat_of(TAXED), Hire())
    assert [(each.kind, each.total_cents) for each in mixed.alternatives if each.chosen] == [(None, 13750)]
