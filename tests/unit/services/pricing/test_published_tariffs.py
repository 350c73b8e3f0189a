"""Tariffs that buildings in the field publish, with totals worked out by hand."""

from datetime import date

import pytest

from app.models.listing import Purpose
from app.models.pricing import HirerCategory
from app.services.pricing.quotes import ANYONE, ChosenAddOn, Hire
from app.services.pricing.tariff import Tariff, VatFacts, VatTerms
from tests.fixtures.tariffs import arts_centre, houses
from tests.fixtures.tariffs.words import (
    EXEMPT,
    FRIDAY,
    MONDAY,
    SATURDAY,
    SPORT,
    TAXED,
    TUESDAY,
    basic,
    chosen,
    price_by,
    vat_of,
)

PERFORMANCE = Hire(purpose=Purpose.PERFORMANCE)
PRACTICE = Hire(purpose=Purpose.REHEARSAL)
NON_PROFIT = Hire(HirerCategory.NON_PROFIT)
AMATEUR = Hire(HirerCategory.AMATEUR)
COMMERCIAL = Hire(HirerCategory.COMMERCIAL)
FREE = Hire(HirerCategory.FREE)
LUTMASTRAAT = basic(*houses.LUTMASTRAAT)


def times(count: int, category: HirerCategory = HirerCategory.PRIVATE) -> Hire:
    return Hire(category, dates_in_season=count)


Case = tuple[str, Tariff, Hire, date, str, str, int]

