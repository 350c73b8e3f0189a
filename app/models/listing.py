"""What members offer: venues, rooms, the physical parts of rooms, and their pictures."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.models.accounts import Organisation, VatProfile
from app.models.columns import created_at_column, enum_column, foreign_key, id_column
from app.models.regions import Municipality, SchoolHolidayRegion


class RoomType(StrEnum):
    """Kinds of room, as the field names them."""

    THEATRE_HALL = "theatre_hall"
    CONCERT_HALL = "concert_hall"
    DANCE_STUDIO = "dance_studio"
    MUSIC_ROOM = "music_room"
    BAND_REHEARSAL_ROOM = "band_rehearsal_room"
    RECORDING_STUDIO = "recording_studio"
    CLASSROOM = "classroom"
    ART_STUDIO = "art_studio"
    CERAMICS_STUDIO = "ceramics_studio"
    WORKSHOP_ROOM = "workshop_room"
    COMPUTER_ROOM = "computer_room"
    MEETING_ROOM = "meeting_room"
    ENSEMBLE_ROOM = "ensemble_room"
    FOYER = "foyer"
    EXHIBITION_SPACE = "exhibition_space"
    CAFE = "cafe"
    KITCHEN = "kitchen"
    OUTDOOR_SPACE = "outdoor_space"


class Purpose(StrEnum):
    """What a hirer does in a room."""

    REHEARSAL = "rehearsal"
    LESSON = "lesson"
    MEETING = "meeting"
    PERFORMANCE = "performance"
    EXHIBITION = "exhibition"
    SPORT = "sport"
    RECORDING = "recording"
    PRIVATE_PARTY = "private_party"


class AccessMode(StrEnum):
    """How a hirer gets in."""

    CARETAKER_PRESENT = "caretaker_present"
    KEY_PICKUP = "key_pickup"
    KEY_SAFE_CODE = "key_safe_code"
    DIGITAL_LOCK_CODE = "digital_lock_code"
    RECEPTION = "reception"


class BookingMode(StrEnum):
    """Instant is the rule; on request is the exception a member may choose per room."""

    INSTANT = "instant"
    REQUEST = "request"


class AlcoholPolicy(StrEnum):
    """Whether there may be drinks, and whose."""

    NONE = "none"
    VENUE_BAR = "venue_bar"
    OWN_ALLOWED = "own_allowed"


class SoundLevel(StrEnum):
    """What is usually heard of a room: little, voices and instruments, or amplifiers and drums."""

    QUIET = "quiet"
    ACOUSTIC = "acoustic"
    AMPLIFIED = "amplified"


class ListingStatus(StrEnum):
    """Draft: being made. Published: for everyone. Withdrawn: taken offline; bookings stay."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class LayoutKind(StrEnum):
    """Ways to set up a room."""

    THEATRE = "theatre"
    ROWS = "rows"
    U_SHAPE = "u_shape"
    CLASSROOM = "classroom"
    CHOIR_ARC = "choir_arc"
    STANDING = "standing"
    DANCE = "dance"
    BANQUET = "banquet"
    EMPTY = "empty"


class Venue(Base):
    """A building of a member, with its address and the way in."""

    __tablename__ = "venue"
    __table_args__ = (
        CheckConstraint("latitude BETWEEN 50.5 AND 53.8 AND longitude BETWEEN 3.0 AND 7.5", name="in_the_netherlands"),
        # Claims are split at midnight in this zone (models/availability.py); a second zone needs a migration there first.
        CheckConstraint("timezone = 'Europe/Amsterdam'", name="timezone_known"),
        CheckConstraint("postcode ~ '^[1-9][0-9]{3} [A-Z]{2}$'", name="postcode_form"),
    )

    id: Mapped[uuid.UUID] = id_column()
    organisation_id: Mapped[uuid.UUID] = foreign_key("organisation.id")
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    street: Mapped[str]
    house_number: Mapped[str]
    postcode: Mapped[str]
    city: Mapped[str]
    municipality_code: Mapped[str] = foreign_key("municipality.code")
    latitude: Mapped[float]
    longitude: Mapped[float]
    timezone: Mapped[str] = mapped_column(default="Europe/Amsterdam")
    school_holiday_region: Mapped[SchoolHolidayRegion] = enum_column(SchoolHolidayRegion, "school_holiday_region")
    access_mode: Mapped[AccessMode] = enum_column(AccessMode, "access_mode", default=AccessMode.CARETAKER_PRESENT)
    access_text: Mapped[str] = mapped_column(default="")
    wheelchair_text: Mapped[str] = mapped_column(default="")
    travel_text: Mapped[str] = mapped_column(default="")
    phone: Mapped[str | None]
    created_at: Mapped[datetime] = created_at_column()

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    municipality: Mapped[Municipality] = relationship(lazy="raise")
    rooms: Mapped[list["Room"]] = relationship(back_populates="venue", lazy="raise", order_by="Room.name")
    day_parts: Mapped[list["DayPart"]] = relationship(
        back_populates="venue", lazy="raise", order_by="DayPart.starts_minute"
    )


