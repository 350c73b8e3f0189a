"""Beside the claims: the day masks that search and the first guard read, own use by hand, and rooms that hear each other."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.models.columns import created_at_column, foreign_key, id_column


class RoomDay(Base):
    """One room on one local day in quarters of an hour: bit i of `lo` is quarter i, of `hi` quarter 48 + i; 1 is not bookable.

    `closed` follows from the opening rules, `taken` from the claims on any part of the room. Wall clock: a night that
    shows an hour twice has one set of bits for both passes. Written by the functions of migration 0004 alone.
    """

    __tablename__ = "room_day"
    # Updated in place with every booking: room on the page keeps those updates off the index.
    __table_args__ = {"postgresql_with": {"fillfactor": 85}}  # noqa: RUF012 - SQLAlchemy reads it as it stands

    room_id: Mapped[uuid.UUID] = foreign_key("room.id", ondelete="CASCADE", index=False, primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    # For a later split by venue; no foreign key, the room has one.
    venue_id: Mapped[uuid.UUID]
    closed_lo: Mapped[int]
    closed_hi: Mapped[int]
    taken_lo: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    taken_hi: Mapped[int] = mapped_column(default=0, server_default=text("0"))


class RoomAlone(Base):
    """Derived: a room of one part that no other room uses and that hears no other, so that one update can take it.

    Kept by triggers on `room_part_use` and `sound_pair`.
    """

    __tablename__ = "room_alone"

    room_id: Mapped[uuid.UUID] = foreign_key("room.id", ondelete="CASCADE", index=False, primary_key=True)
    part_id: Mapped[uuid.UUID]


class OwnUseBlock(Base):
    """A stretch that a member keeps a room for itself, written by hand; one of a series when it has one."""

    __tablename__ = "own_use_block"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        Index("ix_own_use_block_room_id_ends_at", "room_id", "ends_at"),
        Index("ix_own_use_block_series_id", "series_id", postgresql_where=text("series_id IS NOT NULL")),
    )

    id: Mapped[uuid.UUID] = id_column()
    organisation_id: Mapped[uuid.UUID] = foreign_key("organisation.id")
    room_id: Mapped[uuid.UUID] = foreign_key("room.id", ondelete="CASCADE", index=False)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(default="")
    series_id: Mapped[uuid.UUID | None]
    created_by_id: Mapped[uuid.UUID | None] = foreign_key("user_account.id")
    created_at: Mapped[datetime] = created_at_column()


class SoundPair(Base):
    """That loud use of one room disturbs quiet use of another: each claims the sound between them, so they exclude each other."""

    __tablename__ = "sound_pair"
    __table_args__ = (
        UniqueConstraint("loud_room_id", "quiet_room_id"),
        CheckConstraint("loud_room_id <> quiet_room_id", name="two_rooms"),
    )

    id: Mapped[uuid.UUID] = id_column()
    loud_room_id: Mapped[uuid.UUID] = foreign_key("room.id", ondelete="CASCADE", index=False)
    quiet_room_id: Mapped[uuid.UUID] = foreign_key("room.id", ondelete="CASCADE")
    part_id: Mapped[uuid.UUID] = foreign_key("room_part.id", index=False, unique=True)
