"""The evening worked out in docs/pricing.md, figure by figure."""

from datetime import timedelta

from app.models.accounts import VatProfile
from app.models.listing import Purpose
from app.models.pricing import AddOnUnit, HirerCategory
from app.services.pricing.quotes import Hire
from app.services.pricing.series import make_series, settle_series
from app.services.pricing.tariff import Plan, Step, Tariff, VatDecision
from tests.fixtures.tariffs.words import (
    AMSTERDAM,
    EXEMPT,
    TUESDAY,
    add_on,
    chosen,
    hour,
    part,
    price_by,
    scale,
    span,
    vat_of,
)

PARTS = (("Ochtend", "9.00", "12.30"), ("Middag", "13.00", "17.00"), ("Avond", "18.30", "22.30"))
PIANO = add_on("Piano", AddOnUnit.DAY, 14500)
HALL = Tariff(
    (
        Plan((hour(4800), *(part(*block, 14500) for block in PARTS))),
        Plan(
            (hour(9500), *(part(*block, cents, ordinal=n) for block in PARTS for n, cents in ((1, 30000), (2, 27500), (3, 25000)))),
            name="Voorstelling",
            purposes=frozenset({Purpose.PERFORMANCE}),
        ),
    ),
    (scale(Step(10, change_bps=-500), Step(20, change_bps=-1000), Step(40, change_bps=-1500)),),
    add_ons={PIANO.id: PIANO},
)  # fmt: skip
VAT = vat_of(EXEMPT, VatDecision(VatProfile.TAXED_PLUS, of_room=True, purpose=Purpose.PERFORMANCE))
REHEARSAL = Hire(HirerCategory.AMATEUR, Purpose.REHEARSAL)
CONCERT = Hire(HirerCategory.AMATEUR, Purpose.PERFORMANCE)


def test_the_rehearsal() -> None:
    assert price_by(HALL, TUESDAY, "19.00", "22.00", VAT, REHEARSAL).total_cents == 14400
    longer = price_by(HALL, TUESDAY, "19.00", "22.30", VAT, REHEARSAL)
    assert longer.total_cents == 14500
    assert longer.lines[0].why is not None
    assert longer.lines[0].why.params == {"used_minutes": 210}


def test_the_concert() -> None:
    quote = price_by(HALL, TUESDAY, "13.00", "22.30", VAT, CONCERT)
    assert (quote.total_cents, quote.vat_cents) == (71750, 12452)
    with_piano = Hire(HirerCategory.AMATEUR, Purpose.PERFORMANCE, (chosen(PIANO),))
    quote = price_by(HALL, TUESDAY, "13.00", "22.30", VAT, with_piano)
    assert (quote.total_cents, quote.vat_cents) == (86250, 14969)


def test_forty_tuesdays_of_which_five_are_dropped() -> None:
    # From the first Tuesday of September, so that all lie in one season.
    first = TUESDAY - timedelta(weeks=18)
    spans = [span(first + timedelta(weeks=week), "19.00", "22.00") for week in range(40)]
    before = make_series(HALL, spans, AMSTERDAM, VAT, REHEARSAL)
    after = make_series(HALL, spans[:35], AMSTERDAM, VAT, REHEARSAL)
    assert {each.quote.total_cents for each in before.dates} == {12240}
    assert {each.quote.total_cents for each in after.dates} == {12960}
    assert settle_series(before, after).difference_cents == -36000