ARTS_CENTRE: list[Case] = [
    ("an evening of bare use, Mon-Thu", arts_centre.THEATRE_HALL, ANYONE, TUESDAY, "19.00", "22.00", 14500),
    ("the same evening on a Friday", arts_centre.THEATRE_HALL, ANYONE, FRIDAY, "19.00", "22.00", 19500),
    ("two parts on a Tuesday", arts_centre.THEATRE_HALL, ANYONE, TUESDAY, "9.00", "17.00", 29000),
    ("two parts on a Saturday", arts_centre.THEATRE_HALL, ANYONE, SATURDAY, "13.00", "23.00", 39000),
    ("all three parts", arts_centre.THEATRE_HALL, ANYONE, MONDAY, "8.00", "23.00", 43500),
    ("a quarter over noon is a second part", arts_centre.THEATRE_HALL, ANYONE, MONDAY, "9.00", "13.15", 29000),
    ("a rehearsal is bare use", arts_centre.THEATRE_HALL, PRACTICE, TUESDAY, "19.00", "22.00", 14500),
    ("a performance, one part", arts_centre.THEATRE_HALL, PERFORMANCE, TUESDAY, "18.00", "23.00", 30000),
    ("a performance, two: 300 + 275", arts_centre.THEATRE_HALL, PERFORMANCE, TUESDAY, "13.00", "23.00", 57500),
    ("a performance, three: 300 + 275 + 250", arts_centre.THEATRE_HALL, PERFORMANCE, TUESDAY, "8.00", "23.00", 82500),
    ("a performance on a Saturday: 440 + 415 + 390", arts_centre.THEATRE_HALL, PERFORMANCE, SATURDAY, "8.00", "23.00", 124500),
    ("the foyer in the week", arts_centre.FOYER, ANYONE, MONDAY, "18.00", "23.00", 15000),
    ("the foyer at the weekend", arts_centre.FOYER, ANYONE, SATURDAY, "18.00", "23.00", 22050),
    ("a studio, three hours at 27.50", arts_centre.STUDIO, ANYONE, TUESDAY, "19.00", "22.00", 8250),
    ("a studio, an hour and a half", arts_centre.STUDIO, ANYONE, TUESDAY, "19.00", "20.30", 4125),
    ("a music room, two hours at 13.00", arts_centre.MUSIC_ROOM, COMMERCIAL, MONDAY, "10.00", "12.00", 2600),
    ("practice, three quarters at 6.50: 4.875", arts_centre.MUSIC_ROOM, PRACTICE, MONDAY, "10.00", "10.45", 488),
]  # fmt: skip
GROUPS: list[Case] = [
    ("Abcoude, a part, other use", houses.ABCOUDE_LARGE, ANYONE, TUESDAY, "19.00", "23.00", 14000),
    ("Abcoude, a part, social", houses.ABCOUDE_LARGE, NON_PROFIT, TUESDAY, "19.00", "23.00", 10000),
    ("Abcoude, two hours in proportion", houses.ABCOUDE_LARGE, NON_PROFIT, TUESDAY, "19.00", "21.00", 5000),
    ("Abcoude, small hall, three hours of other use", houses.ABCOUDE_SMALL, ANYONE, TUESDAY, "19.00", "22.00", 5250),
    ("Abcoude, small hall, social", houses.ABCOUDE_SMALL, AMATEUR, TUESDAY, "13.00", "17.00", 5000),
    ("Abcoude, an hour before the part", houses.ABCOUDE_LARGE, AMATEUR, TUESDAY, "18.00", "23.00", 12500),
    ("Abcoude, the building, social", houses.ABCOUDE_BUILDING, NON_PROFIT, SATURDAY, "8.00", "12.00", 15000),
    ("Abcoude, the building, other use", houses.ABCOUDE_BUILDING, COMMERCIAL, SATURDAY, "8.00", "12.00", 21000),
    ("a municipality, 100%", houses.MUNICIPAL_HALL, COMMERCIAL, TUESDAY, "19.00", "22.00", 12000),
    ("a municipality, 35%", houses.MUNICIPAL_HALL, NON_PROFIT, TUESDAY, "19.00", "22.00", 4200),
    ("a municipality, 0%", houses.MUNICIPAL_HALL, FREE, TUESDAY, "19.00", "22.00", 0),
    ("Peize, welfare", houses.PEIZE, AMATEUR, TUESDAY, "19.00", "22.00", 3750),
    ("Peize, commercial", houses.PEIZE, COMMERCIAL, TUESDAY, "19.00", "22.00", 9000),
]  # fmt: skip
PARTS_AND_DAYS: list[Case] = [
    ("one part of four hours", LUTMASTRAAT, ANYONE, TUESDAY, "13.00", "17.00", 6000),
    ("two hours are cheaper than the part", LUTMASTRAAT, ANYONE, TUESDAY, "14.00", "16.00", 3500),
    ("three and a half hours are dearer", LUTMASTRAAT, ANYONE, TUESDAY, "13.00", "16.30", 6000),
    ("two parts and the hour between", LUTMASTRAAT, ANYONE, TUESDAY, "8.00", "17.00", 13750),
    ("three parts and two hours: the day", LUTMASTRAAT, ANYONE, TUESDAY, "8.00", "22.00", 15000),
    ("a small hall of a Kulturhus, an hour", KS := houses.KULTURHUS_SMALL, ANYONE, TUESDAY, "19.00", "20.00", 2500),
    ("a small hall of a Kulturhus, four hours", KS, ANYONE, TUESDAY, "19.00", "23.00", 10000),
    ("a large one, a part", KL := houses.KULTURHUS_LARGE, ANYONE, TUESDAY, "18.00", "23.00", 17500),
    ("a large one, two parts", KL, ANYONE, TUESDAY, "13.00", "23.00", 30000),
    ("Domplein, three hours at 22.50", houses.DOMPLEIN, ANYONE, TUESDAY, "19.00", "22.00", 6750),
    ("Domplein, five quarters: 28.125", houses.DOMPLEIN, ANYONE, TUESDAY, "19.00", "20.15", 2813),
    ("Domplein before 2024 at 15.00", houses.DOMPLEIN, ANYONE, date(2023, 3, 7), "19.00", "22.00", 4500),
    ("a capped day in winter: 120.00, not 132.00", houses.CAPPED_HALL, ANYONE, TUESDAY, "10.00", "20.00", 12000),
    ("the same day in summer", houses.CAPPED_HALL, ANYONE, date(2027, 7, 6), "10.00", "20.00", 12000),
    ("two winter hours: 40.00 + 10%", houses.CAPPED_HALL, ANYONE, TUESDAY, "10.00", "12.00", 4400),
]  # fmt: skip
BANDS: list[Case] = [
    ("25 m2, a block of six hours", houses.REHEARSAL_25, AMATEUR, SATURDAY, "9.00", "15.00", 3500),
    ("25 m2, two hours", houses.REHEARSAL_25, AMATEUR, SATURDAY, "10.00", "12.00", 2500),
    ("25 m2, three hours: the block", houses.REHEARSAL_25, AMATEUR, SATURDAY, "10.00", "13.00", 3500),
    ("25 m2, two overlapping blocks", houses.REHEARSAL_25, AMATEUR, SATURDAY, "9.00", "18.00", 7000),
    ("25 m2, a block and an hour", houses.REHEARSAL_25, AMATEUR, SATURDAY, "11.00", "16.00", 4750),
    ("25 m2, until one in the night", houses.REHEARSAL_25, AMATEUR, SATURDAY, "18.00", "25.00", 4750),
    ("25 m2, solo, two hours", houses.REHEARSAL_25, ANYONE, SATURDAY, "10.00", "12.00", 1500),
    ("50 m2, a block", houses.REHEARSAL_50, AMATEUR, SATURDAY, "9.00", "15.00", 4750),
    ("50 m2, two hours", houses.REHEARSAL_50, AMATEUR, SATURDAY, "10.00", "12.00", 3500),
    ("50 m2, solo hour", houses.REHEARSAL_50, ANYONE, SATURDAY, "10.00", "11.00", 1000),
    ("25 m2, twelve times: 10%", houses.REHEARSAL_25, times(12, HirerCategory.AMATEUR), SATURDAY, "9.00", "15.00", 3150),
    ("25 m2, a year: 20%", houses.REHEARSAL_25, times(24, HirerCategory.AMATEUR), SATURDAY, "9.00", "15.00", 2800),
    ("pop room, one block", houses.POP_ROOM, ANYONE, MONDAY, "19.00", "22.00", 2400),
    ("pop room, four hours over two blocks", houses.POP_ROOM, ANYONE, MONDAY, "14.00", "18.00", 4800),
    ("pop room, ten times: 21.60", houses.POP_ROOM, times(10), MONDAY, "19.00", "22.00", 2160),
    ("a music studio for one hour costs two", houses.MUSIC_STUDIO, ANYONE, TUESDAY, "19.00", "20.00", 3000),
    ("a music studio, three hours", houses.MUSIC_STUDIO, ANYONE, TUESDAY, "19.00", "22.00", 4500),
    ("a caretaker for half an hour after ten", houses.MUSIC_STUDIO, ANYONE, TUESDAY, "19.00", "22.30", 5250 + 3500),
    ("a caretaker on a Saturday, three hours", houses.MUSIC_STUDIO, ANYONE, SATURDAY, "19.00", "22.00", 4500 + 10500),
    *(
        (f"a village hall, {count} times a year", houses.VILLAGE_HALL, times(count), TUESDAY, "19.00", "23.00", cents)
        for count, cents in ((1, 6600), (9, 6600), (10, 6200), (20, 5800), (40, 5400), (49, 5400), (50, 5000))
    ),
]  # fmt: skip
PUBLISHED = [*ARTS_CENTRE, *GROUPS, *PARTS_AND_DAYS, *BANDS]