class DayPart(Base):
    """A named block of the day at one venue. Blocks may overlap and may end after midnight (minute 1440 and on)."""

    __tablename__ = "day_part"
    __table_args__ = (
        UniqueConstraint("venue_id", "name"),
        CheckConstraint("starts_minute >= 0 AND starts_minute < 1440", name="starts_within_the_day"),
        CheckConstraint("ends_minute > starts_minute AND ends_minute <= 2160", name="ends_after_start"),
    )

    id: Mapped[uuid.UUID] = id_column()
    venue_id: Mapped[uuid.UUID] = foreign_key("venue.id", ondelete="CASCADE", index=False)
    name: Mapped[str]
    starts_minute: Mapped[int]
    ends_minute: Mapped[int]

    venue: Mapped[Venue] = relationship(back_populates="day_parts", lazy="raise")


class Room(Base):
    """What is booked: one or more physical parts of a venue, with rules of its own."""

    __tablename__ = "room"
    __table_args__ = (
        CheckConstraint("max_persons > 0", name="max_persons_positive"),
        CheckConstraint("deposit_cents >= 0", name="deposit"),
        CheckConstraint("start_grid_minutes IN (15, 30, 60)", name="start_grid"),
        CheckConstraint("min_duration_minutes > 0", name="min_duration_positive"),
        CheckConstraint("max_duration_minutes >= min_duration_minutes", name="max_duration_at_least_min"),
        CheckConstraint("notice_minutes >= 0", name="notice_not_negative"),
        CheckConstraint("horizon_days BETWEEN 1 AND 730", name="horizon"),
        CheckConstraint("buffer_before_minutes BETWEEN 0 AND 240", name="buffer_before"),
        CheckConstraint("buffer_after_minutes BETWEEN 0 AND 240", name="buffer_after"),
        CheckConstraint("(status = 'published') <= (published_at IS NOT NULL)", name="published_has_moment"),
        Index("ix_room_status_type", "status", "type"),
    )

    id: Mapped[uuid.UUID] = id_column()
    venue_id: Mapped[uuid.UUID] = foreign_key("venue.id")
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    type: Mapped[RoomType] = enum_column(RoomType, "type")
    description: Mapped[str] = mapped_column(default="")
    description_en: Mapped[str] = mapped_column(default="")
    area_m2: Mapped[int | None]
    height_cm: Mapped[int | None]
    max_persons: Mapped[int]
    sound_text: Mapped[str] = mapped_column(default="")
    sound_level: Mapped[SoundLevel] = enum_column(
        SoundLevel, "sound_level", default=SoundLevel.ACOUSTIC, server_default=SoundLevel.ACOUSTIC.value
    )
    booking_mode: Mapped[BookingMode] = enum_column(BookingMode, "booking_mode", default=BookingMode.INSTANT)
    # What a room asks of bookings; NULL follows the venue (services/availability/booking_rules.py).
    start_grid_minutes: Mapped[int | None]
    min_duration_minutes: Mapped[int | None]
    max_duration_minutes: Mapped[int | None]
    notice_minutes: Mapped[int | None]
    notice_in_caretaker_hours: Mapped[bool | None]
    horizon_days: Mapped[int | None]
    buffer_before_minutes: Mapped[int | None]
    buffer_after_minutes: Mapped[int | None]
    buffers_shared: Mapped[bool | None]
    purposes: Mapped[list[str]] = mapped_column(ARRAY(TEXT), default=list)
    # Disciplines in which nobody else gives lessons here, because the member does.
    barred_disciplines: Mapped[list[str]] = mapped_column(ARRAY(TEXT), default=list, server_default="{}")
    alcohol_policy: Mapped[AlcoholPolicy] = enum_column(AlcoholPolicy, "alcohol_policy", default=AlcoholPolicy.NONE)
    # [{"kind": "allow" | "deny" | "info", "text": "..."}]
    house_rules: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    vat_profile: Mapped[VatProfile | None] = enum_column(VatProfile, "vat_profile")
    # Asked beside the price, outside VAT and commission, and given back afterwards; NULL or 0: none.
    deposit_cents: Mapped[int | None]
    cancellation_policy_code: Mapped[str] = mapped_column(default="standard")
    status: Mapped[ListingStatus] = enum_column(ListingStatus, "status", default=ListingStatus.DRAFT)
    published_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = created_at_column()

    venue: Mapped[Venue] = relationship(back_populates="rooms", lazy="raise")
    layouts: Mapped[list["RoomLayout"]] = relationship(lazy="raise", order_by="RoomLayout.capacity.desc()")
    amenities: Mapped[list["RoomAmenity"]] = relationship(lazy="raise", order_by="RoomAmenity.code")
    photos: Mapped[list["RoomPhoto"]] = relationship(lazy="raise", order_by="RoomPhoto.position")
    part_uses: Mapped[list["RoomPartUse"]] = relationship(lazy="raise")


