"""What rooms cost, what VAT applies, and what a cancellation gives back. All with dates: tariffs and laws change."""

import uuid
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, TEXT, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.models.accounts import VatProfile
from app.models.columns import enum_column, foreign_key, id_column
from app.models.listing import Purpose

_WEEKDAYS = "weekdays <@ ARRAY[0,1,2,3,4,5,6]::smallint[]"
_PERIOD = "valid_until IS NULL OR valid_until > valid_from"


class RateUnit(StrEnum):
    """What one price is for. An hour is charged per quarter; a day part and a day are a fixed price."""

    HOUR = "hour"
    DAY_PART = "day_part"
    DAY = "day"


class HirerCategory(StrEnum):
    """Who hires, as tariffs tell them apart. Declared by the hirer under conditions, checkable afterwards."""

    PRIVATE = "private"
    COMMERCIAL = "commercial"
    NON_PROFIT = "non_profit"
    AMATEUR = "amateur"
    MEMBER = "member"
    OWN = "own"
    FREE = "free"


class PriceRuleKind(StrEnum):
    """What changes a price, or is added to it, whatever the plan."""

    SEASON = "season"
    LAST_MINUTE = "last_minute"
    FREQUENCY = "frequency"
    CARETAKER = "caretaker"
    OVERRUN = "overrun"


class AddOnUnit(StrEnum):
    """What one price of an add-on is for."""

    BOOKING = "booking"
    DAY = "day"
    HOUR = "hour"
    PIECE = "piece"


def _words(column: str, allowed: type[StrEnum]) -> str:
    """A CHECK that an array holds nothing but the words of an enum."""
    return f"{column} <@ ARRAY[{','.join(repr(member.value) for member in allowed)}]"


class RatePlan(Base):
    """The prices of a room for certain hirers, purposes, or a period. Empty lists: everyone, everything.

    Of the plans that fit, the most specific holds; rates without a plan are the room's basic ones, for everybody.
    A season is a stretch of each year, `[from, until)` as month * 100 + day; one that turns the year has from > until.
    """

    __tablename__ = "rate_plan"
    __table_args__ = (
        UniqueConstraint("id", "room_id"),
        CheckConstraint(_words("categories", HirerCategory), name="categories"),
        CheckConstraint(_words("purposes", Purpose), name="purposes"),
        CheckConstraint("(season_from IS NULL) = (season_until IS NULL)", name="season_is_a_pair"),
        CheckConstraint("season_from BETWEEN 101 AND 1231 AND season_until BETWEEN 101 AND 1231", name="season_days"),
        CheckConstraint("season_from <> season_until", name="season_not_empty"),
        CheckConstraint("minimum_cents >= 0 AND minimum_minutes >= 0", name="minimums_not_negative"),
        CheckConstraint(_PERIOD, name="valid_until_after_from"),
        Index("ix_rate_plan_room_id_valid_from", "room_id", "valid_from"),
    )

    id: Mapped[uuid.UUID] = id_column()
    room_id: Mapped[uuid.UUID] = foreign_key("room.id", ondelete="CASCADE", index=False)
    name: Mapped[str]
    categories: Mapped[list[str]] = mapped_column(ARRAY(TEXT), default=list)
    purposes: Mapped[list[str]] = mapped_column(ARRAY(TEXT), default=list)
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    season_from: Mapped[int | None]
    season_until: Mapped[int | None]
    # A day part used for half its time costs half its price.
    prorata: Mapped[bool] = mapped_column(default=False)
    # With all changes and surcharges the room never costs more than the price of the day as it stands in the plan.
    cap_at_day: Mapped[bool] = mapped_column(default=False)
    minimum_cents: Mapped[int] = mapped_column(default=0)
    # A shorter time is charged as this long.
    minimum_minutes: Mapped[int] = mapped_column(default=0)


class Rate(Base):
    """A price of a room, including VAT, on certain weekdays."""

    __tablename__ = "rate"
    __table_args__ = (
        CheckConstraint("price_cents >= 0", name="price_not_negative"),
        CheckConstraint("(unit = 'day_part') = (day_part_id IS NOT NULL)", name="day_part_named"),
        CheckConstraint("ordinal = 1 OR (ordinal BETWEEN 2 AND 9 AND unit = 'day_part')", name="ordinal_of_a_part"),
        CheckConstraint(f"cardinality(weekdays) > 0 AND {_WEEKDAYS}", name="weekdays"),
        CheckConstraint(_PERIOD, name="valid_until_after_from"),
        ForeignKeyConstraint(
            ["plan_id", "room_id"],
            ["rate_plan.id", "rate_plan.room_id"],
            ondelete="CASCADE",
            name="fk_rate_plan_of_room",
        ),
        Index("ix_rate_room_id_valid_from", "room_id", "valid_from"),
        Index("ix_rate_plan_id", "plan_id"),
    )

    id: Mapped[uuid.UUID] = id_column()
    room_id: Mapped[uuid.UUID] = foreign_key("room.id", ondelete="CASCADE", index=False)
    # NULL: the room's basic plan, for everyone.
    plan_id: Mapped[uuid.UUID | None]
    unit: Mapped[RateUnit] = enum_column(RateUnit, "unit")
    day_part_id: Mapped[uuid.UUID | None] = foreign_key("day_part.id")
    # The price of the 1st, 2nd, 3rd day part of one booking; the last one named holds for all that follow.
    ordinal: Mapped[int] = mapped_column(SmallInteger, default=1, server_default="1")
    weekdays: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
    price_cents: Mapped[int]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]


