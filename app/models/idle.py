"""What members decided to offer of the time that their rooms stand empty."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.models.columns import created_at_column, foreign_key, id_column


class IdleOffer(Base):
    """One decision: from a day on these hours of these rooms can be booked. Withdrawn: from then on they cannot.

    The hours themselves are room-level opening hours; here stands what the decision added to them, so that it can be
    taken back. `asked_as` is the form it came from: sent twice, it is one decision.
    """

    __tablename__ = "idle_offer"
    __table_args__ = (
        CheckConstraint("(last_minute_bps IS NULL) = (last_minute_days IS NULL)", name="last_minute_is_a_pair"),
        CheckConstraint("last_minute_bps IS NULL OR last_minute_bps BETWEEN 1 AND 9000", name="last_minute_bps"),
        CheckConstraint("last_minute_days IS NULL OR last_minute_days BETWEEN 1 AND 60", name="last_minute_days"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_on IS NULL)", name="withdrawn_has_day"),
        Index("ix_idle_offer_organisation_id_created_at", "organisation_id", "created_at"),
    )

    id: Mapped[uuid.UUID] = id_column()
    organisation_id: Mapped[uuid.UUID] = foreign_key("organisation.id", index=False)
    venue_id: Mapped[uuid.UUID] = foreign_key("venue.id", ondelete="CASCADE")
    asked_as: Mapped[uuid.UUID] = mapped_column(unique=True)
    starts_on: Mapped[date]
    last_minute_bps: Mapped[int | None]
    last_minute_days: Mapped[int | None]
    created_by_id: Mapped[uuid.UUID | None] = foreign_key("user_account.id")
    created_at: Mapped[datetime] = created_at_column()
    withdrawn_at: Mapped[datetime | None]
    withdrawn_on: Mapped[date | None]
    withdrawn_by_id: Mapped[uuid.UUID | None] = foreign_key("user_account.id")

    windows: Mapped[list["IdleOfferWindow"]] = relationship(
        lazy="raise", order_by="IdleOfferWindow.weekday, IdleOfferWindow.opens_minute"
    )
    price_rules: Mapped[list["IdleOfferPriceRule"]] = relationship(lazy="raise")


class IdleOfferWindow(Base):
    """Hours of one room on one weekday that a decision brought online. Wall clock, past 1440 in the night after.

    `opening_id` is the opening they became; without one somebody has changed the hours of the room since.
    """

    __tablename__ = "idle_offer_window"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("opens_minute >= 0 AND opens_minute < 1440", name="opens_within_the_day"),
        CheckConstraint("closes_minute > opens_minute AND closes_minute <= 2160", name="closes_after_opening"),
    )

    id: Mapped[uuid.UUID] = id_column()
    offer_id: Mapped[uuid.UUID] = foreign_key("idle_offer.id", ondelete="CASCADE")
    room_id: Mapped[uuid.UUID] = foreign_key("room.id", ondelete="CASCADE")
    opening_id: Mapped[uuid.UUID | None] = foreign_key("opening_hours.id", ondelete="SET NULL")
    weekday: Mapped[int]
    opens_minute: Mapped[int]
    closes_minute: Mapped[int]


class IdleOfferPriceRule(Base):
    """A last-minute price that came with a decision, and ends with it."""

    __tablename__ = "idle_offer_price_rule"

    offer_id: Mapped[uuid.UUID] = foreign_key("idle_offer.id", ondelete="CASCADE", index=False, primary_key=True)
    price_rule_id: Mapped[uuid.UUID] = foreign_key("price_rule.id", ondelete="CASCADE", primary_key=True)
