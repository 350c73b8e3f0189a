"""Tariffs that buildings in the field publish, with totals worked out by hand."""

from datetime import date

import pytest

from app.services.pricing.tariff import RatePrice, VatTerms
from tests.unit.services.pricing import tariffs
from tests.unit.services.pricing.tariffs import EXEMPT, FRIDAY, MONDAY, SATURDAY, TAXED, TUESDAY, price

PUBLISHED: list[tuple[str, list[RatePrice], date, str, str, int]] = [
    ("an evening within the evening part, Mon-Thu", tariffs.FACTORIUM_HALL, TUESDAY, "19.00", "22.00", 14500),
    ("the same evening on a Friday", tariffs.FACTORIUM_HALL, FRIDAY, "19.00", "22.00", 19500),
    ("two parts on a Tuesday", tariffs.FACTORIUM_HALL, TUESDAY, "9.00", "17.00", 29000),
    ("two parts on a Saturday", tariffs.FACTORIUM_HALL, SATURDAY, "13.00", "23.00", 39000),
    ("all three parts", tariffs.FACTORIUM_HALL, MONDAY, "8.00", "23.00", 43500),
    ("a quarter over noon takes a second part", tariffs.FACTORIUM_HALL, MONDAY, "9.00", "13.15", 29000),
    ("the foyer in the week", tariffs.FACTORIUM_FOYER, MONDAY, "18.00", "23.00", 15000),
    ("the foyer at the weekend", tariffs.FACTORIUM_FOYER, SATURDAY, "18.00", "23.00", 22050),
    ("a studio, three hours at 27.50", tariffs.FACTORIUM_STUDIO, TUESDAY, "19.00", "22.00", 8250),
    ("a studio, an hour and a half", tariffs.FACTORIUM_STUDIO, TUESDAY, "19.00", "20.30", 4125),
    ("a music room, two hours at 13.00", tariffs.FACTORIUM_MUSIC_ROOM, MONDAY, "10.00", "12.00", 2600),
    ("practice, three quarters at 6.50: 4.875", tariffs.FACTORIUM_PRACTICE_ROOM, MONDAY, "10.00", "10.45", 488),
    ("Domplein, three hours at 22.50", tariffs.DOMPLEIN, TUESDAY, "19.00", "22.00", 6750),
    ("Domplein, five quarters: 28.125", tariffs.DOMPLEIN, TUESDAY, "19.00", "20.15", 2813),
    ("Abcoude, a whole part", tariffs.ABCOUDE_LARGE_HALL, TUESDAY, "19.00", "23.00", 10000),
    ("Abcoude, two hours pro rata", tariffs.ABCOUDE_LARGE_HALL, TUESDAY, "19.00", "21.00", 5000),
    ("Abcoude, an hour before the part", tariffs.ABCOUDE_LARGE_HALL, TUESDAY, "18.00", "23.00", 12500),
    ("one part of four hours", tariffs.LUTMASTRAAT, TUESDAY, "13.00", "17.00", 6000),
    ("two hours are cheaper than the part", tariffs.LUTMASTRAAT, TUESDAY, "14.00", "16.00", 3500),
    ("three and a half hours are dearer, so the part", tariffs.LUTMASTRAAT, TUESDAY, "13.00", "16.30", 6000),
    ("two parts and the hour between", tariffs.LUTMASTRAAT, TUESDAY, "8.00", "17.00", 13750),
    ("three parts and two hours between: the day is cheaper", tariffs.LUTMASTRAAT, TUESDAY, "8.00", "22.00", 15000),
    ("rehearsal, a block of six hours", tariffs.REHEARSAL, SATURDAY, "9.00", "15.00", 3500),
    ("rehearsal, two hours", tariffs.REHEARSAL, SATURDAY, "10.00", "12.00", 2500),
    ("rehearsal, three hours: the block is cheaper", tariffs.REHEARSAL, SATURDAY, "10.00", "13.00", 3500),
    ("rehearsal, nine hours: two overlapping blocks", tariffs.REHEARSAL, SATURDAY, "9.00", "18.00", 7000),
    ("rehearsal, five hours over two blocks: one and an hour", tariffs.REHEARSAL, SATURDAY, "11.00", "16.00", 4750),
    ("rehearsal by the block only, over two", tariffs.REHEARSAL_BLOCKS, SATURDAY, "16.00", "20.00", 7000),
    ("rehearsal until one in the night", tariffs.REHEARSAL, SATURDAY, "18.00", "25.00", 4750),
    ("pop room, one block", tariffs.POP_BLOCKS, MONDAY, "19.00", "22.00", 2400),
    ("pop room, four hours over two blocks", tariffs.POP_BLOCKS, MONDAY, "14.00", "18.00", 4800),
]


@pytest.mark.parametrize(
    ("rates", "day", "start", "end", "cents"), [row[1:] for row in PUBLISHED], ids=[row[0] for row in PUBLISHED]
)
def test_a_published_tariff_gives_the_total_worked_out_by_hand(
    rates: list[RatePrice], day: date, start: str, end: str, cents: int
) -> None:
    assert price(rates, day, start, end).total_cents == cents


@pytest.mark.parametrize(
    ("rates", "vat", "end", "total", "vat_cents"),
    [
        (tariffs.FACTORIUM_MUSIC_ROOM, TAXED, "21.00", 2600, 451),  # 26.00 x 21 / 121 = 4.512
        (tariffs.FACTORIUM_STUDIO, TAXED, "22.00", 8250, 1432),  # 82.50 x 21 / 121 = 14.318
        (tariffs.FACTORIUM_STUDIO, tariffs.SPORT, "22.00", 8250, 681),  # 82.50 x 9 / 109 = 6.812
        (tariffs.FACTORIUM_STUDIO, EXEMPT, "22.00", 8250, 0),
    ],
)
def test_a_published_price_includes_its_vat(
    rates: list[RatePrice], vat: VatTerms, end: str, total: int, vat_cents: int
) -> None:
    quote = price(rates, TUESDAY, "19.00", end, vat)
    assert (quote.total_cents, quote.vat_cents) == (total, vat_cents)
