"""What search reads instead of the tables of everybody else; kept right by triggers, see `migrations/sql/room_search.sql`.

Rows here are copies without foreign keys: they may live on another machine than what they are about.
"""

import uuid
from datetime import date

from sqlalchemy import BigInteger, Index, Integer, SmallInteger, text
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR, UUID
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Double

from app.core.db import Base
from app.models.listing import LayoutKind, Purpose

# A bit of `amenities` and of `purposes`, and a place in `layouts`, stands for a place in these lists, as in the database's
# own search_amenities(), search_purposes() and search_layouts(). A new word goes at the end of both.
AMENITY_BITS = (
    "grand_piano",
    "piano",
    "organ",
    "drum_kit",
    "percussion",
    "amplifiers",
    "pa_system",
    "music_stands",
    "sprung_floor",
    "mirror_wall",
    "barre",
    "stage_lighting",
    "stage_risers",
    "tiered_seating",
    "dressing_rooms",
    "shower",
    "projector",
    "digital_board",
    "blackout",
    "daylight",
    "kiln",
    "sinks",
    "printing_press",
    "easels",
    "wheelchair_accessible",
    "accessible_toilet",
    "lift",
    "hearing_loop",
    "low_stimulus",
    "kitchen",
    "catering_on_site",
    "parking",
    "bicycle_parking",
    "loading_access",
    "cloakroom",
    "lockers",
    "wifi",
)
PURPOSE_BITS = (
    Purpose.REHEARSAL,
    Purpose.LESSON,
    Purpose.MEETING,
    Purpose.PERFORMANCE,
    Purpose.EXHIBITION,
    Purpose.SPORT,
    Purpose.RECORDING,
    Purpose.PRIVATE_PARTY,
)
LAYOUT_PLACES = (
    LayoutKind.THEATRE,
    LayoutKind.ROWS,
    LayoutKind.U_SHAPE,
    LayoutKind.CLASSROOM,
    LayoutKind.CHOIR_ARC,
    LayoutKind.STANDING,
    LayoutKind.DANCE,
    LayoutKind.BANQUET,
    LayoutKind.EMPTY,
)


class RoomSearch(Base):
    """A room on offer in a stretch of days on which its rules and its tariff stay the same.

    `buffer_before` and `buffer_after` are effective buffers in started quarters. `price_cents` is the lowest price by the
    tariff, as that of an hour. `priced`: the quarters that have a price, two words per weekday from Monday; NULL: all
    have. `layouts`: how many fit, per place; 0: not set up so. `shares`: the rooms that share a part with this one.
    """

    __tablename__ = "room_search"
    __table_args__ = (
        Index("ix_room_search_point", text("point(longitude, latitude)"), postgresql_using="gist"),
        {"postgresql_with": {"fillfactor": 90}},
    )

    room_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_until: Mapped[date | None]
    venue_id: Mapped[uuid.UUID]
    latitude: Mapped[float] = mapped_column(Double)
    longitude: Mapped[float] = mapped_column(Double)
    amenities: Mapped[int]
    purposes: Mapped[int] = mapped_column(Integer)
    max_persons: Mapped[int] = mapped_column(Integer)
    price_cents: Mapped[int | None] = mapped_column(Integer)
    grid_minutes: Mapped[int] = mapped_column(SmallInteger)
    min_minutes: Mapped[int] = mapped_column(Integer)
    max_minutes: Mapped[int] = mapped_column(Integer)
    notice_minutes: Mapped[int] = mapped_column(Integer)
    horizon_days: Mapped[int] = mapped_column(Integer)
    buffer_before: Mapped[int] = mapped_column(SmallInteger)
    buffer_after: Mapped[int] = mapped_column(SmallInteger)
    completeness: Mapped[int] = mapped_column(SmallInteger)
    notice_in_caretaker_hours: Mapped[bool]
    instant: Mapped[bool]
    has_sound_pair: Mapped[bool]
    sound_level: Mapped[str]
    type: Mapped[str]
    region: Mapped[str]
    city: Mapped[str]
    name: Mapped[str]
    layouts: Mapped[list[int] | None] = mapped_column(ARRAY(Integer))
    priced: Mapped[list[int] | None] = mapped_column(ARRAY(BigInteger))
    shares: Mapped[list[uuid.UUID] | None] = mapped_column(ARRAY(UUID))


class RoomWords(Base):
    """The words by which a room on offer is found, by their stem: its name and kind weigh most, its description least."""

    __tablename__ = "room_words"
    __table_args__ = (Index("ix_room_words_words", "words", postgresql_using="gin"),)

    room_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(TSVECTOR)


class SearchWord(Base):
    """Every word that some room is found by, as it is written, to guess what a mistyped one means."""

    __tablename__ = "search_word"
    __table_args__ = (
        Index("ix_search_word_word", "word", postgresql_using="gin", postgresql_ops={"word": "gin_trgm_ops"}),
    )

    word: Mapped[str] = mapped_column(primary_key=True)


class SearchTerm(Base):
    """What a type of room or an amenity is called, in both languages."""

    __tablename__ = "search_term"

    kind: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    words: Mapped[str]
