"""Bookings with everything that was agreed, frozen at the moment it was agreed."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSTZRANGE, Range
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.models.accounts import Organisation
from app.models.columns import created_at_column, enum_column, foreign_key, id_column
from app.models.listing import LayoutKind, Purpose, Room, Venue
from app.models.pricing import HirerCategory


class BookingStatus(StrEnum):
    """The life of a booking; the steps allowed stand in services/booking/rules.py.

    Held: the time waits for payment. Processing: payment is on its way, the time stays taken.
    Expired: not paid in time, released. Lost: paid too late while the time was gone; refunded.
    """

    HELD = "held"
    PROCESSING = "processing"
    CONFIRMED = "confirmed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    LOST = "lost"


class BookingSource(StrEnum):
    """Where it came from."""

    WEB = "web"
    API = "api"
    DEMO = "demo"


class Discipline(StrEnum):
    """What a lesson is about, as coarse as members divide their own."""

    MUSIC = "music"
    DANCE = "dance"
    THEATRE = "theatre"
    VISUAL_ARTS = "visual_arts"
    CRAFTS = "crafts"
    MEDIA = "media"
    WRITING = "writing"
    LANGUAGES = "languages"
    MOVEMENT = "movement"
    OTHER = "other"


class Booking(Base):
    """One room, one stretch of time, one hirer, one price."""

    __tablename__ = "booking"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("persons > 0", name="persons_positive"),
        CheckConstraint("total_cents >= 0 AND vat_cents >= 0 AND vat_cents <= total_cents", name="amounts"),
        CheckConstraint(
            "commission_cents >= 0 AND commission_vat_cents >= 0"
            " AND commission_cents + commission_vat_cents <= total_cents",
            name="commission_within_total",
        ),
        CheckConstraint("deposit_cents >= 0", name="deposit_not_negative"),
        CheckConstraint("deposit_kept_cents BETWEEN 0 AND deposit_cents", name="deposit_kept_within_deposit"),
        CheckConstraint(
            "deposit_kept_cents = 0 OR (deposit_settled_at IS NOT NULL AND deposit_reason <> '')",
            name="deposit_kept_has_reason",
        ),
        CheckConstraint("(status IN ('held')) <= (hold_expires_at IS NOT NULL)", name="held_has_end"),
        CheckConstraint("(status = 'confirmed') <= (confirmed_at IS NOT NULL)", name="confirmed_has_moment"),
        CheckConstraint("(status = 'cancelled') = (cancelled_at IS NOT NULL)", name="cancelled_has_moment"),
        Index("ix_booking_room_id_starts_at", "room_id", "starts_at"),
        Index("ix_booking_venue_id_starts_at", "venue_id", "starts_at"),
        Index("ix_booking_organisation_id_created_at", "organisation_id", "created_at"),
        Index("ix_booking_created_at", "created_at"),
        Index("ix_booking_hold_expires_at", "hold_expires_at", postgresql_where=text("status = 'held'")),
        Index(
            "ix_booking_deposit_held",
            "ends_at",
            postgresql_where=text("status = 'confirmed' AND deposit_cents > 0 AND deposit_settled_at IS NULL"),
        ),
    )

    id: Mapped[uuid.UUID] = id_column()
    reference: Mapped[str] = mapped_column(unique=True)
    idempotency_key: Mapped[str | None] = mapped_column(unique=True)
    # What the request with that key asked, to refuse the same key for something else.
    idempotency_fingerprint: Mapped[str | None]
    source: Mapped[BookingSource] = enum_column(BookingSource, "source")
    status: Mapped[BookingStatus] = enum_column(BookingStatus, "status")

    organisation_id: Mapped[uuid.UUID] = foreign_key("organisation.id", index=False)
    venue_id: Mapped[uuid.UUID] = foreign_key("venue.id", index=False)
    room_id: Mapped[uuid.UUID] = foreign_key("room.id", index=False)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    persons: Mapped[int]
    purpose: Mapped[Purpose] = enum_column(Purpose, "purpose")
    # As the hirer declared it, under these conditions (services/booking/rules.py); the member can correct it.
    hirer_category: Mapped[HirerCategory] = enum_column(
        HirerCategory, "hirer_category", default=HirerCategory.PRIVATE, server_default=HirerCategory.PRIVATE.value
    )
    category_terms_version: Mapped[str] = mapped_column(default="", server_default="")
    layout: Mapped[LayoutKind | None] = enum_column(LayoutKind, "layout")
    discipline: Mapped[Discipline | None] = enum_column(Discipline, "discipline")
    alcohol: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    contact_name: Mapped[str]
    contact_email: Mapped[str]
    contact_phone: Mapped[str]
    hirer_organisation: Mapped[str] = mapped_column(default="")
    hirer_reference: Mapped[str] = mapped_column(default="")
    locale: Mapped[str] = mapped_column(default="nl")

    currency: Mapped[str] = mapped_column(default="eur")
    total_cents: Mapped[int]
    vat_cents: Mapped[int]
    # Held by the member beside the price: outside VAT and commission, given back after the visit.
    deposit_cents: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    # When it was decided what comes back of it, what the member keeps for damage, and what it told the hirer about that.
    deposit_settled_at: Mapped[datetime | None]
    deposit_kept_cents: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    deposit_reason: Mapped[str] = mapped_column(default="", server_default="")
    commission_bps: Mapped[int]
    commission_cents: Mapped[int]
    commission_vat_bps: Mapped[int]
    commission_vat_cents: Mapped[int]
    # {"steps": [...], "name": "..."} as it stood in cancellation_policy when this was booked
    cancellation_terms: Mapped[dict[str, Any]]
    terms_version: Mapped[str]
    terms_accepted_at: Mapped[datetime]

    hold_expires_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancelled_by: Mapped[str] = mapped_column(default="")
    cancel_reason: Mapped[str] = mapped_column(default="")
    calendar_sequence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = created_at_column()

    room: Mapped[Room] = relationship(lazy="raise")
    venue: Mapped[Venue] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")
    lines: Mapped[list["BookingLine"]] = relationship(
        back_populates="booking", lazy="raise", order_by="BookingLine.position"
    )
    add_ons: Mapped[list["BookingAddOn"]] = relationship(lazy="raise", order_by="BookingAddOn.name")

    @property
    def payable_cents(self) -> int:
        """What the hirer pays: the price, and what the member holds beside it."""
        return self.total_cents + self.deposit_cents

    @property
    def application_fee_cents(self) -> int:
        """What the association takes at payment: its commission including VAT."""
        return self.commission_cents + self.commission_vat_cents


class BookingLine(Base):
    """One line of the price as it was told: it is never computed again."""

    __tablename__ = "booking_line"
    __table_args__ = (
        UniqueConstraint("booking_id", "position"),
        CheckConstraint("vat_bps BETWEEN 0 AND 10000", name="vat_rate"),
    )

    id: Mapped[uuid.UUID] = id_column()
    booking_id: Mapped[uuid.UUID] = foreign_key("booking.id", index=False)
    position: Mapped[int]
    # A quote line's own kind and figures (services/pricing/rules.py), so that every reader gets it in their language.
    kind: Mapped[str]
    label: Mapped[str]
    quantity_minutes: Mapped[int | None]
    unit_price_cents: Mapped[int]
    amount_cents: Mapped[int]
    vat_bps: Mapped[int]
    vat_cents: Mapped[int]
    vat_reason: Mapped[str] = mapped_column(default="")
    # How many of an add-on; and why this line is there: an English msgid with its values, as the quote told it.
    quantity: Mapped[int] = mapped_column(default=1, server_default="1")
    why: Mapped[str] = mapped_column(default="", server_default="")
    why_values: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")

    booking: Mapped[Booking] = relationship(back_populates="lines", lazy="raise")


class BookingAddOn(Base):
    """Something that comes with a booking. While `is_active` it counts against the stock of that time: the trigger of
    migration 0008 refuses what is not there. It stays when the booking ends, as what was agreed.
    """

    __tablename__ = "booking_add_on"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("NOT isempty(during)", name="not_empty"),
        Index(
            "ix_booking_add_on_add_on_id_during",
            "add_on_id",
            "during",
            postgresql_using="gist",
            postgresql_where=text("is_active"),
        ),
    )

    booking_id: Mapped[uuid.UUID] = foreign_key("booking.id", index=False, primary_key=True)
    add_on_id: Mapped[uuid.UUID] = foreign_key("add_on.id", primary_key=True)
    # As it was called when it was booked.
    name: Mapped[str]
    quantity: Mapped[int]
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    is_active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
