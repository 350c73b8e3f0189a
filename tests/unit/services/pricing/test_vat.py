"""Which VAT holds for a room, a purpose, an extra, a day; and that each rate is rounded once."""

from datetime import date

import pytest

from app.models.accounts import VatProfile
from app.models.listing import Purpose
from app.models.pricing import AddOnUnit
from app.services.pricing.quotes import Hire
from app.services.pricing.tariff import Period, Plan, Tariff, VatDecision, VatFacts
from app.services.pricing.vat import profile_for, spread_vat
from tests.fixtures.tariffs.words import ALL_TERMS, TUESDAY, add_on, chosen, hour, price_by

P = VatProfile
BAR = add_on("Koffie", AddOnUnit.PIECE, 250, vat_profile=P.SPORT_9)
PIANO = add_on("Piano", AddOnUnit.DAY, 14500)
REHEARSAL, MEETING = Purpose.REHEARSAL, Purpose.MEETING


def facts(organisation: VatProfile, *decisions: VatDecision, room: VatProfile | None = None) -> VatFacts:
    return VatFacts(organisation, ALL_TERMS, room, decisions)


@pytest.mark.parametrize(
    ("known", "purpose", "profile"),
    [
        (facts(P.EXEMPT_LETTING), REHEARSAL, P.EXEMPT_LETTING),
        (facts(P.EXEMPT_LETTING, room=P.TAXED_PLUS), REHEARSAL, P.TAXED_PLUS),
        (facts(P.EXEMPT_LETTING, VatDecision(P.TAXED_PLUS)), REHEARSAL, P.TAXED_PLUS),
        (facts(P.EXEMPT_LETTING, VatDecision(P.TAXED_PLUS), room=P.SPORT_9), REHEARSAL, P.SPORT_9),
        (facts(P.EXEMPT_LETTING, VatDecision(P.TAXED_PLUS, purpose=REHEARSAL), room=P.SPORT_9), REHEARSAL, P.TAXED_PLUS),
        (facts(P.EXEMPT_LETTING, VatDecision(P.TAXED_PLUS, purpose=REHEARSAL)), MEETING, P.EXEMPT_LETTING),
        (facts(P.EXEMPT_LETTING, VatDecision(P.TAXED_PLUS, purpose=REHEARSAL)), None, P.EXEMPT_LETTING),
        (facts(P.EXEMPT_LETTING, VatDecision(P.SPORT_9, purpose=REHEARSAL), VatDecision(P.TAXED_PLUS, of_room=True)), REHEARSAL, P.TAXED_PLUS),
        (facts(P.EXEMPT_LETTING, VatDecision(P.TAXED_PLUS, of_room=True), VatDecision(P.SPORT_9, of_room=True, purpose=REHEARSAL)), REHEARSAL, P.SPORT_9),
        (facts(P.EXEMPT_LETTING, VatDecision(P.TAXED_PLUS, add_on_id=PIANO.id)), REHEARSAL, P.EXEMPT_LETTING),
        (facts(P.EXEMPT_LETTING, VatDecision(P.TAXED_PLUS, period=Period(date(2028, 1, 1)))), REHEARSAL, P.EXEMPT_LETTING),
        # Who charges no VAT at all does so whatever a room says.
        (facts(P.KOR, room=P.TAXED_PLUS), REHEARSAL, P.KOR),
        (facts(P.KOR, VatDecision(P.TAXED_PLUS, of_room=True)), MEETING, P.KOR),
        (facts(P.TAXED_PLUS, VatDecision(P.KOR)), MEETING, P.KOR),
        (facts(P.NOT_ENTREPRENEUR, room=P.SPORT_9), None, P.NOT_ENTREPRENEUR),
        # A meeting room is taxed for meetings and exhibitions; for anything else the next in line, then the law's rule.
        (facts(P.TAXED_MEETING), MEETING, P.TAXED_MEETING),
        (facts(P.TAXED_MEETING), Purpose.EXHIBITION, P.TAXED_MEETING),
        (facts(P.TAXED_MEETING), REHEARSAL, P.EXEMPT_LETTING),
        (facts(P.TAXED_MEETING), None, P.TAXED_MEETING),
        (facts(P.TAXED_PLUS, room=P.TAXED_MEETING), REHEARSAL, P.TAXED_PLUS),
    ],
)  # fmt: skip
def test_the_most_specific_decision_on_vat_holds(known: VatFacts, purpose: Purpose | None, profile: VatProfile) -> None:
    assert profile_for(known, TUESDAY, purpose) is profile


def test_an_extra_has_its_own_vat_when_it_says_so_and_the_room_s_when_it_does_not() -> None:
    known = facts(P.EXEMPT_LETTING, VatDecision(P.TAXED_PLUS, purpose=MEETING))
    assert profile_for(known, TUESDAY, REHEARSAL, BAR) is P.SPORT_9
    assert profile_for(known, TUESDAY, REHEARSAL, PIANO) is P.EXEMPT_LETTING
    assert profile_for(known, TUESDAY, MEETING, PIANO) is P.TAXED_PLUS
    of_piano = facts(P.EXEMPT_LETTING, VatDecision(P.TAXED_PLUS, add_on_id=PIANO.id))
    assert profile_for(of_piano, TUESDAY, REHEARSAL, PIANO) is P.TAXED_PLUS
    assert profile_for(facts(P.KOR), TUESDAY, REHEARSAL, BAR) is P.KOR


def test_one_booking_may_carry_several_rates_each_rounded_once() -> None:
    known = facts(P.EXEMPT_LETTING, VatDecision(P.TAXED_PLUS, add_on_id=PIANO.id))
    tariff = Tariff((Plan((hour(2000),)),), add_ons={BAR.id: BAR, PIANO.id: PIANO})
    hire = Hire(add_ons=(chosen(BAR, 7), chosen(PIANO)))
    quote = price_by(tariff, TUESDAY, "19.00", "22.00", known, hire)
    # 60.00 exempt; 17.50 x 9 / 109 = 1.445; 145.00 x 21 / 121 = 25.165
    assert [(each.rate_bps, each.amount_cents, each.vat_cents) for each in quote.vat_by_rate] == [
        (0, 6000, 0),
        (900, 1750, 144),
        (2100, 14500, 2517),
    ]
    assert (quote.total_cents, quote.vat_cents) == (22250, 2661)
    assert [line.vat_reason for line in quote.lines] == ["exempt", "", ""]


def test_lines_share_the_vat_of_their_rate_to_the_cent() -> None:
    # 3 x 0.10 at 21%: each 0.0174, together 0.052: five cents in all, not three times two.
    shares, by_rate = spread_vat([(2100, 10), (2100, 10), (2100, 10), (0, 100)])
    assert sum(shares) == by_rate[0].vat_cents == 5
    assert shares[3] == 0
