"""What holds for every tariff: nothing beats the price found, more time never costs less, and the figures add up."""

from itertools import combinations

from hypothesis import assume, given
from hypothesis import strategies as st

from app.core.money import divide_rounded, included_vat_cents
from app.models.pricing import RateUnit
from app.services.pricing.errors import NoRateError
from app.services.pricing.quotes import Quote
from app.services.pricing.tariff import RatePrice, VatTerms
from tests.fixtures.tariffs.words import EXEMPT, SPORT, TAXED, TUESDAY, hour, part, price, whole_day

PRICES = st.integers(0, 20_000)
VAT = st.sampled_from([EXEMPT, SPORT, TAXED])


def _text(quarters: int) -> str:
    return f"{quarters // 4}.{quarters % 4 * 15:02d}"


@st.composite
def _blocks(draw: st.DrawFn) -> RatePrice:
    start = draw(st.integers(32, 84))
    return part(f"Blok {start}", _text(start), _text(draw(st.integers(start + 1, 92))), draw(PRICES))


@st.composite
def _tariffs(draw: st.DrawFn) -> list[RatePrice]:
    blocks = draw(st.lists(_blocks(), max_size=5, unique_by=lambda block: block.part.name if block.part else ""))
    hours = draw(st.one_of(st.none(), PRICES))
    day = draw(st.one_of(st.none(), PRICES))
    return [*blocks, *([hour(hours)] if hours is not None else []), *([whole_day(day)] if day is not None else [])]


@st.composite
def _spans(draw: st.DrawFn) -> tuple[int, int]:
    start = draw(st.integers(32, 91))
    return start, draw(st.integers(start + 1, 92))


def _brute_force(rates: list[RatePrice], start: int, end: int) -> int | None:
    """The least total over every set of fixed-price blocks, with the time outside them by the hour; None: impossible."""
    hourly = min((rate.price_cents for rate in rates if rate.unit is RateUnit.HOUR), default=None)
    blocks = [rate for rate in rates if rate.unit is not RateUnit.HOUR]
    totals = []
    for size in range(len(blocks) + 1):
        for chosen in combinations(blocks, size):
            left = set(range(start, end))
            for rate in chosen:
                block = (rate.part.starts_minute // 15, rate.part.ends_minute // 15) if rate.part else (0, 96)
                left -= set(range(*block))
            if left and hourly is None:
                continue
            totals.append(sum(rate.price_cents for rate in chosen) + divide_rounded((hourly or 0) * len(left), 4))
    return min(totals, default=None)


def _quote(rates: list[RatePrice], asked: tuple[int, int], vat: VatTerms = EXEMPT) -> Quote | None:
    try:
        return price(rates, TUESDAY, _text(asked[0]), _text(asked[1]), vat)
    except NoRateError:
        return None


@given(_tariffs(), _spans())
def test_no_combination_beats_the_price_and_there_is_a_price_when_any_exists(
    rates: list[RatePrice], asked: tuple[int, int]
) -> None:
    quote = _quote(rates, asked)
    assert (quote.total_cents if quote else None) == _brute_force(rates, *asked)


@given(_tariffs(), _spans(), VAT)
def test_the_figures_of_a_quote_add_up(rates: list[RatePrice], asked: tuple[int, int], vat: VatTerms) -> None:
    quote = _quote(rates, asked, vat)
    assume(quote is not None)
    assert quote is not None
    assert quote.total_cents == sum(line.amount_cents for line in quote.lines) >= 0
    assert quote.vat_cents == sum(line.vat_cents for line in quote.lines)
    assert quote.vat_cents == included_vat_cents(quote.total_cents, vat.rate_bps)
    assert sum(line.quantity_minutes for line in quote.lines) == (asked[1] - asked[0]) * 15
    for line in quote.lines:
        assert line.amount_cents >= 0
        assert abs(line.vat_cents - included_vat_cents(line.amount_cents, vat.rate_bps)) <= 1


@given(_tariffs(), _spans(), st.integers(1, 8))
def test_more_time_never_costs_less(rates: list[RatePrice], asked: tuple[int, int], longer: int) -> None:
    assume(asked[1] + longer <= 92)
    short, long = _quote(rates, asked), _quote(rates, (asked[0], asked[1] + longer))
    assume(short is not None and long is not None)
    assert short is not None
    assert long is not None
    assert long.total_cents >= short.total_cents


@given(_tariffs(), PRICES, _spans())
def test_nothing_costs_more_than_the_whole_day(rates: list[RatePrice], day_cents: int, asked: tuple[int, int]) -> None:
    others = [rate for rate in rates if rate.unit is not RateUnit.DAY]
    quote = _quote([*others, whole_day(day_cents)], asked)
    assert quote is not None
    assert quote.total_cents <= day_cents
