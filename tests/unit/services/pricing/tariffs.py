"""Tariffs as buildings publish them, in the words of the pricing rules; and a way to ask what a time costs."""

from datetime import date
from zoneinfo import ZoneInfo

from app.core.time_ranges import TimeRange, at_minute
from app.models.accounts import VatProfile
from app.models.pricing import RateUnit
from app.services.pricing.quotes import ANYONE, Hire, Quote
from app.services.pricing.rules import make_quote
from app.services.pricing.tariff import PartBlock, Plan, RatePrice, Tariff, VatFacts, VatTerms

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
EVERY_DAY = frozenset(range(7))
MON_THU = frozenset({0, 1, 2, 3})
FRI_SUN = frozenset({4, 5, 6})
MON_FRI = frozenset({0, 1, 2, 3, 4})
SAT_SUN = frozenset({5, 6})
LONG_AGO = date(2020, 1, 1)

EXEMPT = VatTerms(VatProfile.EXEMPT_LETTING, 0, "exempt", LONG_AGO)
TAXED = VatTerms(VatProfile.TAXED_PLUS, 2100, "", LONG_AGO)
SPORT = VatTerms(VatProfile.SPORT_9, 900, "", LONG_AGO)

MONDAY, TUESDAY, FRIDAY, SATURDAY = date(2027, 1, 11), date(2027, 1, 12), date(2027, 1, 15), date(2027, 1, 16)


def clock(text: str) -> int:
    """`19.30` as minutes; `25.00` is one in the night."""
    hours, minutes = text.split(".")
    return int(hours) * 60 + int(minutes)


def span(day: date, start: str, end: str) -> TimeRange:
    return TimeRange(at_minute(day, clock(start), AMSTERDAM), at_minute(day, clock(end), AMSTERDAM))


def hour(
    cents: int, weekdays: frozenset[int] = EVERY_DAY, *, since: date = LONG_AGO, until: date | None = None
) -> RatePrice:
    return RatePrice(RateUnit.HOUR, cents, weekdays, since, until)


def part(name: str, start: str, end: str, cents: int, weekdays: frozenset[int] = EVERY_DAY) -> RatePrice:
    return RatePrice(RateUnit.DAY_PART, cents, weekdays, LONG_AGO, None, PartBlock(name, clock(start), clock(end)))


def whole_day(cents: int, weekdays: frozenset[int] = EVERY_DAY) -> RatePrice:
    return RatePrice(RateUnit.DAY, cents, weekdays, LONG_AGO)


def vat_of(terms: VatTerms) -> VatFacts:
    """A seller with one profile."""
    return VatFacts(terms.profile, (terms,))


def price(rates: list[RatePrice], day: date, start: str, end: str, vat: VatTerms = EXEMPT) -> Quote:
    """What a time costs by a basic plan."""
    return price_by(Tariff((Plan(tuple(rates)),)), day, start, end, vat)


def price_by(
    tariff: Tariff, day: date, start: str, end: str, vat: VatTerms = EXEMPT, hire: Hire = ANYONE
) -> Quote:
    """What a time costs by a whole tariff."""
    return make_quote(tariff, span(day, start, end), AMSTERDAM, vat_of(vat), hire)


# Factorium, Tilburg: day parts of five hours; the week and the weekend differ. Theatre hall, bare use.
FACTORIUM_PARTS = (("Ochtend", "8.00", "13.00"), ("Middag", "13.00", "18.00"), ("Avond", "18.00", "23.00"))
FACTORIUM_HALL = [
    part(*block, cents, weekdays)
    for block in FACTORIUM_PARTS
    for cents, weekdays in ((14500, MON_THU), (19500, FRI_SUN))
]
FACTORIUM_FOYER = [
    part(*block, cents, weekdays)
    for block in FACTORIUM_PARTS
    for cents, weekdays in ((15000, MON_THU), (22050, FRI_SUN))
]
FACTORIUM_STUDIO = [hour(2750)]
FACTORIUM_MUSIC_ROOM = [hour(1300)]
FACTORIUM_PRACTICE_ROOM = [hour(650)]
# Lesson rooms at Domplein, Utrecht.
DOMPLEIN = [hour(2250)]
# Abcoude: a price per day part, and hours pro rata over the day part of four hours.
ABCOUDE_LARGE_HALL = [
    hour(2500),
    *(
        part(*block, 10000)
        for block in (("Ochtend", "8.00", "12.00"), ("Middag", "13.00", "17.00"), ("Avond", "19.00", "23.00"))
    ),
]
# In the manner of Lutmastraat, Amsterdam: parts of four hours with an hour between, an extra hour, and a whole day.
LUTMASTRAAT = [
    hour(1750),
    part("Ochtend", "8.00", "12.00", 6000),
    part("Middag", "13.00", "17.00", 6000),
    part("Avond", "18.00", "22.00", 6000),
    whole_day(15000),
]
# Rehearsal studio of 25 m2: overlapping blocks of six hours, or by the hour.
REHEARSAL_BLOCKS = [
    part("9 tot 15", "9.00", "15.00", 3500),
    part("12 tot 18", "12.00", "18.00", 3500),
    part("18 tot 24", "18.00", "24.00", 3500),
]
REHEARSAL = [hour(1250), *REHEARSAL_BLOCKS]
# Pop rooms in fixed blocks of three hours; nothing is let by the hour.
POP_BLOCKS = [
    part(f"Blok {number}", f"{start}.00", f"{start + 3}.00", 2400)
    for number, start in enumerate((10, 13, 16, 19), start=1)
]
