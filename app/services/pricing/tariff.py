"""What a room's price is made from, as the pure modules of pricing read it: rates, plans, rules, add-ons, VAT."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.models.accounts import VatProfile
from app.models.listing import Purpose
from app.models.pricing import AddOnUnit, HirerCategory, PriceRuleKind, RateUnit

# The season of the field: the school year. A rule may name another first day.
SEASON_START = 901


@dataclass(frozen=True, slots=True)
class PartBlock:
    """A named block of the day, in minutes of the venue's clock."""

    name: str
    starts_minute: int
    ends_minute: int


@dataclass(frozen=True, slots=True)
class RatePrice:
    """A price of a room; `part` only for a day part, `ordinal` 2 for what the second day part of a booking costs."""

    unit: RateUnit
    price_cents: int
    weekdays: frozenset[int]
    valid_from: date
    valid_until: date | None = None
    part: PartBlock | None = None
    ordinal: int = 1


@dataclass(frozen=True, slots=True)
class Period:
    """Days `[valid_from, valid_until)`, of each year only those in the season `[from, until)` (month * 100 + day)."""

    valid_from: date = date.min
    valid_until: date | None = None
    season_from: int | None = None
    season_until: int | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the day lies in it."""
        if day < self.valid_from or (self.valid_until is not None and day >= self.valid_until):
            return False
        if self.season_from is None or self.season_until is None:
            return True
        at = day.month * 100 + day.day
        if self.season_from < self.season_until:
            return self.season_from <= at < self.season_until
        return at >= self.season_from or at < self.season_until


ALWAYS = Period()


@dataclass(frozen=True, slots=True)
class Plan:
    """Rates for certain hirers and purposes; empty sets mean everyone and everything. No name: the basic plan."""

    rates: tuple[RatePrice, ...]
    name: str = ""
    categories: frozenset[HirerCategory] = frozenset()
    purposes: frozenset[Purpose] = frozenset()
    period: Period = ALWAYS
    prorata: bool = False
    cap_at_day: bool = False
    minimum_cents: int = 0
    minimum_minutes: int = 0

    @property
    def specificity(self) -> int:
        """Purpose goes before category, both before one of them; the basic plan comes last."""
        return 2 * bool(self.purposes) + bool(self.categories)


@dataclass(frozen=True, slots=True)
class Step:
    """From so many dates in a season on: a change in basis points, or a price of one unit."""

    min_dates: int
    change_bps: int = 0
    unit: RateUnit | None = None
    price_cents: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """A change or surcharge on top of the plans (models/pricing.py, PriceRule)."""

    kind: PriceRuleKind
    name: str = ""
    of_room: bool = False
    categories: frozenset[HirerCategory] = frozenset()
    purposes: frozenset[Purpose] = frozenset()
    weekdays: frozenset[int] = frozenset()
    minutes: tuple[int, int] | None = None
    period: Period = ALWAYS
    change_bps: int = 0
    days_before: int = 0
    amount_cents: int = 0
    step_minutes: int = 60
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class CaretakerBlock:
    """When somebody of the house is there, on one weekday, in minutes of the venue's clock."""

    weekday: int
    from_minute: int
    until_minute: int
    period: Period = ALWAYS


@dataclass(frozen=True, slots=True)
class AddOnTerms:
    """What can be hired beside the room, at what price."""

    id: uuid.UUID
    name: str
    unit: AddOnUnit
    price_cents: int
    next_price_cents: int | None = None
    stock: int | None = None
    requires: uuid.UUID | None = None
    requires_name: str = ""
    vat_profile: VatProfile | None = None
    period: Period = ALWAYS
    note: str = ""


@dataclass(frozen=True, slots=True)
class VatTerms:
    """What a VAT profile means in a period."""

    profile: VatProfile
    rate_bps: int
    reason: str
    valid_from: date
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class VatDecision:
    """A member's choice of profile for a room (`of_room`), a purpose, an add-on, or what they have in common."""

    profile: VatProfile
    of_room: bool = False
    purpose: Purpose | None = None
    add_on_id: uuid.UUID | None = None
    period: Period = ALWAYS


@dataclass(frozen=True, slots=True)
class VatFacts:
    """All that decides on the VAT of one room."""

    organisation: VatProfile
    terms: tuple[VatTerms, ...]
    room: VatProfile | None = None
    decisions: tuple[VatDecision, ...] = ()


@dataclass(frozen=True, slots=True)
class Tariff:
    """Everything that a room's price depends on, but its VAT."""

    plans: tuple[Plan, ...]
    rules: tuple[Rule, ...] = ()
    caretaker: tuple[CaretakerBlock, ...] = ()
    add_ons: Mapping[uuid.UUID, AddOnTerms] = field(default_factory=dict)
    deposit_cents: int = 0
