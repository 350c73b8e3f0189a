"""Organisations, people, and who may act for whom."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.models.columns import created_at_column, enum_column, foreign_key, id_column


class MemberType(StrEnum):
    """Kinds of member of the association."""

    ARTS_CENTRE = "arts_centre"
    MUSIC_SCHOOL = "music_school"
    FOLK_UNIVERSITY = "folk_university"
    PROVINCIAL_SUPPORT_BODY = "provincial_support_body"
    OTHER_EMPLOYER = "other_employer"


class MembershipStatus(StrEnum):
    """Where an organisation stands with the association."""

    PROSPECT = "prospect"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"


class VatProfile(StrEnum):
    """How a member's letting stands towards VAT (domain: law and money, 3.2)."""

    EXEMPT_LETTING = "exempt_letting"
    TAXED_MEETING = "taxed_meeting"
    TAXED_PLUS = "taxed_plus"
    SPORT_9 = "sport_9"
    KOR = "kor"
    NOT_ENTREPRENEUR = "not_entrepreneur"


class OrganisationRoleName(StrEnum):
    """What somebody does at a member."""

    MANAGER = "manager"
    FRONT_DESK = "front_desk"
    CARETAKER = "caretaker"
    FINANCE = "finance"


class BureauRoleName(StrEnum):
    """What somebody does at the association's bureau."""

    DIRECTOR = "director"
    COMMERCIAL_MANAGER = "commercial_manager"
    FINANCE = "finance"
    POLICY = "policy"
    PROJECTS = "projects"
    COMMUNICATIONS = "communications"
    COORDINATOR = "coordinator"


class Organisation(Base):
    """A legal person: member, partner, hirer, or several at once."""

    __tablename__ = "organisation"
    __table_args__ = (
        CheckConstraint("is_member = (member_type IS NOT NULL)", name="member_has_type"),
        CheckConstraint("is_member = (membership_status IS NOT NULL)", name="member_has_status"),
        CheckConstraint("kvk_number ~ '^[0-9]{8}$'", name="kvk_form"),
        CheckConstraint("rsin ~ '^[0-9]{9}$'", name="rsin_form"),
    )

    id: Mapped[uuid.UUID] = id_column()
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    legal_name: Mapped[str]
    is_member: Mapped[bool] = mapped_column(default=False)
    is_partner: Mapped[bool] = mapped_column(default=False)
    is_hirer: Mapped[bool] = mapped_column(default=False)
    is_demo: Mapped[bool] = mapped_column(default=False)
    member_type: Mapped[MemberType | None] = enum_column(MemberType, "member_type")
    membership_status: Mapped[MembershipStatus | None] = enum_column(MembershipStatus, "membership_status")
    kvk_number: Mapped[str | None]
    rsin: Mapped[str | None]
    vat_number: Mapped[str | None]
    vat_profile: Mapped[VatProfile] = enum_column(VatProfile, "vat_profile", default=VatProfile.EXEMPT_LETTING)
    email: Mapped[str]
    phone: Mapped[str | None]
    street: Mapped[str | None]
    house_number: Mapped[str | None]
    postcode: Mapped[str | None]
    city: Mapped[str | None]
    # Reporting duty of platforms (DAC7): public bodies are left out; missing data stops new bookings.
    dac7_excluded: Mapped[bool] = mapped_column(default=False)
    selling_suspended_reason: Mapped[str | None]
    created_at: Mapped[datetime] = created_at_column()


class User(Base):
    """Somebody who can log in."""

    __tablename__ = "user_account"
    __table_args__ = (Index("uq_user_account_email_lower", func.lower(text("email")), unique=True),)

    id: Mapped[uuid.UUID] = id_column()
    email: Mapped[str]
    name: Mapped[str]
    password_hash: Mapped[str]
    locale: Mapped[str] = mapped_column(default="nl")
    is_active: Mapped[bool] = mapped_column(default=True)
    last_login_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = created_at_column()

    organisation_roles: Mapped[list["OrganisationRole"]] = relationship(back_populates="user", lazy="raise")
    bureau_roles: Mapped[list["BureauRole"]] = relationship(back_populates="user", lazy="raise")

    # What a login library asks of a user, said here so that the model needs to know no library.
    is_authenticated = True
    is_anonymous = False

    def get_id(self) -> str:
        """The id as a session keeps it."""
        return str(self.id)


class OrganisationRole(Base):
    """That somebody may act for an organisation, and as what."""

    __tablename__ = "organisation_role"
    __table_args__ = (UniqueConstraint("user_id", "organisation_id", "role"),)

    id: Mapped[uuid.UUID] = id_column()
    user_id: Mapped[uuid.UUID] = foreign_key("user_account.id", ondelete="CASCADE", index=False)
    organisation_id: Mapped[uuid.UUID] = foreign_key("organisation.id", ondelete="CASCADE")
    role: Mapped[OrganisationRoleName] = enum_column(OrganisationRoleName, "role")

    user: Mapped[User] = relationship(back_populates="organisation_roles", lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")


class BureauRole(Base):
    """That somebody works at the bureau, and as what."""

    __tablename__ = "bureau_role"
    __table_args__ = (UniqueConstraint("user_id", "role"),)

    id: Mapped[uuid.UUID] = id_column()
    user_id: Mapped[uuid.UUID] = foreign_key("user_account.id", ondelete="CASCADE", index=False)
    role: Mapped[BureauRoleName] = enum_column(BureauRoleName, "role")

    user: Mapped[User] = relationship(back_populates="bureau_roles", lazy="raise")


class LoginAttempt(Base):
    """A failed login, kept for an hour to slow down guessing. Hashes only: no address book of mistakes."""

    __tablename__ = "login_attempt"
    __table_args__ = (Index("ix_login_attempt_key_hash_attempted_at", "key_hash", "attempted_at"),)

    id: Mapped[uuid.UUID] = id_column()
    key_hash: Mapped[str]
    attempted_at: Mapped[datetime]
