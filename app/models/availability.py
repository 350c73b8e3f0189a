"""When rooms are open, and the truth of what is taken."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.models.columns import created_at_column, enum_column, foreign_key, id_column
from app.models.listing import AccessMode
from app.models.openings import Season


class OpeningHours(Base):
    """A weekly opening, for a whole venue or for one room: a room with openings of its own follows those alone.

    Wall clock of the venue; an evening past midnight ends after minute 1440.
    """

    __tablename__ = "opening_hours"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("opens_minute >= 0 AND opens_minute < 1440", name="opens_within_the_day"),
        CheckConstraint("closes_minute > opens_minute AND closes_minute <= 2160", name="closes_after_opening"),
        CheckConstraint("valid_until IS NULL OR valid_until > valid_from", name="valid_until_after_from"),
        Index("ix_opening_hours_venue_id_room_id", "venue_id", "room_id"),
    )

    id: Mapped[uuid.UUID] = id_column()
    venue_id: Mapped[uuid.UUID] = foreign_key("venue.id", ondelete="CASCADE", index=False)
    room_id: Mapped[uuid.UUID | None] = foreign_key("room.id", ondelete="CASCADE")
    weekday: Mapped[int]
    opens_minute: Mapped[int]
    closes_minute: Mapped[int]
    season: Mapped[Season] = enum_column(Season, "season", default=Season.REGULAR, server_default=Season.REGULAR.value)
    # How a hirer gets in during these hours; NULL: as the venue says.
    access_mode: Mapped[AccessMode | None] = enum_column(AccessMode, "access_mode")
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]


class OpeningException(Base):
    """A day (or a stretch of days) that differs: closed when it has no hours, else open at these hours instead."""

    __tablename__ = "opening_exception"
    __table_args__ = (
        CheckConstraint("until_on > from_on", name="until_after_from"),
        CheckConstraint("(opens_minute IS NULL) = (closes_minute IS NULL)", name="hours_are_a_pair"),
        CheckConstraint(
            "opens_minute IS NULL OR (opens_minute >= 0 AND opens_minute < 1440"
            " AND closes_minute > opens_minute AND closes_minute <= 2160)",
            name="hours_make_sense",
        ),
        Index("ix_opening_exception_venue_id_from_on", "venue_id", "from_on"),
    )

    id: Mapped[uuid.UUID] = id_column()
    venue_id: Mapped[uuid.UUID] = foreign_key("venue.id", ondelete="CASCADE", index=False)
    room_id: Mapped[uuid.UUID | None] = foreign_key("room.id", ondelete="CASCADE")
    from_on: Mapped[date]
    until_on: Mapped[date]
    opens_minute: Mapped[int | None]
    closes_minute: Mapped[int | None]
    reason: Mapped[str] = mapped_column(default="")
    # A row of a closure has no hours of its own: the closure takes away all day, or the hours it names.
    closure_id: Mapped[uuid.UUID | None] = foreign_key("closure.id", ondelete="CASCADE")


class ClaimKind(StrEnum):
    """Why a part is taken."""

    HOLD = "hold"
    BOOKING = "booking"
    LESSON = "lesson"
    OWN_USE = "own_use"


class Claim(Base):
    """That one physical part is taken for one stretch of one local day. Only active claims exist; release deletes.

    Buffers lie inside the range. No two claims on a part overlap: the database refuses it.
    """

    __tablename__ = "claim"
    __table_args__ = (
        ExcludeConstraint(("part_id", "="), ("during", "&&"), using="gist", name="ex_claim_no_overlap"),
        CheckConstraint("NOT isempty(during)", name="not_empty"),
        CheckConstraint("day = (lower(during) AT TIME ZONE 'Europe/Amsterdam')::date", name="day_is_local_start"),
        CheckConstraint(
            "upper(during) <= ((day + 1)::timestamp AT TIME ZONE 'Europe/Amsterdam')", name="split_at_local_midnight"
        ),
        CheckConstraint("(kind = 'hold') = (hold_until IS NOT NULL)", name="hold_has_end"),
        CheckConstraint("(kind IN ('hold', 'booking')) = (booking_id IS NOT NULL)", name="booking_behind"),
        CheckConstraint("(kind = 'lesson') = (occurrence_id IS NOT NULL)", name="occurrence_behind"),
        CheckConstraint("(kind = 'own_use') = (own_use_block_id IS NOT NULL)", name="block_behind"),
        Index("ix_claim_hold_until", "hold_until", postgresql_where=text("hold_until IS NOT NULL")),
        Index("ix_claim_part_id_day", "part_id", "day"),
        # Exactly one of these three stands behind a claim: each claim is in one of the indexes.
        Index("ix_claim_booking_id", "booking_id", postgresql_where=text("booking_id IS NOT NULL")),
        Index("ix_claim_occurrence_id", "occurrence_id", postgresql_where=text("occurrence_id IS NOT NULL")),
        Index("ix_claim_own_use_block_id", "own_use_block_id", postgresql_where=text("own_use_block_id IS NOT NULL")),
    )

    id: Mapped[uuid.UUID] = id_column()
    # For a later split by venue; no foreign key, the part has one.
    venue_id: Mapped[uuid.UUID]
    part_id: Mapped[uuid.UUID] = foreign_key("room_part.id", index=False)
    day: Mapped[date]
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    kind: Mapped[ClaimKind] = enum_column(ClaimKind, "kind")
    hold_until: Mapped[datetime | None]
    booking_id: Mapped[uuid.UUID | None] = foreign_key("booking.id", index=False)
    # A claim goes through `release_time` before what stands behind it goes, so that the day masks follow.
    occurrence_id: Mapped[uuid.UUID | None] = foreign_key("calendar_occurrence.id", index=False)
    own_use_block_id: Mapped[uuid.UUID | None] = foreign_key("own_use_block.id", index=False)
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = created_at_column()