class PriceRule(Base):
    """A change or a surcharge on top of the plans of a room, or of all rooms of a venue. Empty lists: everyone, always.

    - season: `change_bps` up or down, in the period or each year in the season.
    - last_minute: `change_bps` (down) on bookings made `days_before` or fewer days before the day of use.
    - frequency: by the number of dates in a year that begins at `season_from` (1 September when empty). `steps`:
      `{"min_dates": 10, "change_bps": -1000}` or `{"min_dates": 10, "unit": "day_part", "price_cents": 6200}`.
    - caretaker: `amount_cents` for each started hour outside the caretaker's hours.
    - overrun: `amount_cents` for each started `step_minutes` after the booked end; charged afterwards.
    `weekdays`, `from_minute` and `until_minute` limit season, last_minute and frequency to times of the week.
    """

    __tablename__ = "price_rule"
    __table_args__ = (
        CheckConstraint(_words("categories", HirerCategory), name="categories"),
        CheckConstraint(_words("purposes", Purpose), name="purposes"),
        CheckConstraint(_WEEKDAYS, name="weekdays"),
        CheckConstraint("(from_minute IS NULL) = (until_minute IS NULL)", name="minutes_are_a_pair"),
        CheckConstraint(
            "from_minute >= 0 AND from_minute < 1440 AND until_minute > from_minute AND until_minute <= 2160",
            name="minutes_make_sense",
        ),
        CheckConstraint("season_from BETWEEN 101 AND 1231 AND season_until BETWEEN 101 AND 1231", name="season_days"),
        CheckConstraint("season_from <> season_until", name="season_not_empty"),
        CheckConstraint(
            "kind = 'frequency' OR (season_from IS NULL) = (season_until IS NULL)", name="season_is_a_pair"
        ),
        CheckConstraint(
            "CASE kind WHEN 'season' THEN change_bps IS NOT NULL"
            " WHEN 'last_minute' THEN change_bps < 0 AND days_before >= 0 AND days_before IS NOT NULL"
            " AND change_bps IS NOT NULL"
            " WHEN 'frequency' THEN jsonb_typeof(steps) = 'array' AND jsonb_array_length(steps) > 0"
            " WHEN 'caretaker' THEN amount_cents IS NOT NULL"
            " ELSE amount_cents IS NOT NULL AND step_minutes IS NOT NULL END",
            name="complete_for_its_kind",
        ),
        CheckConstraint("change_bps BETWEEN -10000 AND 20000", name="change"),
        CheckConstraint("amount_cents >= 0", name="amount_not_negative"),
        CheckConstraint("step_minutes IN (15, 30, 60)", name="step"),
        CheckConstraint(_PERIOD, name="valid_until_after_from"),
    )

    id: Mapped[uuid.UUID] = id_column()
    venue_id: Mapped[uuid.UUID] = foreign_key("venue.id", ondelete="CASCADE")
    room_id: Mapped[uuid.UUID | None] = foreign_key("room.id", ondelete="CASCADE")
    kind: Mapped[PriceRuleKind] = enum_column(PriceRuleKind, "kind")
    # As the price tells it: "Winter", "Summer evenings".
    name: Mapped[str] = mapped_column(default="")
    categories: Mapped[list[str]] = mapped_column(ARRAY(TEXT), default=list)
    purposes: Mapped[list[str]] = mapped_column(ARRAY(TEXT), default=list)
    weekdays: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger), default=list)
    from_minute: Mapped[int | None]
    until_minute: Mapped[int | None]
    season_from: Mapped[int | None]
    season_until: Mapped[int | None]
    change_bps: Mapped[int | None]
    days_before: Mapped[int | None]
    amount_cents: Mapped[int | None]
    step_minutes: Mapped[int | None]
    steps: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]


class VatRule(Base):
    """What a VAT profile means from a date on: the rate, and the reason that an invoice prints when it is nil."""

    __tablename__ = "vat_rule"
    __table_args__ = (
        CheckConstraint("rate_bps BETWEEN 0 AND 10000", name="rate"),
        ExcludeConstraint(
            ("profile", "="),
            (text("daterange(valid_from, valid_until)"), "&&"),
            using="gist",
            name="ex_vat_rule_no_overlap",
        ),
    )

    id: Mapped[uuid.UUID] = id_column()
    profile: Mapped[VatProfile] = enum_column(VatProfile, "profile")
    rate_bps: Mapped[int]
    reason: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]


class CancellationPolicy(Base):
    """How much comes back, by how long before the start: `[{"hours_before": 336, "refund_bps": 10000}, ...]`.

    Sorted from long before to short before; later than the last step gives nothing back.
    """

    __tablename__ = "cancellation_policy"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    steps: Mapped[list[dict[str, Any]]]
