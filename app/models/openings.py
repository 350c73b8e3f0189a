"""The rules behind opening hours and bookings: what holds for a whole building, for one room, and from when.

A row without a room speaks for the whole venue. Which of two rows goes first is decided in one place each:
`services/availability/openings.py` for openings, `services/availability/booking_rules.py` for booking rules.
"""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Computed, Index, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.models.columns import created_at_column, enum_column, foreign_key, id_column


class Season(StrEnum):
    """Which week a row of opening hours belongs to: the ordinary one, or the one of holidays with extra hours."""

    REGULAR = "regular"
    HOLIDAY = "holiday"


class Holiday(StrEnum):
    """The five school holidays, and all public holidays together."""

    AUTUMN = "autumn"
    CHRISTMAS = "christmas"
    SPRING = "spring"
    MAY = "may"
    SUMMER = "summer"
    PUBLIC = "public"


class HolidayState(StrEnum):
    """Normal: as if it were no holiday. Closed: not open. Extra: the week of season `holiday` holds."""

    NORMAL = "normal"
    CLOSED = "closed"
    EXTRA = "extra"


class HolidayOpening(Base):
    """What a venue or a room does in one holiday, each year anew, from a date on. Holidays without a row are normal."""

    __tablename__ = "holiday_opening"
    __table_args__ = (
        CheckConstraint("valid_until IS NULL OR valid_until > valid_from", name="valid_until_after_from"),
        ExcludeConstraint(
            ("owner_id", "="),
            ("holiday", "="),
            (text("daterange(valid_from, valid_until)"), "&&"),
            using="gist",
            name="ex_holiday_opening_no_overlap",
        ),
    )

    id: Mapped[uuid.UUID] = id_column()
    venue_id: Mapped[uuid.UUID] = foreign_key("venue.id", ondelete="CASCADE")
    room_id: Mapped[uuid.UUID | None] = foreign_key("room.id", ondelete="CASCADE")
    owner_id: Mapped[uuid.UUID] = mapped_column(Computed("coalesce(room_id, venue_id)", persisted=True))
    holiday: Mapped[Holiday] = enum_column(Holiday, "holiday")
    state: Mapped[HolidayState] = enum_column(HolidayState, "state")
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]


class CaretakerHours(Base):
    """When somebody of the house is there, per weekday; wall clock, past midnight ends after minute 1440."""

    __tablename__ = "caretaker_hours"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("from_minute >= 0 AND from_minute < 1440", name="from_within_the_day"),
        CheckConstraint("until_minute > from_minute AND until_minute <= 2160", name="until_after_from"),
        CheckConstraint("valid_until IS NULL OR valid_until > valid_from", name="valid_until_after_from"),
    )

    id: Mapped[uuid.UUID] = id_column()
    venue_id: Mapped[uuid.UUID] = foreign_key("venue.id", ondelete="CASCADE")
    weekday: Mapped[int]
    from_minute: Mapped[int]
    until_minute: Mapped[int]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]


class Closure(Base):
    """One decision to close any number of rooms: whole days, or the same hours on each of them.

    Its rooms and venues are the rows of `opening_exception` that name it. It only ever takes away.
    """

    __tablename__ = "closure"
    __table_args__ = (
        CheckConstraint("until_on > from_on", name="until_after_from"),
        CheckConstraint("(from_minute IS NULL) = (until_minute IS NULL)", name="hours_are_a_pair"),
        CheckConstraint(
            "from_minute IS NULL OR (from_minute >= 0 AND from_minute < 1440"
            " AND until_minute > from_minute AND until_minute <= 2160)",
            name="hours_make_sense",
        ),
        Index("ix_closure_organisation_id_until_on", "organisation_id", "until_on"),
    )

    id: Mapped[uuid.UUID] = id_column()
    organisation_id: Mapped[uuid.UUID] = foreign_key("organisation.id", index=False)
    reason: Mapped[str]
    from_on: Mapped[date]
    until_on: Mapped[date]
    from_minute: Mapped[int | None]
    until_minute: Mapped[int | None]
    created_by_id: Mapped[uuid.UUID | None] = foreign_key("user_account.id")
    created_at: Mapped[datetime] = created_at_column()


class BookingRule(Base):
    """What a venue or a room asks of bookings in a period. NULL says nothing: the next one in line is asked."""

    __tablename__ = "booking_rule"
    __table_args__ = (
        CheckConstraint("valid_until IS NULL OR valid_until > valid_from", name="valid_until_after_from"),
        CheckConstraint("start_grid_minutes IN (15, 30, 60)", name="start_grid"),
        CheckConstraint("min_duration_minutes > 0", name="min_duration_positive"),
        CheckConstraint("max_duration_minutes >= min_duration_minutes", name="max_duration_at_least_min"),
        CheckConstraint("notice_minutes >= 0", name="notice_not_negative"),
        CheckConstraint("horizon_days BETWEEN 1 AND 730", name="horizon"),
        CheckConstraint("buffer_before_minutes BETWEEN 0 AND 240", name="buffer_before"),
        CheckConstraint("buffer_after_minutes BETWEEN 0 AND 240", name="buffer_after"),
        ExcludeConstraint(
            ("owner_id", "="),
            (text("daterange(valid_from, valid_until)"), "&&"),
            using="gist",
            name="ex_booking_rule_no_overlap",
        ),
    )

    id: Mapped[uuid.UUID] = id_column()
    venue_id: Mapped[uuid.UUID] = foreign_key("venue.id", ondelete="CASCADE")
    room_id: Mapped[uuid.UUID | None] = foreign_key("room.id", ondelete="CASCADE")
    owner_id: Mapped[uuid.UUID] = mapped_column(Computed("coalesce(room_id, venue_id)", persisted=True))
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    start_grid_minutes: Mapped[int | None]
    min_duration_minutes: Mapped[int | None]
    max_duration_minutes: Mapped[int | None]
    notice_minutes: Mapped[int | None]
    notice_in_caretaker_hours: Mapped[bool | None]
    horizon_days: Mapped[int | None]
    buffer_before_minutes: Mapped[int | None]
    buffer_after_minutes: Mapped[int | None]
    buffers_shared: Mapped[bool | None]