@pytest.mark.parametrize(
    ("tariff", "hire", "day", "start", "end", "cents"),
    [row[1:] for row in PUBLISHED],
    ids=[row[0] for row in PUBLISHED],
)
def test_a_published_tariff_gives_the_total_worked_out_by_hand(
    tariff: Tariff, hire: Hire, day: date, start: str, end: str, cents: int
) -> None:
    assert price_by(tariff, day, start, end, hire=hire).total_cents == cents


@pytest.mark.parametrize(
    ("tariff", "vat", "end", "total", "vat_cents"),
    [
        (basic(*arts_centre.MUSIC_ROOM.plans[0].rates), TAXED, "21.00", 2600, 451),  # 26.00 x 21 / 121 = 4.512
        (arts_centre.STUDIO, TAXED, "22.00", 8250, 1432),  # 82.50 x 21 / 121 = 14.318
        (arts_centre.STUDIO, SPORT, "22.00", 8250, 681),  # 82.50 x 9 / 109 = 6.812
        (arts_centre.DANCE_STUDIO, EXEMPT, "22.00", 8250, 0),
    ],
)
def test_a_published_price_includes_its_vat(
    tariff: Tariff, vat: VatTerms, end: str, total: int, vat_cents: int
) -> None:
    quote = price_by(tariff, TUESDAY, "19.00", end, vat_of(vat))
    assert (quote.total_cents, quote.vat_cents, quote.net_cents) == (total, vat_cents, total - vat_cents)


