"""The ledger: balanced, append-only. The database itself refuses a posting that does not add up, and any change."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.models.columns import created_at_column, enum_column, foreign_key, id_column


class LedgerAccount(StrEnum):
    """Where money comes from and goes to. Positive is what an account receives.

    Hirer: paid by hirers (negative). Member: what members keep. Commission, commission VAT: what the association takes.
    """

    HIRER = "hirer"
    MEMBER = "member"
    COMMISSION = "commission"
    COMMISSION_VAT = "commission_vat"


class PostingKind(StrEnum):
    """What happened."""

    PAYMENT = "payment"
    REFUND = "refund"
    REFUND_REVERSED = "refund_reversed"


class Posting(Base):
    """One event in money. `source_key` makes it happen once, however often it is told."""

    __tablename__ = "posting"
    __table_args__ = (
        Index("ix_posting_booked_on", "booked_on"),
        Index("ix_posting_organisation_id_booked_on", "organisation_id", "booked_on"),
    )

    id: Mapped[uuid.UUID] = id_column()
    source_key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[PostingKind] = enum_column(PostingKind, "kind")
    occurred_at: Mapped[datetime]
    # The local (Amsterdam) day of occurred_at: months in reports are Dutch months.
    booked_on: Mapped[date]
    booking_id: Mapped[uuid.UUID] = foreign_key("booking.id")
    payment_id: Mapped[uuid.UUID] = foreign_key("payment.id")
    refund_id: Mapped[uuid.UUID | None] = foreign_key("refund.id")
    organisation_id: Mapped[uuid.UUID] = foreign_key("organisation.id", index=False)
    region_id: Mapped[uuid.UUID | None] = foreign_key("region.id")
    created_at: Mapped[datetime] = created_at_column()

    entries: Mapped[list["Entry"]] = relationship(back_populates="posting", lazy="raise")


class Entry(Base):
    """One side of a posting. The entries of a posting sum to zero (deferred trigger in the migrations)."""

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("posting_id", "account"),
        CheckConstraint("amount_cents <> 0", name="amount_not_zero"),
        Index("ix_entry_account", "account"),
    )

    id: Mapped[uuid.UUID] = id_column()
    posting_id: Mapped[uuid.UUID] = foreign_key("posting.id", index=False)
    account: Mapped[LedgerAccount] = enum_column(LedgerAccount, "account")
    amount_cents: Mapped[int]

    posting: Mapped[Posting] = relationship(back_populates="entries", lazy="raise")


class _MonthSums:
    """What moved in a month. Written by triggers on posting and entry alone, in the transaction of the posting."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    month: Mapped[date]
    region_id: Mapped[uuid.UUID | None] = foreign_key("region.id")
    # Bookings with a payment in this month; what hirers paid and got back; what the association kept, and its VAT.
    bookings: Mapped[int] = mapped_column(server_default="0")
    paid_cents: Mapped[int] = mapped_column(server_default="0")
    refunded_cents: Mapped[int] = mapped_column(server_default="0")
    commission_cents: Mapped[int] = mapped_column(server_default="0")
    vat_cents: Mapped[int] = mapped_column(server_default="0")


class LedgerMonthRegion(_MonthSums, Base):
    """The sums of a month in a region (NULL: outside every region)."""

    __tablename__ = "ledger_month_region"
    __table_args__ = (
        UniqueConstraint("month", "region_id", postgresql_nulls_not_distinct=True),
        CheckConstraint("extract(day FROM month) = 1", name="first_day"),
    )


class LedgerMonthMember(_MonthSums, Base):
    """The sums of a month of one member in a region, with what that member keeps."""

    __tablename__ = "ledger_month_member"
    __table_args__ = (
        UniqueConstraint("month", "region_id", "organisation_id", postgresql_nulls_not_distinct=True),
        CheckConstraint("extract(day FROM month) = 1", name="first_day"),
    )

    organisation_id: Mapped[uuid.UUID] = foreign_key("organisation.id")
    member_cents: Mapped[int] = mapped_column(server_default="0")
