"""What holds for every tariff with plans, seasons, discounts, minimums, caps, caretakers, extras and VAT together."""

from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from app.core.money import included_vat_cents
from app.core.time_ranges import TimeRange, at_minute
from app.models.accounts import VatProfile
from app.models.listing import Purpose
from app.models.pricing import AddOnUnit, HirerCategory, PriceRuleKind, RateUnit
from app.services.pricing import hourly, rules
from app.services.pricing.quotes import ANYONE, Hire, LineKind, Quote
from app.services.pricing.series import make_series, settle_series
from app.services.pricing.tariff import (
    CaretakerBlock,
    Period,
    Plan,
    RatePrice,
    Rule,
    Step,
    Tariff,
    VatDecision,
    VatFacts,
)
from tests.fixtures.tariffs.words import (
    ALL_TERMS,
    AMSTERDAM,
    LONG_AGO,
    TAXED,
    TUESDAY,
    add_on,
    chosen,
    hour,
    part,
    price_by,
    span,
    vat_of,
    whole_day,
)

PRICES = st.integers(0, 20_000)
CATEGORIES = st.sampled_from(list(HirerCategory))
PURPOSES = st.sampled_from([Purpose.REHEARSAL, Purpose.MEETING, Purpose.PERFORMANCE])
BLOCKS = (("Ochtend", "8.00", "13.00"), ("Middag", "13.00", "18.00"), ("Avond", "18.00", "23.00"))
PIANO = add_on("Piano", AddOnUnit.DAY, 14500)


def _text(quarters: int) -> str:
    return f"{quarters // 4}.{quarters % 4 * 15:02d}"


@st.composite
def _rates(draw: st.DrawFn) -> tuple[RatePrice, ...]:
    """Hours always, so that every time has a price; parts whose second and third are no dearer; perhaps a day."""
    rates = [hour(draw(PRICES))]
    if draw(st.booleans()):
        ladder = sorted(draw(st.lists(PRICES, min_size=1, max_size=3)), reverse=True)
        rates += [part(*block, cents, ordinal=n) for block in BLOCKS for n, cents in enumerate(ladder, start=1)]
    if draw(st.booleans()):
        rates.append(whole_day(draw(PRICES)))
    return tuple(rates)


@st.composite
def _plans(draw: st.DrawFn) -> tuple[Plan, ...]:
    special = st.builds(
        Plan,
        rates=_rates(),
        name=st.just("Groep"),
        categories=st.frozensets(CATEGORIES, max_size=2),
        purposes=st.frozensets(PURPOSES, max_size=2),
        prorata=st.booleans(),
        cap_at_day=st.booleans(),
        minimum_cents=st.sampled_from([0, 0, 5000]),
        minimum_minutes=st.sampled_from([0, 0, 120]),
    )
    return (Plan(draw(_rates()), prorata=draw(st.booleans())), *draw(st.lists(special, max_size=2)))


def _changes(kind: PriceRuleKind, bps: st.SearchStrategy[int]) -> st.SearchStrategy[Rule]:
    return st.builds(
        Rule,
        kind=st.just(kind),
        change_bps=bps,
        days_before=st.just(7),
        weekdays=st.sampled_from([frozenset(), frozenset({1})]),
        minutes=st.sampled_from([None, (8 * 60, 12 * 60), (18 * 60, 26 * 60)]),
    )


SEASON = _changes(PriceRuleKind.SEASON, st.integers(-5_000, 5_000))
LAST_MINUTE = _changes(PriceRuleKind.LAST_MINUTE, st.integers(-10_000, -1))
STEPS = st.builds(Step, min_dates=st.integers(2, 12), change_bps=st.integers(-5_000, 0), unit=st.none()) | st.builds(
    Step, min_dates=st.integers(2, 12), unit=st.sampled_from(RateUnit), price_cents=PRICES
)
FREQUENCY = st.builds(
    Rule, kind=st.just(PriceRuleKind.FREQUENCY), steps=st.lists(STEPS, min_size=1, max_size=3).map(tuple)
)
CARETAKER = st.builds(Rule, kind=st.just(PriceRuleKind.CARETAKER), amount_cents=PRICES)


