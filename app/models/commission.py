"""What the association keeps of each payment, agreed per scope and period."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Computed, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.models.columns import created_at_column, enum_column, foreign_key, id_column


class CommissionScope(StrEnum):
    """For whom an agreement holds; the narrowest that fits wins."""

    DEFAULT = "default"
    REGION = "region"
    ORGANISATION = "organisation"


class CommissionAgreement(Base):
    """A share of the price, excluding VAT on the commission. Two agreements of one scope never overlap in time."""

    __tablename__ = "commission_agreement"
    __table_args__ = (
        CheckConstraint("rate_bps BETWEEN 0 AND 5000", name="rate"),
        CheckConstraint("(scope = 'region') = (region_id IS NOT NULL)", name="region_named"),
        CheckConstraint("(scope = 'organisation') = (organisation_id IS NOT NULL)", name="organisation_named"),
        CheckConstraint("valid_until IS NULL OR valid_until > valid_from", name="valid_until_after_from"),
        ExcludeConstraint(
            ("scope_key", "="),
            (text("daterange(valid_from, valid_until)"), "&&"),
            using="gist",
            name="ex_commission_agreement_no_overlap",
        ),
    )

    id: Mapped[uuid.UUID] = id_column()
    scope: Mapped[CommissionScope] = enum_column(CommissionScope, "scope")
    region_id: Mapped[uuid.UUID | None] = foreign_key("region.id")
    organisation_id: Mapped[uuid.UUID | None] = foreign_key("organisation.id")
    scope_key: Mapped[str] = mapped_column(
        Computed("coalesce(region_id::text, organisation_id::text, 'default')", persisted=True)
    )
    rate_bps: Mapped[int]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")
    created_by_id: Mapped[uuid.UUID | None] = foreign_key("user_account.id")
    created_at: Mapped[datetime] = created_at_column()
