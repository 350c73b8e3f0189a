"""Searches that go on after the visitor has left, and what was searched for in vain."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.models.columns import created_at_column, foreign_key, id_column


class SavedSearch(Base):
    """A question that somebody wants a mail about when there is news. It goes, with the address, when it has ended.

    `terms`: the question as an address carries it. `known`: the rooms that need no mail, because they were free when
    the address was confirmed or have been told since. `asked_from`: a fingerprint of where the request came from, kept
    only until the address is confirmed.
    """

    __tablename__ = "saved_search"
    __table_args__ = (
        UniqueConstraint("email", "fingerprint"),
        CheckConstraint("email = lower(email)", name="email_in_small_letters"),
        CheckConstraint("confirmed_at IS NULL OR asked_from IS NULL", name="source_forgotten"),
        Index("ix_saved_search_checked_at", "checked_at", postgresql_where=text("confirmed_at IS NOT NULL")),
        Index("ix_saved_search_ends_on", "ends_on"),
        Index("ix_saved_search_asked_from", "asked_from"),
    )

    id: Mapped[uuid.UUID] = id_column()
    email: Mapped[str]
    locale: Mapped[str]
    terms: Mapped[dict[str, list[str]]] = mapped_column(JSONB())
    fingerprint: Mapped[str]
    known: Mapped[list[str]] = mapped_column(ARRAY(TEXT), default=list)
    ends_on: Mapped[date]
    asked_from: Mapped[str | None]
    confirmed_at: Mapped[datetime | None]
    checked_at: Mapped[datetime | None]
    alerted_on: Mapped[date | None]
    created_at: Mapped[datetime] = created_at_column()


class UnmetSearch(Base):
    """How often, on one day, the same kind of question found nothing. Says nothing about who asked.

    '' and NULL mean "not said". `part`: morning, afternoon or evening. `persons`: a class, such as `11-25`.
    """

    __tablename__ = "unmet_search"
    __table_args__ = (
        UniqueConstraint(
            "searched_on",
            "municipality_code",
            "place",
            "part",
            "weekday",
            "activity",
            "room_type",
            "persons",
            name="uq_unmet_search_question",
            postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("searches > 0", name="searches_positive"),
    )

    id: Mapped[uuid.UUID] = id_column()
    searched_on: Mapped[date]
    municipality_code: Mapped[str | None] = foreign_key("municipality.code")
    # Its name where we know no municipality: outside the first province.
    place: Mapped[str] = mapped_column(default="")
    part: Mapped[str] = mapped_column(default="")
    weekday: Mapped[int | None] = mapped_column(SmallInteger())
    activity: Mapped[str] = mapped_column(default="")
    room_type: Mapped[str] = mapped_column(default="")
    persons: Mapped[str] = mapped_column(default="")
    searches: Mapped[int] = mapped_column(default=1)