@pytest.mark.parametrize(
    ("tariff", "vat", "hire", "start", "end", "total", "vat_cents"),
    [
        # One music room: commercial with 21%, practice without.
        (arts_centre.MUSIC_ROOM, arts_centre.MUSIC_ROOM_VAT, COMMERCIAL, "10.00", "12.00", 2600, 451),
        (arts_centre.MUSIC_ROOM, arts_centre.MUSIC_ROOM_VAT, PRACTICE, "10.00", "12.00", 1300, 0),
        # One hall: bare use without VAT, a performance with it: 575.00 x 21 / 121 = 99.793.
        (arts_centre.THEATRE_HALL, arts_centre.THEATRE_VAT, PRACTICE, "13.00", "23.00", 29000, 0),
        (arts_centre.THEATRE_HALL, arts_centre.THEATRE_VAT, PERFORMANCE, "13.00", "23.00", 57500, 9979),
    ],
)  # fmt: skip
def test_one_room_has_vat_for_one_purpose_and_none_for_another(
    tariff: Tariff, vat: VatFacts, hire: Hire, start: str, end: str, total: int, vat_cents: int
) -> None:
    quote = price_by(tariff, TUESDAY, start, end, vat, hire)
    assert (quote.total_cents, quote.vat_cents) == (total, vat_cents)


@pytest.mark.parametrize(
    ("extras", "start", "end", "cents"),
    [
        ([chosen(arts_centre.PIANO)], "19.00", "22.00", 14500),
        ([chosen(arts_centre.GRAND_PIANO), chosen(arts_centre.BEAMER)], "19.00", "22.00", 33000),
        ([chosen(arts_centre.MICROPHONE, 3)], "19.00", "22.00", 9750),
        ([chosen(arts_centre.SMALL_PA), chosen(arts_centre.TECHNICIAN)], "19.00", "22.00", 8400 + 3 * 4500),
        ([chosen(arts_centre.BALLET_FLOOR)], "19.00", "22.00", 14500),
        ([chosen(arts_centre.RISER, 6), chosen(arts_centre.HAZER)], "19.00", "22.00", 9600 + 7000),
        ([chosen(arts_centre.SMART_BOARD), chosen(arts_centre.FLIP_OVER, 2)], "19.00", "22.00", 5250),
        ([chosen(arts_centre.MUSIC_STANDS, 40)], "19.00", "22.00", 0),
        # Tuesday 9.00 until Thursday 12.00: three days, so 145 + 60 + 60.
        ([chosen(arts_centre.BALLET_FLOOR)], "9.00", "60.00", 26500),
    ],
)
def test_extras_cost_what_the_list_says(extras: list[ChosenAddOn], start: str, end: str, cents: int) -> None:
    without = price_by(arts_centre.DANCE_STUDIO, TUESDAY, start, end)
    quote = price_by(arts_centre.DANCE_STUDIO, TUESDAY, start, end, hire=Hire(add_ons=tuple(extras)))
    assert quote.total_cents - without.total_cents == cents


def test_a_second_amplifier_costs_3_50_however_long() -> None:
    hire = Hire(HirerCategory.AMATEUR, add_ons=(chosen(houses.AMPLIFIER),))
    assert price_by(houses.REHEARSAL_25, SATURDAY, "9.00", "15.00", hire=hire).total_cents == 3500 + 350
