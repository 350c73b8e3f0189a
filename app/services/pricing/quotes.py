"""What pricing is asked with and answers with: the values that everybody else sees. All amounts include VAT."""

import uuid
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.messages import Message
from app.core.time_ranges import TimeRange
from app.models.listing import Purpose
from app.models.pricing import HirerCategory, RateUnit


@dataclass(frozen=True, slots=True)
class ChosenAddOn:
    """So many of an add-on."""

    add_on_id: uuid.UUID
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class Hire:
    """Who hires, for what and with what. Without anything said: a consumer who books one date today.

    `dates_in_season` counts this date and those booked before in the same season. `booked_on` None: today.
    """

    category: HirerCategory = HirerCategory.PRIVATE
    purpose: Purpose | None = None
    add_ons: tuple[ChosenAddOn, ...] = ()
    dates_in_season: int = 1
    booked_on: date | None = None


ANYONE = Hire()


class LineKind(StrEnum):
    """What a line of a price is for."""

    HOUR = "hour"
    DAY_PART = "day_part"
    DAY = "day"
    SEASON = "season"
    LAST_MINUTE = "last_minute"
    FREQUENCY = "frequency"
    CAP = "cap"
    MINIMUM = "minimum"
    CARETAKER = "caretaker"
    ADD_ON = "add_on"
    DEPOSIT = "deposit"


TIME_KINDS = frozenset({LineKind.HOUR, LineKind.DAY_PART, LineKind.DAY})


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One line: figures and a kind, so that every reader gets it in their own language.

    `label` is the name of the day part, rule or add-on, else empty. `quantity_minutes` is how much of the asked time
    this line pays for; the time lines (hour, day part, day) of a quote together pay for all of it. `unit_price_cents`
    is the price of one hour, part, day or piece. `why` says why the line is there; its values end in what they are:
    `_cents`, `_bps` and `_minutes` are written out for the reader by who shows it.
    """

    kind: LineKind
    label: str
    quantity_minutes: int
    unit_price_cents: int
    amount_cents: int
    vat_bps: int
    vat_cents: int
    vat_reason: str
    quantity: int = 1
    why: Message | None = None

    @property
    def net_cents(self) -> int:
        """Without its VAT."""
        return self.amount_cents - self.vat_cents


@dataclass(frozen=True, slots=True)
class VatAmount:
    """All lines at one VAT rate together; rounded once."""

    rate_bps: int
    amount_cents: int
    vat_cents: int

    @property
    def net_cents(self) -> int:
        """Without VAT."""
        return self.amount_cents - self.vat_cents


@dataclass(frozen=True, slots=True)
class OverrunPrice:
    """What each started step after the booked end costs. Charged afterwards, never part of the total."""

    step_minutes: int
    amount_cents: int


@dataclass(frozen=True, slots=True)
class Quote:
    """The price of one room for one stretch of time.

    `total_cents` is the sum of all lines but the deposit, and what commission and cancellation are reckoned over. A
    deposit is money of the hirer: it stands in `deposit_cents` and in a last line of its own kind. The hirer pays
    `payable_cents`. `plan_name` is empty for the basic plan.
    """

    lines: tuple[QuoteLine, ...]
    total_cents: int
    vat_cents: int
    deposit_cents: int = 0
    vat_by_rate: tuple[VatAmount, ...] = ()
    plan_name: str = ""
    overrun: OverrunPrice | None = None
    currency: str = "eur"

    @property
    def net_cents(self) -> int:
        """The total without VAT, as organisations look at it."""
        return self.total_cents - self.vat_cents

    @property
    def payable_cents(self) -> int:
        """What leaves the hirer's account: the price and the deposit."""
        return self.total_cents + self.deposit_cents


@dataclass(frozen=True, slots=True)
class SeriesDate:
    """One date of a series with its price."""

    span: TimeRange
    quote: Quote


@dataclass(frozen=True, slots=True)
class SeriesQuote:
    """The price of many dates of one room, each at the step that all of them together reach in their season."""

    dates: tuple[SeriesDate, ...]
    unpriced: tuple[TimeRange, ...] = ()

    @property
    def total_cents(self) -> int:
        """All dates, without deposits."""
        return sum(each.quote.total_cents for each in self.dates)

    @property
    def vat_cents(self) -> int:
        """The VAT in the total: each date is a booking of its own and rounds its own."""
        return sum(each.quote.vat_cents for each in self.dates)


@dataclass(frozen=True, slots=True)
class SettledDate:
    """What one date cost and costs now; None: it was not there, or is no longer."""

    span: TimeRange
    before_cents: int | None
    after_cents: int | None

    @property
    def difference_cents(self) -> int:
        """More to pay, or (below zero) to get back."""
        return (self.after_cents or 0) - (self.before_cents or 0)


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a series costs more or less now that its number of dates has changed."""

    dates: tuple[SettledDate, ...]
    why: Message

    @property
    def difference_cents(self) -> int:
        """More to pay, or (below zero) to get back."""
        return sum(each.difference_cents for each in self.dates)


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to charge the time, weighed against the others. `total_cents` None: it does not cover all of the time."""

    plan_name: str
    kind: RateUnit | None  # None: a mixture
    total_cents: int | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """A price, and what else was weighed: by the hour, by the part, by the day, of each plan that fits."""

    quote: Quote
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class LowestPrice:
    """The least that a room costs for one unit of its tariff."""

    unit: RateUnit
    price_cents: int
