"""What a tariff must be: plans, changes of price, extras and VAT choices as a member fills them in. Pure."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.messages import Message, message
from app.models.accounts import VatProfile
from app.models.listing import Purpose
from app.models.pricing import AddOnUnit, HirerCategory, PriceRuleKind, RateUnit
from app.services.listing.rules import Errors

MAX_NAME = 60
MAX_NOTE = 200
MAX_CENTS = 10_000_00
MAX_STOCK = 10_000
MAX_STEPS = 10
MAX_DATES = 400
MOST_DAYS_BEFORE = 365
ALL_BPS = 10_000
MOST_UP_BPS = 20_000
FARTHEST = timedelta(days=3 * 366)


@dataclass(frozen=True, slots=True)
class Season:
    """A stretch of each year, `[from, until)` as month * 100 + day."""

    from_day: int
    until_day: int


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """A plan as filled in: for whom, for what, when, and how its prices are reckoned. None: could not be read."""

    name: str
    categories: Sequence[HirerCategory]
    purposes: Sequence[Purpose]
    from_on: date | None
    until_on: date | None
    season: Season | None
    prorata: bool
    cap_at_day: bool
    minimum_cents: int
    minimum_minutes: int


@dataclass(frozen=True, slots=True)
class StepDraft:
    """From so many dates on: a change in basis points, or a price of one unit."""

    min_dates: int | None
    change_bps: int | None = None
    unit: RateUnit | None = None
    price_cents: int | None = None

    def as_json(self) -> dict[str, object]:
        """As the price rule keeps it."""
        if self.unit is None:
            return {"min_dates": self.min_dates, "change_bps": self.change_bps}
        return {"min_dates": self.min_dates, "unit": self.unit.value, "price_cents": self.price_cents}


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """A change of price, or something on top of it, as filled in. What belongs to another kind is left alone."""

    kind: PriceRuleKind
    name: str
    whole_venue: bool
    categories: Sequence[HirerCategory]
    purposes: Sequence[Purpose]
    weekdays: Sequence[int]
    minutes: tuple[int, int] | None
    season: Season | None
    from_on: date | None
    until_on: date | None
    change_bps: int | None = None
    days_before: int | None = None
    amount_cents: int | None = None
    step_minutes: int | None = None
    steps: Sequence[StepDraft] = ()


@dataclass(frozen=True, slots=True)
class AddOnDraft:
    """Something that can come along, as filled in. No rooms: in all rooms of the venue."""

    name: str
    note: str
    unit: AddOnUnit | None
    price_cents: int | None
    next_price_cents: int | None
    stock: int | None
    requires: uuid.UUID | None
    vat_profile: VatProfile | None
    room_ids: Sequence[uuid.UUID]


@dataclass(frozen=True, slots=True)
class VatDraft:
    """A decision on VAT as filled in, for a room or all of them, and a purpose or an extra."""

    whole_organisation: bool
    purpose: Purpose | None
    add_on_id: uuid.UUID | None
    profile: VatProfile | None
    from_on: date | None
    confirms: bool


def check_plan(draft: PlanDraft, *, today: date, is_new: bool) -> Errors:
    """What is wrong with a plan, per field."""
    errors: Errors = {}
    _check_name(errors, draft.name)
    if not draft.categories and not draft.purposes:
        errors["categories"] = [
            message("Choose for whom or for what this tariff is. For everybody there are the basic prices.")
        ]
    _check_period(errors, draft.from_on, draft.until_on, today, may_have_begun=not is_new)
    if not 0 <= draft.minimum_cents <= MAX_CENTS:
        errors["minimum"] = [_too_much(MAX_CENTS)]
    if not 0 <= draft.minimum_minutes <= 24 * 60 or draft.minimum_minutes % 15:
        errors["minimum_minutes"] = [message("Fill in quarters of an hour, up to a day.")]
    return errors


def check_rule(draft: RuleDraft, *, today: date) -> Errors:
    """What is wrong with a change of price, per field."""
    errors: Errors = {}
    if len(draft.name) > MAX_NAME:
        errors["name"] = [message("At most %(most)s characters.", most=MAX_NAME)]
    _check_period(errors, draft.from_on, draft.until_on, today, may_have_begun=False)
    if draft.kind is PriceRuleKind.SEASON:
        _check_change(errors, draft.change_bps, lowest=-ALL_BPS, highest=MOST_UP_BPS)
        if draft.season is None and draft.until_on is None:
            errors.setdefault("season_from", [message("Say in which part of the year, or until which day.")])
    elif draft.kind is PriceRuleKind.LAST_MINUTE:
        _check_change(errors, draft.change_bps, lowest=-ALL_BPS, highest=-1)
        if draft.days_before is None or not 0 <= draft.days_before <= MOST_DAYS_BEFORE:
            errors["days_before"] = [message("Fill in a number of days from 0 to %(most)s.", most=MOST_DAYS_BEFORE)]
    elif draft.kind is PriceRuleKind.FREQUENCY:
        _check_steps(errors, draft.steps)
    else:
        _check_amount(errors, draft)
    return errors


def _check_amount(errors: Errors, draft: RuleDraft) -> None:
    if draft.amount_cents is None or not 0 < draft.amount_cents <= MAX_CENTS:
        errors["amount"] = [message("Fill in a price in euros, such as 22,50.")]
    if draft.kind is PriceRuleKind.OVERRUN and draft.step_minutes not in {15, 30, 60}:
        errors["step_minutes"] = [message("Choose per quarter, half hour or hour.")]


def _check_change(errors: Errors, change_bps: int | None, *, lowest: int, highest: int) -> None:
    if change_bps is None or not lowest <= change_bps <= highest or change_bps == 0:
        errors["change"] = [message("Fill in a percentage, such as 10 or 12,5.")]


def _check_steps(errors: Errors, steps: Sequence[StepDraft]) -> None:
    if not steps:
        errors["steps"] = [message("Fill in at least one step.")]
        return
    if len(steps) > MAX_STEPS:
        errors["steps"] = [message("At most %(most)s steps.", most=MAX_STEPS)]
    counted = [step.min_dates for step in steps]
    for number, step in enumerate(steps, start=1):
        if step.min_dates is None or not 1 < step.min_dates <= MAX_DATES:
            errors[f"dates-{number}"] = [message("Fill in a number of dates from 2 to %(most)s.", most=MAX_DATES)]
        elif counted.count(step.min_dates) > 1:
            errors[f"dates-{number}"] = [message("This number of dates stands here twice.")]
        if step.unit is None and (step.change_bps is None or not -ALL_BPS <= step.change_bps < 0):
            errors[f"off-{number}"] = [message("Fill in a percentage, such as 10 or 12,5.")]
        if step.unit is not None and (step.price_cents is None or not 0 <= step.price_cents <= MAX_CENTS):
            errors[f"off-{number}"] = [message("Fill in a price in euros, such as 22,50.")]


def check_add_on(
    draft: AddOnDraft, *, requirements: Mapping[uuid.UUID, uuid.UUID | None], own: uuid.UUID | None
) -> Errors:
    """What is wrong with an extra, per field. `requirements`: what the venue has, each with what that needs itself."""
    errors: Errors = {}
    _check_name(errors, draft.name)
    if len(draft.note) > MAX_NOTE:
        errors["note"] = [message("At most %(most)s characters.", most=MAX_NOTE)]
    if draft.unit is None:
        errors["unit"] = [message("Choose what the price is for.")]
    if draft.price_cents is None or not 0 <= draft.price_cents <= MAX_CENTS:
        errors["price"] = [message("Fill in a price in euros, such as 22,50; 0 is free of charge.")]
    if draft.next_price_cents is not None and draft.unit is AddOnUnit.BOOKING:
        errors["next_price"] = [message("A price for the whole booking has no price for the next one.")]
    if draft.stock is not None and not 1 <= draft.stock <= MAX_STOCK:
        errors["stock"] = [message("Fill in a whole number from %(least)s to %(most)s.", least=1, most=MAX_STOCK)]
    if draft.requires is not None and _goes_round(draft.requires, requirements, own):
        errors["requires"] = [message("These two would each need the other.")]
    elif draft.requires is not None and draft.requires not in requirements:
        errors["requires"] = [message("Choose from the list.")]
    return errors


def _goes_round(first: uuid.UUID, requirements: Mapping[uuid.UUID, uuid.UUID | None], own: uuid.UUID | None) -> bool:
    following: uuid.UUID | None = first
    seen: set[uuid.UUID] = set()
    while following is not None and following not in seen:
        if following == own:
            return True
        seen.add(following)
        following = requirements.get(following)
    return False


def check_vat(draft: VatDraft, *, today: date) -> Errors:
    """What is wrong with a decision on VAT, per field."""
    errors: Errors = {}
    if draft.purpose is None and draft.add_on_id is None:
        errors["purpose"] = [
            message("Choose a purpose or an extra. What holds for the whole room stands with its rules.")
        ]
    if draft.profile is None:
        errors["profile"] = [message("Choose what holds for VAT.")]
    elif draft.profile is VatProfile.TAXED_MEETING and draft.purpose not in {None, Purpose.MEETING, Purpose.EXHIBITION}:
        errors["profile"] = [message("This holds only for meetings and exhibitions.")]
    _check_period(errors, draft.from_on, None, today, may_have_begun=False)
    if not draft.confirms:
        errors["confirms"] = [message("Confirm that you decided this with your adviser.")]
    return errors


def _check_name(errors: Errors, name: str) -> None:
    if not name:
        errors["name"] = [message("Give it a name.")]
    elif len(name) > MAX_NAME:
        errors["name"] = [message("At most %(most)s characters.", most=MAX_NAME)]


def _check_period(
    errors: Errors, from_on: date | None, until_on: date | None, today: date, *, may_have_begun: bool
) -> None:
    if from_on is None or from_on > today + FARTHEST:
        errors["from_on"] = [message("Choose the day from which this holds.")]
    elif from_on < today and not may_have_begun:
        errors["from_on"] = [message("It can begin today at the earliest.")]
    elif until_on is not None and until_on <= from_on:
        errors["until_on"] = [message("The last day lies before the first.")]


def _too_much(most: int) -> Message:
    return message("Fill in an amount in euros, at most %(most)s.", most=most // 100)
