"""What can be hired beside a room, and what VAT a member decided on for which room, purpose or add-on."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Computed, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.models.accounts import VatProfile
from app.models.columns import enum_column, foreign_key, id_column
from app.models.listing import Purpose
from app.models.pricing import AddOnUnit


class AddOn(Base):
    """A piano, a technician, forty chairs. `stock` NULL: as many as anybody asks.

    `next_price_cents`: of a day, hour or piece after the first. Prices include VAT; `vat_profile` NULL: as the room.
    """

    __tablename__ = "add_on"
    __table_args__ = (
        UniqueConstraint("venue_id", "name", "valid_from"),
        CheckConstraint("price_cents >= 0 AND next_price_cents >= 0", name="prices_not_negative"),
        CheckConstraint("next_price_cents IS NULL OR unit <> 'booking'", name="next_price_of_more_than_one"),
        CheckConstraint("stock > 0", name="stock_positive"),
        CheckConstraint("requires_add_on_id <> id", name="requires_another"),
        CheckConstraint("valid_until IS NULL OR valid_until > valid_from", name="valid_until_after_from"),
    )

    id: Mapped[uuid.UUID] = id_column()
    venue_id: Mapped[uuid.UUID] = foreign_key("venue.id", ondelete="CASCADE", index=False)
    name: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    unit: Mapped[AddOnUnit] = enum_column(AddOnUnit, "unit")
    price_cents: Mapped[int]
    next_price_cents: Mapped[int | None]
    stock: Mapped[int | None]
    requires_add_on_id: Mapped[uuid.UUID | None] = foreign_key("add_on.id")
    vat_profile: Mapped[VatProfile | None] = enum_column(VatProfile, "vat_profile")
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]


class AddOnRoom(Base):
    """That an add-on can be had in a room. An add-on without any such row can be had in all rooms of its venue."""

    __tablename__ = "add_on_room"

    add_on_id: Mapped[uuid.UUID] = foreign_key("add_on.id", ondelete="CASCADE", index=False, primary_key=True)
    room_id: Mapped[uuid.UUID] = foreign_key("room.id", ondelete="CASCADE", primary_key=True)


class VatChoice(Base):
    """A member's decision, taken with its adviser, on the VAT of a room, a purpose, an add-on, or of them together.

    The most specific one in force on the day of use holds. Without any: the room's own profile, else the organisation's.
    """

    __tablename__ = "vat_choice"
    __table_args__ = (
        CheckConstraint("valid_until IS NULL OR valid_until > valid_from", name="valid_until_after_from"),
        ExcludeConstraint(
            ("subject_key", "="),
            (text("daterange(valid_from, valid_until)"), "&&"),
            using="gist",
            name="ex_vat_choice_no_overlap",
        ),
        Index("ix_vat_choice_organisation_id", "organisation_id"),
    )

    id: Mapped[uuid.UUID] = id_column()
    organisation_id: Mapped[uuid.UUID] = foreign_key("organisation.id", ondelete="CASCADE", index=False)
    room_id: Mapped[uuid.UUID | None] = foreign_key("room.id", ondelete="CASCADE")
    purpose: Mapped[Purpose | None] = enum_column(Purpose, "purpose")
    add_on_id: Mapped[uuid.UUID | None] = foreign_key("add_on.id", ondelete="CASCADE")
    subject_key: Mapped[str] = mapped_column(
        Computed(
            "organisation_id::text || '/' || coalesce(room_id::text, '') || '/' || coalesce(purpose, '')"
            " || '/' || coalesce(add_on_id::text, '')",
            persisted=True,
        )
    )
    profile: Mapped[VatProfile] = enum_column(VatProfile, "profile")
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    # Who said "we decided this with our adviser", and when.
    confirmed_by_id: Mapped[uuid.UUID | None] = foreign_key("user_account.id")
    confirmed_at: Mapped[datetime | None]
