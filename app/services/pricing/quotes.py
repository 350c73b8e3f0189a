"""What a price consists of: the values that pricing hands to everybody else. All amounts include VAT."""

from dataclasses import dataclass
from enum import StrEnum

from app.models.pricing import RateUnit


class LineKind(StrEnum):
    """What a line of a price is for."""

    HOUR = "hour"
    DAY_PART = "day_part"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One line: figures and a kind, so that every reader gets it in their own language.

    `label` is the name of the day part, else empty. `quantity_minutes` is how much of the asked time this line pays
    for; the lines of a quote together pay for all of it. `unit_price_cents` is the price of one hour, part or day.
    """

    kind: LineKind
    label: str
    quantity_minutes: int
    unit_price_cents: int
    amount_cents: int
    vat_bps: int
    vat_cents: int
    vat_reason: str


@dataclass(frozen=True, slots=True)
class Quote:
    """The price of one room for one stretch of time."""

    lines: tuple[QuoteLine, ...]
    total_cents: int
    vat_cents: int
    currency: str = "eur"


@dataclass(frozen=True, slots=True)
class LowestPrice:
    """The least that a room costs for one unit of its tariff."""

    unit: RateUnit
    price_cents: int