class PartKind(StrEnum):
    """Space: floor between walls. Sound: what two rooms hear of each other, which no room consists of."""

    SPACE = "space"
    SOUND = "sound"


class RoomPart(Base):
    """The smallest physical piece of a venue. A combined hall is the sum of its parts, so they block each other."""

    __tablename__ = "room_part"
    __table_args__ = (UniqueConstraint("venue_id", "name"),)

    id: Mapped[uuid.UUID] = id_column()
    venue_id: Mapped[uuid.UUID] = foreign_key("venue.id", index=False)
    name: Mapped[str]
    kind: Mapped[PartKind] = enum_column(PartKind, "kind", default=PartKind.SPACE, server_default=PartKind.SPACE.value)


class RoomPartUse(Base):
    """That a room takes a part when it is used."""

    __tablename__ = "room_part_use"

    room_id: Mapped[uuid.UUID] = foreign_key("room.id", ondelete="CASCADE", index=False, primary_key=True)
    part_id: Mapped[uuid.UUID] = foreign_key("room_part.id", primary_key=True)


class RoomLayout(Base):
    """A way to set up the room, with how many people then fit."""

    __tablename__ = "room_layout"
    __table_args__ = (CheckConstraint("capacity > 0", name="capacity_positive"),)

    room_id: Mapped[uuid.UUID] = foreign_key("room.id", ondelete="CASCADE", index=False, primary_key=True)
    kind: Mapped[LayoutKind] = enum_column(LayoutKind, "kind", primary_key=True)
    capacity: Mapped[int]


class RoomAmenity(Base):
    """Something that is there to use."""

    __tablename__ = "room_amenity"

    room_id: Mapped[uuid.UUID] = foreign_key("room.id", ondelete="CASCADE", index=False, primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True, index=True)


class RoomPhoto(Base):
    """A picture of this very room, made smaller and stripped of what a camera adds."""

    __tablename__ = "room_photo"
    __table_args__ = (UniqueConstraint("room_id", "position", deferrable=True, initially="DEFERRED"),)

    id: Mapped[uuid.UUID] = id_column()
    room_id: Mapped[uuid.UUID] = foreign_key("room.id", ondelete="CASCADE", index=False)
    position: Mapped[int]
    storage_key: Mapped[str] = mapped_column(unique=True)
    width: Mapped[int]
    height: Mapped[int]
    alt_text: Mapped[str]
    created_at: Mapped[datetime] = created_at_column()