@st.composite
def _tariffs(draw: st.DrawFn) -> Tariff:
    return Tariff(
        draw(_plans()),
        tuple(draw(st.lists(SEASON | LAST_MINUTE | FREQUENCY | CARETAKER, max_size=4))),
        caretaker=tuple(CaretakerBlock(weekday, 9 * 60, 21 * 60) for weekday in range(7)),
        add_ons={PIANO.id: PIANO},
        deposit_cents=draw(st.sampled_from([0, 25_000])),
    )


HIRES = st.builds(
    Hire,
    category=CATEGORIES,
    purpose=st.none() | PURPOSES,
    add_ons=st.sampled_from([(), (chosen(PIANO, 2),)]),
    dates_in_season=st.integers(1, 15),
    booked_on=st.sampled_from([None, TUESDAY, TUESDAY - timedelta(days=5), TUESDAY - timedelta(days=60)]),
)
VAT = st.sampled_from(
    [
        vat_of(TAXED),
        vat_of(TAXED, VatDecision(VatProfile.EXEMPT_LETTING, purpose=Purpose.REHEARSAL)),
        vat_of(TAXED, VatDecision(VatProfile.SPORT_9, add_on_id=PIANO.id)),
    ]
)


@st.composite
def _spans(draw: st.DrawFn) -> tuple[int, int]:
    start = draw(st.integers(32, 91))
    return start, draw(st.integers(start + 1, 104))


def _quote(tariff: Tariff, asked: tuple[int, int], hire: Hire = ANYONE) -> Quote:
    return price_by(tariff, TUESDAY, _text(asked[0]), _text(asked[1]), vat_of(TAXED), hire)


@given(_tariffs(), _spans(), HIRES, VAT)
def test_the_figures_of_every_quote_add_up(tariff: Tariff, asked: tuple[int, int], hire: Hire, vat: VatFacts) -> None:
    quote = price_by(tariff, TUESDAY, _text(asked[0]), _text(asked[1]), vat, hire)
    priced = [line for line in quote.lines if line.kind is not LineKind.DEPOSIT]
    assert quote.total_cents == sum(line.amount_cents for line in priced) >= 0
    assert (
        quote.payable_cents
        == sum(line.amount_cents for line in quote.lines)
        == quote.total_cents + tariff.deposit_cents
    )
    assert quote.net_cents == sum(line.net_cents for line in priced)
    assert quote.vat_cents == sum(line.vat_cents for line in priced)
    for amount in quote.vat_by_rate:
        of_rate = [line for line in priced if line.vat_bps == amount.rate_bps]
        assert amount.amount_cents == sum(line.amount_cents for line in of_rate)
        assert amount.vat_cents == sum(line.vat_cents for line in of_rate)
        assert amount.vat_cents == included_vat_cents(amount.amount_cents, amount.rate_bps)  # rounded once
    time = [line for line in priced if line.kind in {LineKind.HOUR, LineKind.DAY_PART, LineKind.DAY}]
    assert sum(line.quantity_minutes for line in time) == (asked[1] - asked[0]) * 15


@given(_tariffs(), _spans(), HIRES, st.integers(1, 12))
def test_more_time_never_costs_less(tariff: Tariff, asked: tuple[int, int], hire: Hire, longer: int) -> None:
    assert _quote(tariff, (asked[0], asked[1] + longer), hire).total_cents >= _quote(tariff, asked, hire).total_cents


@given(_rates(), PRICES, st.lists(SEASON, max_size=2), _spans())
def test_a_capped_plan_never_asks_more_than_the_day(
    rates: tuple[RatePrice, ...], day_cents: int, seasons: list[Rule], asked: tuple[int, int]
) -> None:
    others = tuple(rate for rate in rates if rate.unit is not RateUnit.DAY)
    plan = Plan((*others, whole_day(day_cents)), cap_at_day=True)
    assert _quote(Tariff((plan,), tuple(seasons)), asked).total_cents <= day_cents


