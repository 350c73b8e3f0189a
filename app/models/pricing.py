"""What rooms cost, what VAT applies, and what a cancellation gives back. All with dates: tariffs and laws change."""

import uuid
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, SmallInteger, text
from sqlalchemy.dialects.postgresql import ARRAY, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.models.accounts import VatProfile
from app.models.columns import enum_column, foreign_key, id_column


class RateUnit(StrEnum):
    """What one price is for. An hour is charged per quarter; a day part and a day are a fixed price."""

    HOUR = "hour"
    DAY_PART = "day_part"
    DAY = "day"


class Rate(Base):
    """A price of a room, including VAT, on certain weekdays."""

    __tablename__ = "rate"
    __table_args__ = (
        CheckConstraint("price_cents >= 0", name="price_not_negative"),
        CheckConstraint("(unit = 'day_part') = (day_part_id IS NOT NULL)", name="day_part_named"),
        CheckConstraint("cardinality(weekdays) > 0 AND weekdays <@ ARRAY[0,1,2,3,4,5,6]::smallint[]", name="weekdays"),
        CheckConstraint("valid_until IS NULL OR valid_until > valid_from", name="valid_until_after_from"),
        Index("ix_rate_room_id_valid_from", "room_id", "valid_from"),
    )

    id: Mapped[uuid.UUID] = id_column()
    room_id: Mapped[uuid.UUID] = foreign_key("room.id", ondelete="CASCADE", index=False)
    unit: Mapped[RateUnit] = enum_column(RateUnit, "unit")
    day_part_id: Mapped[uuid.UUID | None] = foreign_key("day_part.id")
    weekdays: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
    price_cents: Mapped[int]
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