@given(_tariffs(), _spans(), HIRES, LAST_MINUTE)
def test_a_last_minute_rule_never_raises_a_price(
    tariff: Tariff, asked: tuple[int, int], hire: Hire, rule: Rule
) -> None:
    with_rule = Tariff(tariff.plans, (*tariff.rules, rule), tariff.caretaker, tariff.add_ons, tariff.deposit_cents)
    assert _quote(with_rule, asked, hire).total_cents <= _quote(tariff, asked, hire).total_cents


@given(_plans(), FREQUENCY, _spans(), st.integers(1, 14))
def test_one_date_more_never_raises_the_price_of_each(
    plans: tuple[Plan, ...], rule: Rule, asked: tuple[int, int], dates: int
) -> None:
    def series(count: int) -> list[TimeRange]:
        days = (TUESDAY + timedelta(weeks=week) for week in range(count))
        return [span(day, _text(asked[0]), _text(asked[1])) for day in days]

    fewer, more = (
        make_series(Tariff(plans, (rule,)), series(count), AMSTERDAM, vat_of(TAXED), ANYONE)
        for count in (dates, dates + 1)
    )
    assert all(
        after.quote.total_cents <= before.quote.total_cents
        for before, after in zip(fewer.dates, more.dates, strict=False)
    )
    assert settle_series(fewer, more).difference_cents == more.total_cents - fewer.total_cents


@given(_rates(), st.integers(0, 10_000), _spans(), HIRES)
def test_a_cheaper_category_never_pays_more(
    rates: tuple[RatePrice, ...], share_bps: int, asked: tuple[int, int], hire: Hire
) -> None:
    cheaper = tuple(
        RatePrice(
            rate.unit,
            rate.price_cents * share_bps // 10_000,
            rate.weekdays,
            rate.valid_from,
            rate.valid_until,
            rate.part,
            rate.ordinal,
        )
        for rate in rates
    )
    group = Plan(cheaper, name="Amateurs", categories=frozenset({HirerCategory.AMATEUR}))
    tariff = Tariff((Plan(rates), group), add_ons={PIANO.id: PIANO})
    amateur = Hire(HirerCategory.AMATEUR, hire.purpose, hire.add_ons)
    commercial = Hire(HirerCategory.COMMERCIAL, hire.purpose, hire.add_ons)
    assert _quote(tariff, asked, amateur).total_cents <= _quote(tariff, asked, commercial).total_cents


@given(PRICES, st.sampled_from([date(2027, 3, 28), date(2027, 10, 31)]), st.integers(0, 20), st.integers(1, 24))
def test_on_nights_when_the_clock_changes_real_time_is_charged(
    cents: int, night: date, start: int, length: int
) -> None:
    starts_at = at_minute(night, start * 15, AMSTERDAM)
    asked = TimeRange(starts_at, starts_at + timedelta(minutes=length * 15))
    tariff = Tariff((Plan((hour(cents), part("Nacht", "22.00", "30.00", 20_000))),))
    quote = rules.make_quote(tariff, asked, AMSTERDAM, vat_of(TAXED), ANYONE)
    by_the_hour = (cents * length + 2) // 4
    assert quote.total_cents <= by_the_hour
    assert sum(line.quantity_minutes for line in quote.lines) == length * 15


@given(st.lists(st.builds(hour, PRICES), min_size=1, max_size=3), _spans())
def test_the_short_way_gives_what_the_long_way_gives(rates: list[RatePrice], asked: tuple[int, int]) -> None:
    plan = Plan(tuple(rates))
    when = span(TUESDAY, _text(asked[0]), _text(asked[1]))
    short = hourly.hourly_quote(plan, when, AMSTERDAM, TUESDAY, ALL_TERMS[1])
    # A rule that changes nothing keeps the short way shut.
    nothing = Rule(PriceRuleKind.SEASON, period=Period(LONG_AGO, LONG_AGO + timedelta(days=1)))
    long = rules.make_quote(Tariff((plan,), (nothing,)), when, AMSTERDAM, vat_of(TAXED), ANYONE)
    assume(short is not None)
    assert short == long
